"""Numbers as contracts write them: 1,200,000, 一百二十萬, 壹佰貳拾萬, 一一五, 廿五, thirty-six. Pure.

Works on folded text (contracts.documents.folding): simplified characters, small letters, half-width signs.
"""

import re
from decimal import Decimal

from contracts.documents.folding import fold

_FIGURES = ("〇零○", "一壹幺", "二贰两", "三参叁叄", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
_VALUE = {figure: value for value, figures in enumerate(_FIGURES) for figure in figures}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1_000, "仟": 1_000}
_LARGE = {"万": 10_000, "亿": 100_000_000}
FIGURE = "".join(_FIGURES)
HAN = FIGURE + "".join(_SMALL) + "".join(_LARGE) + "廿卅"
DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
HAN_NUMBER = rf"[{HAN}]+(?:点[{FIGURE}]+)?"
NUMBER = rf"(?:{DIGITS}[十百佰千仟万亿]*(?:[{HAN}\d]+)?|{HAN_NUMBER})"
"""Any of them but English words, for use inside other patterns."""

_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = (
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
)  # fmt: skip
_WORDS = {word: value for value, word in enumerate(_ONES)} | {
    word: value for value, word in zip(range(20, 100, 10), _TENS, strict=True)
}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_WORD = "|".join(sorted([*_WORDS, *_SCALES], key=len, reverse=True))
ENGLISH = rf"(?:{_WORD})(?:(?:[ -]|,? and )(?:{_WORD}))*"
"""English number words in a row: thirty-six, one hundred and twenty thousand."""


def number(text: str) -> Decimal | None:
    """The number that the whole text is; None when it is none."""
    text = fold(text).replace(",", "").replace(" ", "")
    if not text:
        return None
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return Decimal(text)
    if re.fullmatch(rf"[{FIGURE}]+", text):
        return Decimal("".join(str(_VALUE[c]) for c in text))
    whole, point, part = text.partition("点")
    if point and re.fullmatch(rf"[{FIGURE}]+", part):
        fraction = "".join(str(_VALUE[c]) for c in part)
        before = _counted(whole)
        return None if before is None else before + Decimal(f"0.{fraction}")
    return _counted(text)


def _counted(text: str) -> Decimal | None:
    """十三萬二千, 1200萬, 廿五; a last figure without its unit counts the next smaller one (兩萬五 is 25,000)."""
    if re.fullmatch(rf"[{FIGURE}]+", text):
        return Decimal("".join(str(_VALUE[c]) for c in text))
    total, section, pending, last_unit = Decimal(0), Decimal(0), None, 1
    for part in re.findall(r"\d+(?:\.\d+)?|.", text.replace("廿", "二十").replace("卅", "三十")):
        if part in _VALUE or part[0].isdigit():
            if pending is not None and pending != 0:
                return None
            pending = Decimal(_VALUE[part]) if part in _VALUE else Decimal(part)
            last_unit = 1 if part in _FIGURES[0] else last_unit
        elif part in _SMALL:
            section += (1 if pending is None or (pending == 0 and part in "十拾") else pending) * _SMALL[part]
            pending, last_unit = None, _SMALL[part]
        elif part in _LARGE:
            section += pending or 0
            total = (total + section) * _LARGE[part] if part == "亿" else total + section * _LARGE[part]
            section, pending, last_unit = Decimal(0), None, _LARGE[part]
        else:
            return None
    if pending is not None:
        is_short = pending < 10 and last_unit >= 100 and text[-1] in _VALUE
        section += pending * last_unit / 10 if is_short else pending
    return total + section


def english_number(text: str) -> Decimal | None:
    """Thirty-six, one hundred and twenty; None when a word is none of a number's."""
    total, section = 0, 0
    words = [word for word in re.split(r"[\s,-]+", text.lower()) if word and word != "and"]
    for word in words:
        if word in _WORDS:
            section += _WORDS[word]
        elif word == "hundred":
            section = (section or 1) * 100
        elif word in _SCALES:
            total, section = total + (section or 1) * _SCALES[word], 0
        else:
            return None
    return Decimal(total + section) if words else None


def any_number(text: str) -> Decimal | None:
    """A number in figures, Chinese or English."""
    found = number(text)
    return found if found is not None else english_number(text)
