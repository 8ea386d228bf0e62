"""From a document to the passages a verdict or a fact can rest on: sentences, rows and boxes, each under its headings.

Headings are found with or without numbers (第一條, 壹、, 【1】, 1.1, Article 5, A., or a short line above a longer
one). What binds nobody is set apart here: tables of contents, running headers, boxes left unticked, items left blank
or "not applicable".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from contracts.documents.folding import compact, fold
from contracts.documents.reading.layout import MARKER, joined
from contracts.documents.reading.text import DocumentText, Kind, Paragraph
from contracts.documents.sentences import BOX, LONG, units

MAX_PASSAGES = 40_000


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

    @property
    def is_latin(self) -> bool:
        """Whether it holds no Chinese at all."""
        return self.folded.isascii() or not _HAN.search(self.folded)


_HAN = re.compile(r"[\u2e80-\u9fff]")


@dataclass(slots=True)
class _Open:
    """A numbered item or heading that is open while its text follows."""

    style: str
    heading: str


_HEADING_END = re.compile(r"[。.!?;,:,]$")
_LABEL = re.compile(r"^([^。,;:!?|]{1,16}):(?=.)")
_TITLE_IN_BRACKETS = re.compile(r"^\(([^()]{2,16})\)[ :]{0,2}(?=.)")
_ENGLISH_TITLE = re.compile(
    r"^([A-Z][A-Za-z'’/&,-]{0,30}(?: (?:[A-Za-z'’/&,-]{1,30}|\([A-Za-z]+\))){0,7})[.:]\s{1,4}(?=[A-Z(\"“])"
)
_VOID = re.compile(
    r"^[\s(\[<]{0,3}(?:略|从略|省略|不适用|保留|本条保留|无|空白|以下空白|待补|待定|另议|本条(?:不适用|"
    r"删除|略)|删除|n/?a|none|"
    r"not applicable|reserved|intentionally (?:left blank|omitted|deleted)|omitted|deleted|tbd|"
    r"to be determined|left blank|nil)"
    r"[\s)\]>.。]{0,3}$"
)
_DEFINITION_HEADING = re.compile(r"定义|用语|名词(?:解释|释义)|释义|definition|interpretation")


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
            lead = (
                self._enter(words, paragraph, following)
                if position or MARKER.match(words)
                else len(words) * (len(words) < 60)
            )
            if lead < len(words):
                yield from self._body(paragraph, words, lead)

    def _enter(self, words: str, paragraph: Paragraph, following: Paragraph | None) -> int:
        """Open the item that this paragraph begins; how many of its characters are number and heading."""
        if self._stack and self._stack[-1].style == "lead":
            self._stack.pop()
        if BOX.match(words.lstrip()):
            return 0
        marker = MARKER.match(words)
        number = marker.end() if marker and not BOX.match(marker.group().strip()) else 0
        rest = words[number:].strip(" \u3000.．、:：)）】")
        is_sentence = not number and words.rstrip()[-1:] in "。." and not rest.isupper()
        if not is_sentence and self._is_heading(rest, paragraph, bool(number), following):
            self._open(marker.group() if number and marker else "", compact(rest), is_heading=True)
            return len(words)
        lead, title = _inline_title(words, number)
        if number or title:
            self._open(marker.group() if number and marker else "", title, is_heading=False)
        elif not self._stack:
            self._article += 1
        return lead if title else number

    def _is_heading(self, rest: str, paragraph: Paragraph, is_numbered: bool, following: Paragraph | None) -> bool:
        if not rest or len(rest) > 90:
            return False
        folded = compact(rest)
        if _VOID.match(folded):
            return False
        if paragraph.kind is Kind.HEADING:
            return True
        if _HEADING_END.search(folded) and not folded.endswith((":", ".")):
            return False
        if _is_chinese(folded):
            limit = 22 if is_numbered else 14
            return (
                len(folded) <= limit
                and not re.search(r"[,;。_|=]|\d{2}|:.", folded)
                and self._is_followed(following, is_numbered)
            )
        letters = [word for word in rest.split() if word[:1].isalpha()]
        titled = sum(word[0].isupper() for word in letters) >= max(1, len(letters) * 0.6)
        if is_numbered and len(letters) <= 7 and rest[:1].isupper() and not re.search(r"[.,;:]", rest):
            return True
        return (
            bool(letters) and len(letters) <= 9 and (titled or rest.isupper()) and not re.search(r",.|[a-z]\.$", folded)
        )

    def _is_followed(self, following: Paragraph | None, is_numbered: bool) -> bool:
        """A short Chinese line without a number is a heading only when text of some length stands under it."""
        if is_numbered:
            return True
        return following is not None and following.kind is not Kind.TABLE_ROW and following.end - following.start > 14

    def _open(self, marker: str, heading: str, *, is_heading: bool) -> None:
        style = _style(marker) if marker else ("heading" if is_heading else "lead")
        styles = [item.style for item in self._stack]
        if style in styles:
            del self._stack[styles.index(style) :]
        elif style == "heading" or (style == "lead" and not self._stack):
            self._stack.clear()
        if not self._stack or is_heading:
            self._article += 1
        self._stack.append(_Open(style, heading))
        del self._stack[6:]

    def _heading(self) -> str:
        return " / ".join(item.heading for item in self._stack if item.heading)

    def _body(self, paragraph: Paragraph, words: str, lead: int) -> Iterator[Passage]:
        if _VOID.match(compact(words[lead:])):
            return
        in_definitions = bool(_DEFINITION_HEADING.search(self._heading()))
        for start, end in units(words, lead):
            folded = compact(joined(words[start:end]))
            if len(folded) >= 2 and not _VOID.match(folded):
                definition = in_definitions or is_definition(folded)
                yield self._passage(paragraph, start, end, folded, definition)

    def _row(self, paragraph: Paragraph, words: str) -> Iterator[Passage]:
        """A row of a table, read under the table's first row; without one it is read by itself."""
        folded = compact(words)
        cells = [cell for cell in re.split(r"[|│┃\t]", folded) if cell]
        if not cells or not any(c.isalnum() for c in folded):
            return
        head = self._row_heads.get(paragraph.table)
        if head is None:
            self._row_heads[paragraph.table] = (
                folded if all(len(cell) <= 14 for cell in cells) and len(cells) > 1 else ""
            )
            if len(cells) > 2 and self._row_heads[paragraph.table]:
                return
        head = " / ".join(part for part in (head, cells[0][:24] if len(cells) > 1 else "") if part)
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
        )


