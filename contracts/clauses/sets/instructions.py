"""What an amendment says it does to articles of an earlier paper: replace, strike, add, or change some words of them.

Only sentences that name the article and the deed are read ("第八條修正為…", "Section 8 is deleted and replaced by …"), and
tables of old and new wording (tables.py); a change told in other words stays text beside text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from contracts.clauses.sets import english, mandarin, wordings
from contracts.clauses.sets.numbers import Path, path
from contracts.clauses.sets.references import Deed, Mention, Reference, Swap
from contracts.clauses.sets.tables import Row, rows_of_changes
from contracts.documents.folding import fold
from contracts.documents.headings import is_chinese, number_of
from contracts.documents.reading.markers import style
from contracts.documents.reading.text import DocumentText, Kind, Paragraph

Span = tuple[int, int]
MOST_CHANGES, LONGEST_QUOTATION, DEEPEST_QUOTATION = 2_000, 12_000, 20
"""Bounds on what one paper may do; far beyond any amendment."""
_QUOTES = {"「": "」", "『": "』", "“": "”", '"': '"', "〈": "〉", "《": "》"}
_CLOSING = re.compile(
    r"\s{0,9}(?:\S{1,6}[、.]\s{0,2})?(?:(?:除|原契约|原合约|本约)[^。]{0,24}(?:外|其余|其他)|其余(?:条|约|未|各|事)|本(?:增补|补充|修正|变更|修订)?(?:协议|约定)书?(?:自|一式|经|未|之|为|与|系|如)|"
    r"立(?:合约|契约|协议|约)?(?:书)?人|以上|甲\s{0,8}方\s{0,4}:|except as|all other (?:terms|provisions)|save as|this amendment|in witness|"
    r"the (?:agreement|contract),? as (?:so )?amended|counterparts)"
)


@dataclass(frozen=True, slots=True)
class Instruction:
    """`text[start:end]` of an amendment does `deed` to what is referred to; the new words are `text[body[0]:body[1]]`.

    `unread` are its words that bind nobody: the instruction itself, and old wording that the amendment repeats.
    """

    deed: Deed
    references: tuple[Reference, ...]
    start: int
    end: int
    body: Span | None = None
    unread: tuple[Span, ...] = ()
    swaps: tuple[Swap, ...] = ()
    """Words changed word for word, where they stand in the amendment."""


def instructions(document: DocumentText) -> list[Instruction]:
    """Everything the amendment does, in the order of its words."""
    paragraphs = [p for p in document.paragraphs if not p.is_contents and p.kind is not Kind.RUNNING]
    read = _Reader(document, paragraphs)
    found = [*read.sentences(), *(_of_row(row) for row in rows_of_changes(document, paragraphs))]
    return sorted(found, key=lambda each: each.start)


def _of_row(row: Row) -> Instruction:
    return Instruction(row.deed, (row.reference,) if row.reference else (), row.start, row.end, row.body, row.unread)


class _Reader:
    """Goes through an amendment paragraph by paragraph; what stands in the new wording of one change is no other change."""

    def __init__(self, document: DocumentText, paragraphs: Sequence[Paragraph]) -> None:
        self._document, self._paragraphs = document, [p for p in paragraphs if p.kind is not Kind.TABLE_ROW]

    def sentences(self) -> Iterator[Instruction]:
        every = ((index, mention) for index in range(len(self._paragraphs)) for mention in self._mentions(index))
        found = list(islice(every, MOST_CHANGES))
        done = 0
        for at, (index, mention) in enumerate(found):
            start = self._paragraphs[index].start + mention.start
            if start < done:
                continue
            instruction = self._instruction(index, mention, found[at + 1 :])
            # Quoted wording is one change, whatever it says; unquoted wording ends where the next change begins.
            done = instruction.body[1] if instruction.body else instruction.end
            yield instruction

    def _mentions(self, index: int) -> Iterator[Mention]:
        folded = fold(self._document.words(self._paragraphs[index]))
        told = list(wordings.mentions(folded))
        for each in told:
            # What is told word for word is read in no other way.
            folded = folded[: each.start] + "。" * (each.end - each.start) + folded[each.end :]
        read = mandarin.mentions(folded) if is_chinese(folded) else english.mentions(folded)
        yield from sorted([*told, *read], key=lambda mention: mention.start)

    def _instruction(self, index: int, mention: Mention, later: Sequence[tuple[int, Mention]]) -> Instruction:
        begin = self._paragraphs[index].start
        start, end = begin + self._sentence_start(index, mention), begin + mention.end
        if mention.deed is Deed.REWORDED:
            swaps = tuple(each.shifted(begin) for each in mention.swaps)
            return Instruction(mention.deed, mention.references, start, end, swaps=swaps)
        body = None if mention.deed is Deed.DELETED else self._body(index, end, later)
        unread = [(start, body[0] if body else end)]
        if body and self._document.text[body[1] : body[1] + 1] in _QUOTES.values():
            unread.append((body[1], body[1] + 1))
        return Instruction(mention.deed, mention.references, start, end, body, tuple(unread))

    def _sentence_start(self, index: int, mention: Mention) -> int:
        """Where the instruction's own words begin, in its paragraph: after the last mark, or with the paragraph."""
        before = self._document.words(self._paragraphs[index])[: mention.start]
        return max(before.rfind(mark) for mark in "。；;，」\n") + 1

    def _body(self, index: int, end: int, later: Sequence[tuple[int, Mention]]) -> Span | None:
        text, paragraph = self._document.text, self._paragraphs[index]
        opening = re.compile(r"[^\S\n]*(?:[^「『“\"。:：\n]{0,40}[:：])?[\s:：,，]*([「『“\"〈《]?)").match(text, end)
        start = opening.end() if opening else end
        if opening and (quote := opening.group(1)):
            close = _closing(text, start, quote)
            if close:
                return (start, close)
        last = self._last_of_body(index, later, start >= paragraph.end)
        if later and later[0][0] == index:
            stop = paragraph.start + self._sentence_start(index, later[0][1])
            last_end = max(stop, start)
        else:
            last_end = self._paragraphs[last].end
        return (start, last_end) if last_end - start > 1 else None

    def _last_of_body(self, index: int, later: Sequence[tuple[int, Mention]], is_below: bool) -> int:
        """The last paragraph of unquoted new wording: before the next change, the next number of the amendment, the close."""
        stop = later[0][0] if later else len(self._paragraphs)
        shape, number = self._number(index)
        inner: set[str] = set()
        for at in range(index + 1, stop):
            words = fold(self._document.words(self._paragraphs[at]))
            own_shape, own_number = self._number(at)
            if own_number == ("1",):
                inner.add(own_shape)
            is_next = bool(number) and own_shape == shape and own_shape not in inner and own_number == _next(number)
            is_first = at == index + 1 and is_below
            if is_next or (_CLOSING.match(words) and not is_first):
                return at - 1
        return max(stop - 1, index)

    def _number(self, index: int) -> tuple[str, Path]:
        marker = fold(number_of(self._document.words(self._paragraphs[index]))[0])
        return (style(marker), path(marker)) if marker.strip() else ("", ())


def _next(number: Path) -> Path:
    return (*number[:-1], str(int(number[-1]) + 1)) if number[-1].isdigit() else ()


def _closing(text: str, start: int, quote: str) -> int:
    """Where a quotation that opened before `start` ends (before its mark); 0 where it never does."""
    close, depth = _QUOTES[quote], 1
    for match in re.finditer(f"[{re.escape(quote + close)}]", text[start : start + LONGEST_QUOTATION]):
        depth += -1 if match.group() == close else 1
        if depth in (0, DEEPEST_QUOTATION):
            return start + match.start() if depth == 0 else 0
    return 0
