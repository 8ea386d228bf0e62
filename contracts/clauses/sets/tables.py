"""Tables of old and new wording, as Taiwanese amendments hand them in (修正條文對照表): the old column binds nobody."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from contracts.clauses.sets.numbers import FIGURE, path
from contracts.clauses.sets.references import Deed, Reference
from contracts.documents.folding import fold
from contracts.documents.reading.text import DocumentText, Kind, Paragraph

Span = tuple[int, int]
_OLD = re.compile(
    r"(?:原|现行|修正前|修订前|变更前|旧)(?:契约|合约|协议|约)?(?:之)?(?:条文|条款|内容|约定|规定|文字)?|(?:current|existing|original|previous)\b.{0,20}|before"
)
_NEW = re.compile(
    r"(?:修正|修订|变更|修改|新|调整)(?:后)?(?:之)?(?:契约|合约|协议|约)?(?:条文|条款|内容|约定|规定|文字)?|(?:amended|revised|new|proposed|replacement)\b.{0,20}|after"
)
_ARTICLE = re.compile(rf"第\s?{FIGURE}{{1,6}}(?:\.[0-9]{{1,3}}){{0,2}}\s?[条点](?:\s?之\s?{FIGURE}{{1,3}})?|"
                      rf"(?:article|section|clause)\s(?:\d{{1,3}}(?:\.\d{{1,3}}){{0,3}}|[ivxlc]{{1,6}}\b)")  # fmt: skip
_NOTHING = re.compile(r"[\s(\[（]*(?:无|新增|本条新增|增订|本条增订|none|new|n/a|-|—|/)?[\s)\]）。.]*$")
_STRUCK = re.compile(r"[\s(\[（]*(?:本条)?(?:删除|删去|废止|deleted|intentionally omitted)[\s)\]）。.]*$")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what it does to which article, where the new wording stands, and what of the row binds nobody."""

    deed: Deed
    reference: Reference | None
    start: int
    end: int
    body: Span | None
    unread: tuple[Span, ...]


def rows_of_changes(document: DocumentText, paragraphs: Sequence[Paragraph]) -> Iterator[Row]:
    """The rows of every table whose head names an old and a new wording."""
    rows = [p for p in paragraphs if p.kind is Kind.TABLE_ROW and p.table]
    for _, group in groupby(rows, key=lambda p: p.table):
        table = list(group)
        columns = _columns(document, table[0])
        if columns:
            yield Row(Deed.REWORDED, None, table[0].start, table[0].end, None, ((table[0].start, table[0].end),))
            for paragraph in table[1:]:
                yield from _row(document, paragraph, *columns)


def _columns(document: DocumentText, head: Paragraph) -> tuple[int, int] | None:
    """Which column holds the old wording and which the new, by the table's first row."""
    names = [fold(document.text[a:b]).strip() for a, b in _cells(document, head)]
    old = next((i for i, name in enumerate(names) if _OLD.fullmatch(name)), None)
    new = next((i for i, name in enumerate(names) if i != old and _NEW.fullmatch(name)), None)
    return None if old is None or new is None else (old, new)


def _cells(document: DocumentText, row: Paragraph) -> list[Span]:
    words, found, at = document.words(row), [], 0
    for match in [*re.finditer(r"\s\|\s|\t|(?<=\|)\s|\s\|$", words), None]:
        end = match.start() if match else len(words)
        found.append((row.start + at, row.start + end))
        at = match.end() if match else end
    return found


def _row(document: DocumentText, row: Paragraph, old_column: int, new_column: int) -> Iterator[Row]:
    cells = _cells(document, row)
    if len(cells) <= max(old_column, new_column):
        return
    old, new = (document.text[slice(*cells[column])] for column in (old_column, new_column))
    reference = _reference([old, new, *(document.text[slice(*cell)] for cell in cells)])
    if _STRUCK.match(fold(new)) or not new.strip():
        yield Row(Deed.DELETED, reference, row.start, row.end, None, ((row.start, row.end),))
        return
    deed, body = Deed.ADDED if _NOTHING.match(fold(old)) else Deed.REPLACED, cells[new_column]
    yield Row(deed, reference, row.start, row.end, body, ((row.start, body[0]), (body[1], row.end)))


def _reference(cells: Sequence[str]) -> Reference | None:
    """The article that a cell begins with, or else the first that a cell names by itself."""
    for cell in cells:
        folded = fold(cell).lstrip(" 「『")
        if match := _ARTICLE.match(folded):
            number = path(match.group())
            if folded.startswith("第"):
                return Reference(number, "第一条", units="条" * len(number))
            return Reference(number, match.group().split()[0])
    return None