def _is_chinese(text: str) -> bool:
    return any("\u3400" <= c <= "\u9fff" for c in text)


def _style(marker: str) -> str:
    """The shape of a number, by which siblings know each other: 第三條 and 第四條 have one, (a) and 1.1 others."""
    folded = fold("".join(marker.split()))
    if keyword := re.match(r"(?:article|section|clause|part|schedule|annex|appendix|exhibit)", folded):
        return keyword.group()
    folded = re.sub(r"[0-9]+", "1", folded)
    folded = re.sub(r"[〇一二三四五六七八九十百]+", "一", folded)
    folded = re.sub(r"[零壹贰叁叄陆柒捌玖拾参肆伍]+", "壹", folded)
    folded = re.sub(r"[甲乙丙丁戊己庚辛壬癸]", "甲", folded)
    return re.sub(r"(?<![a-z])[a-z]{1,4}(?![a-z])", "a", folded)


def _inline_title(words: str, number: int) -> tuple[int, str]:
    """A title on the line of its own text: 第三條（保密）…, 支援期：…, "5. Term. This Agreement…"."""
    body = words[number:]
    offset = len(body) - len(body.lstrip(" \u3000.．、"))
    folded = fold(body[offset:].replace("\n", " "))
    if match := _TITLE_IN_BRACKETS.match(folded):
        return number + offset + match.end(), compact(match.group(1))
    if number and (match := re.match(r"^([\u3400-\u9fff]{2,10})\s{1,4}(?=[\u3400-\u9fff])", folded)):
        return number + offset + match.end(), compact(match.group(1))
    if (match := _LABEL.match(folded)) and _is_chinese(match.group(1)):
        return number + offset, compact(match.group(1))
    if match := _ENGLISH_TITLE.match(body[offset:].replace("\n", " ")):
        return number + offset + match.end(), compact(match.group(1))
    return number, ""


_DEFINES = re.compile(
    r"[」』\"]\s?(?:一词)?[,:]?(?:系|是|乃|均)?(?:指|谓)|(?:系指|是指|所称.{1,20}(?:系|是|为|指))|^什么(?:算|是|叫)|"
    r"[\"'] (?:shall )?(?:mean|refer|include|has the meaning|have the meaning)|"
    r"[\"'],? (?:as used herein )?means|(?:the term|the phrase) \""
)


def is_definition(folded: str) -> bool:
    """Whether a passage says what a word means."""
    match = _DEFINES.search(folded)
    return bool(match) and match.start() < 60 if match else False
