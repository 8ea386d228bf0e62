"""Days as Taiwan counts them: 民國 years read and written, business days, months added without drifting.

Everything here takes the day and the calendar as values, so that rules built on it stay pure. Only `taiwan_calendar`
looks anything up (the public holidays, in the `holidays` package); it does so once a process.
"""

import calendar as months_of
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

from core.errors import Refused
from core.phrases import N_

EARLIEST, LATEST = date(1950, 1, 1), date(2199, 12, 31)
"""What a contract's day can sensibly be; 9999-12-31, a common stand-in for "no end", is refused by name."""

_ROC_OFFSET = 1911  # 民國元年 = 1912
_NUMERALS = ("〇零○", "一壹元", "二貳", "三參", "四肆", "五伍", "六陸", "七柒", "八捌", "九玖")
_DIGITS = {numeral: value for value, numerals in enumerate(_NUMERALS) for numeral in numerals}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_HAN = "".join(_DIGITS) + "".join(_UNITS) + "廿卅"
_ERA = r"(?:(?P<roc>中華民國|民國|ROC)|(?P<ad>西元|公元|AD))?"
_MONTHS = {name.lower(): n for n, name in enumerate(months_of.month_abbr) if name}

_SHAPES = tuple(
    re.compile(rf"^{pattern}$", re.IGNORECASE | re.ASCII)
    for pattern in (
        rf"{_ERA}(?P<y>\d{{1,4}}|[{_HAN}]+)年(?P<m>\d{{1,2}}|[{_HAN}]+)月(?P<d>\d{{1,2}}|[{_HAN}]+)[日號]?",
        rf"{_ERA}(?P<y>\d{{2,4}})(?P<sep>[-/.])(?P<m>\d{{1,2}})(?P=sep)(?P<d>\d{{1,2}})",
        rf"{_ERA}(?P<y>\d{{3,4}})(?P<m>\d{{2}})(?P<d>\d{{2}})(?:\.0+)?",
        r"(?P<d>\d{1,2})(?:st|nd|rd|th)?[-,.]?(?P<m>[a-z]{3,9})[-,.]?(?P<y>\d{4})",
        r"(?P<m>[a-z]{3,9})\.?(?P<d>\d{1,2})(?:st|nd|rd|th)?,?(?P<y>\d{4})",
    )
)
_DAY_FIRST = re.compile(r"^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}$")
_MIDNIGHT = re.compile(r"[T\s]\s*0{1,2}:00(?::00(?:\.0+)?)?$")


def read_date(text: str) -> date:
    """The day a person or a spreadsheet wrote.

    Reads ISO (2025-01-05, also with / or .), 民國 (民國114年1月5日, 114/1/5, 114.01.05, 1140105, 民國一百一十四年一月
    五日) and English with the month's name. A year below 1000 without an era is a 民國 year.

    Raises `Refused` with the reason: not a date, no such day, day and month in doubt, or outside 1950 to 2199.
    """
    shown = text.strip()[:40]
    compact = re.sub(r"\s+", "", _MIDNIGHT.sub("", unicodedata.normalize("NFKC", text[:80]).strip()))
    if _DAY_FIRST.match(compact):
        raise Refused(
            N_(
                "In “%(text)s” the day and the month cannot be told apart. Write the year first: 2025-01-05 or 114/1/5."
            ),
            text=shown,
        )
    match = next(filter(None, (shape.match(compact) for shape in _SHAPES)), None)
    parts = match.groupdict() if match else {}
    year, month, day = (_number(parts.get(part) or "") for part in "ymd")
    if year is None or month is None or day is None:
        raise Refused(N_("“%(text)s” is not a date. Write it as 2025-01-05 or 民國114年1月5日."), text=shown)
    if parts.get("roc") or (year < 1000 and not parts.get("ad")):
        year += _ROC_OFFSET
    try:
        found = date(year, month, day)
    except ValueError:
        raise Refused(N_("There is no such day as “%(text)s”."), text=shown) from None
    return checked_day(found)


def checked_day(day: date) -> date:
    """The day itself if a contract could carry it; raises `Refused` when it lies outside 1950 to 2199."""
    if not EARLIEST <= day <= LATEST:
        raise Refused(
            N_("%(day)s is outside %(first)s to %(last)s. If there is no date, leave it empty."),
            day=day.isoformat(),
            first=EARLIEST.isoformat(),
            last=LATEST.isoformat(),
        )
    return day


