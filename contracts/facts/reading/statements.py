"""A paper as statements that can be searched and pointed into: sentences under their headings, cells under theirs.

Every statement is folded (contracts.documents.folding) and on one line, without the spaces that Chinese typesetting puts
beside figures; each of its characters knows where it stands in the paper's text.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from contracts.documents.folding import fold
from contracts.documents.reading.markers import MARKER
from contracts.documents.reading.text import DocumentText, Kind, Paragraph
from contracts.documents.sentences import BOX
from contracts.documents.structure import passages
from contracts.facts.rules import Fact, FactKind
from contracts.facts.values import Value

LONGEST_QUOTE = 170
LONGEST_LABEL = 60
_EMPTY_BOX = re.compile(r"\s*(?:\[\s{0,2}\]|[□☐]|[(（]\s{1,3}[)）])")
_VOID = re.compile(r"\(\)|修正前|原条文|现行条文|变更前")
"""What binds nobody: a bracket left unticked, the former text beside its amendment."""
_SEPARATOR = re.compile(r"[|│┃\t]")
_BREAK = re.compile(r"[。;!?]|,(?!\d)|(?<=[a-z])\. ")


@dataclass(frozen=True)
class Statement:
    """`words[i]` stands at `text[offsets[i]]` of the paper; `raw` are the same characters as written."""

    words: str
    raw: str
    offsets: Sequence[int] = field(repr=False)
    heading: str
    page: int
    article: int
    order: int
    about: str = ""
    is_cell: bool = False

    @property
    def is_chinese(self) -> bool:
        return any("\u3400" <= c <= "\u9fff" for c in self.words)

    @property
    def context(self) -> str:
        """The headings above it and its own words."""
        return f"{self.heading} {self.words}"


class Paper:
    """One document, cut into statements in reading order."""

    def __init__(self, document: DocumentText) -> None:
        self.document = document
        self.statements = [*_sorted(_statements(document))]
        self.length = max(len(document.text), 1)
        han = sum("\u3400" <= c <= "\u9fff" for c in document.text[:200_000])
        latin = sum(c.isascii() and c.isalpha() for c in document.text[:200_000])
        self.is_chinese = han * 12 > latin

    def near(self, statement: Statement, reach: int = 2) -> list[Statement]:
        """It and its neighbours in the same article."""
        around = self.statements[max(0, statement.order - reach) : statement.order + reach + 1]
        return [each for each in around if each.article == statement.article]

    def position(self, statement: Statement) -> float:
        """How far into the paper it stands, 0 to 1."""
        return statement.offsets[0] / self.length

    def fact(
        self, kind: FactKind, value: Value, statement: Statement, start: int, end: int, score: float,
        *, about: str = "", is_derived: bool = False,
    ) -> Fact:  # fmt: skip
        """A fact that rests on `statement.words[start:end]`, quoted with the clause around them."""
        if _is_former(statement.words, start, end):
            score *= 0.4
        first, last = _quote(statement.words, start, end)
        begin, finish = statement.offsets[first], statement.offsets[last - 1] + 1
        return Fact(
            kind=kind,
            value=value,
            start=begin,
            end=finish,
            page=self.document.page_at(begin) if len(self.document.pages) > 1 else statement.page,
            text=self.document.text[begin:finish],
            score=round(min(max(score, 0.05), 0.99), 2),
            about=(about or statement.about)[:120],
            is_derived=is_derived,
        )


_WAS = re.compile(r"(?:由|原|原为|原定)[^,;。]{0,6}$|\bfrom (?:the )?[^,;.]{0,12}$", re.ASCII)
_BECOMES = re.compile(
    r"(?!日)[^,;。]{0,10}?(?:调整|改|变更|修正|延长|缩短|提高|提升|降低|调升|调降|增加|减少)[为至成]|[^,;.]{0,16}? to ",
    re.ASCII,
)
_CHANGES = re.compile(r"chang|increas|decreas|amend|extend|revis|reduc|replac|rais|lower", re.ASCII)


def _is_former(words: str, start: int, end: int) -> bool:
    """What held before: 由 286,000 元調整為 298,000 元, 原八小時改為四小時, increased from 5% to 7%."""
    said, following = words[max(0, start - 16) : start], words[end : end + 30]
    if not (_WAS.search(said) and _BECOMES.match(following)):
        return False
    return not said.rstrip().endswith("from") or bool(_CHANGES.search(words))


def _quote(words: str, start: int, end: int) -> tuple[int, int]:
    """The clause around a match: to the punctuation before and after it, all of a short statement."""
    if len(words) <= LONGEST_QUOTE:
        return 0, len(words)
    left = [m.end() for m in _BREAK.finditer(words, max(0, start - 110), max(0, start - 30))]
    first = 0 if start <= 110 else left[0] if left else _word_before(words, start - 110)
    right = _BREAK.search(words, min(end + 20, len(words)), end + 90)
    last = right.start() if right else len(words) if len(words) - end <= 110 else _word_before(words, end + 90)
    while first < start and words[first] == " ":
        first += 1
    return first, max(end, last)


def _word_before(words: str, at: int) -> int:
    """The beginning of the word at a place: a Chinese character is one, an English word is not cut."""
    while (
        at > 0 and words[at - 1].isascii() and words[at - 1].isalnum() and words[at].isascii() and words[at].isalnum()
    ):
        at -= 1
    return at


def squeezed(text: str, start: int, end: int) -> tuple[str, str, list[int]]:
    """`text[start:end]` folded and as written, on one line, without spaces beside Chinese; and where each character is."""
    raw: list[str] = []
    offsets: list[int] = []
    gap = -1
    for at in range(start, end):
        c = text[at]
        if c.isspace():
            gap = at if raw and gap < 0 else gap
            continue
        if gap >= 0:
            if not (_is_wide(raw[-1]) or _is_wide(c)):
                raw.append(" ")
                offsets.append(gap)
            gap = -1
        raw.append(c)
        offsets.append(at)
    written = "".join(raw)
    return fold(written), written, offsets


def _is_wide(c: str) -> bool:
    return "\u2e80" <= c <= "\u9fff" or "\uff00" <= c <= "\uffef"


def _statements(document: DocumentText) -> Iterator[Statement]:
    rows = [*_rows(document)]
    starts = [row.start for row, _ in rows]
    paragraphs = sorted(paragraph.start for paragraph in document.paragraphs)
    covered, above, last = list[tuple[int, int]](), "", -1
    for passage in passages([document]):
        covered.append((passage.start, passage.end))
        if passage.kind is Kind.TABLE_ROW:
            at = bisect_right(starts, passage.start) - 1
            if at >= 0 and passage.start < rows[at][0].end:
                if at != last:
                    yield from _cells(document, *rows[at], above)
                last = at
                continue
        else:
            above = passage.heading
        start = _with_label(document, passage.start, paragraphs, covered)
        made = _statement(document, start, passage.end, passage.heading, passage.page, passage.article)
        if made and not _VOID.match(made.words):
            yield made
    yield from _uncovered(document, covered)


def _with_label(
    document: DocumentText, start: int, paragraphs: Sequence[int], covered: Sequence[tuple[int, int]]
) -> int:
    """Where a statement begins when the label before it counts as its own: 合約編號：…, "Term. …"; not past a box."""
    paragraph = paragraphs[bisect_right(paragraphs, start) - 1]
    is_first = len(covered) < 2 or covered[-2][1] <= paragraph
    is_label = start - paragraph <= LONGEST_LABEL and not BOX.search(document.text, paragraph, start)
    if not (is_first and is_label):
        return start
    number = MARKER.match(document.text, paragraph, start)
    return number.end() if number else paragraph


def _statement(
    document: DocumentText, start: int, end: int, heading: str, page: int, article: int,
    *, about: str = "", is_cell: bool = False,
) -> Statement | None:  # fmt: skip
    words, raw, offsets = squeezed(document.text, start, end)
    if not words:
        return None
    return Statement(words, raw, offsets, heading, page, article, 0, about, is_cell)


def _uncovered(document: DocumentText, covered: Sequence[tuple[int, int]]) -> Iterator[Statement]:
    """Paragraphs that are nothing but a title or heading: they too can name a party, a number, a date."""
    starts = sorted(start for start, _ in covered)
    for paragraph in document.paragraphs:
        if paragraph.is_contents or paragraph.kind is Kind.RUNNING or paragraph.kind is Kind.TABLE_ROW:
            continue
        at = bisect_right(starts, paragraph.end - 1)
        if at and starts[at - 1] >= paragraph.start:
            continue
        if _EMPTY_BOX.match(document.words(paragraph)):
            continue
        made = _statement(document, paragraph.start, paragraph.end, "", paragraph.page, -1)
        if made:
            yield made


_Row = list[tuple[str, int, int]]
"""The cells of a row after the first: the column's heading, and where the cell stands."""


