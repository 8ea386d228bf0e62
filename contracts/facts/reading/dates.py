"""Days in running text: ISO, 民國 in figures and Chinese numerals, English with the month's name. Pure.

What is a day is decided by `core.days.read_date`; here only where one stands. Days that belong to a law ("民國112年6月30日
修正公布"), to a letter's number or to nobody (blanks) are not found.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from contracts.facts.reading.numerals import FIGURE, number
from core.days import add_months, read_date
from core.errors import Refused

_HAN = rf"[{FIGURE}十拾百佰廿卅]"
_ERA = r"(?:(?:中华民国|民国|roc|西元|公元|ad)\.?)"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\.?"
)
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth", "twenty-first", "twenty-second", "twenty-third", "twenty-fourth", "twenty-fifth", "twenty-sixth",
    "twenty-seventh", "twenty-eighth", "twenty-ninth", "thirtieth", "thirty-first",
)  # fmt: skip
_ORDINAL = "|".join(sorted(_ORDINALS, key=len, reverse=True))
DATE = re.compile(
    rf"(?P<zh>(?<![\d{FIGURE}]){_ERA}?(?:\d{{2,4}}|{_HAN}{{2,7}})年(?:\d{{1,2}}|元|{_HAN}{{1,3}})月(?:\d{{1,2}}|{_HAN}{{1,3}})[日号]?(?![\d天个]))"
    rf"|(?P<num>(?<![\d./-]){_ERA}?\d{{3,4}}(?P<sep>[-/.])\d{{1,2}}(?P=sep)\d{{1,2}}(?![\d]|[-/.]\d))"
    rf"|(?P<mdy>\b{_MONTH} ?\d{{1,2}}(?: ?(?:st|nd|rd|th|t h))?,? ?(?:of )?\d{{4}}(?!\d))"
    rf"|(?P<dmy>(?<![\d.])\d{{1,2}} ?(?:st|nd|rd|th|t h)?(?: day)?(?: of)?[ ,-]{{0,2}}{_MONTH}[ ,-]{{0,2}}\d{{4}}(?!\d))"
    rf"|(?P<word>\b(?:{_ORDINAL})(?: day)? of {_MONTH},? ?\d{{4}}(?!\d))"
    rf"|(?P<us>(?<![\d/])\d{{1,2}}/\d{{1,2}}/\d{{4}}(?![\d/]))",
    re.ASCII,
)
_LAWS = re.compile(
    r"^(?:[)\s]{0,2})(?:[^,;。:]{0,6}?(?:修正|公布|发布|订定|颁布|增订|施行之|令颁|核定|函释|函示)|.{0,10}字第|.{0,4}[号]?函|.{0,6}令)"
)
_LAWS_BEFORE = re.compile(r"(?:\bact of|as amended (?:on|by)|enacted on|法[(,]?|条例[(,]?)\s?$", re.ASCII)


@dataclass(frozen=True, slots=True)
class FoundDay:
    """A day at `words[start:end]`."""

    on: date
    start: int
    end: int


def days(words: str) -> Iterator[FoundDay]:
    """Every day in folded words, in order."""
    for match in DATE.finditer(words):
        if _LAWS.match(words[match.end() :]) or _LAWS_BEFORE.search(words[: match.start()]):
            continue
        on = _read(match)
        if on is not None:
            yield FoundDay(on, match.start(), match.end())


def _read(match: re.Match[str]) -> date | None:
    text = match.group()
    if match["us"]:
        return _american(text)
    if match["word"]:
        ordinal = next(word for word in sorted(_ORDINALS, key=len, reverse=True) if text.startswith(word))
        text = f"{_ORDINALS.index(ordinal) + 1} {text[len(ordinal) :]}"
    if match["mdy"] or match["dmy"] or match["word"]:
        text = re.sub(r"(?<=\d) ?(?:st|nd|rd|th|t h)\b|\bday\b|\bof\b|[.,]", " ", text)
    return _checked(_in_figures(text) if match["zh"] or match["num"] else text)


_EASTERN = re.compile(
    rf"(?:(?P<roc>中华民国|民国|roc)|西元|公元|ad)?\.?(?P<y>[\d{FIGURE}十拾百佰]+)年(?P<m>.+)月(?P<d>[^日号]+)"
)


def _in_figures(text: str) -> str:
    """民国一百一十五年元月一日 as 民國115年1月1日; a day in figures alone as it is."""
    match = _EASTERN.match(text)
    if not match:
        return text.replace("中华民国", "民國").replace("民国", "民國")
    year, month, day = (number("1" if part == "元" else part) for part in (match["y"], match["m"], match["d"]))
    return f"{'民國' if match['roc'] else ''}{year}年{month}月{day}日"


def _checked(text: str) -> date | None:
    try:
        return read_date(text)
    except Refused:
        return None


def _american(text: str) -> date | None:
    """06/30/2026, where only one reading is a day; 06/07/2026 is left to a person."""
    month, day, year = (int(part) for part in text.split("/"))
    if month <= 12 and day <= 12 and month != day:
        return None
    if month > 12:
        month, day = day, month
    return _checked(f"{year}-{month}-{day}")


_SHORT_END = re.compile(
    rf"^(?P<year>同|当|次|翌|隔)?年?(?P<m>\d{{1,2}}|{_HAN}{{1,3}})月(?P<d>\d{{1,2}}|{_HAN}{{1,3}}|底|末)[日号]?"
)
_YEAR_MONTH = re.compile(
    rf"(?<![\d{FIGURE}])(?P<era>{_ERA})?(?P<y>\d{{2,4}}|{_HAN}{{2,7}})年(?P<m>\d{{1,2}}|{_HAN}{{1,3}})月(?:份|底|末|初)?(?![\d{FIGURE}十廿卅]{{1,3}}日)"
)


def short_end(words: str, start: date) -> tuple[date, int] | None:
    """The day that words such as 同年12月31日, 次年6月30日 or 12月31日 stand for after a first day; and their length."""
    match = _SHORT_END.match(words)
    month = number(match["m"]) if match else None
    if not match or month is None or not 1 <= month <= 12:
        return None
    year = start.year + (1 if match["year"] in ("次", "翌", "隔") else 0)
    if match["d"] in ("底", "末"):
        return last_of_month(year, int(month)), match.end()
    day = number(match["d"])
    try:
        return date(year, int(month), int(day or 0)), match.end()
    except ValueError:
        return None


def months(words: str) -> Iterator[tuple[int, int, int, int]]:
    """Months without a day (民國114年7月): (year, month, start, end)."""
    for match in _YEAR_MONTH.finditer(words):
        first = _checked(_in_figures(f"{match['era'] or ''}{match['y']}年{match['m']}月1日"))
        if first is not None:
            yield first.year, first.month, match.start(), match.end()


def last_of_month(year: int, month: int) -> date:
    return add_months(date(year, month, 1), 1) - timedelta(days=1)
