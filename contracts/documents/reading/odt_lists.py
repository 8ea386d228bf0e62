"""The numbers of OpenDocument lists and headings: rules in the styles, counted as the text goes by.

After OpenDocument 1.3 part 3, 5.3 (lists), 16.30 (list styles), 19.880 (number formats) and what LibreOffice writes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lxml import etree

from contracts.documents.reading.numbering import FORMATS

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
LOEXT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"

_BY_FIRST = {
    "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman", "一": "taiwaneseCounting",
    "壹": "ideographLegalTraditional", "甲": "ideographTraditional", "子": "ideographZodiac", "①": "decimalEnclosedCircle",
    "１": "decimalFullWidth", "㈠": "ideographEnclosedCircle", "0": "decimalZero",
}  # fmt: skip
_BY_NAME = {"1st": "ordinal", "One": "cardinalText", "First": "ordinalText"}
_DEEPEST = 10


@dataclass(slots=True)
class _Level:
    style: str = ""
    """A key of FORMATS; "" prints no number (bullets)."""
    prefix: str = ""
    suffix: str = ""
    pattern: str = ""
    shown: int = 1
    """How many levels the number shows, this one and those above it."""
    start: int = 1


@dataclass(slots=True)
class Counter:
    """How far a list of one style has counted, by level."""

    style: str
    counts: dict[int, int] = field(default_factory=dict)


@dataclass
class Lists:
    """The list styles of a document, and how far each list has counted."""

    _styles: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _by_id: dict[str, Counter] = field(default_factory=dict)
    _last: dict[str, Counter] = field(default_factory=dict)
    _outline: Counter = field(default_factory=lambda: Counter("#outline"))

    @classmethod
    def of(cls, roots: Iterable[etree._Element]) -> "Lists":
        """From styles.xml and content.xml."""
        self = cls()
        for root in roots:
            for style in root.iter(f"{TEXT}list-style"):
                self._styles[style.get(f"{STYLE}name", "")] = _levels(style)
            for outline in root.iter(f"{TEXT}outline-style"):
                self._styles["#outline"] = _levels(outline)
        return self

    def enter(self, element: etree._Element, style: str) -> Counter:
        """The counter of a list that begins here: a new one, or that of the list it continues."""
        continued = self._by_id.get(element.get(f"{TEXT}continue-list") or "-")
        if continued is None and element.get(f"{TEXT}continue-numbering") == "true":
            continued = self._last.get(style)
        counter = continued or Counter(style)
        counter = counter if counter.style == style else Counter(style, counter.counts)
        self._by_id[element.get(XML_ID, "")] = self._last[style] = counter
        return counter

    def next(self, counter: Counter, level: int, start: str = "") -> str:
        """The number of the next item at a level (from 1), as printed; "" for bullets and unknown styles."""
        levels = self._styles.get(counter.style, {})
        spec = levels.get(level)
        if spec is None:
            return ""
        if start.isdigit():
            counter.counts[level] = int(start)
        else:
            counter.counts[level] = counter.counts[level] + 1 if level in counter.counts else spec.start
        for deeper in [index for index in counter.counts if index > level]:
            del counter.counts[deeper]
        return _printed(levels, counter.counts, level)

    def heading(self, level: int) -> str:
        """The number of the next heading, where the outline is numbered."""
        return self.next(self._outline, level)


def _levels(style: etree._Element) -> dict[int, _Level]:
    found = {}
    for element in style:
        level = element.get(f"{TEXT}level", "") if isinstance(element.tag, str) else ""
        if level.isdigit() and 0 < int(level) <= _DEEPEST:
            found[int(level)] = _level(element)
    return found


def _level(element: etree._Element) -> _Level:
    is_bullet = element.tag in (f"{TEXT}list-level-style-bullet", f"{TEXT}list-level-style-image")
    shape = element.get(f"{STYLE}num-format", "")
    shown, start = element.get(f"{TEXT}display-levels", "1"), element.get(f"{TEXT}start-value", "1")
    return _Level(
        style="" if is_bullet else _BY_NAME.get(shape) or _BY_FIRST.get(shape[:1], ""),
        prefix=element.get(f"{STYLE}num-prefix", "")[:20],
        suffix=element.get(f"{STYLE}num-suffix", "")[:20],
        pattern="" if is_bullet else element.get(f"{LOEXT}num-list-format", "")[:60],
        shown=min(int(shown), _DEEPEST) if shown.isdigit() else 1,
        start=int(start) if start.isdigit() and len(start) < 7 else 1,
    )


def _printed(levels: Mapping[int, _Level], counts: Mapping[int, int], level: int) -> str:
    here = levels[level]
    if not here.style:
        return ""
    numbers = {
        index: FORMATS.get(spec.style, str)(counts.get(index, spec.start))
        for index, spec in levels.items()
        if index <= level and spec.style
    }
    if "%" in here.pattern:
        out = here.pattern
        for index in range(_DEEPEST, 0, -1):
            out = out.replace(f"%{index}%", numbers.get(index, ""))
        return out.strip()
    shown = [numbers[index] for index in range(max(1, level - here.shown + 1), level + 1) if index in numbers]
    return f"{here.prefix}{'.'.join(shown)}{here.suffix}".strip()
