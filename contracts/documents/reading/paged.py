"""From pages of lines to a document: running headers and footers told apart, lines joined to paragraphs, tables kept."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from contracts.documents.reading import layout
from contracts.documents.reading.characters import DIVIDED
from contracts.documents.reading.contents import contents_flags
from contracts.documents.reading.text import DocumentText, Draft, Kind, Page, Source
from core.phrases import N_, Phrase, phrase

_EDGE_LINES = 3
_MOST_RUNNING = 40
_LONG_ROW = 500


@dataclass(frozen=True, slots=True)
class Row:
    """A row of table number `table` of its page, cell by cell."""

    cells: tuple[str, ...]
    table: int


@dataclass(frozen=True, slots=True)
class PageLines:
    """The lines of one page, in reading order, empty ones between paragraphs that are known to end."""

    number: int
    lines: Sequence[str | Row]
    source: Source = Source.FILE
    sureness: int = 100


def document(name: str, file_format: str, pages: Sequence[PageLines]) -> DocumentText:
    """The document that these pages make. Its paragraphs stand on one line each, whatever lines the page has."""
    lines, aside = _without_running(pages)
    joiner = _Joiner([line.words for line in lines])
    groups = [
        (group, joiner.joined([line.words for line in group])) for group in layout.paragraphs(lines, are_wrapped=True)
    ]
    contents = contents_flags([words for _, words in groups])
    draft = Draft(name, file_format)
    for (group, words), is_contents in zip(groups, contents, strict=True):
        table = group[0].table
        kind = Kind.TABLE_ROW if table else Kind.BODY
        turns = joiner.turns([(line.words, line.page) for line in group])
        draft.add(words, page=group[0].page, kind=kind, is_contents=is_contents and not table, table=table, turns=turns)
    for words, number in list(aside.items())[:_MOST_RUNNING]:
        draft.add(words, page=number, kind=Kind.RUNNING)
    kept = [Page(page.number, 0, 0, page.source, page.sureness) for page in pages]
    return draft.finish(_remarks(kept), kept)


def _without_running(pages: Sequence[PageLines]) -> tuple[list[layout.Line], dict[str, int]]:
    """The lines of all pages, and apart from them the running ones with the page where each is first."""
    texts = [[words if isinstance(words, str) else "" for words in page.lines] for page in pages]
    running = _running(texts)
    lines: list[layout.Line] = []
    aside: dict[str, int] = {}
    tables, before = 0, None
    for page, words_of_page in zip(pages, texts, strict=True):
        edges, last = _edges(words_of_page), 0
        for index, each in enumerate(page.lines):
            if isinstance(each, Row):
                goes_on = before is not None and before.table and before.page != page.number
                tables += each.table != last and not goes_on
                last = each.table
                lines += _row(each, page.number, tables)
            elif index in edges and _shape(each) in running:
                aside.setdefault(each.strip(), page.number)
            else:
                lines.append(layout.Line(each.strip(), 0, 0, page.number))
            before = lines[-1] if lines and lines[-1].words else before
    return lines, aside


def _row(row: Row, page: int, table: int) -> list[layout.Line]:
    """A row on one line, its cells told apart; a cell alone in its row, or a very long row, as paragraphs."""
    cells = [layout.joined(cell) for cell in row.cells]
    if len(cells) > 1 and sum(map(len, cells)) <= _LONG_ROW:
        words = " | ".join(cells)
        return [layout.Line(words, 0, 0, page, table)] if any(cells) else []
    return [layout.Line(words.strip(), 0, 0, page) for cell in row.cells for words in ["", *cell.split("\n"), ""]]


class _Joiner:
    """Joins the lines of a paragraph; a word that was divided at the end of a line is made whole again."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._known = {word.lower() for line in lines for word in re.findall(r"[A-Za-z]+(?:-[A-Za-z]+)?", line)}

    def joined(self, lines: Sequence[str]) -> str:
        out = ""
        for line in lines:
            out = self._with(out, line.strip())
        return out

    def turns(self, lines: Sequence[tuple[str, int]]) -> list[tuple[int, int]]:
        """(offset in the joined words, page) of each page that begins inside the paragraph."""
        found, out = [], ""
        for index, (line, page) in enumerate(lines):
            before, out = out, self._with(out, line.strip())
            if index and page != lines[index - 1][1]:
                found.append((max(len(out) - len(line.strip()), len(before.rstrip("-"))), page))
        return found

    def _with(self, before: str, line: str) -> str:
        line = re.sub(rf"([A-Za-z]*){DIVIDED}([A-Za-z]*)", lambda match: self._whole(*match.groups()), line)
        divided, follows = re.search(r"([A-Za-z]+)-$", before), re.match(r"[a-z]+", line)
        if divided and follows:
            whole = self._whole(divided.group(1), follows.group())
            return before[: divided.start()] + whole + line[follows.end() :]
        return layout.joined(f"{before}\n{line}") if before else line

    def _whole(self, first: str, second: str) -> str:
        """Without the hyphen, unless the document spells the word with one elsewhere, and nowhere without."""
        whole, hyphened = first + second, f"{first}-{second}"
        is_divided = whole.lower() in self._known or hyphened.lower() not in self._known
        return whole if is_divided and first and second else hyphened


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
    """Lines that stand at the top or bottom of nearly half of the pages (left ones may differ from right ones), and of two."""
    if len(pages) < 2:
        return set()
    counts = Counter(shape for page in pages for shape in {_shape(page[i]) for i in _edges(page)} if shape)
    return {shape for shape, n in counts.items() if n >= max(2, len(pages) * 0.4)}
