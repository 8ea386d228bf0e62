"""A control measure that was decided is done by its day: by the line of the rule that it answers."""

from collections.abc import Iterator
from datetime import date

from core.obligations import Obligation, State
from core.phrases import N_, phrase
from core.web.addresses import address
from vendors.actions.queries import open_actions, state_of
from vendors.actions.rules import ActionState, Cause

STATES = {ActionState.OVERDUE: State.NOT_MET, ActionState.DUE_SOON: State.DUE_SOON}
RULES = {
    Cause.INCIDENT: "CC-20000-9",
    Cause.RECOVERY_TEST: "CC-20000-15",
    Cause.CHANGE: "CC-19000-4-7",
    Cause.CLOUD: "CC-21100-1",
}
"""What is not named answers dependence on somebody: CC-19000-4-2."""


def judge(as_of: date) -> Iterator[Obligation]:
    """Every measure that is due or soon will be; one that has time yet is nobody's duty today."""
    for action in open_actions(as_of):
        state = state_of(action, as_of)
        if state not in STATES:
            continue
        says = (
            N_("%(owner)s was to have done it by %(day)s: %(about)s.")
            if state is ActionState.OVERDUE
            else N_("%(owner)s does it by %(day)s: %(about)s.")
        )
        yield Obligation(
            rule_id=RULES.get(action.cause, "CC-19000-4-2"),
            subject_type="risk_action",
            subject_id=action.id,
            subject_name=action.what,
            vendor_id=None,
            vendor_name="",
            state=STATES[state],
            why=phrase(says, owner=action.owner.name, day=action.due_on, about=action.about),
            next_step=phrase(N_("Do it and say how that shows, or agree on another day.")),
            due_on=action.due_on,
            url=address("vendors.actions.show", action_id=action.id),
        )
