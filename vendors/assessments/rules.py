"""An assessment from the first question to the second signature: its words, its states, how a vendor stands. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from core.days import add_months
from core.phrases import N_, Phrase, phrase


class State(StrEnum):
    DRAFTED = "drafted"
    SENT = "sent"
    ANSWERED = "answered"
    CONCLUDED = "concluded"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"

    @property
    def is_open(self) -> bool:
        return self not in (State.APPROVED, State.WITHDRAWN)


STATE_NAMES = {
    State.DRAFTED: N_("Not sent yet"),
    State.SENT: N_("Waits for the vendor"),
    State.ANSWERED: N_("To be reviewed"),
    State.CONCLUDED: N_("Waits for the second person"),
    State.APPROVED: N_("Approved"),
    State.WITHDRAWN: N_("Withdrawn"),
}
STATE_TONES = {
    State.DRAFTED: "muted",
    State.SENT: "info",
    State.ANSWERED: "warn",
    State.CONCLUDED: "warn",
    State.APPROVED: "good",
    State.WITHDRAWN: "muted",
}


class Review(StrEnum):
    """What the reviewer makes of one answer."""

    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not_accepted"
    ASKED_BACK = "asked_back"


REVIEW_NAMES = {
    Review.ACCEPTED: N_("Accept"),
    Review.NOT_ACCEPTED: N_("Do not accept (0 points)"),
    Review.ASKED_BACK: N_("Ask back"),
}
REVIEWED_NAMES = {
    Review.ACCEPTED: N_("Accepted"),
    Review.NOT_ACCEPTED: N_("Not accepted"),
    Review.ASKED_BACK: N_("Asked back"),
}
REVIEW_TONES = {Review.ACCEPTED: "good", Review.NOT_ACCEPTED: "bad", Review.ASKED_BACK: "warn"}


class Conclusion(StrEnum):
    CAPABLE = "capable"
    CONDITIONAL = "conditional"
    NOT_CAPABLE = "not_capable"


CONCLUSION_NAMES = {
    Conclusion.CAPABLE: N_("Capable"),
    Conclusion.CONDITIONAL: N_("Capable on conditions"),
    Conclusion.NOT_CAPABLE: N_("Not capable"),
}
CONCLUSION_TONES = {Conclusion.CAPABLE: "good", Conclusion.CONDITIONAL: "warn", Conclusion.NOT_CAPABLE: "bad"}


class ProofDecision(StrEnum):
    """What the second person makes of what came after the approval."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


PROOF_DECISION_NAMES = {ProofDecision.ACCEPTED: N_("Accepted"), ProofDecision.REFUSED: N_("Not accepted")}
PROOF_DECISION_TONES = {ProofDecision.ACCEPTED: "good", ProofDecision.REFUSED: "bad"}


class ConditionState(StrEnum):
    MET = "met"
    WAITS = "waits"
    LATE = "late"
    OPEN = "open"


CONDITION_STATE_NAMES = {
    ConditionState.MET: N_("Condition met"),
    ConditionState.WAITS: N_("Waits for the second person"),
    ConditionState.LATE: N_("Overdue"),
    ConditionState.OPEN: N_("Open"),
}
CONDITION_STATE_TONES = {
    ConditionState.MET: "good",
    ConditionState.WAITS: "warn",
    ConditionState.LATE: "bad",
    ConditionState.OPEN: "info",
}


def condition_state(due_on: date, met_on: date | None, *, is_waiting: bool, today: date) -> ConditionState:
    """One that is late stays late while its proof waits: nobody has found it met."""
    if met_on is not None:
        return ConditionState.MET
    if due_on < today:
        return ConditionState.LATE
    return ConditionState.WAITS if is_waiting else ConditionState.OPEN


class Standing(StrEnum):
    """How a vendor stands to its assessment, the most pressing first."""

    NOT_CAPABLE = "not_capable"
    EXPIRED = "expired"
    OVERDUE = "overdue"
    CONDITION_LATE = "condition_late"
    CERTIFICATE_ENDED = "certificate_ended"
    NEVER = "never"
    DUE_SOON = "due_soon"
    CONDITION = "condition"
    CERTIFICATE = "certificate"
    VALID = "valid"


