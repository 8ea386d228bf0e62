"""The number of an article or item, however it is written: 第八條之一, 8.2, VIII, Twelve, (b). Folded text in."""

import re

_DIGITS = {c: n for n, digits in enumerate(("〇零○", "一壹", "二贰两", "三叁叄参", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
           for c in digits}  # fmt: skip
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100}
HAN = "〇零○一二两三四五六七八九十百廿卅壹贰叁叄参肆伍陆柒捌玖拾佰"
"""Characters of a Chinese number, folded."""
FIGURE = rf"[0-9{HAN}]"
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_PART = re.compile(rf"[0-9]{{1,3}}[a-z]\b|{FIGURE}+|[a-z]+")

Path = tuple[str, ...]
"""An article's number, part by part: 第八條之一 is ("8-1",), 8.2(b) is ("8", "2", "b"), 第八條第二項 is ("8", "2")."""


def value(text: str) -> int | None:
    """8, 八, 十八, 二十, 廿一, 捌 → a number; None for what is none."""
    if text.isascii():
        return int(text) if text.isdigit() else None
    if not any(c in _UNITS or c in "廿卅" for c in text):
        digits = [_DIGITS.get(c, -1) for c in text]
        return int("".join(map(str, digits))) if digits and min(digits) >= 0 else None
    total, digit = 0, 0
    for c in text.replace("廿", "二十").replace("卅", "三十"):
        if c in _UNITS:
            total, digit = total + (digit or 1) * _UNITS[c], 0
        else:
            digit = _DIGITS.get(c, 0)
    return total + digit


def path(marker: str) -> Path:
    """The parts of a (folded) number: "第八条之一" → ("8-1",), "section 8.2(b)" → ("8", "2", "b")."""
    bare = re.sub(r"^\s*(?:article|section|clause|paragraph|part|chapter|art\.|sec\.|§+)", "", marker)
    whole = re.match(rf"\s*[【〔\[(]?第?\s?({FIGURE}{{1,6}})\s?[条章节款项编篇点目]?\s?之\s?({FIGURE}{{1,3}})", bare)
    if whole:
        main, added = value(whole.group(1)), value(whole.group(2))
        return (f"{main}-{added}",) if main is not None and added is not None else ()
    return tuple(part for found in _PART.findall(bare.replace("条", " ")) if (part := _part(found)))


def _part(text: str) -> str:
    """5a stays 5a, 八 and viii become 8, twelve 12; of the letters i, v and x are taken as Roman."""
    number = value(text)
    if number is not None:
        return str(number)
    if text[0].isdigit():
        return text
    if text in _WORDS:
        return str(_WORDS.index(text) + 1)
    if len(text) > 1 or text in ("i", "v", "x"):
        return str(_roman(text)) if set(text) <= set(_ROMAN) else ""
    return text


def _roman(text: str) -> int:
    values = [_ROMAN[c] for c in text]
    return sum(-v if v < max(values[i + 1 :], default=0) else v for i, v in enumerate(values))
