"""Before a contract renews itself, or ends unless its renewal is agreed, somebody decides: how long ahead they are asked,
and what waits then. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from contracts.register.rules import AgreementDeadline, NoticeDeadline
from core.errors import Refused
from core.phrases import N_
from vendors.services.rules import Criticality


class Choice(StrEnum):
    RENEW = "renew"
    RENEGOTIATE = "renegotiate"
    END = "end"


CHOICE_NAMES = {
    Choice.RENEW: N_("Renew it"),
    Choice.RENEGOTIATE: N_("Renegotiate it"),
    Choice.END: N_("End it"),
}
LEADS = {
    Criticality.ORDINARY: timedelta(days=90),
    Criticality.IMPORTANT: timedelta(days=120),
    Criticality.CORE: timedelta(days=180),
}
"""How long before the last day to give notice the decision is asked for: what is hard to replace takes longer."""
LONGEST = max(LEADS.values())


@dataclass(frozen=True)
class Waiting:
    """A renewal that asks for something: a decision, or what was decided to be carried out."""

    deadline: NoticeDeadline | AgreementDeadline
    choice: Choice | None = None

    @property
    def due_on(self) -> date:
        """Where a renewal by agreement is wanted, it is signed before the end, whatever day notice was due."""
        is_wanted = isinstance(self.deadline, AgreementDeadline) and self.choice is not None
        return self.deadline.period_ends_on if is_wanted else self.deadline.act_by

    @property
    def says(self) -> str:
        if isinstance(self.deadline, AgreementDeadline):
            if self.choice:
                return N_("Agree on the renewal and record it before the contract ends: %(contract)s")
            if self.deadline.is_missed:
                return N_("The day to announce a renewal, %(day)s, has passed; say what follows: %(contract)s")
            return N_("Renew by agreement, renegotiate or let it end, by %(day)s: %(contract)s")
        if self.deadline.is_missed:
            return N_("The notice deadline of %(day)s has passed; say what follows: %(contract)s")
        return {
            None: N_("Renew, renegotiate or end: %(contract)s"),
            Choice.RENEGOTIATE: N_("Renegotiate before the notice deadline of %(day)s: %(contract)s"),
            Choice.END: N_("Give notice by %(day)s: %(contract)s"),
        }[self.choice]


def waiting(
    deadline: NoticeDeadline | AgreementDeadline | None, choice: Choice | None, criticality: Criticality, as_of: date
) -> Waiting | None:
    """What a period's deadline asks for on a day. A passed one is shown with its day until somebody has said what follows;
    a decision for what happens by itself asks for nothing more: that it renews, or, by agreement only, that it ends."""
    if isinstance(deadline, AgreementDeadline):
        is_near = deadline.on - as_of <= LEADS[criticality]
        return Waiting(deadline, choice) if choice is not Choice.END and (choice or is_near) else None
    if deadline is None or choice is Choice.RENEW:
        return None
    if deadline.is_missed:
        return None if choice else Waiting(deadline)
    return Waiting(deadline, choice) if choice or deadline.on - as_of <= LEADS[criticality] else None


def check_decision(deadline: NoticeDeadline | AgreementDeadline | None, choice: Choice, note: str) -> None:
    """Raises `Refused`, naming the field."""
    if deadline is None:
        raise Refused(N_("No renewal is in question here; there is nothing to decide."))
    if isinstance(deadline, NoticeDeadline) and deadline.is_missed and choice is Choice.END:
        raise Refused(
            N_("The notice deadline of %(day)s has passed: ending it takes an agreement with the vendor; record the termination once it is agreed."),
            field="choice", day=deadline.on,
        )  # fmt: skip
    if not note.strip():
        raise Refused(N_("Say why."), field="note")
