"""Where an item stands within an article: 第八條第二項第三款, Section 8.2(b)."""

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.clauses.sets.numbers import Path, path
from contracts.documents.folding import fold
from contracts.documents.headings import inline_title, number_of
from contracts.documents.reading.markers import style
from contracts.documents.reading.text import DocumentText, Kind

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Line:
    """A paragraph of the article, from where it says something; `number` () where it has none."""

    start: int
    shape: str
    number: Path


def item_within(document: DocumentText, span: Span, parts: Path, units: str = "") -> Span | None:
    """The part of `text[span]` that the numbers lead to, one below the other; None where one is not there.

    A 項 is an unnumbered paragraph where an article has several of them, else, as contracts count, a numbered item.
    """
    if not parts:
        return span
    lines = _lines(document, span)
    plain = [line for line in lines if not line.number]
    first = next((line for line in lines if line.number in (("1",), ("a",))), None)
    numbered = [line for line in lines if first and line.shape == first.shape]
    siblings = plain if units[:1] == "项" and len(plain) > 1 else numbered
    found = _nth(siblings, parts[0], is_plain=siblings is plain)
    if found is None:
        return None
    following = [line.start for line in siblings if line.start > siblings[found].start]
    inner = (siblings[found].start, min(following, default=span[1]))
    return item_within(document, inner, parts[1:], units[1:])


def _nth(siblings: Sequence[_Line], part: str, *, is_plain: bool) -> int | None:
    if is_plain:
        return int(part) - 1 if part.isdigit() and 0 < int(part) <= len(siblings) else None
    return next((i for i, line in enumerate(siblings) if line.number == (part,)), None)


def _lines(document: DocumentText, span: Span) -> list[_Line]:
    """The paragraphs of the span; of the first only what stands behind its own number and title."""
    found = []
    for paragraph in document.paragraphs:
        if paragraph.end <= span[0] or paragraph.start >= span[1] or paragraph.kind is Kind.RUNNING:
            continue
        words = document.words(paragraph)
        marker, end = number_of(words)
        if paragraph.start <= span[0]:
            start = max(span[0], paragraph.start + max(end, inline_title(words, end)[0]))
            if document.text[start : min(paragraph.end, span[1])].strip(" \u3000\n.．、:：)）】") and not _is_title(
                words[end:]
            ):
                found.append(_Line(start, "", ()))
            continue
        folded = fold(marker)
        number = path(folded)
        found.append(_Line(paragraph.start, style(folded) if number else "", number[-1:]))
    return found


def _is_title(rest: str) -> bool:
    """Whether what follows an article's number is its heading, not text."""
    return len(rest.strip()) <= 24 and rest.strip()[-1:] not in "。.：:；;，,"