def _rows(document: DocumentText) -> Iterator[tuple[Paragraph, _Row]]:
    """The rows of tables that have a row of headings."""
    table, heads = 0, list[str]()
    for paragraph in document.paragraphs:
        if paragraph.kind is not Kind.TABLE_ROW or not paragraph.table:
            continue
        cells = [_trimmed(document.text, *span) for span in _spans(document, paragraph)]
        cells = [cell for cell in cells if cell[0] < cell[1]]
        if paragraph.table != table:
            table, heads = paragraph.table, _heads(document, cells)
        elif heads and len(cells) == len(heads):
            yield paragraph, [(head, *cell) for head, cell in zip(heads, cells, strict=True)]


def _cells(document: DocumentText, row: Paragraph, cells: _Row, above: str) -> Iterator[Statement]:
    """The cells of a row, each under its column's heading; `about` is the row's first cell."""
    first = " ".join(document.text[cells[0][1] : cells[0][2]].split())[:60]
    for head, start, end in cells[1:]:
        heading = " / ".join(part for part in (above, head, fold(first)) if part)
        made = _statement(document, start, end, heading, row.page, -1, about=first, is_cell=True)
        if made:
            yield made


def _spans(document: DocumentText, paragraph: Paragraph) -> Iterator[tuple[int, int]]:
    start = paragraph.start
    for match in _SEPARATOR.finditer(document.text, paragraph.start, paragraph.end):
        yield start, match.start()
        start = match.end()
    yield start, paragraph.end


def _heads(document: DocumentText, cells: Sequence[tuple[int, int]]) -> list[str]:
    """The headings of a table of three columns or more; none when its first row is not one of headings."""
    words = [squeezed(document.text, *cell)[0] for cell in cells]
    is_head = len(words) > 2 and all(len(each) <= 40 and not re.search(r"\d{3}", each) for each in words)
    return words if is_head else []


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _sorted(found: Iterable[Statement]) -> Iterator[Statement]:
    """In reading order, numbered; a short line that ends like a label heads what follows it in its article, a question
    its answer."""
    label, article = "", -2
    for order, each in enumerate(sorted(found, key=lambda s: (s.offsets[0], s.is_cell))):
        if len(each.words) <= 30 and each.words.endswith((".", ":", "?")):
            label, article = each.words, each.article
            yield replace(each, order=order)
            continue
        is_headed = each.article == article or label.endswith("?")
        heading = " / ".join(part for part in (each.heading, label if is_headed else "") if part)
        label, article = (label, article) if each.article == article else ("", each.article)
        yield replace(each, order=order, heading=heading)
