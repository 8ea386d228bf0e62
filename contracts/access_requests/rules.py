"""The life of a way in: asked for, approved by somebody else, granted; a change of it the same way (CC-18000-2-8). Pure."""

from dataclasses import dataclass
from enum import StrEnum

from core.errors import Refused
from core.phrases import N_


class RequestState(StrEnum):
    ASKED = "asked"
    APPROVED = "approved"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"

    @property
    def is_open(self) -> bool:
        return self in {RequestState.ASKED, RequestState.APPROVED}


REQUEST_STATE_NAMES = {
    RequestState.ASKED: N_("To be approved"),
    RequestState.APPROVED: N_("Approved, to be set up"),
    RequestState.DONE: N_("Set up"),
    RequestState.REFUSED: N_("Not approved"),
    RequestState.WITHDRAWN: N_("Taken back"),
    RequestState.LAPSED: N_("Fell away"),
}
TONES = {
    RequestState.ASKED: "warn",
    RequestState.APPROVED: "info",
    RequestState.DONE: "good",
    RequestState.REFUSED: "bad",
    RequestState.WITHDRAWN: "muted",
    RequestState.LAPSED: "muted",
}


@dataclass(frozen=True)
class Asked:
    """Where a request stands, and whose it is."""

    state: RequestState
    asked_by: int | None


def check_decision(asked: Asked, by: int, *, approve: bool, note: str) -> None:
    """Whether this person may decide now. Raises `Refused`: nobody approves what they asked for themselves. What is
    approved and not set up yet may still be refused: the contract may have been cut short since."""
    if asked.state is not RequestState.ASKED and (approve or asked.state is not RequestState.APPROVED):
        raise Refused(N_("This request is decided already, or was taken back."))
    if asked.asked_by == by:
        raise Refused(N_("You asked for this; somebody else approves it."))
    if not approve and not note.strip():
        raise Refused(N_("Say why it is not approved."), field="note")


def check_withdrawal(asked: Asked, by: int) -> None:
    if not asked.state.is_open:
        raise Refused(N_("Only a request that is not carried out yet is taken back."))
    if asked.asked_by != by:
        raise Refused(N_("Only who asked takes a request back; somebody else may refuse it."))


def check_carrying_out(asked: Asked) -> None:
    if asked.state is not RequestState.APPROVED:
        raise Refused(N_("Only an approved request is carried out, and once."))
