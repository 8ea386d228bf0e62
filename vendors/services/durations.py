"""How long: minutes from what people write, and written the way people read them. Pure."""

import re
import unicodedata
from fractions import Fraction

from core.errors import Refused
from core.phrases import N_, Phrase, counted, phrase

LONGEST_MINUTES = 366 * 24 * 60
_UNITS = {
    "d": 1440, "day": 1440, "days": 1440, "天": 1440, "日": 1440,
    "h": 60, "hr": 60, "hrs": 60, "hour": 60, "hours": 60, "時": 60, "小時": 60, "鐘頭": 60,
    "m": 1, "min": 1, "mins": 1, "minute": 1, "minutes": 1, "分": 1, "分鐘": 1,
}  # fmt: skip
_PART = re.compile(r"(\d{1,7}(?:\.\d{1,4})?)\s*(個?小時|鐘頭|分鐘|[天日時分]|[a-z]+)\s*(?:and|又|,|、)?\s*")
_CLOCK = re.compile(r"(\d{1,4}):([0-5]\d)")


def read_minutes(text: str) -> int:
    """Minutes from "4 h", "4 小時 30 分鐘", "1.5h", "2 天", "4:30"; a bare number is minutes, as the field says.

    Raises `Refused` when it is no length of time, has a part of a minute, or is longer than a year.
    """
    plain = unicodedata.normalize("NFKC", text[:80]).strip().lower()
    if plain.replace(",", "").isdecimal() and plain.isascii():
        total = Fraction(int(plain.replace(",", "")[:12]))
    elif clock := _CLOCK.fullmatch(plain):
        total = Fraction(int(clock[1]) * 60 + int(clock[2]))
    else:
        total = _sum_of_parts(plain, text)
    if total.denominator != 1:
        raise Refused(N_("“%(text)s” is not a whole number of minutes."), text=text.strip()[:40])
    if total > LONGEST_MINUTES:
        raise Refused(N_("“%(text)s” is longer than a year."), text=text.strip()[:40])
    return int(total)


def _sum_of_parts(plain: str, text: str) -> Fraction:
    at, total = 0, Fraction(0)
    while at < len(plain):
        part = _PART.match(plain, at)
        unit = _UNITS.get(part[2].removeprefix("個")) if part else None
        if part is None or unit is None:
            break
        total, at = total + Fraction(part[1]) * unit, part.end()
    if not plain or at < len(plain):
        raise Refused(
            N_("“%(text)s” is not a length of time. Write it as 4 h 30 min or 90 min."), text=text.strip()[:40]
        )
    return total


def months(count: int) -> Phrase:
    """6 months."""
    return phrase(counted(count, N_("%(n)s month"), N_("%(n)s months")), n=count)


def duration(minutes: int) -> Phrase:
    """4 h 30 min; under an hour, and only whole hours, the shorter way. Always read back by `read_minutes`."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return phrase(N_("%(m)s min"), m=rest)
    if not rest:
        return phrase(N_("%(h)s h"), h=hours)
    return phrase(N_("%(h)s h %(m)s min"), h=hours, m=rest)
