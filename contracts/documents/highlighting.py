"""The text of a paper cut where evidence begins and ends, so that a page can mark it without touching its words."""

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.documents.reading.text import DocumentText, Paragraph


@dataclass(frozen=True, slots=True)
class Mark:
    """`text[start:end]` is evidence number `number` of what is looked at."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Words and the evidence they belong to (0: none); `is_first` where that evidence begins."""

    words: str
    number: int = 0
    is_first: bool = False


def pieces(document: DocumentText, marks: Sequence[Mark]) -> list[tuple[Paragraph, list[Piece]]]:
    """Each paragraph's words in pieces; together they are the paragraph, letter for letter."""
    ordered = sorted((m for m in marks if m.start < m.end), key=lambda m: (m.start, m.number))
    begun: set[int] = set()
    return [(p, _cut(document.text, p, ordered, begun)) for p in document.paragraphs]


def _cut(text: str, paragraph: Paragraph, marks: Sequence[Mark], begun: set[int]) -> list[Piece]:
    found, position = [], paragraph.start
    for mark in marks:
        start, end = max(mark.start, position), min(mark.end, paragraph.end)
        if start >= end:
            continue
        if start > position:
            found.append(Piece(text[position:start]))
        found.append(Piece(text[start:end], mark.number, mark.number not in begun))
        begun.add(mark.number)
        position = end
    if position < paragraph.end:
        found.append(Piece(text[position : paragraph.end]))
    return found
