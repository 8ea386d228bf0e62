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


class Standing(StrEnum):
    """How a vendor stands to its assessment, the most pressing first."""

    NOT_CAPABLE = "not_capable"
    EXPIRED = "expired"
    OVERDUE = "overdue"
    NEVER = "never"
    DUE_SOON = "due_soon"
    CERTIFICATE = "certificate"
    VALID = "valid"


STANDING_NAMES = {
    Standing.NOT_CAPABLE: N_("Not capable"),
    Standing.EXPIRED: N_("Assessment has ended"),
    Standing.OVERDUE: N_("First assessment overdue"),
    Standing.NEVER: N_("Not assessed yet"),
    Standing.DUE_SOON: N_("To be assessed again soon"),
    Standing.CERTIFICATE: N_("A certificate has ended or soon will"),
    Standing.VALID: N_("Assessed"),
}
STANDING_TONES = {
    Standing.NOT_CAPABLE: "bad",
    Standing.EXPIRED: "bad",
    Standing.OVERDUE: "bad",
    Standing.NEVER: "muted",
    Standing.DUE_SOON: "warn",
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
    certificate: str = ""
    """The question of the certificate that ends first."""
    certificate_until: date | None = None
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
    if due_on <= today + timedelta(days=remind_days):
        return Standing.DUE_SOON
    ends = current.certificate_until
    if ends is not None and ends <= today + CERTIFICATE_WARNING:
        return Standing.CERTIFICATE
    return Standing.VALID


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
    elif found is Standing.CERTIFICATE and current.certificate_until:
        told = phrase(N_("%(told)s; a certificate ends on %(day)s"), told=told, day=current.certificate_until)
    else:
        told = phrase(N_("%(told)s; it holds until %(day)s"), told=told, day=due_on)
    return _under_way(told, open_state)


def _under_way(told: Phrase, open_state: State | None) -> Phrase:
    if open_state is None:
        return told
    return phrase(N_("%(told)s (under way: %(state)s)"), told=told, state=phrase(STATE_NAMES[open_state]))
