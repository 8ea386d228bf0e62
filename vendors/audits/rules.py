"""An audit of a vendor: its words, its states, when the next is due. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from core.days import add_months
from core.phrases import N_, Phrase, Wording, phrase

SOON = timedelta(days=60)
"""How long before its day an audit is told of."""


class AuditKind(StrEnum):
    ON_SITE = "on_site"
    DESK = "desk"


AUDIT_KIND_NAMES = {AuditKind.ON_SITE: N_("On-site audit"), AuditKind.DESK: N_("Desk audit")}


class AuditState(StrEnum):
    PLANNED = "planned"
    CONDUCTED = "conducted"
    CONCLUDED = "concluded"
    CANCELLED = "cancelled"

    @property
    def is_open(self) -> bool:
        return self in (AuditState.PLANNED, AuditState.CONDUCTED)


AUDIT_STATE_NAMES = {
    AuditState.PLANNED: N_("Planned"),
    AuditState.CONDUCTED: N_("To be concluded"),
    AuditState.CONCLUDED: N_("Concluded"),
    AuditState.CANCELLED: N_("Called off"),
}
AUDIT_STATE_TONES = {
    AuditState.PLANNED: "info",
    AuditState.CONDUCTED: "warn",
    AuditState.CONCLUDED: "good",
    AuditState.CANCELLED: "muted",
}


class Outcome(StrEnum):
    SATISFACTORY = "satisfactory"
    IMPROVE = "improve"
    UNSATISFACTORY = "unsatisfactory"


OUTCOME_NAMES = {
    Outcome.SATISFACTORY: N_("Satisfactory"),
    Outcome.IMPROVE: N_("To be improved"),
    Outcome.UNSATISFACTORY: N_("Unsatisfactory"),
}
OUTCOME_TONES = {Outcome.SATISFACTORY: "good", Outcome.IMPROVE: "warn", Outcome.UNSATISFACTORY: "bad"}


class Result(StrEnum):
    """What was seen of one control."""

    IN_ORDER = "in_order"
    OBSERVATION = "observation"
    DEFICIENT = "deficient"
    NOT_EXAMINED = "not_examined"


RESULT_NAMES = {
    Result.IN_ORDER: N_("In order"),
    Result.OBSERVATION: N_("Observation"),
    Result.DEFICIENT: N_("Deficient"),
    Result.NOT_EXAMINED: N_("Not examined"),
}
RESULT_TONES = {
    Result.IN_ORDER: "good",
    Result.OBSERVATION: "warn",
    Result.DEFICIENT: "bad",
    Result.NOT_EXAMINED: "muted",
}


class FindingState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    REMEDIED = "remedied"
    CLOSED = "closed"


FINDING_STATE_NAMES = {
    FindingState.OPEN: N_("Waits for the vendor's answer"),
    FindingState.ANSWERED: N_("Being put right"),
    FindingState.REMEDIED: N_("To be checked by a second person"),
    FindingState.CLOSED: N_("Closed"),
}
FINDING_STATE_TONES = {
    FindingState.OPEN: "warn",
    FindingState.ANSWERED: "info",
    FindingState.REMEDIED: "warn",
    FindingState.CLOSED: "good",
}


@dataclass(frozen=True)
class Control:
    """Something an audit looks at, and the line of the rule that it serves."""

    id: str
    rule: str
    name: Wording


class Standing(StrEnum):
    """How a vendor stands to its audits, the most pressing first."""

    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    AUDITED = "audited"
    LATER = "later"
    NONE = "none"


STANDING_NAMES = {
    Standing.OVERDUE: N_("Audit overdue"),
    Standing.DUE_SOON: N_("Audit due soon"),
    Standing.AUDITED: N_("Audited"),
    Standing.LATER: N_("First audit still to come"),
    Standing.NONE: N_("No audit in this tier"),
}
STANDING_TONES = {
    Standing.OVERDUE: "bad",
    Standing.DUE_SOON: "warn",
    Standing.AUDITED: "good",
    Standing.LATER: "muted",
    Standing.NONE: "muted",
}


def next_audit(last_on: date | None, registered_on: date, months: int) -> date | None:
    """The last day for the next audit: so many months after the last one was conducted, or after the vendor was
    registered; None where the tier asks for none."""
    return add_months(last_on or registered_on, months) if months else None


def standing(due_on: date | None, last_on: date | None, today: date) -> Standing:
    """On the day it is due an audit is not late yet."""
    if due_on is None:
        return Standing.NONE
    if due_on < today:
        return Standing.OVERDUE
    if due_on - SOON <= today:
        return Standing.DUE_SOON
    return Standing.AUDITED if last_on else Standing.LATER


def why(found: Standing, due_on: date | None, last_on: date | None, planned_on: date | None) -> Phrase:
    """The standing in a sentence."""
    if due_on is None:
        return phrase(N_("vendors of this tier are not audited"))
    if last_on is None:
        said = phrase(N_("never audited; the first audit is due by %(day)s"), day=due_on)
    else:
        said = phrase(N_("last audited on %(last)s; the next audit is due by %(day)s"), last=last_on, day=due_on)
    if planned_on is None:
        return said
    return phrase(N_("%(said)s; one is planned for %(day)s"), said=said, day=planned_on)
