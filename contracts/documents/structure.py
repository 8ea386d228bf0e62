"""From a document to the passages a verdict or a fact can rest on: sentences, rows and boxes, each under its headings.

Headings are found with or without numbers (第一條, 壹、, 【1】, 1.1, Article 5, A., or a short line above a longer
one); a numbered line with nothing under it that says what somebody must do is an item, not a heading. What binds nobody
is set apart here: tables of contents, running headers, boxes left unticked, items left blank or "not applicable";
recitals and definitions are marked.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from contracts.documents.folding import compact, fold
from contracts.documents.headings import (
    HEADING_TRIM,
    WHOLLY_IN_BRACKETS,
    ends_like_text,
    inline_title,
    is_chinese,
    is_definition,
    is_operative,
    is_phrase,
    is_void,
    number_of,
)
from contracts.documents.reading.layout import joined
from contracts.documents.reading.markers import MARKER, rank, style
from contracts.documents.reading.text import DocumentText, Kind, Paragraph
from contracts.documents.sentences import BOX, LONG, units

MAX_PASSAGES = 40_000
_DEEPEST = 9


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, table row or ticked box: `text[start:end]` of document number `document`, folded to be searched.

    `heading` holds the headings above it (folded, nearest last); `article` is the number of the article it belongs to.
    """

    document: int
    start: int
    end: int
    page: int
    folded: str
    heading: str
    article: int
    kind: Kind
    is_definition: bool = False
    is_recital: bool = False

    @property
    def is_latin(self) -> bool:
        """Whether it holds no Chinese at all."""
        return self.folded.isascii() or not _HAN.search(self.folded)


_RECITAL = re.compile(r"(?:whereas\b|witnesseth|鉴于|有鉴于|缘(?=[甲乙双本因])|缘起|兹(?:因|为|就|经|有|以))")
_RECITAL_HEADING = re.compile(
    r"(?:前言|缘起|缘由|序言|序文|立约缘由|recitals?|background|preamble|whereas|witnesseth|w i t n e s s e t h):?$"
)
_BINDING = re.compile(r"应(?!用|变|急|收|付)|须(?!知)|不得|\b(?:shall|must)\b")
_AGREED = re.compile(r"now,? ?therefore|agree(?:d|s)? as follows|(?:条款|约定|协议|内容|事项|条件)如[下后左]")
_DEFINITION_HEADING = re.compile(r"定义|用语|名词(?:解释|释义)|释义|definition|interpretation")
_HAN = re.compile(r"[\u2e80-\u9fff]")


@dataclass(slots=True)
class _Open:
    """A numbered item or heading that is open while its text follows."""

    style: str
    heading: str


def passages(documents: Sequence[DocumentText]) -> list[Passage]:
    """Every passage that may bind somebody, in reading order."""
    found: list[Passage] = []
    article = 0
    for index, document in enumerate(documents):
        for passage in _Segmenter(document, index, article).passages():
            found.append(passage)
            article = max(article, passage.article)
            if len(found) >= MAX_PASSAGES:
                return found
        article += 1
    return found