STANDING_NAMES = {
    Standing.NOT_CAPABLE: N_("Not capable"),
    Standing.EXPIRED: N_("Assessment has ended"),
    Standing.OVERDUE: N_("First assessment overdue"),
    Standing.CONDITION_LATE: N_("A condition is overdue"),
    Standing.CERTIFICATE_ENDED: N_("A certificate has ended"),
    Standing.NEVER: N_("Not assessed yet"),
    Standing.DUE_SOON: N_("To be assessed again soon"),
    Standing.CONDITION: N_("Conditions are open"),
    Standing.CERTIFICATE: N_("A certificate ends soon"),
    Standing.VALID: N_("Assessed"),
}
STANDING_TONES = {
    Standing.NOT_CAPABLE: "bad",
    Standing.EXPIRED: "bad",
    Standing.OVERDUE: "bad",
    Standing.CONDITION_LATE: "bad",
    Standing.CERTIFICATE_ENDED: "bad",
    Standing.NEVER: "muted",
    Standing.DUE_SOON: "warn",
    Standing.CONDITION: "warn",
    Standing.CERTIFICATE: "warn",
    Standing.VALID: "good",
}
CERTIFICATE_WARNING = timedelta(days=60)


@dataclass(frozen=True)
class Current:
    """The assessment that holds: when it was approved, until when, with what result."""

    assessment_id: int
    approved_on: date
    valid_until: date
    conclusion: Conclusion
    score: str
    grade: str
    certificate_id: int | None = None
    """The answer with the certificate that ends first."""
    certificate_until: date | None = None
    condition: str = ""
    """The condition, not met yet, that is due first."""
    condition_due_on: date | None = None
    dependency: str = ""


def next_due(current: Current | None, registered_on: date, *, months: int, first_within_days: int) -> date:
    """Until when the next assessment is to be approved; sooner than it was granted for where the vendor now does more
    that is critical."""
    if current is None:
        return registered_on + timedelta(days=first_within_days)
    return min(current.valid_until, add_months(current.approved_on, months))


def standing(current: Current | None, due_on: date, today: date, remind_days: int) -> Standing:
    """What holds on the last day still holds."""
    if current is None:
        return Standing.OVERDUE if due_on < today else Standing.NEVER
    if due_on < today:
        return Standing.EXPIRED
    if current.conclusion is Conclusion.NOT_CAPABLE:
        return Standing.NOT_CAPABLE
    condition, ends = current.condition_due_on, current.certificate_until
    if condition is not None and condition < today:
        return Standing.CONDITION_LATE
    if ends is not None and ends < today:
        return Standing.CERTIFICATE_ENDED
    if due_on <= today + timedelta(days=remind_days):
        return Standing.DUE_SOON
    if condition is not None:
        return Standing.CONDITION
    if ends is not None and ends <= today + CERTIFICATE_WARNING:
        return Standing.CERTIFICATE
    return Standing.VALID


def presses_on(current: Current | None, found: Standing, due_on: date) -> date:
    """The day of what presses: the condition's, the certificate's, or that of the next assessment."""
    if current is not None and found in (Standing.CONDITION, Standing.CONDITION_LATE):
        return current.condition_due_on or due_on
    if current is not None and found in (Standing.CERTIFICATE, Standing.CERTIFICATE_ENDED):
        return current.certificate_until or due_on
    return due_on


def standing_reason(current: Current | None, found: Standing, due_on: date, open_state: State | None) -> Phrase:
    """Why, in a sentence; what is under way is told with it."""
    if current is None:
        says = (
            N_("its operating capability was to be assessed by %(day)s and was not")
            if found is Standing.OVERDUE
            else N_("its operating capability is to be assessed by %(day)s")
        )
        return _under_way(phrase(says, day=due_on), open_state)
    told = phrase(
        N_("operating capability assessed on %(day)s: %(conclusion)s, %(score)s points, grade %(grade)s"),
        day=current.approved_on,
        conclusion=phrase(CONCLUSION_NAMES[current.conclusion]),
        score=current.score,
        grade=current.grade,
    )
    if found is Standing.EXPIRED:
        told = phrase(N_("%(told)s; it held until %(day)s"), told=told, day=due_on)
    elif found in _PRESSING:
        says, day = _PRESSING[found], presses_on(current, found, due_on)
        told = phrase(says, told=told, day=day, condition=current.condition[:200])
    else:
        told = phrase(N_("%(told)s; it holds until %(day)s"), told=told, day=due_on)
    return _under_way(told, open_state)


_PRESSING = {
    Standing.CONDITION_LATE: N_("%(told)s; the condition “%(condition)s” was to be met by %(day)s and was not"),
    Standing.CONDITION: N_("%(told)s; the condition “%(condition)s” is to be met by %(day)s"),
    Standing.CERTIFICATE_ENDED: N_("%(told)s; a certificate ended on %(day)s and was not renewed"),
    Standing.CERTIFICATE: N_("%(told)s; a certificate ends on %(day)s"),
}


def _under_way(told: Phrase, open_state: State | None) -> Phrase:
    if open_state is None:
        return told
    return phrase(N_("%(told)s (under way: %(state)s)"), told=told, state=phrase(STATE_NAMES[open_state]))
