"""Reads of control measures: the list, those of one cause, those that are late."""

from collections.abc import Sequence
from datetime import date

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import contains_eager, joinedload

from core import clock
from core.auth.models import User
from core.auth.queries import people_with
from core.auth.rules import READERS
from core.db import db
from core.i18n import say
from core.web.listing import Column, Filter, Kind, Listing, Status, attribute_choices
from vendors.actions.models import Action
from vendors.actions.rules import (
    ACTION_STATE_NAMES,
    ACTION_TONES,
    CAUSE_NAMES,
    SOON,
    ActionState,
    Cause,
    Promise,
    action_state,
)


def state_of(action: Action, today: date) -> ActionState:
    return action_state(Promise(action.due_on, action.done_on), today)


def badge(action: Action, today: date | None = None) -> Status:
    state = state_of(action, today or clock.today())
    return Status(say(ACTION_STATE_NAMES[state]), ACTION_TONES[state])


def actions_of(cause: Cause, cause_ids: Sequence[int]) -> list[Action]:
    """The measures that answer these, the earliest due first."""
    query = (
        select(Action)
        .where(Action.cause == cause, Action.cause_id.in_(cause_ids))
        .options(joinedload(Action.owner))
        .order_by(Action.due_on, Action.id)
    )
    return list(db.session.scalars(query))


def open_actions(as_of: date) -> list[Action]:
    """Measures decided by a day and not done by then, the earliest due first."""
    query = (
        select(Action)
        .where(Action.done_on.is_(None) | (Action.done_on > as_of))
        .options(joinedload(Action.owner))
        .order_by(Action.due_on, Action.id)
    )
    return [a for a in db.session.scalars(query) if a.created_at.astimezone(clock.zone()).date() <= as_of]


def owner_choices() -> list[tuple[int | str, str]]:
    return [("", "—"), *((p.id, p.name) for p in people_with(sorted(READERS)))]


def actions() -> Listing:
    """The list of control measures, what is open first by its day."""
    today = clock.today()

    def in_state(value: str) -> ColumnElement[bool]:
        match ActionState(value):
            case ActionState.DONE:
                return Action.done_on.is_not(None)
            case ActionState.OVERDUE:
                return Action.done_on.is_(None) & (Action.due_on < today)
            case ActionState.DUE_SOON:
                return Action.done_on.is_(None) & Action.due_on.between(today, today + SOON)
        return Action.done_on.is_(None) & (Action.due_on > today + SOON)

    return Listing(
        name="control-measures",
        title=gettext("Control measures"),
        statement=select(Action).join(User, Action.owner_id == User.id).options(contains_eager(Action.owner)),
        key=Action.id,
        tiebreak=Action.id,
        search=(Action.what, Action.about, User.name),
        default_sort="due",
        filters=[
            Filter("state", gettext("State"), attribute_choices(ACTION_STATE_NAMES), in_state),
            Filter("cause", gettext("Because of"), attribute_choices(CAUSE_NAMES), lambda v: Action.cause == Cause(v)),
        ],
        columns=[
            Column(
                "what", _l("Control measure"), lambda a: a.what, url=lambda a: url_for("vendors.actions.show", action_id=a.id)
            ),
            Column("about", _l("Because of"), lambda a: a.about, is_minor=True),
            Column("owner", _l("Responsible person"), lambda a: a.owner.name, sort=User.name),
            Column("due", _l("Due"), lambda a: a.due_on, Kind.DAY, sort=Action.due_on),
            Column("done", _l("Done on"), lambda a: a.done_on, Kind.DAY, sort=Action.done_on, is_minor=True),
            Column("state", _l("State"), lambda a: badge(a, today), Kind.STATUS),
        ],
    )  # fmt: skip


def columns() -> list[Column]:
    """The measures of one cause, as its page, its export and the workbook show them."""
    return [
        Column("what", gettext("Control measure"), lambda a: a.what, url=_url),
        Column("owner", gettext("Responsible person"), lambda a: a.owner.name),
        Column("due", gettext("Due"), lambda a: a.due_on, Kind.DAY),
        Column("done", gettext("Done on"), lambda a: a.done_on, Kind.DAY, is_minor=True),
        Column("state", gettext("State"), badge, Kind.STATUS),
    ]


def _url(action: Action) -> str:
    from core.web.addresses import address

    return address("vendors.actions.show", action_id=action.id)