class _Segmenter:
    def __init__(self, document: DocumentText, index: int, article: int) -> None:
        self._document, self._index, self._article = document, index, article
        self._stack: list[_Open] = []
        self._row_heads: dict[int, str] = {}
        self._row_subjects: dict[int, str] = {}
        self._has_agreed = False
        self._paragraphs = [p for p in document.paragraphs if not p.is_contents and p.kind is not Kind.RUNNING]

    def passages(self) -> Iterator[Passage]:
        for position, paragraph in enumerate(self._paragraphs):
            words = self._document.words(paragraph)
            if paragraph.kind is Kind.TABLE_ROW:
                yield from self._row(paragraph, words)
                continue
            if paragraph.kind in (Kind.FOOTNOTE, Kind.TEXTBOX):
                self._stack.clear()
                self._article += 1
            following = self._paragraphs[position + 1] if position + 1 < len(self._paragraphs) else None
            is_title = not position and len(words) < 60 and not MARKER.match(words) and words[-1] not in "。；"
            lead = len(words) if is_title else self._enter(words, paragraph, following)
            if lead < len(words):
                yield from self._body(paragraph, words, lead)

    def _enter(self, words: str, paragraph: Paragraph, following: Paragraph | None) -> int:
        """Open the item that this paragraph begins; how many of its characters are number and heading."""
        if self._stack and self._stack[-1].style == "lead":
            self._stack.pop()
        if BOX.match(words.lstrip()):
            return 0
        marker, number = number_of(words)
        rest = words[number:].strip(HEADING_TRIM)
        if number and (bracketed := WHOLLY_IN_BRACKETS.fullmatch(words[number:].strip())):
            rest = bracketed.group(1).strip(HEADING_TRIM)  # Article 5 (Term), the way of Japanese contracts
        is_sentence = words.rstrip()[-1:] in "。." and not rest.isupper() and (not number or is_phrase(rest))
        if not is_sentence and self._is_heading(rest, paragraph, marker, following):
            self._open(marker, compact(rest), is_heading=True)
            return len(words)
        lead, title = inline_title(words, number)
        if number or title:
            self._open(marker, title, is_heading=False)
        elif not self._stack:
            self._article += 1
        return lead if title else number

    def _is_heading(self, rest: str, paragraph: Paragraph, marker: str, following: Paragraph | None) -> bool:
        if not rest or len(rest) > 90:
            return False
        folded = compact(rest)
        if is_void(folded):
            return False
        if paragraph.kind is Kind.HEADING:
            return not re.search(r"[,;].*。$|.{22}。$", folded) and (is_chinese(folded) or len(rest.split()) <= 14)
        if ends_like_text(folded):
            return False
        if is_operative(folded) and (not marker or self._stands_alone(marker, following)):
            return False
        if is_chinese(folded):
            limit = 22 if marker else 14
            return (
                len(folded) <= limit
                and not re.search(r"[,;。_|=]|\d{2}|:.", folded)
                and self._is_followed(following, is_numbered=bool(marker))
            )
        return self._is_english_heading(rest, marker, following)

    def _is_english_heading(self, rest: str, marker: str, following: Paragraph | None) -> bool:
        """Few words, most of them with a capital; behind a number also a phrase, when something stands under it."""
        letters = [word for word in rest.split() if word[:1].isalpha()]
        if not letters or len(letters) > 9:
            return False
        titled = rest.isupper() or not is_phrase(rest)
        if not titled and marker and len(letters) <= 7 and rest[:1].isupper():
            return not re.search(r"[.,;:]", rest) and not self._stands_alone(marker, following)
        is_sentence = not rest.isupper() and (rest.endswith(".") or inline_title(rest, 0)[1] != "")
        return titled and not is_sentence and not re.search(r",.|[a-z]\.$", fold(rest))

    def _stands_alone(self, marker: str, following: Paragraph | None) -> bool:
        """Whether nothing stands under a numbered line: the next is its sibling, or opens something higher, or is none."""
        if following is None or following.kind is Kind.HEADING:
            return True
        if following.kind is Kind.TABLE_ROW:
            return False
        after = number_of(self._document.words(following))[0]
        if not after:
            return False
        own, next_ = style(fold(marker)), style(fold(after))
        higher = rank(next_) is not None and (rank(own) is None or rank(next_) <= rank(own))  # type: ignore[operator]
        return next_ == own or higher or next_ in [item.style for item in self._stack]

    def _is_followed(self, following: Paragraph | None, *, is_numbered: bool) -> bool:
        """A short Chinese line without a number is a heading only when text of some length stands under it."""
        if is_numbered:
            return True
        return following is not None and following.kind is not Kind.TABLE_ROW and following.end - following.start > 14

    def _open(self, marker: str, heading: str, *, is_heading: bool) -> None:
        """Close what is no higher than this number, and open it."""
        shape = style(fold(marker)) if marker.strip() else ("heading" if is_heading else "lead")
        height = rank(shape)
        shapes = [item.style for item in self._stack]
        if height is not None:
            self._stack = [i for i in self._stack if (above := rank(i.style)) is not None and above < height]
        elif shape in shapes:
            del self._stack[shapes.index(shape) :]
        elif shape == "heading" or (shape == "lead" and not self._stack):
            self._stack.clear()
        if not self._stack or is_heading:
            self._article += 1
        self._stack.append(_Open(shape, heading))
        del self._stack[_DEEPEST:]

    def _heading(self) -> str:
        return " / ".join(item.heading for item in self._stack if item.heading)

    def _is_recital(self, folded: str) -> bool:
        """Why the parties meet, which binds nobody: under a heading of that name until they "agree as follows"."""
        nearest = next((item.heading for item in reversed(self._stack) if item.heading), "")
        is_under = bool(_RECITAL_HEADING.match(nearest)) and not self._has_agreed
        self._has_agreed = bool(_AGREED.search(folded)) or (self._has_agreed and bool(_RECITAL_HEADING.match(nearest)))
        return (is_under or bool(_RECITAL.match(folded))) and not _BINDING.search(folded)

    def _body(self, paragraph: Paragraph, words: str, lead: int) -> Iterator[Passage]:
        if is_void(compact(words[lead:])):
            return
        in_definitions = bool(_DEFINITION_HEADING.search(self._heading()))
        for start, end in units(words, lead):
            folded = compact(joined(words[start:end]))
            if len(folded) >= 2 and not is_void(folded):
                definition = in_definitions or is_definition(folded)
                yield self._passage(paragraph, start, end, folded, definition)

    def _row(self, paragraph: Paragraph, words: str) -> Iterator[Passage]:
        """A row of a table, read under the table's first row; without one it is read by itself.

        A first cell left empty is one that was merged with the cell above it."""
        folded = compact(words.replace("\t", " | "))
        is_drawn = folded[:1] in "│┃" or (folded[:1] == "|" and folded[-1:] == "|")
        row = [cell.strip() for cell in re.split(r"[|│┃]", folded.strip("|│┃ ") if is_drawn else folded)]
        cells = [cell for cell in row if cell]
        if not cells or not any(c.isalnum() for c in folded):
            return
        if len(cells) > 1 and all(is_void(cell) for cell in cells[1:]):
            return
        table, subject = paragraph.table, cells[0][:24] if len(cells) > 1 else ""
        if row[0]:
            self._row_subjects[table] = subject
        head = self._row_heads.get(table)
        if head is None:
            is_head = len(cells) > 1 and all(len(cell) <= 14 for cell in cells)
            self._row_heads[table] = folded if is_head and not is_operative(folded) else ""
            if len(cells) > 2 and self._row_heads[table]:
                return
        head = " / ".join(part for part in (head, self._row_subjects.get(table, "") if not row[0] else subject) if part)
        for start, end in units(words, 0) if len(words) > LONG else [(0, len(words))]:
            yield self._passage(paragraph, start, end, compact(joined(words[start:end])), False, head)

    def _passage(
        self, paragraph: Paragraph, start: int, end: int, folded: str, definition: bool, head: str = ""
    ) -> Passage:
        heading = " / ".join(part for part in (self._heading(), head) if part)
        begin = paragraph.start + start
        return Passage(
            document=self._index,
            start=begin,
            end=paragraph.start + end,
            page=self._document.page_at(begin) if len(self._document.pages) > 1 else paragraph.page,
            folded=folded,
            heading=heading[-200:],
            article=self._article,
            kind=paragraph.kind,
            is_definition=definition,
            is_recital=paragraph.kind is not Kind.TABLE_ROW and self._is_recital(folded),
        )
