"""Where each article of a paper stands, by its number: what a later paper can replace or strike."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from contracts.clauses.sets.numbers import Path, path
from contracts.documents.folding import compact, fold
from contracts.documents.headings import HEADING_TRIM, inline_title, number_of
from contracts.documents.reading.markers import rank, style
from contracts.documents.reading.text import DocumentText, Kind, Paragraph

_ARTICLE_RANK, _CLAUSE_RANK = 4, 5
_OPENING = 4
"""Paragraphs in which a paper says what it is."""
_CLOSING = re.compile(
    r"^\s{0,20}(?:立(?:合约|契约|协议|约)?(?:书)?人|签约(?:双方|人)|签署|甲\s{0,8}方\s{0,4}[::](?=.{0,40}$)|此致|"
    r"in witness whereof|signed (?:by|for)|executed (?:by|as of)|by:\s)"
)
_ANNEX = re.compile(r"\s{0,60}[(\[【〔<《「]?\s?(?:附[件录表约图]|别[表纸]|annex|appendix|exhibit|schedule|attachment)")


@dataclass(frozen=True, slots=True)
class Article:
    """`text[start:end]` of its paper is the article with everything under it.

    `shape` is that of its number (reading.markers.style); `title` its heading, folded; `annex` the label of the annex
    within the paper that holds it, folded, "" in the body.
    """

    path: Path
    shape: str
    start: int
    end: int
    title: str = ""
    annex: str = ""


@dataclass(frozen=True, slots=True)
class _Item:
    """A paragraph that a number opens; `depth` 0 are the articles, None what closes them all."""

    paragraph: Paragraph
    path: Path
    shape: str
    annex: str
    is_closing: bool = False


def articles(document: DocumentText) -> list[Article]:
    """All that is numbered as an article or as a decimal below one (8, 8.2), in the order of the text."""
    items = list(_items(document))
    main = _main_shapes(items)
    kept = [item for item in items if item.is_closing or item.shape in main or _is_decimal(item)]
    end = max((p.end for p in document.paragraphs if p.kind is not Kind.RUNNING), default=0)
    return [
        Article(
            item.path,
            item.shape,
            item.paragraph.start,
            _end(index, kept, main, end),
            _title(document, item),
            item.annex,
        )
        for index, item in enumerate(kept)
        if not item.is_closing
    ]


def _items(document: DocumentText) -> Iterator[_Item]:
    annex, opened = "", {paragraph.start: label for label, paragraph in annex_headings(document)}
    for paragraph in document.paragraphs:
        if paragraph.is_contents or paragraph.kind in (Kind.RUNNING, Kind.TABLE_ROW, Kind.FOOTNOTE):
            continue
        words = document.words(paragraph)
        if paragraph.start in opened:
            annex = opened[paragraph.start]
            yield _Item(paragraph, (), "annex", annex, is_closing=True)
            continue
        if _CLOSING.match(fold(words)):
            yield _Item(paragraph, (), "closing", annex, is_closing=True)
            continue
        marker, _ = number_of(words)
        shape = style(fold(marker)) if marker.strip() else ""
        if not shape:
            continue
        height = rank(shape)
        if height is not None and height < _ARTICLE_RANK:
            yield _Item(paragraph, (), shape, annex, is_closing=True)
        elif number := path(fold(marker)):
            yield _Item(paragraph, number, shape, annex)


def annex_headings(document: DocumentText) -> list[tuple[str, Paragraph]]:
    """The paragraphs that open an annex inside the paper; one at its very top names the paper itself, not a part of it."""
    body = [p for p in document.paragraphs if not p.is_contents and p.kind is not Kind.RUNNING]
    return [(label, p) for p in body[_OPENING:] if (label := annex_label(document.words(p)))]


def annex_label(words: str) -> str:
    """The label of the annex that a paragraph opens, folded and without spaces ("附件一", "exhibitb"); "" when it opens none."""
    folded = fold(words)
    if not _ANNEX.match(folded) or len(words) > 60 or folded.rstrip()[-1:] in "。;,":
        return ""
    return "".join(fold(number_of(words)[0]).split()).strip("().[]【】:")


def _main_shapes(items: Sequence[_Item]) -> frozenset[str]:
    """The shape of the articles' numbers: the highest that is named (條, Article, Section), else the first that counts."""
    named = {item.shape for item in items if rank(item.shape) in (_ARTICLE_RANK, _CLAUSE_RANK)}
    if named:
        return frozenset(named)
    counted = [item.shape for item in items if not item.is_closing and item.path == ("1",) and _has_second(items, item)]
    plain = [shape for shape in counted if shape[0] != "("]
    if not plain and any(_is_decimal(item) for item in items):
        return frozenset()
    return frozenset((plain or counted)[:1])


def _has_second(items: Sequence[_Item], first: _Item) -> bool:
    return any(other.shape == first.shape and other.path == ("2",) for other in items)


def _is_decimal(item: _Item) -> bool:
    return item.shape.startswith("1.1") or (item.shape.startswith("1") and len(item.path) > 1)


def _end(index: int, items: Sequence[_Item], main: frozenset[str], end: int) -> int:
    """Where the article ends: at the next that is not below it."""
    here = items[index]
    for other in items[index + 1 :]:
        if other.is_closing or (other.shape in main and not _is_below(other, here)):
            return other.paragraph.start
        if _is_decimal(other) and not _is_below(other, here):
            if other.shape not in main and here.shape in main and len(here.path) == 1 and not _counts_on(other, here):
                continue
            return other.paragraph.start
    return end


def _is_below(other: _Item, here: _Item) -> bool:
    return len(other.path) > len(here.path) and other.path[: len(here.path)] == here.path


def _counts_on(other: _Item, here: _Item) -> bool:
    """Whether a decimal belongs to the articles' own count (9.1 after article 8), not to a list inside one."""
    return other.path[0].isdigit() and here.path[0].isdigit() and int(other.path[0]) == int(here.path[0]) + 1


def located(found: Sequence[Article], number: Path, *, shape: str = "", annex: str = "") -> Article | None:
    """The article of this number; `shape` prefers one among several ("article" and "section" may both count to 5).

    Where only the decimals below it are numbered (8.1, 8.2 without an 8), all of them together.
    """
    here = [a for a in found if a.annex == annex]
    same = [a for a in here if a.path == number]
    if same:
        return next((a for a in same if a.shape == shape), same[0])
    below = [a for a in here if a.path[: len(number)] == number]
    if not below:
        return None
    return Article(number, below[0].shape, below[0].start, max(a.end for a in below), annex=annex)


def _title(document: DocumentText, item: _Item) -> str:
    words = document.words(item.paragraph)
    number = number_of(words)[1]
    if title := inline_title(words, number)[1]:
        return title
    rest = compact(words[number:].strip(HEADING_TRIM))
    return rest if len(rest) <= 40 and rest[-1:] not in ".。;,:" else ""
