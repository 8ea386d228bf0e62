"""A control measure: what somebody does about a dependence, by when. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from core.phrases import N_

SOON = timedelta(days=30)


class Cause(StrEnum):
    """What a control measure answers."""

    STRESS_TEST = "stress_test"
    BREACH = "breach"
    PROPOSAL = "proposal"
    CHANGE = "change"
    INCIDENT = "incident"
    RECOVERY_TEST = "recovery_test"
    CLOUD = "cloud"


CAUSE_NAMES = {
    Cause.STRESS_TEST: N_("Stress test"),
    Cause.BREACH: N_("Limit passed"),
    Cause.PROPOSAL: N_("Check before signing"),
    Cause.CHANGE: N_("Change assessment"),
    Cause.INCIDENT: N_("Incident"),
    Cause.RECOVERY_TEST: N_("Recovery test"),
    Cause.CLOUD: N_("Cloud assessment"),
}


class ActionState(StrEnum):
    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    OPEN = "open"
    DONE = "done"


ACTION_STATE_NAMES = {
    ActionState.OVERDUE: N_("Overdue"),
    ActionState.DUE_SOON: N_("Due soon"),
    ActionState.OPEN: N_("Open"),
    ActionState.DONE: N_("Done"),
}
ACTION_TONES = {
    ActionState.OVERDUE: "bad",
    ActionState.DUE_SOON: "warn",
    ActionState.OPEN: "info",
    ActionState.DONE: "good",
}


@dataclass(frozen=True)
class Promise:
    """What is known of a measure's time."""

    due_on: date
    done_on: date | None


def action_state(promise: Promise, today: date) -> ActionState:
    """Overdue from the day after it was due; soon in the thirty days before."""
    if promise.done_on is not None:
        return ActionState.DONE
    if promise.due_on < today:
        return ActionState.OVERDUE
    return ActionState.DUE_SOON if promise.due_on - today <= SOON else ActionState.OPEN
