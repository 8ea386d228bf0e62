"""What a service specification must hold, whether one holds it, and whether its channels answer. Pure.

Source: CC-19000 (四) 10: hardware specification, software versions, changes of the operating environment, underlying
system architecture, system-program compatibility, the service level to keep, and lateral communication.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from core.days import add_months
from core.phrases import N_, Phrase, Wording, phrase


class PartState(StrEnum):
    """What is known of a named part: `not_applicable` always with a reason."""

    STATED = "stated"
    NOT_APPLICABLE = "not_applicable"
    MISSING = "missing"


PART_STATE_NAMES = {
    PartState.STATED: N_("Stated"),
    PartState.NOT_APPLICABLE: N_("Not applicable"),
    PartState.MISSING: N_("Missing"),
}
PART_TONES = {PartState.STATED: "good", PartState.NOT_APPLICABLE: "muted", PartState.MISSING: "bad"}


class Stage(StrEnum):
    """A version is written as a draft, agreed with the vendor and then fixed, or put aside."""

    DRAFT = "draft"
    AGREED = "agreed"
    PUT_ASIDE = "put_aside"


STAGE_NAMES = {Stage.DRAFT: N_("Draft"), Stage.AGREED: N_("Agreed"), Stage.PUT_ASIDE: N_("Put aside")}
STAGE_TONES = {Stage.DRAFT: "info", Stage.AGREED: "good", Stage.PUT_ASIDE: "muted"}


class Standing(StrEnum):
    """How a service stands with its specification, the worst first."""

    NONE = "none"
    DRAFTED = "drafted"
    INCOMPLETE = "incomplete"
    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    HOLDS = "holds"


STANDING_NAMES = {
    Standing.NONE: N_("No specification"),
    Standing.DRAFTED: N_("Draft, not agreed"),
    Standing.INCOMPLETE: N_("Parts are missing"),
    Standing.OVERDUE: N_("Review overdue"),
    Standing.DUE_SOON: N_("Review due soon"),
    Standing.HOLDS: N_("Agreed and complete"),
}
STANDING_TONES = {Standing.DUE_SOON: "warn", Standing.HOLDS: "good"}


@dataclass(frozen=True)
class Part:
    """A part that the rule names, and what it asks to be stated."""

    id: str
    name: Wording
    asks: Wording


@dataclass(frozen=True)
class Policy:
    """What is asked, and the terms (months and days)."""

    parts: tuple[Part, ...]
    review_months: int
    test_months: int
    first_test_days: int
    remind_days: int
    report_days: int

    @property
    def remind(self) -> timedelta:
        return timedelta(days=self.remind_days)

    def name_of(self, part: str) -> Wording:
        """Its name; its id, where the policy names it no more."""
        return next((each.name for each in self.parts if each.id == part), Wording(part, part))


@dataclass(frozen=True)
class Stated:
    """What one version says of one part."""

    part: str
    state: PartState = PartState.MISSING
    version: str = ""
    text: str = ""
    reason: str = ""
    file_name: str = ""
    sha256: str = ""

    @property
    def is_settled(self) -> bool:
        return self.state is not PartState.MISSING


def missing(parts: Iterable[Part], said: Mapping[str, PartState]) -> tuple[Part, ...]:
    """The named parts that a version neither states nor sets aside with a reason."""
    return tuple(each for each in parts if said.get(each.id, PartState.MISSING) is PartState.MISSING)


@dataclass(frozen=True)
class Judged:
    """How a service stands, why, and by when something is to be done."""

    standing: Standing
    why: Phrase
    due_on: date | None = None
    missing: tuple[Part, ...] = ()

    @property
    def next_step(self) -> Phrase | None:
        return phrase(STEPS[self.standing]) if self.standing in STEPS else None


STEPS = {
    Standing.NONE: N_("Write a service specification with every named part and agree it with the vendor."),
    Standing.DRAFTED: N_("Complete the draft and agree it with the vendor."),
    Standing.INCOMPLETE: N_("Make a new version with the missing parts and agree it with the vendor."),
    Standing.OVERDUE: N_("Review the specification with the vendor and agree a new version."),
    Standing.DUE_SOON: N_("Review the specification with the vendor and agree a new version."),
}


def judge(
    policy: Policy,
    agreed: Mapping[str, PartState] | None,
    number: int,
    review_on: date | None,
    has_draft: bool,
    today: date,
) -> Judged:
    """The newest agreed version decides; a draft alone does not count."""
    if agreed is None:
        if has_draft:
            return Judged(Standing.DRAFTED, phrase(N_("The specification is a draft and not agreed with the vendor.")))
        return Judged(Standing.NONE, phrase(N_("No service specification is on record.")), missing=policy.parts)
    lacks = missing(policy.parts, agreed)
    if lacks:
        why = phrase(N_("Version %(n)s does not state: %(parts)s."), n=number, parts=listed([p.name for p in lacks]))
        return Judged(Standing.INCOMPLETE, why, review_on, lacks)
    if review_on is not None and review_on < today:
        why = phrase(N_("Version %(n)s was to be reviewed by %(day)s."), n=number, day=review_on)
        return Judged(Standing.OVERDUE, why, review_on)
    if review_on is not None and review_on - today <= policy.remind:
        why = phrase(N_("Version %(n)s is to be reviewed by %(day)s."), n=number, day=review_on)
        return Judged(Standing.DUE_SOON, why, review_on)
    why = phrase(N_("Version %(n)s is agreed and states every named part."), n=number)
    return Judged(Standing.HOLDS, why, review_on)


def listed(names: Sequence[Phrase | Wording | str]) -> Phrase | Wording | str:
    """Several names as one sentence part, said in the reader's language."""
    found = names[0]
    for name in names[1:]:
        found = phrase(N_("%(one)s, %(other)s"), one=found, other=name)
    return found


