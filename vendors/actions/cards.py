"""On the first page: the control measures somebody answers for."""

from flask_babel import gettext

from core import clock
from core.auth.models import User
from core.home import Card, Item
from core.web.addresses import address
from vendors.actions.queries import open_actions, state_of
from vendors.actions.rules import ACTION_TONES, ActionState

FEW = 6


def mine(user: User) -> Card | None:
    """One's own open measures; nothing where there is none."""
    today = clock.today()
    own = [action for action in open_actions(today) if action.owner_id == user.id]
    if not own:
        return None
    late = any(state_of(action, today) is ActionState.OVERDUE for action in own)
    return Card(
        title=gettext("My control measures"),
        icon="clipboard-check",
        count=len(own),
        items=[
            Item(
                action.what,
                address("vendors.actions.show", action_id=action.id),
                due_on=action.due_on,
                tone=ACTION_TONES[state_of(action, today)],
                note=action.about,
            )
            for action in own[:FEW]
        ],
        url=address("vendors.actions.index"),
        tone="bad" if late else "warn",
    )
