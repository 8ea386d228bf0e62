"""The words of a document, and where each of them stands. Immutable, so that a verdict can point into it for ever."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from contracts.documents.reading.contents import contents_flags
from core.phrases import N_, Phrase

STRUCK = N_("The document has words with a line through them; they were taken for deleted and not read.")
"""A remark of every kind of file that says which words are struck out."""


class Kind(StrEnum):
    """What a paragraph is on its page."""

    HEADING = "heading"
    BODY = "body"
    TABLE_ROW = "table row"
    LIST_ITEM = "list item"
    FOOTNOTE = "footnote"
    RUNNING = "header or footer"
    TEXTBOX = "textbox"


class Source(StrEnum):
    """Where the words of a page are from."""

    FILE = "file"
    RECOGNISED = "recognised"
    """Read by machine from the page's picture: to be compared with it."""
    UNREAD = "unread"
    """The page is a picture and was not read."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page and the part of the text that stands on it: `text[start:end]`. Numbers begin at 1.

    `sureness` (0 to 100) is the machine's own, of a page it read from a picture.
    """

    number: int
    start: int
    end: int
    source: Source = Source.FILE
    sureness: int = 100


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph is `text[start:end]`; `page` is the page on which it begins.

    Its words may be broken over lines as in the file. `is_contents` marks a line of a table of contents; `table` counts
    the tables of the document from 1 (0: not in a table), so that a row can be read under its own heading row.
    """

    start: int
    end: int
    page: int
    kind: Kind = Kind.BODY
    is_contents: bool = False
    table: int = 0


@dataclass(frozen=True)
class DocumentText:
    """A document as text: the pages and paragraphs are ranges of `text`, in reading order.

    Running headers and footers, foot- and endnotes stand at the end, once each. `remarks` tell what a reader should
    know about the file (tracked changes, pages without a text layer).
    """

    name: str
    format: str
    text: str
    pages: tuple[Page, ...]
    paragraphs: tuple[Paragraph, ...]
    remarks: tuple[Phrase, ...] = field(default=())

    @property
    def unread(self) -> tuple[int, ...]:
        """Numbers of the pages that were not read: what stands on them is not known."""
        return tuple(page.number for page in self.pages if page.source is Source.UNREAD)

    @property
    def recognised(self) -> tuple[int, ...]:
        """Numbers of the pages that were read by machine from their pictures."""
        return tuple(page.number for page in self.pages if page.source is Source.RECOGNISED)

    def words(self, paragraph: Paragraph) -> str:
        """The paragraph as it stands in the text."""
        return self.text[paragraph.start : paragraph.end]

    def page_at(self, offset: int) -> int:
        """The number of the page that holds the character at `offset`; a note's is the page it belongs to."""
        paragraph = self.paragraphs[max(bisect_right(self._starts, offset) - 1, 0)] if self.paragraphs else None
        if paragraph is not None and paragraph.kind in (Kind.FOOTNOTE, Kind.RUNNING):
            return paragraph.page
        index = bisect_right(self._page_starts, offset) - 1
        return self.pages[max(index, 0)].number if self.pages else 1

    @property
    def has_pictures(self) -> bool:
        """Whether its pages can be shown as pictures."""
        return self.format in ("pdf", "image")

    def by_page(self) -> list[tuple[Page, list[tuple[Paragraph, str]]]]:
        """Each page with its paragraphs and their words; notes and running lines stand with their page."""
        held: dict[int, list[tuple[Paragraph, str]]] = {page.number: [] for page in self.pages}
        for paragraph, words in self.read():
            held.setdefault(paragraph.page, []).append((paragraph, words))
        known = {page.number: page for page in self.pages}
        return [(known.get(number, Page(number, 0, 0)), held[number]) for number in sorted(held)]

    @cached_property
    def _starts(self) -> list[int]:
        return [paragraph.start for paragraph in self.paragraphs]

    @cached_property
    def _page_starts(self) -> list[int]:
        return [page.start for page in self.pages]

    def read(self) -> Iterator[tuple[Paragraph, str]]:
        """Each paragraph with its words."""
        for paragraph in self.paragraphs:
            yield paragraph, self.words(paragraph)


class Draft:
    """Collects paragraphs in reading order and becomes a `DocumentText`."""

    def __init__(self, name: str, file_format: str) -> None:
        self._name, self._format = name, file_format
        self._parts: list[str] = []
        self._paragraphs: list[Paragraph] = []
        self._page_starts: list[tuple[int, int]] = []
        self._length = 0

    def add(
        self,
        words: str,
        *,
        page: int,
        kind: Kind = Kind.BODY,
        is_contents: bool = False,
        table: int = 0,
        turns: Sequence[tuple[int, int]] = (),
    ) -> None:
        """Append one paragraph; empty ones are left out. `turns` are (offset, page) of pages that begin inside it."""
        words = words.strip()
        if not words:
            return
        if kind not in (Kind.RUNNING, Kind.FOOTNOTE) and (not self._page_starts or page > self._page_starts[-1][0]):
            self._page_starts.append((page, self._length))
        start, end = self._length, self._length + len(words)
        self._parts.append(words)
        self._paragraphs.append(Paragraph(start, end, page, kind, is_contents, table))
        self._page_starts += [(number, start + offset) for offset, number in turns]
        self._length = end + 1

    @property
    def length(self) -> int:
        """Characters so far."""
        return self._length

    def finish(self, remarks: tuple[Phrase, ...] = (), pages: Sequence[Page] = ()) -> DocumentText:
        """The document, its paragraphs joined by line ends. `pages` name every page where some may hold no words."""
        text = "\n".join(self._parts)
        starts = dict(self._page_starts)
        known = sorted(pages, key=lambda page: page.number) or [Page(number, 0, 0) for number in starts or (1,)]
        placed: list[Page] = []
        end = len(text)
        for page in reversed(known):
            start = starts.get(page.number, end)
            placed.append(replace(page, start=start, end=end))
            end = start
        first = placed[-1]
        placed[-1] = replace(first, start=0) if first.number == known[0].number else first
        return DocumentText(self._name, self._format, text, tuple(reversed(placed)), tuple(self._paragraphs), remarks)


def with_contents_flags(document: DocumentText) -> DocumentText:
    """The document with its tables of contents marked, those its file names and those only its lines show."""
    flags = contents_flags([words for _, words in document.read()])
    paragraphs = tuple(
        replace(p, is_contents=p.is_contents or flag) for p, flag in zip(document.paragraphs, flags, strict=True)
    )
    return replace(document, paragraphs=paragraphs)
