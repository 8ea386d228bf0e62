"""From lines to paragraphs: which line ends are the author's, and which only the edge of the page.

A hard-wrapped file and a PDF have both. A line goes on in the next one when it reaches (nearly) the right edge that the
other lines reach too, does not end a sentence there, and the next line does not open with a number, bullet or box.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from contracts.documents.reading.contents import is_contents_line
from contracts.documents.reading.markers import MARKER, is_referred_to

_NARROW = 40
"""Columns: shorter lines, however alike, are a list and no text that was broken."""
_WIDE = 56
"""Columns: a line on a page that is wider was broken by the page."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page: its words are `text[start:end]` of whatever text the reader keeps."""

    words: str
    start: int
    end: int
    page: int
    table: int = 0
    """The table it is a row of; 0 for none."""


def width(words: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in words)


def paragraphs(lines: Sequence[Line], *, are_wrapped: bool = False) -> list[tuple[Line, ...]]:
    """Lines grouped into paragraphs; blank lines separate and are dropped.

    `are_wrapped` says that the lines are those of pages, broken at an edge even where there are too few to show it.
    """
    edge = _right_edge(lines)
    if are_wrapped and not edge:
        widest = max((width(line.words.rstrip()) for line in lines if not line.table), default=0)
        edge = widest if widest >= _WIDE else 0
    groups: list[list[Line]] = []
    open_line: Line | None = None
    for line in lines:
        if not line.words.strip():
            open_line = open_line if open_line is not None and open_line.page != line.page else None
            continue
        is_row = line.table or (open_line is not None and open_line.table)
        if open_line is not None and not is_row and _goes_on(open_line.words, line.words, edge):
            groups[-1].append(line)
        else:
            groups.append([line])
        open_line = line
    return [tuple(group) for group in groups]


def _right_edge(lines: Sequence[Line]) -> int:
    """The width at which lines were broken, 0 when they were not: many lines end close to the longest of them."""
    widths = sorted(width(line.words.rstrip()) for line in lines if line.words.strip() and not line.table)
    if len(widths) < 4:
        return 0
    edge = widths[int(len(widths) * 0.95)]
    near = sum(edge * 0.82 <= w <= edge * 1.15 for w in widths)
    return edge if _NARROW <= edge <= 200 and near >= max(3, len(widths) * 0.12) else 0


def _goes_on(before: str, after: str, edge: int) -> bool:
    before = before.rstrip()
    if not edge or is_drawn(before) or is_drawn(after) or before[-1] in "。！？!?" or is_contents_line(before):
        return False
    reaches = width(before) >= edge * 0.82
    if " | " in before and " | " in after:
        return False
    if MARKER.match(after):
        return reaches and is_referred_to(before, after)
    if before[-1] in "；;":
        return after.lstrip()[:1].islower() or width(before) >= edge * 0.97
    if after.lstrip()[:1].islower():
        return reaches or width(before) >= edge * 0.5
    if before[-1] in ".:：":
        return reaches and before[-1] == "." and width(before) >= edge * 0.9 and not _is_heading_like(after)
    return reaches


def _is_heading_like(words: str) -> bool:
    return len(words) < 60 and words.strip().isupper()


def is_drawn(words: str) -> bool:
    """A line of a table drawn with characters, or a rule."""
    words = words.strip()
    return words[:1] in "│|┃┌├└╔╠╚+" or (len(words) > 3 and not any(c.isalnum() for c in words))


def joined(words: str) -> str:
    """Words broken over lines, as one line: with no space between two Chinese characters, with one elsewhere."""
    out = ""
    for part in (line.strip() for line in words.split("\n")):
        if not part or not out or (ord(out[-1]) > 0x2E7F and ord(part[0]) > 0x2E7F):
            out += part
        else:
            out = f"{out} {part}"
    return out
