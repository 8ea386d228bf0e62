"""The numbers that Word writes by itself (第三條, 二、, 1.2): they are not in the text, only rules to make them are.

After ECMA-376 part 1, 17.9 (numbering) and 17.18.59 (number formats).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹貳參肆伍陸柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_ZODIAC = "子丑寅卯辰巳午未申酉戌亥"


def counting(n: int, digits: str = _DIGITS, units: str = "十百千") -> str:
    """12 as 十二, 120 as 一百二十: how articles are numbered."""
    if not 0 < n < 10_000:
        return str(n)
    out, text = "", str(n)
    for place, figure in enumerate(text):
        power = len(text) - place - 1
        if figure != "0":
            out += digits[int(figure)] + (units[power - 1] if power else "")
        elif out and not out.endswith("零") and text[place:].strip("0"):
            out += "零"
    return out[1:] if out.startswith(digits[1] + units[0]) and digits is _DIGITS else out


def roman(n: int) -> str:
    """4 as IV."""
    if not 0 < n < 4_000:
        return str(n)
    out = ""
    for value, letters in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    ):
        out += letters * (n // value)
        n %= value
    return out


def letter(n: int) -> str:
    """1 as A, 27 as AA, as Word counts."""
    return chr(64 + (n - 1) % 26 + 1) * ((n - 1) // 26 + 1) if 0 < n < 800 else str(n)


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda n: signs[(n - 1) % len(signs)] if n > 0 else str(n)


def _legal(n: int) -> str:
    return counting(n, _LEGAL, "拾佰仟")


def _digital(n: int) -> str:
    return "".join(_DIGITS[int(c)] for c in str(n)) if n >= 0 else str(n)


_WORDS = [
    "One",
    "Two",
    "Three",
    "Four",
    "Five",
    "Six",
    "Seven",
    "Eight",
    "Nine",
    "Ten",
    "Eleven",
    "Twelve",
    "Thirteen",
    "Fourteen",
    "Fifteen",
    "Sixteen",
    "Seventeen",
    "Eighteen",
    "Nineteen",
    "Twenty",
]
_ORDINALS = [
    "First",
    "Second",
    "Third",
    "Fourth",
    "Fifth",
    "Sixth",
    "Seventh",
    "Eighth",
    "Ninth",
    "Tenth",
    "Eleventh",
    "Twelfth",
    "Thirteenth",
    "Fourteenth",
    "Fifteenth",
    "Sixteenth",
    "Seventeenth",
    "Eighteenth",
    "Nineteenth",
    "Twentieth",
]


def _named(names: list[str]) -> Callable[[int], str]:
    return lambda n: names[n - 1] if 0 < n <= len(names) else str(n)


def _ordinal(n: int) -> str:
    ending = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


FORMATS: Mapping[str, Callable[[int], str]] = {
    "upperRoman": roman,
    "lowerRoman": lambda n: roman(n).lower(),
    "upperLetter": letter,
    "lowerLetter": lambda n: letter(n).lower(),
    "decimalZero": lambda n: f"{n:02d}",
    "decimalFullWidth": lambda n: "".join(chr(ord(c) + 0xFEE0) for c in str(n)) if n >= 0 else str(n),
    "decimalFullWidth2": lambda n: "".join(chr(ord(c) + 0xFEE0) for c in str(n)) if n >= 0 else str(n),
    "ordinal": _ordinal,
    "cardinalText": _named(_WORDS),
    "ordinalText": _named(_ORDINALS),
    "numberInDash": lambda n: f"- {n} -",
    "taiwaneseCounting": counting,
    "taiwaneseCountingThousand": counting,
    "chineseCounting": counting,
    "chineseCountingThousand": counting,
    "japaneseCounting": counting,
    "taiwaneseDigital": _digital,
    "ideographDigital": _digital,
    "japaneseDigitalTenThousand": _digital,
    "ideographLegalTraditional": _legal,
    "chineseLegalSimplified": _legal,
    "japaneseLegal": _legal,
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_ZODIAC),
    "ideographZodiacTraditional": lambda n: _cycle(_STEMS)(n) + _cycle(_ZODIAC)(n),
    "decimalEnclosedCircle": lambda n: chr(0x2460 + n - 1) if 0 < n <= 20 else f"({n})",
    "decimalEnclosedCircleChinese": lambda n: chr(0x2460 + n - 1) if 0 < n <= 20 else f"({n})",
    "decimalEnclosedFullstop": lambda n: f"{n}.",
    "decimalEnclosedParen": lambda n: f"({n})",
    "ideographEnclosedCircle": lambda n: f"（{counting(n)}）",
    "none": lambda _: "",
    "bullet": lambda _: "",
}


@dataclass(slots=True)
class _Level:
    style: str = "decimal"
    pattern: str = ""
    start: int = 1
    is_legal: bool = False
    paragraph_style: str = ""
    restart: int | None = None
    """After which level it begins anew, counted from 1; 0 never, None after every higher one."""


@dataclass
class Numbering:
    """The lists of one document and how far each has counted."""

    _levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _abstract_of: dict[str, str] = field(default_factory=dict)
    _redefined: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _overrides: dict[tuple[str, int], int] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)
    by_style: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Style id → (list, level) of the level that is linked to the style."""

    @classmethod
    def of(cls, root: etree._Element | None) -> "Numbering":
        """From numbering.xml; without one no paragraph has a number."""
        self = cls()
        if root is None:
            return self
        links: dict[str, str] = {}
        linked: dict[str, str] = {}
        for abstract in root.iter(f"{W}abstractNum"):
            number = abstract.get(f"{W}abstractNumId", "")
            self._levels[number] = {_number(level, "ilvl"): _level(level) for level in abstract.findall(f"{W}lvl")}
            links[number] = _value(abstract.find(f"{W}numStyleLink"))
            linked.setdefault(_value(abstract.find(f"{W}styleLink")), number)
        # A list that only names a list style is the list that defines that style.
        same = {number: linked[link] for number, link in links.items() if link and link in linked}
        for num in root.findall(f"{W}num"):
            self._read_num(num, same)
        return self

    def _read_num(self, num: etree._Element, same: Mapping[str, str]) -> None:
        num_id = num.get(f"{W}numId", "")
        abstract = _value(num.find(f"{W}abstractNumId"))
        abstract = same.get(abstract, abstract)
        self._abstract_of[num_id] = abstract
        for override in num.findall(f"{W}lvlOverride"):
            index, start, own = _number(override, "ilvl"), override.find(f"{W}startOverride"), override.find(f"{W}lvl")
            if start is not None:
                self._overrides[num_id, index] = _int(_value(start), 1)
            if own is not None:
                self._redefined.setdefault(num_id, {})[index] = _level(own)
        for index, level in self._levels_of(num_id).items():
            if level.paragraph_style:
                self.by_style.setdefault(level.paragraph_style, (num_id, index))

    def _levels_of(self, num_id: str) -> Mapping[int, _Level]:
        return self._levels.get(self._abstract_of.get(num_id, ""), {}) | self._redefined.get(num_id, {})

    def next(self, num_id: str, level: int) -> str:
        """The number of the next paragraph of this list at this level, as printed; "" for bullets and unknown lists."""
        levels = self._levels_of(num_id)
        if level not in levels:
            return ""
        counts = self._counts.setdefault(self._abstract_of[num_id], {})
        override = self._overrides.get((num_id, level))
        if override is not None and (num_id, level) not in self._begun:
            counts[level] = override
        else:
            counts[level] = counts[level] + 1 if level in counts else levels[level].start
        self._begun.add((num_id, level))
        for deeper in [index for index in counts if index > level]:
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or (restart > 0 and level < restart):
                del counts[deeper]
        return self._print(levels, counts, level)

    def _print(self, levels: Mapping[int, _Level], counts: Mapping[int, int], level: int) -> str:
        here = levels[level]
        if here.style in ("bullet", "none") and "%" not in here.pattern:
            return ""
        out = here.pattern
        for index in range(9):
            if f"%{index + 1}" in out:
                spec = levels.get(index, _Level())
                count = counts.get(index, spec.start)
                style = "decimal" if here.is_legal else spec.style
                out = out.replace(f"%{index + 1}", FORMATS.get(style, str)(count))
        return out.strip()


def _level(element: etree._Element) -> _Level:
    return _Level(
        style=_value(element.find(f"{W}numFmt")) or "decimal",
        pattern=_value(element.find(f"{W}lvlText"))[:40],
        start=_int(_value(element.find(f"{W}start")), 1),
        is_legal=element.find(f"{W}isLgl") is not None,
        paragraph_style=_value(element.find(f"{W}pStyle")),
        restart=_int(_value(restart), 0) if (restart := element.find(f"{W}lvlRestart")) is not None else None,
    )


def _value(element: etree._Element | None) -> str:
    return element.get(f"{W}val", "") if element is not None else ""


def _number(element: etree._Element, name: str) -> int:
    return _int(element.get(f"{W}{name}", "0"), 0)


def _int(text: str, default: int) -> int:
    return int(text) if text.lstrip("-").isdigit() and len(text) < 7 else default
