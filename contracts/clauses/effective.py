"""What holds for a clause once people have had their say: the reviewer's decision above the machine's verdict, and an
exception for what is missing, as long as it runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from contracts.clauses.rules import Verdict
from core.phrases import N_


class Effective(StrEnum):
    """The verdict that counts. Worst first."""

    ABSENT = "absent"
    PARTIAL = "partial"
    UNCHECKED = "unchecked"
    EXCEPTED = "excepted"
    PRESENT = "present"

    @property
    def is_gap(self) -> bool:
        """Whether the contract lacks it and nobody accepted that."""
        return self in (Effective.ABSENT, Effective.PARTIAL)


EFFECTIVE_NAMES: Mapping[Effective, str] = {
    Effective.ABSENT: N_("Missing"),
    Effective.PARTIAL: N_("Incomplete"),
    Effective.UNCHECKED: N_("Not checked"),
    Effective.EXCEPTED: N_("Excepted"),
    Effective.PRESENT: N_("Present"),
}
VERDICT_NAMES: Mapping[Verdict, str] = {
    Verdict.PRESENT: N_("Present"),
    Verdict.PARTIAL: N_("Incomplete"),
    Verdict.ABSENT: N_("Missing"),
}
TONES: Mapping[Effective, str] = {
    Effective.ABSENT: "bad",
    Effective.PARTIAL: "warn",
    Effective.UNCHECKED: "muted",
    Effective.EXCEPTED: "info",
    Effective.PRESENT: "good",
}

WARN_DAYS = 30
"""How long before its end an exception calls for attention."""


def effective(machine: Verdict | None, decided: Verdict | None, excepted_until: date | None, today: date) -> Effective:
    """The verdict that counts today. An exception counts through its last day, and only for what is not present."""
    verdict = decided or machine
    if verdict is None:
        return Effective.UNCHECKED
    if verdict is not Verdict.PRESENT and excepted_until is not None and excepted_until >= today:
        return Effective.EXCEPTED
    return Effective(verdict.value)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one contract stands on all clauses of a rulebook, today."""

    gaps: tuple[str, ...] = ()
    unreviewed: tuple[str, ...] = ()
    """Gaps that nobody has confirmed or overruled yet, and decisions whose text changed since."""
    excepted: tuple[str, ...] = ()
    first_expiry: date | None = None
    """When the first of its exceptions ends."""
    is_checked: bool = False
