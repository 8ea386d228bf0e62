"""How concentrated something is: shares, indices and limits, in exact fractions. Pure.

Sources: HHI and its bands, US DOJ/FTC Merger Guidelines 2023 §2.1; normalised HHI and effective number, Kvålseth 2018
(PMC6190613). The bands come from merger review, not from supervisors of outsourcing: they are a default for the
firm's own limits and are shown with their source. Round only for display (`rounded`), never before a comparison.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import Generic, NamedTuple, TypeVar

from core.phrases import N_

Party = TypeVar("Party", bound=Hashable)

HHI_SCALE = 10_000
MODERATE_FROM, HIGH_ABOVE = 1_000, 1_800
BANDS_SOURCE = "US DOJ/FTC Merger Guidelines 2023 §2.1"


class Band(StrEnum):
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


BAND_NAMES = {Band.LOW: N_("Low"), Band.MODERATE: N_("Moderate"), Band.HIGH: N_("High")}


class Weighing(NamedTuple, Generic[Party]):
    """One thing that adds to a party's weight (a contract's spend, a critical function); None: not known, never 0."""

    party: Party
    weight: Fraction | int | None


@dataclass(frozen=True)
class Concentration(Generic[Party]):
    """Known weights by party, and how much is not known.

    Indices are None ("undefined") where the known weights add up to 0. A party in `partly_unknown` weighs at least
    what is shown.
    """

    weights: Mapping[Party, Fraction] = field(default_factory=dict)
    partly_unknown: frozenset[Party] = frozenset()
    known: int = 0
    counted: int = 0
    whole: Fraction | None = None
    """Set where one weight rests on several parties at once: shares are of this whole, and no index is defined."""

    @cached_property
    def total(self) -> Fraction:
        if self.whole is not None:
            return self.whole
        return sum(self.weights.values(), Fraction(0))

    @cached_property
    def shares(self) -> Mapping[Party, Fraction]:
        """Shares of the known total, the largest first; equal ones in one order always. Empty when undefined."""
        if self.total == 0:
            return {}
        common = lcm(*{weight.denominator for weight in self.weights.values()})
        scaled = {party: weight.numerator * (common // weight.denominator) for party, weight in self.weights.items()}
        ranked = sorted(self.weights.items(), key=lambda each: (-scaled[each[0]], len(str(each[0])), str(each[0])))
        return {party: weight / self.total for party, weight in ranked if weight > 0}

    @property
    def coverage(self) -> Fraction | None:
        """The part of the counted things whose weight is known; None when there is nothing to count."""
        return Fraction(self.known, self.counted) if self.counted else None

    @cached_property
    def hhi(self) -> Fraction | None:
        """10,000 × Σ s², from near 0 to 10,000 (a single party)."""
        if not self.shares or self.whole is not None:
            return None
        return HHI_SCALE * sum((s * s for s in self.shares.values()), Fraction(0))

    @property
    def normalised_hhi(self) -> Fraction | None:
        """(H − 1/N) / (1 − 1/N), between 0 (all equal) and 1, to compare sets of unlike size; 1 for a single party."""
        if self.hhi is None:
            return None
        count = len(self.shares)
        return Fraction(1) if count == 1 else (self.hhi / HHI_SCALE - Fraction(1, count)) / (1 - Fraction(1, count))

    @property
    def effective_number(self) -> Fraction | None:
        """1/H: how many equal parties would be as concentrated."""
        return None if self.hhi is None else HHI_SCALE / self.hhi

    def cr(self, largest: int) -> Fraction | None:
        """The share of the `largest` parties together; all of it where there are fewer."""
        if not self.shares or (self.whole is not None and largest > 1):
            return None
        return sum(list(self.shares.values())[:largest], Fraction(0))

    @cached_property
    def gini(self) -> Fraction | None:
        """How unequal the shares are: 0 all equal, near 1 one has nearly all; blind to how many there are.

        Over the parties that weigh anything, in ascending order: 2·Σ i·xᵢ / (n·Σ x) − (n + 1)/n.
        """
        if not self.shares or self.whole is not None:
            return None
        rising = list(self.shares.values())[::-1]
        count = len(rising)
        ranked = sum((place * share for place, share in enumerate(rising, 1)), Fraction(0))
        return 2 * ranked / count - Fraction(count + 1, count)


def concentrate(
    weighings: Iterable[Weighing[Party]], ultimate: Mapping[Party, Party] | None = None
) -> Concentration[Party]:
    """Weights added up by party, or by ultimate parent where a mapping to it is given.

    Raises ValueError on a negative weight: a credit is netted with what it credits, before.
    """
    every = [((ultimate or {}).get(each.party, each.party), each.weight) for each in weighings]
    unknown = frozenset(party for party, weight in every if weight is None)
    known = [(party, weight) for party, weight in every if weight is not None]
    if any(weight < 0 for _, weight in known):
        raise ValueError("a weight cannot be negative")
    return Concentration(added_up(known), unknown, len(known), len(every))


def added_up(weights: Iterable[tuple[Party, Fraction | int]]) -> dict[Party, Fraction]:
    """Exact sums by party. All are brought to one denominator first: whole numbers add up many times faster."""
    every = list(weights)
    common = lcm(*{weight.denominator for _, weight in every})
    sums: dict[Party, int] = {}
    for party, weight in every:
        sums[party] = sums.get(party, 0) + weight.numerator * (common // weight.denominator)
    return {party: Fraction(total, common) for party, total in sums.items()}


def band(hhi: Fraction) -> Band:
    if hhi < MODERATE_FROM:
        return Band.LOW
    return Band.HIGH if hhi > HIGH_ABOVE else Band.MODERATE


def hhi_change(before: Concentration[Party], after: Concentration[Party]) -> Fraction | None:
    """What a decision does to the HHI, both totals as they are; None where either is undefined."""
    return None if before.hhi is None or after.hhi is None else after.hhi - before.hhi


# --- limits ----------------------------------------------------------------------------------------------------------


class Measure(StrEnum):
    SHARE = "share"
    HHI = "hhi"
    CR1 = "cr1"
    CR3 = "cr3"
    CR5 = "cr5"
    LOCKED_IN = "locked_in"
    SINGLE_POINTS = "single_points"
    UNKNOWN_CHAINS = "unknown_chains"
    EXIT_GAPS = "exit_gaps"

    @property
    def is_count(self) -> bool:
        """Counts things; the others are parts of 1, the HHI of 10,000."""
        return self in {Measure.SINGLE_POINTS, Measure.EXIT_GAPS}

    @property
    def may_be_none(self) -> bool:
        """Whether a limit of 0 makes sense: none of it at all."""
        return self.is_count or self in {Measure.UNKNOWN_CHAINS, Measure.LOCKED_IN}


FIRM_WIDE = (Measure.SINGLE_POINTS, Measure.UNKNOWN_CHAINS, Measure.EXIT_GAPS)
"""The same whatever weighs: a limit passed is on record once, under the first basis."""

MEASURE_NAMES = {
    Measure.SHARE: N_("Share of one party"),
    Measure.HHI: N_("HHI"),
    Measure.CR1: N_("Share of the largest (CR1)"),
    Measure.CR3: N_("Share of the three largest (CR3)"),
    Measure.CR5: N_("Share of the five largest (CR5)"),
    Measure.LOCKED_IN: N_("Share that cannot be replaced or is not judged"),
    Measure.SINGLE_POINTS: N_("Critical functions that one party can stop"),
    Measure.UNKNOWN_CHAINS: N_("Critical services with undeclared subcontractors"),
    Measure.EXIT_GAPS: N_("Critical functions restored later than tolerable, or not known"),
}


@dataclass(frozen=True)
class Limit:
    """A policy of the firm: the measure may reach `at_most` (a fraction of 1; for the HHI, of 10,000) and not pass it.
    `source`: where the value comes from, printed beside it."""

    measure: Measure
    at_most: Fraction
    source: str


@dataclass(frozen=True)
class Breach(Generic[Party]):
    """A limit passed: by how much, and by whom where the measure is of one party."""

    limit: Limit
    value: Fraction
    party: Party | None = None

    @property
    def excess(self) -> Fraction:
        return self.value - self.limit.at_most


DEFAULT_LIMITS = (
    Limit(Measure.SHARE, Fraction(30, 100), N_("Customary in vendor-risk practice; to be set by the board")),
    Limit(Measure.HHI, Fraction(HIGH_ABOVE), BANDS_SOURCE),
)


def breaches(
    found: Concentration[Party], limits: Sequence[Limit], told: Mapping[Measure, Fraction | None] | None = None
) -> tuple[Breach[Party], ...]:
    """The limits that the exact values pass; a value equal to its limit keeps it. `told`: measures that weights alone
    do not give."""
    passed: list[Breach[Party]] = []
    for limit in limits:
        other = (told or {}).get(limit.measure)
        values = _values(found, limit.measure) if other is None else [(None, other)]
        for party, value in values:
            if value > limit.at_most:
                passed.append(Breach(limit, value, party))
    return tuple(passed)


def _values(found: Concentration[Party], measure: Measure) -> list[tuple[Party | None, Fraction]]:
    if measure is Measure.SHARE:
        return list(found.shares.items())
    largest = {Measure.CR1: 1, Measure.CR3: 3, Measure.CR5: 5}
    if measure is not Measure.HHI and measure not in largest:
        return []
    value = found.hhi if measure is Measure.HHI else found.cr(largest[measure])
    return [] if value is None else [(None, value)]


def displayed(measure: Measure, value: Fraction) -> Decimal:
    """A value with the digits every page gives it: counts whole, the HHI to a tenth, parts of 1 to a hundredth of a per
    cent."""
    if measure.is_count:
        return Decimal(int(value))
    return rounded(value, 1) if measure is Measure.HHI else rounded(value * 100, 2)


def outgrows(measure: Measure, value: Fraction, accepted: Fraction) -> bool:
    """Whether a figure is above the one that was accepted, as a reader sees both: what no page shows is no growth."""
    return displayed(measure, value) > displayed(measure, accepted)


def rounded(value: Fraction, places: int = 0) -> Decimal:
    """A value for display, halves up."""
    unit = Decimal(1).scaleb(-places)
    scaled = value * 10**places
    whole = (scaled.numerator * 2 + scaled.denominator) // (scaled.denominator * 2)
    return (Decimal(whole) * unit).quantize(unit, rounding=ROUND_HALF_UP)
