"""The text of a paper cut where marks begin and end, so that a page can show them without touching its words."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from contracts.documents.reading.text import DocumentText, Paragraph


@dataclass(frozen=True, slots=True)
class Mark:
    """`text[start:end]` is number `number` of what is looked at, or of what is struck."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Words, the evidence they belong to and the strike that they fall under (0: none); `is_first` where that evidence
    begins, `opens_strike` where that strike does, `closes_strike` where it ends."""

    words: str
    number: int = 0
    is_first: bool = False
    struck: int = 0
    opens_strike: bool = False
    closes_strike: bool = False


def pieces(
    document: DocumentText, marks: Sequence[Mark], struck: Sequence[Mark] = ()
) -> list[tuple[Paragraph, list[Piece]]]:
    """Each paragraph's words in pieces; together they are the paragraph, letter for letter."""
    ordered, gone, begun = _ordered(marks), _ordered(struck), set[int]()
    return [(p, _cut(document.text, p, ordered, gone, begun)) for p in document.paragraphs]


def _ordered(marks: Sequence[Mark]) -> list[Mark]:
    return sorted((m for m in marks if m.start < m.end), key=lambda m: (m.start, m.number))


def _cut(
    text: str, paragraph: Paragraph, marks: Sequence[Mark], struck: Sequence[Mark], begun: set[int]
) -> list[Piece]:
    here, gone = ([m for m in each if m.start < paragraph.end and paragraph.start < m.end] for each in (marks, struck))
    if not here and not gone:
        return [Piece(text[paragraph.start : paragraph.end])] if paragraph.start < paragraph.end else []
    edges = {paragraph.start, paragraph.end}
    edges |= {edge for m in (*here, *gone) for edge in (m.start, m.end) if paragraph.start < edge < paragraph.end}
    found, at = [], sorted(edges)
    for start, end in pairwise(at):
        number = next((m.number for m in here if m.start <= start and end <= m.end), 0)
        strike = next((m.number for m in gone if m.start <= start and end <= m.end), 0)
        opens = any(m.number == strike and m.start == start for m in gone)
        closes = any(m.number == strike and m.end == end for m in gone)
        found.append(Piece(text[start:end], number, bool(number) and number not in begun, strike, opens, closes))
        begun.add(number)
    return found
