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
