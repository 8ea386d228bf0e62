"""Lengths of time in running text: 三十日, 30 個工作天, 一年半, thirty (30) days, 12-month. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from contracts.facts.reading.numerals import ENGLISH, HAN, NUMBER, any_number
from contracts.facts.values import Duration, Unit

_CHINESE = (
    (Unit.BUSINESS_DAYS, r"(?:工作|营业|上班|交易|办公|开市)[日天]"),
    (Unit.MINUTES, r"分钟|分(?=内|以内|之内)"),
    (Unit.HOURS, r"(?:工作)?小时|钟头|时(?=内|以内|之内)"),
    (Unit.WEEKS, r"周(?!年|期|边|转|知)|星期|礼拜"),
    (Unit.MONTHS, r"月"),
    (Unit.YEARS, r"年(?!度|级|龄|代|资|终|末|费)"),
    (Unit.DAYS, r"日历[日天]|[日天]历天|[日天](?!期|间|夜|后之日)"),
)
_QUARTER = r"季(?!度报|报)"
_UNIT = "|".join(f"(?P<{unit}>{pattern})" for unit, pattern in _CHINESE) + f"|(?P<quarter>{_QUARTER})"
CHINESE = re.compile(
    rf"(?<![第次翌个×*x\d{HAN}])(?<!\d[.,/:])(?:(?P<n>{NUMBER})|(?P<only_half>半))(?: ?\((?:{NUMBER})\))? ?(?P<ge>个)?(?P<half>半)?(?:{_UNIT})(?P<and_half>半)?"
)
_ENGLISH_UNITS = {
    "minute": Unit.MINUTES, "min": Unit.MINUTES, "hour": Unit.HOURS, "hr": Unit.HOURS, "day": Unit.DAYS,
    "week": Unit.WEEKS, "month": Unit.MONTHS, "quarter": Unit.MONTHS, "year": Unit.YEARS, "annum": Unit.YEARS,
}  # fmt: skip
LATIN = re.compile(
    rf"(?<![\w.$#,-])(?P<n>\d+(?:\.\d+)?|{ENGLISH}|(?<=within )an?|(?<=of )an?)[ -]?(?:\((?P<again>\d+(?:\.\d+)?|{ENGLISH})\)[ -]?)?"
    r"(?:(?:full|consecutive|successive|additional|further|calendar|whole|clock|contract|elapsed)[ -])*"
    r"(?P<business>(?:business|working|trading|bank(?:ing)?)[ -])?(?P<calendar>calendar[ -])?"
    r"(?P<unit>minute|min|hour|hr|day|week|month|quarter|year)(?:s|\(s\))?(?![a-z])(?P<half> and a half)?",
    re.ASCII,
)
MOST_YEARS = 60


@dataclass(frozen=True, slots=True)
class FoundDuration:
    """A length of time at `words[start:end]`."""

    value: Duration
    start: int
    end: int


def durations(words: str) -> Iterator[FoundDuration]:
    """Every length of time in folded words, in order."""
    found = [*_chinese(words), *_latin(words)]
    yield from sorted(found, key=lambda each: each.start)


def _chinese(words: str) -> Iterator[FoundDuration]:
    for match in CHINESE.finditer(words):
        unit = next((unit for unit, _ in _CHINESE if match[unit.value]), None)
        if not _is_length(words, match, unit):
            continue
        amount = any_number(match["n"]) if match["n"] else Decimal("0.5")
        if amount is None:
            continue
        if match["half"] or match["and_half"]:
            amount += Decimal("0.5")
        if unit is None:
            unit, amount = Unit.MONTHS, amount * 3
        if duration := _plausible(amount, unit):
            yield FoundDuration(duration, match.start(), match.end())


def _is_length(words: str, match: re.Match[str], unit: Unit | None) -> bool:
    """Not a calendar's month (三月), not part of a date (114年7月1日), not an ordinal."""
    before, after = words[max(0, match.start() - 2) : match.start()], words[match.end() : match.end() + 3]
    if unit is Unit.MONTHS and not (match["ge"] or match["only_half"]):
        return bool(re.search(r"期间?为?$|为期$|满$", before)) and not re.match(r"\d|[一二三四五六七八九十]", after)
    if unit is Unit.DAYS and before.endswith("月"):
        return False
    if unit is Unit.YEARS:
        return not (
            re.search(r"国|元$", before)
            or re.match(rf"\s?{NUMBER}月|[前]?[一二三四五六七八九十\d]+月", words[match.end() :])
        )
    return True


def _latin(words: str) -> Iterator[FoundDuration]:
    for match in LATIN.finditer(words):
        amount = Decimal(1) if match["n"] in ("a", "an") else any_number(match["n"])
        if amount is None:
            continue
        again = any_number(match["again"]) if match["again"] else None
        amount = again if again is not None else amount
        if match["half"]:
            amount += Decimal("0.5")
        unit = _ENGLISH_UNITS[match["unit"]]
        if unit is Unit.DAYS and match["business"]:
            unit = Unit.BUSINESS_DAYS
        if match["unit"] == "quarter":
            amount *= 3
        if duration := _plausible(amount, unit):
            yield FoundDuration(duration, match.start(), match.end())


def _plausible(amount: Decimal, unit: Unit) -> Duration | None:
    """Halves of large units as whole smaller ones; nothing for a length of zero or of centuries."""
    if unit is Unit.YEARS and amount != amount.to_integral_value():
        unit, amount = Unit.MONTHS, amount * 12
    if unit is Unit.MONTHS and amount == Decimal("0.5"):
        unit, amount = Unit.DAYS, Decimal(15)
    if unit is Unit.HOURS and amount != amount.to_integral_value():
        unit, amount = Unit.MINUTES, amount * 60
    if unit is Unit.DAYS and amount == Decimal("0.5"):
        unit, amount = Unit.HOURS, Decimal(12)
    duration = Duration(
        amount.normalize() if amount != amount.to_integral_value() else amount.quantize(Decimal(1)), unit
    )
    return duration if 0 < duration.hours <= MOST_YEARS * 8_784 else None
