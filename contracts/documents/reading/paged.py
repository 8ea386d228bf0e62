"""From pages of lines to a document: running headers and footers told apart, lines joined to paragraphs."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from contracts.documents.reading import layout
from contracts.documents.reading.contents import contents_flags
from contracts.documents.reading.text import DocumentText, Draft, Kind, Page, Source
from core.phrases import N_, Phrase, phrase

_EDGE_LINES = 3
_MOST_RUNNING = 40


@dataclass(frozen=True, slots=True)
class PageLines:
    """The lines of one page, in reading order, empty ones between paragraphs that are known to end."""

    number: int
    lines: Sequence[str]
    source: Source = Source.FILE
    sureness: int = 100


def document(name: str, file_format: str, pages: Sequence[PageLines]) -> DocumentText:
    """The document that these pages make."""
    running = _running([page.lines for page in pages])
    lines: list[layout.Line] = []
    aside: dict[str, int] = {}
    for page in pages:
        edges = _edges(page.lines)
        for index, words in enumerate(page.lines):
            if index in edges and _shape(words) in running:
                aside.setdefault(words.strip(), page.number)
            else:
                lines.append(layout.Line(words.strip(), 0, 0, page.number))
    draft = Draft(name, file_format)
    groups = layout.paragraphs(lines)
    contents = contents_flags([layout.joined("\n".join(line.words for line in group)) for group in groups])
    for group, is_contents in zip(groups, contents, strict=True):
        draft.add("\n".join(line.words for line in group), page=group[0].page, is_contents=is_contents)
    for words, number in list(aside.items())[:_MOST_RUNNING]:
        draft.add(words, page=number, kind=Kind.RUNNING)
    kept = [Page(page.number, 0, 0, page.source, page.sureness) for page in pages]
    return draft.finish(_remarks(kept), kept)


def _remarks(pages: Sequence[Page]) -> tuple[Phrase, ...]:
    unread = [page.number for page in pages if page.source is Source.UNREAD]
    recognised = [page.number for page in pages if page.source is Source.RECOGNISED]
    remarks = []
    if unread:
        remarks.append(phrase(N_("Pages without a text layer were not read: %(pages)s"), pages=ranges(unread)))
    if recognised:
        text = N_(
            "Read by machine from pictures: page %(pages)s. Compare figures and names with the picture of the page."
        )
        remarks.append(phrase(text, pages=ranges(recognised)))
    return tuple(remarks)


def ranges(numbers: Sequence[int]) -> str:
    """Page numbers as people write them: 1–3, 7."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    shown = [f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
    return ", ".join(shown[:12]) + (" …" if len(shown) > 12 else "")


def _edges(page: Sequence[str]) -> set[int]:
    filled = [index for index, words in enumerate(page) if words.strip()]
    return {*filled[:_EDGE_LINES], *filled[-_EDGE_LINES:]}


def _shape(words: str) -> str:
    """The line with its numbers left out, so that "page 3 of 9" equals "page 4 of 9"."""
    return re.sub(r"[0-9０-９〇一二三四五六七八九十]+", "#", "".join(words.split()))


def _running(pages: Sequence[Sequence[str]]) -> set[str]:
    """Lines that stand at the top or bottom of at least half of the pages (and of two)."""
    if len(pages) < 2:
        return set()
    counts = Counter(shape for page in pages for shape in {_shape(page[i]) for i in _edges(page)} if shape)
    return {shape for shape, n in counts.items() if n >= max(2, len(pages) / 2)}
