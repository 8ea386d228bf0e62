"""Levels promised against levels reported: which periods are due, what was missed, what penalty follows. Pure.

Values are exact: six digits after the point at most, kept as whole millionths. Amounts are whole minor units of their
currency; a penalty is rounded once, half up, at its end.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from math import ceil

from core.days import add_months
from core.errors import Refused
from core.phrases import N_, Wording

MICRO = 1_000_000
LARGEST = Decimal(10) ** 9


class Direction(StrEnum):
    """On which side of its threshold a level is kept; the threshold itself keeps it."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"


DIRECTION_NAMES = {Direction.AT_LEAST: N_("At least"), Direction.AT_MOST: N_("At most")}
SIGNS = {Direction.AT_LEAST: "≥", Direction.AT_MOST: "≤"}


class Period(StrEnum):
    """What one figure speaks of."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


PERIOD_NAMES = {Period.MONTH: N_("Month"), Period.QUARTER: N_("Quarter"), Period.YEAR: N_("Year")}
MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}


class PenaltyKind(StrEnum):
    """What the contract takes for a level that was missed."""

    NONE = "none"
    AMOUNT = "amount"
    PERCENT = "percent"


PENALTY_NAMES = {
    PenaltyKind.NONE: N_("None agreed"),
    PenaltyKind.AMOUNT: N_("A fixed amount"),
    PenaltyKind.PERCENT: N_("Per cent of the monthly fee"),
}


class CapPer(StrEnum):
    """Over what a cap on penalties holds."""

    PERIOD = "period"
    YEAR = "year"


CAP_NAMES = {CapPer.PERIOD: N_("Each period"), CapPer.YEAR: N_("A calendar year")}


@dataclass(frozen=True)
class Metric:
    """A measure on offer; its unit, direction and usual threshold are where a form begins."""

    id: str
    name: Wording
    unit: str
    direction: Direction
    threshold: str


@dataclass(frozen=True)
class Penalty:
    """The contract's rule as data. `rate`: main units of the currency, or per cent of `fee_minor`. `step`: where it is
    counted for each step (begun ones whole) that the level was missed by; None counts a miss once."""

    kind: PenaltyKind
    rate: Decimal = Decimal(0)
    currency: str = "TWD"
    digits: int = 2
    fee_minor: int | None = None
    step: Decimal | None = None
    cap_minor: int | None = None
    cap_per: CapPer = CapPer.PERIOD


@dataclass(frozen=True)
class Level:
    """A level as it was promised."""

    direction: Direction
    threshold: Decimal
    period: Period
    penalty: Penalty = Penalty(PenaltyKind.NONE)

    def is_kept(self, value: Decimal) -> bool:
        return value >= self.threshold if self.direction is Direction.AT_LEAST else value <= self.threshold


def penalty_for(level: Level, value: Decimal) -> int:
    """Minor units due for one figure, before any cap; 0 where the level was kept."""
    rule = level.penalty
    if rule.kind is PenaltyKind.NONE or level.is_kept(value):
        return 0
    short = abs(value - level.threshold)
    times = ceil(Fraction(short) / Fraction(rule.step)) if rule.step else 1
    if rule.kind is PenaltyKind.AMOUNT:
        amount = rule.rate.scaleb(rule.digits) * times
    else:
        amount = Decimal(rule.fee_minor or 0) * rule.rate / 100 * times
    return int(amount.to_integral_value(ROUND_HALF_UP))


def penalties(level: Level, figures: Mapping[date, Decimal]) -> dict[date, int]:
    """What is due for each period that was missed, the cap applied in the order of time."""
    cap, taken, due = level.penalty.cap_minor, dict[int, int](), dict[date, int]()
    for period in sorted(figures):
        amount = penalty_for(level, figures[period])
        if cap is not None:
            room = cap if level.penalty.cap_per is CapPer.PERIOD else max(0, cap - taken.get(period.year, 0))
            amount = min(amount, room)
        taken[period.year] = taken.get(period.year, 0) + amount
        if not level.is_kept(figures[period]):
            due[period] = amount
    return due


# --- periods ---------------------------------------------------------------------------------------------------------


def first_of(day: date, period: Period) -> date:
    """The first day of the period that a day lies in."""
    return date(day.year, (day.month - 1) // MONTHS[period] * MONTHS[period] + 1, 1)


def end_of(first: date, period: Period) -> date:
    return add_months(first, MONTHS[period]) - timedelta(days=1)


def period_text(first: date, period: Period) -> str:
    """2026-05, 2026-Q2 or 2026."""
    if period is Period.MONTH:
        return f"{first:%Y-%m}"
    return f"{first.year}-Q{(first.month + 2) // 3}" if period is Period.QUARTER else str(first.year)


def periods(from_on: date, until_on: date | None, period: Period, today: date, most: int = 36) -> list[date]:
    """The first days of the periods that are over, from the first whole one on; the last `most` of them."""
    first = first_of(from_on, period)
    if first < from_on:
        first = add_months(first, MONTHS[period])
    last = min(today - timedelta(days=1), until_on) if until_on else today - timedelta(days=1)
    if first.year < last.year - most:  # a level of long ago: only its last periods are told
        first = date(last.year - most, 1, 1)
    found = list(_from(first, last, period))
    return found[-most:]


def _from(first: date, last: date, period: Period) -> Iterator[date]:
    while end_of(first, period) <= last:
        yield first
        first = add_months(first, MONTHS[period])


def overdue(
    expected: Iterable[date], reported: Iterable[date], period: Period, report_days: int, today: date
) -> list[date]:
    """The periods whose figure should be here by now and is not."""
    known, term = set(reported), timedelta(days=report_days)
    return [first for first in expected if first not in known and end_of(first, period) + term < today]


_MONTH = re.compile(r"^(?P<roc>民國)?(?P<y>\d{2,4})(?:[-/.年])(?P<m>\d{1,2})月?(?:[-/.]?0?1日?)?$")
_COMPACT = re.compile(r"^(?P<y>\d{4}|1\d{2})(?P<m>0[1-9]|1[0-2])$")
_QUARTER = re.compile(r"^(?P<roc>民國)?(?P<y>\d{2,4})[-/.年]?(?:Q|第)?(?P<q>[1-4一二三四])(?:季)?$", re.IGNORECASE)
_YEAR = re.compile(r"^(?P<roc>民國)?(?P<y>\d{2,4})年?(?:度)?$")
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4}


def read_period(text: str, period: Period) -> date:
    """The first day of the period that was written: 2026-05, 115/5, 民國115年5月, 2026-Q2, 115年第二季, 2026.

    Raises Refused, naming how to write it.
    """
    compact = "".join(unicodedata.normalize("NFKC", text[:60]).split())
    if period is Period.QUARTER and (found := _QUARTER.match(compact)):
        return _checked(found, (int(_QUARTERS.get(found["q"], found["q"])) - 1) * 3 + 1, text)
    if period is Period.YEAR and (found := _YEAR.match(compact)):
        return _checked(found, 1, text)
    found = _MONTH.match(compact) or _COMPACT.match(compact)
    if found is None or not 1 <= int(found["m"]) <= 12:
        raise Refused(HOW[period], text=text.strip()[:40])
    return first_of(_checked(found, int(found["m"]), text), period)


HOW = {
    Period.MONTH: N_("“%(text)s” is no month. Write it as 2026-05 or 115/05."),
    Period.QUARTER: N_("“%(text)s” is no quarter. Write it as 2026-Q2 or 115年第2季."),
    Period.YEAR: N_("“%(text)s” is no year. Write it as 2026 or 115年."),
}


def _checked(found: "re.Match[str]", month: int, text: str) -> date:
    year = int(found["y"])
    if found.groupdict().get("roc") or year < 1000:
        year += 1911
    if not 1990 <= year <= 2199:
        raise Refused(N_("The year of “%(text)s” lies outside 1990 to 2199."), text=text.strip()[:40])
    return date(year, month, 1)


# --- exact values ----------------------------------------------------------------------------------------------------


def read_value(text: str) -> Decimal:
    """A figure as it was written: 99.95, 99.95%, 1,200. Raises Refused for what is none, or is finer than a millionth."""
    compact = "".join(unicodedata.normalize("NFKC", text[:60]).split()).removesuffix("%").replace(",", "")
    try:
        value = Decimal(compact)
    except InvalidOperation:
        raise Refused(N_("“%(text)s” is no number. Write digits, such as 99.95."), text=text.strip()[:40]) from None
    return checked_value(value, text)


def checked_value(value: Decimal, text: str) -> Decimal:
    if not value.is_finite() or not 0 <= value < LARGEST:
        raise Refused(N_("“%(text)s” must lie between 0 and 999,999,999."), text=text.strip()[:40])
    if value * MICRO != (value * MICRO).to_integral_value():
        raise Refused(N_("“%(text)s” has more than six digits after the point."), text=text.strip()[:40])
    return value


def to_micro(value: Decimal) -> int:
    return int(value * MICRO)


def from_micro(micro: int) -> Decimal:
    """Without trailing zeros: 99900000 → 99.9."""
    value = Decimal(micro) / MICRO
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