@dataclass(frozen=True)
class Difference:
    """One part in two versions; equal ones are told as such."""

    part: Part
    before: Stated
    after: Stated

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


def differences(parts: Iterable[Part], before: Mapping[str, Stated], after: Mapping[str, Stated]) -> list[Difference]:
    """Part by part, as the policy orders them; then parts that only the versions know."""
    known = list(parts)
    extra = [key for key in {**before, **after} if key not in {p.id for p in known}]
    every = [*known, *(Part(key, Wording(key, key), Wording("", "")) for key in extra)]
    return [Difference(p, before.get(p.id, Stated(p.id)), after.get(p.id, Stated(p.id))) for p in every]


# --- channels --------------------------------------------------------------------------------------------------------


class Purpose(StrEnum):
    """What a channel is called about."""

    INCIDENT = "incident"
    CHANGE = "change"
    TECHNICAL = "technical"
    SECURITY = "security"
    MANAGEMENT = "management"


PURPOSE_NAMES = {
    Purpose.INCIDENT: N_("Incidents and faults"),
    Purpose.CHANGE: N_("Changes and releases"),
    Purpose.TECHNICAL: N_("Technical questions"),
    Purpose.SECURITY: N_("Security"),
    Purpose.MANAGEMENT: N_("Escalation and management"),
}


class Answer(StrEnum):
    """What a test of a channel showed."""

    REACHED = "reached"
    LATE = "late"
    NOT_REACHED = "not_reached"


ANSWER_NAMES = {
    Answer.REACHED: N_("Answered in time"),
    Answer.LATE: N_("Answered too late"),
    Answer.NOT_REACHED: N_("Nobody answered"),
}
ANSWER_TONES = {Answer.REACHED: "good", Answer.LATE: "warn", Answer.NOT_REACHED: "bad"}


class ChannelStanding(StrEnum):
    """How a channel stands, the worst first."""

    FAILED = "failed"
    OVERDUE = "overdue"
    NEVER = "never"
    DUE_SOON = "due_soon"
    ANSWERS = "answers"


CHANNEL_NAMES = {
    ChannelStanding.FAILED: N_("Last test failed"),
    ChannelStanding.OVERDUE: N_("Test overdue"),
    ChannelStanding.NEVER: N_("Not tested yet"),
    ChannelStanding.DUE_SOON: N_("Test due soon"),
    ChannelStanding.ANSWERS: N_("Tested, answers"),
}
CHANNEL_TONES = {
    ChannelStanding.NEVER: "warn",
    ChannelStanding.DUE_SOON: "warn",
    ChannelStanding.ANSWERS: "good",
}


def channel_standing(
    policy: Policy, added_on: date, tested_on: date | None, answer: Answer | None, today: date
) -> tuple[ChannelStanding, date]:
    """How a channel stands by its last test, and by when it is to be tested (a failed one: at once, from its day)."""
    if tested_on is None:
        due = added_on + timedelta(days=policy.first_test_days)
        return (ChannelStanding.OVERDUE if due < today else ChannelStanding.NEVER), due
    if answer is not Answer.REACHED:
        return ChannelStanding.FAILED, tested_on
    due = add_months(tested_on, policy.test_months)
    if due < today:
        return ChannelStanding.OVERDUE, due
    return (ChannelStanding.DUE_SOON if due - today <= policy.remind else ChannelStanding.ANSWERS), due
