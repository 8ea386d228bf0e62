"""A cloud service assessed before it is used: its parts, what makes up for what is missing, how long it holds. Pure.

Source: CC-21100 (一) 1 of the Standard for the Internal Control Systems of Securities Firms (2023): for critical cloud
services rules on selection, audit, backup, service level with security, recovery time and exit, or compensating measures.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from core.phrases import N_, Phrase, Wording, phrase
from vendors.assessments.questionnaire import FULL, Question, Questionnaire, Section, parse
from vendors.services.rules import DataClass


class State(StrEnum):
    DRAFTED = "drafted"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


STATE_NAMES: Mapping[State, str] = {
    State.DRAFTED: N_("Being assessed"),
    State.SUBMITTED: N_("Waits for the second person"),
    State.APPROVED: N_("Approved"),
    State.WITHDRAWN: N_("Withdrawn"),
}
STATE_TONES: Mapping[State, str] = {
    State.DRAFTED: "info",
    State.SUBMITTED: "warn",
    State.APPROVED: "good",
    State.WITHDRAWN: "muted",
}


class Outcome(StrEnum):
    USABLE = "usable"
    UNUSABLE = "unusable"


OUTCOME_NAMES: Mapping[Outcome, str] = {
    Outcome.USABLE: N_("May be used"),
    Outcome.UNUSABLE: N_("Must not be used"),
}


class PartState(StrEnum):
    """How one part stands, the most pressing first."""

    OPEN = "open"
    SHORT = "short"
    MEASURE_ENDED = "measure_ended"
    MEASURE_WAITS = "measure_waits"
    COMPENSATED = "compensated"
    MET = "met"


PART_NAMES: Mapping[PartState, str] = {
    PartState.OPEN: N_("Not written yet"),
    PartState.SHORT: N_("Falls short"),
    PartState.MEASURE_ENDED: N_("Compensating measure has ended"),
    PartState.MEASURE_WAITS: N_("Compensating measure waits for approval"),
    PartState.COMPENSATED: N_("Compensated"),
    PartState.MET: N_("Met"),
}
PART_TONES: Mapping[PartState, str] = {
    PartState.OPEN: "muted",
    PartState.SHORT: "bad",
    PartState.MEASURE_ENDED: "bad",
    PartState.MEASURE_WAITS: "warn",
    PartState.COMPENSATED: "info",
    PartState.MET: "good",
}


class Standing(StrEnum):
    """How a cloud service stands, the most pressing first."""

    UNUSABLE = "unusable"
    NEVER = "never"
    UNDER_WAY = "under_way"
    EXPIRED = "expired"
    CHANGED = "changed"
    UNCOMPENSATED = "uncompensated"
    DUE_SOON = "due_soon"
    VALID = "valid"


STANDING_NAMES: Mapping[Standing, str] = {
    Standing.UNUSABLE: N_("Used against the assessment"),
    Standing.NEVER: N_("Used without an assessment"),
    Standing.UNDER_WAY: N_("Used before the assessment is approved"),
    Standing.EXPIRED: N_("Assessment has ended"),
    Standing.CHANGED: N_("Changed since it was assessed"),
    Standing.UNCOMPENSATED: N_("A needed part is not met"),
    Standing.DUE_SOON: N_("To be assessed again soon"),
    Standing.VALID: N_("Assessed"),
}
STANDING_TONES: Mapping[Standing, str] = {Standing.DUE_SOON: "warn", Standing.VALID: "good"}
"""What is not named is bad."""


@dataclass(frozen=True)
class Template:
    """The questions, the parts that a critical service must meet, and how long an assessment holds."""

    questions: Questionnaire
    needed: frozenset[str]
    critical_data: frozenset[DataClass]
    critical_months: int
    other_months: int
    warn: timedelta

    def months(self, *, is_critical: bool) -> int:
        return self.critical_months if is_critical else self.other_months

    def part(self, part_id: str) -> Section | None:
        return next((section for section in self.questions.sections if section.id == part_id), None)


def parse_template(data: Mapping[str, Any]) -> Template:
    """A template from its data. Raises KeyError, TypeError or ValueError where the data are none."""
    questions = parse(data)
    needed = frozenset(str(each) for each in data["needed"])
    parts = [section.id for section in questions.sections]
    if len(set(parts)) != len(parts) or not needed <= set(parts):
        raise ValueError("each part once, and the needed ones among them")
    return Template(
        questions, needed, frozenset(DataClass(each) for each in data["critical_data"]),
        _whole(data["critical_months"]), _whole(data["other_months"]), timedelta(days=_whole(data.get("warn_days", 60))),
    )  # fmt: skip


def _whole(value: Any) -> int:
    if not isinstance(value, int) or not 1 <= value <= 3_650:
        raise ValueError(f"between 1 and 3650, not {value!r}")
    return value


@dataclass(frozen=True)
class Measure:
    """What makes up for a part that falls short: until when, and whether somebody entitled has approved it."""

    until: date
    is_approved: bool


def is_asked(question: Question) -> bool:
    """Whether it has an answer that meets it or not; a text only tells."""
    return bool(question.options)


def part_state(section: Section, answers: Mapping[str, str], measure: Measure | None, today: date) -> PartState:
    """How a part stands on a day; the measure's last day still counts."""
    asked = [question for question in section.questions if is_asked(question)]
    chosen = [question.option(answers.get(question.id, "")) for question in asked]
    if any(option is None for option in chosen):
        return PartState.OPEN
    if all(option.points is None or option.points >= FULL for option in chosen if option is not None):
        return PartState.MET
    if measure is None:
        return PartState.SHORT
    if measure.until < today:
        return PartState.MEASURE_ENDED
    return PartState.COMPENSATED if measure.is_approved else PartState.MEASURE_WAITS


