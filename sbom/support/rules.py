"""Support of a version: which cycle of its product it belongs to, and where that stands on a day. Pure.

A cycle ("2.7", "18", "3.11") is a line of versions that is maintained together, as endoflife.date lists them.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from core.phrases import N_

NEAR = timedelta(days=180)
"""How long before its end a cycle is called ending: time to ask for a newer one and to plan."""
DECIDE_WITHIN = timedelta(days=30)
"""How long a version that is out of support already may stay undecided once it is found."""
REVIEW = timedelta(days=30)
"""How long before its last day an acceptance is looked at again."""
_NUMBERS = re.compile(r"\d+(?:\.\d+)*")


class Support(StrEnum):
    """Where support stands; the worst first."""

    OUT = "out"
    ENDING = "ending"
    UNKNOWN = "unknown"
    SUPPORTED = "supported"


SUPPORT_NAMES: Mapping[Support, str] = {
    Support.OUT: N_("Out of support"),
    Support.ENDING: N_("Support ends soon"),
    Support.UNKNOWN: N_("Not in the table"),
    Support.SUPPORTED: N_("Supported"),
}
SUPPORT_TONES: Mapping[Support, str] = {
    Support.OUT: "bad",
    Support.ENDING: "warn",
    Support.UNKNOWN: "muted",
    Support.SUPPORTED: "good",
}


@dataclass(frozen=True, slots=True)
class Cycle:
    """One line of versions. `ended`: None where a day says it, else whether it is over."""

    name: str
    ends_on: date | None = None
    ended: bool | None = None
    latest: str = ""
    released_on: date | None = None


@dataclass(frozen=True, slots=True)
class Supported:
    """A product as the table has it, with the package URLs it is known by."""

    name: str
    label: str
    purls: tuple[str, ...]
    cycles: tuple[Cycle, ...]


def cycle_of(version: str, names: Iterable[str]) -> str | None:
    """The cycle that a version belongs to: the longest whose numbers it begins with; None where none is."""
    numbers = _numbers(version)
    fitting = [name for name in names if (own := _numbers(name)) and numbers[: len(own)] == own]
    return max(fitting, key=lambda name: len(_numbers(name)), default=None)


def _numbers(text: str) -> list[str]:
    """[2, 7, 18] of v2.7.18-jre, without an epoch before it."""
    found = _NUMBERS.search(text.rpartition(":")[2])
    return [str(int(part)) for part in found[0].split(".")] if found else []


def support_on(today: date, *, ends_on: date | None, ended: bool | None, is_known: bool) -> Support:
    """Where a cycle stands on a day; its last day is still a supported one."""
    if not is_known:
        return Support.UNKNOWN
    if ended or (ends_on is not None and ends_on < today):
        return Support.OUT
    return Support.ENDING if ends_on is not None and ends_on <= today + NEAR else Support.SUPPORTED


# what is done about it


class Course(StrEnum):
    """What is done about a version without support: CC-17010-1-10 asks to avoid it, and for a plan to retire it."""

    UNDECIDED = "undecided"
    RETIRE = "retire"
    COVERED = "covered"
    ACCEPTED = "accepted"
    NOT_CONCERNED = "not_concerned"


COURSE_NAMES: Mapping[Course, str] = {
    Course.UNDECIDED: N_("To be decided"),
    Course.RETIRE: N_("Being retired"),
    Course.COVERED: N_("Supported by another party"),
    Course.ACCEPTED: N_("Accepted for a time"),
    Course.NOT_CONCERNED: N_("Does not concern us"),
}
COURSE_TONES: Mapping[Course, str] = {
    Course.UNDECIDED: "warn",
    Course.RETIRE: "info",
    Course.COVERED: "good",
    Course.ACCEPTED: "info",
    Course.NOT_CONCERNED: "muted",
}
COURSE_MEANINGS: Mapping[Course, str] = {
    Course.UNDECIDED: N_("Nobody has said yet what is done about it."),
    Course.RETIRE: N_("It is replaced by a supported version, or taken out, by the day that is named."),
    Course.COVERED: N_("Somebody else mends it until the day that is named, such as paid extended support."),
    Course.ACCEPTED: N_("It stays as it is until the day that is named, for the reason that is given."),
    Course.NOT_CONCERNED: N_("The table means another version, or the component is never run."),
}
UNDER_WAY = (Course.UNDECIDED, Course.RETIRE)
"""Work remains, whatever the day."""
FOR_A_TIME = (Course.COVERED, Course.ACCEPTED)
"""Nothing is to be done until the day that was named is over."""

LONGEST_MONTHS: Mapping[Course, int] = {Course.ACCEPTED: 12, Course.COVERED: 36, Course.RETIRE: 36}
"""For how long a decision holds at most, or to the end of support, before it is made anew: nothing is accepted for good."""


def decide_by(ends_on: date | None, ended: bool | None, found_on: date) -> date | None:
    """The day by which a course is to be decided: before support ends, or soon after it was found without it."""
    if ends_on is None:
        return found_on + DECIDE_WITHIN if ended else None
    return max(ends_on, found_on + DECIDE_WITHIN)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a version stands on a day: how it is supported, and what is done about it."""

    support: Support
    course: Course
    due_on: date | None
    is_gone: bool = False

    @property
    def lacks_support(self) -> bool:
        return not self.is_gone and self.support in (Support.OUT, Support.ENDING)

    def is_open(self, today: date) -> bool:
        """Whether somebody has still to do something."""
        return self.lacks_support and (self.course in UNDER_WAY or (self.course in FOR_A_TIME and self._is_past(today)))

    def is_overdue(self, today: date) -> bool:
        """Still open after its last day."""
        return self.is_open(today) and self._is_past(today)

    def _is_past(self, today: date) -> bool:
        return self.due_on is not None and self.due_on < today