def _number(text: str) -> int | None:
    """114, 一百一十四, 一一四, 壹佰壹拾肆 → 114; a month's English name → its number; None if it is none of these."""
    if text.isascii():
        return int(text) if text.isdigit() else _month_by_name(text.lower())
    if not any(c in _UNITS or c in "廿卅" for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total, digit = 0, 0
    for c in text.replace("廿", "二十").replace("卅", "三十"):
        if c in _DIGITS:
            digit = _DIGITS[c]
        else:
            total += (digit or 1) * _UNITS[c]
            digit = 0
    return total + digit


def _month_by_name(name: str) -> int | None:
    number = _MONTHS.get(name[:3])
    full = months_of.month_name[number].lower() if number else ""
    return number if full.startswith(name) or name == "sept" else None


def roc_date(day: date, *, short: bool = False) -> str:
    """民國114年1月5日, or 114/01/05 when `short`; a day before 民國元年 in ISO."""
    year = day.year - _ROC_OFFSET
    if year < 1:
        return day.isoformat()
    return f"{year:03d}/{day.month:02d}/{day.day:02d}" if short else f"民國{year}年{day.month}月{day.day}日"


def add_months(day: date, months: int) -> date:
    """The same day of the month, `months` later (earlier if negative); the month's last day where it has no such day.

    Always count from the first day of a series: 31 January + 1 + 1 month would drift to 28 March.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, months_of.monthrange(year, month + 1)[1]))


def last_day_of_months(start: date, months: int) -> date:
    """The last day of a period of whole months that begins on `start` (both days included).

    Civil Code (民法) article 121: the day before the one that corresponds to the first; where the last month has no
    corresponding day, that month's last day. 1 Mar + 12 months ends 28 or 29 Feb; 31 Jan + 1 month ends 28 or 29 Feb.
    """
    corresponding = add_months(start, months)
    return corresponding - timedelta(days=1) if corresponding.day == start.day else corresponding


@dataclass(frozen=True)
class Calendar:
    """Which days are business days: a weekday that is no holiday, or a weekend day declared a working day.

    `announced_until` is the last year whose calendar the government has published; later years hold what can be
    computed today and may still change, which `is_announced` tells.
    """

    holidays: Mapping[date, str] = field(default_factory=lambda: MappingProxyType({}))
    working_days: frozenset[date] = frozenset()
    announced_from: int = 1
    announced_until: int = 9999

    def is_business_day(self, day: date) -> bool:
        return day in self.working_days or (day.weekday() < 5 and day not in self.holidays)

    def is_announced(self, day: date) -> bool:
        return self.announced_from <= day.year <= self.announced_until

    def changed(
        self,
        *,
        holidays: Mapping[date, str] | None = None,
        working_days: Iterable[date] = (),
        announced_until: int | None = None,
    ) -> "Calendar":
        """The same calendar with the firm's own table laid over it: further holidays (a typhoon day), days worked after
        all, and the last year known to be announced."""
        extra, worked = dict(holidays or {}), frozenset(working_days)
        kept = {day: name for day, name in self.holidays.items() if day not in worked}
        return Calendar(
            holidays=MappingProxyType(kept | extra),
            working_days=(self.working_days | worked) - extra.keys(),
            announced_from=self.announced_from,
            announced_until=self.announced_until if announced_until is None else announced_until,
        )


@lru_cache(maxsize=4)
def taiwan_calendar(announced_until: int = 2027) -> Calendar:
    """Taiwan's office calendar from 1998 (行政院人事行政總處 辦公日曆表) to 20 years past the last announced one.

    Until 2025 Labour Day was a day off for firms but not for offices (勞動基準法 article 37); it counts as a holiday.
    """
    from holidays.countries.taiwan import Taiwan

    known = Taiwan(years=range(1998, announced_until + 21), language="zh_TW")
    labour_days = {date(year, 5, 1): "勞動節" for year in range(1998, 2026)}
    return Calendar(
        holidays=MappingProxyType(labour_days | dict(known.items())),
        working_days=frozenset(known.weekend_workdays),
        announced_from=1998,
        announced_until=announced_until,
    )


def next_business_day(day: date, calendar: Calendar) -> date:
    """`day` itself if it is a business day, else the first one after it."""
    while not calendar.is_business_day(day):
        day += timedelta(days=1)
    return day


def previous_business_day(day: date, calendar: Calendar) -> date:
    """`day` itself if it is a business day, else the last one before it."""
    while not calendar.is_business_day(day):
        day -= timedelta(days=1)
    return day


def business_days_before(day: date, count: int, calendar: Calendar) -> date:
    """The day that leaves `count` business days from itself (included) to `day` (not included); `day` when 0."""
    for _ in range(count):
        day = previous_business_day(day - timedelta(days=1), calendar)
    return day


def business_days_after(day: date, count: int, calendar: Calendar) -> date:
    """The `count`-th business day after `day`; `day` when 0."""
    for _ in range(count):
        day = next_business_day(day + timedelta(days=1), calendar)
    return day