def missing(template: Template, states: Mapping[str, PartState], *, is_critical: bool) -> list[Phrase]:
    """What keeps an assessment from being submitted: parts not answered; of a critical service, needed parts that are
    neither met nor compensated."""
    found = []
    for section in template.questions.sections:
        state = states.get(section.id, PartState.OPEN)
        if state is PartState.OPEN:
            found.append(phrase(N_("Not written yet: %(part)s."), part=section.title))
        elif is_critical and section.id in template.needed and state not in (PartState.MET, PartState.COMPENSATED):
            says = N_("%(part)s falls short: a critical service needs an approved compensating measure.")
            found.append(phrase(says, part=section.title))
    return found


@dataclass(frozen=True)
class Held:
    """The approved assessment that holds: until when, with what outcome, for which facts of the service; `lacking` are
    needed parts that are neither met nor compensated today."""

    outcome: Outcome
    until: date
    facts: Mapping[str, str]
    lacking: tuple[Wording, ...] = ()
    measure_until: date | None = None
    """The end of the compensating measure that ends first."""


def changed_facts(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Which facts of a service are others than when it was assessed."""
    return sorted(key for key in now if before.get(key, "") != now[key])


def standing(
    held: Held | None, facts: Mapping[str, str], *, is_under_way: bool, is_critical: bool, today: date, warn: timedelta
) -> Standing:
    """How a cloud service that is in use stands on a day; the last day of an assessment still counts."""
    if held is None:
        return Standing.UNDER_WAY if is_under_way else Standing.NEVER
    if held.outcome is Outcome.UNUSABLE:
        return Standing.UNUSABLE
    if held.until < today:
        return Standing.EXPIRED
    if changed_facts(held.facts, facts):
        return Standing.CHANGED
    if is_critical and held.lacking:
        return Standing.UNCOMPENSATED
    soonest = min(day for day in (held.until, held.measure_until) if day is not None)
    return Standing.DUE_SOON if soonest - today <= warn else Standing.VALID


FACT_NAMES: Mapping[str, str] = {
    "cloud_provider": N_("Cloud provider"),
    "cloud_region": N_("Cloud region"),
    "processing_country": N_("Country of processing"),
    "storage_country": N_("Country of storage"),
    "data_class": N_("Most sensitive data"),
    "is_critical": N_("Critical service"),
}


def reason(found: Standing, held: Held | None, facts: Mapping[str, str]) -> Phrase:
    """Why, in a sentence."""
    if held is None:
        if found is Standing.UNDER_WAY:
            return phrase(N_("It is in use, and its assessment is not approved yet."))
        return phrase(N_("It is in use, and nobody has assessed it."))
    match found:
        case Standing.UNUSABLE:
            return phrase(N_("The assessment says that it must not be used."))
        case Standing.EXPIRED:
            return phrase(N_("The assessment held until %(day)s."), day=held.until)
        case Standing.CHANGED:
            names = [FACT_NAMES[key] for key in changed_facts(held.facts, facts)]
            return phrase(
                N_("Changed since it was assessed: %(what)s (of %(n)s)."), what=phrase(names[0]), n=len(names)
            )
        case Standing.UNCOMPENSATED:
            says = N_("Neither met nor compensated: %(part)s (of %(n)s).")
            return phrase(says, part=held.lacking[0], n=len(held.lacking))
    if held.measure_until is not None and held.measure_until < held.until:
        says = N_("Assessed; it holds until %(day)s, a compensating measure until %(end)s.")
        return phrase(says, day=held.until, end=held.measure_until)
    return phrase(N_("Assessed; it holds until %(day)s."), day=held.until)


def earliest(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day is not None), default=None)
