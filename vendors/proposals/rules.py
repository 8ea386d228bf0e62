"""Before a contract is signed: what it would do to the firm's dependence, and who may accept that. Pure.

Sources: DORA articles 28(4)(c) and 29 ask for the assessment before the contract; the change of the HHI as in the US
Merger Guidelines 2023 §2.1, with the total recomputed, since a new contract changes it.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from core.phrases import N_, Phrase
from vendors.concentration.rules import Measure, outgrows

NEW = 0
"""The number that the proposed vendor and service have meanwhile; no record has it."""


class Decision(StrEnum):
    CLEAR = "clear"
    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    REPLACED = "replaced"


DECISION_NAMES = {
    Decision.CLEAR: N_("No limit passed"),
    Decision.WAITING: N_("Waits for approval"),
    Decision.APPROVED: N_("Approved"),
    Decision.REFUSED: N_("Refused"),
    Decision.REPLACED: N_("Replaced by a newer check"),
}
DECISION_TONES = {
    Decision.CLEAR: "good",
    Decision.WAITING: "warn",
    Decision.APPROVED: "info",
    Decision.REFUSED: "bad",
    Decision.REPLACED: "muted",
}


@dataclass(frozen=True)
class Proposed:
    """A contract that is not signed. `vendor_id` None: a vendor that is not in the register, called `new_name`.
    `group_id`: the group a new vendor belongs to, or
    one that a registered vendor would join. `twd_minor`: what it would cost in a year; None is not known. `replaces`: it takes the place of all running contracts
    with the vendor."""

    title: str
    vendor_id: int | None
    new_name: str = ""
    group_id: int | None = None
    kind: str = "other"
    country: str = ""
    function_ids: tuple[int, ...] = ()
    subcontractor_id: int | None = None
    twd_minor: int | None = None
    replaces: bool = False


@dataclass(frozen=True)
class Change:
    """What it does to one measure over one dimension: exact values as fractions, None where nothing weighs."""

    basis: str
    basis_label: str
    dimension: str
    dimension_label: str
    party: str
    share_before: Fraction | None
    share_after: Fraction | None
    share_limit: str
    hhi_before: Fraction | None
    hhi_after: Fraction | None

    @property
    def hhi_change(self) -> Fraction | None:
        if self.hhi_after is None:
            return None
        return None if self.hhi_before is None else self.hhi_after - self.hhi_before


@dataclass(frozen=True)
class Connected:
    name: str
    vendor_id: int
    why: Phrase


@dataclass(frozen=True)
class Other:
    """Somebody else who could do it: what they supply, and whether they hang together with the proposed vendor."""

    name: str
    vendor_id: int
    supplies: tuple[str, ...]
    is_connected: bool


@dataclass(frozen=True)
class Point:
    function: str
    party: str


@dataclass(frozen=True)
class Passed:
    """A limit that would be passed: by which basis over what, which measure, whose (a party; empty: the firm's), how much."""

    basis: str
    dimension: str
    measure: str
    party: str
    value: Fraction


@dataclass(frozen=True)
class Assessment:
    """The whole answer. `breaches`: limits that would be passed and were not, or would be passed by more; `passed`: the
    same as figures, in the same order (empty in records of before they were kept)."""

    as_of: str
    vendor: str
    changes: tuple[Change, ...]
    breaches: tuple[Phrase, ...]
    points_before: int
    points_after: int
    points_added: tuple[Point, ...]
    points_removed: tuple[Point, ...]
    connected: tuple[Connected, ...]
    others: tuple[Other, ...]
    unknown: tuple[Phrase, ...]
    passed: tuple[Passed, ...] = ()


def grown_since(kept: Assessment, today: Assessment) -> tuple[Phrase, ...]:
    """Limits that signing today would pass and that were not in the kept answer, or were passed by less there.

    Nothing where the kept answer is of before figures were kept with it."""
    if kept.breaches and not kept.passed:
        return ()
    known = {(p.basis, p.dimension, p.measure, p.party): p.value for p in kept.passed}
    found = []
    for says, passed in zip(today.breaches, today.passed, strict=True):
        before = known.get((passed.basis, passed.dimension, passed.measure, passed.party))
        if before is None or outgrows(Measure(passed.measure), passed.value, before):
            found.append(says)
    return tuple(found)
