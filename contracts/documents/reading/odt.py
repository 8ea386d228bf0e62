"""OpenDocument text (.odt), as LibreOffice and Word write it: every place where words that bind can stand.

What was deleted under "record changes" is kept apart in the file and is not text; comments, hidden words and the prompts
of fields that nobody filled in are not text either. Page numbers are those last laid out, if kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from contracts.documents.reading.limits import MAX_CHARACTERS, MAX_DEPTH
from contracts.documents.reading.odt_lists import STYLE, TEXT, Counter, Lists
from contracts.documents.reading.odt_styles import styles
from contracts.documents.reading.package import Package
from contracts.documents.reading.text import STRUCK, DocumentText, Draft, Kind, with_contents_flags
from core.errors import Unreadable
from core.phrases import N_, Phrase, phrase

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"

_GONE = {
    f"{TEXT}tracked-changes", f"{OFFICE}annotation", f"{OFFICE}annotation-end", f"{TEXT}note-citation", f"{TEXT}ruby-text",
    f"{TEXT}number", f"{TEXT}hidden-text", f"{TEXT}sequence-decls", f"{TEXT}variable-decls", f"{TEXT}user-field-decls",
    f"{TEXT}table-of-content-source", f"{OFFICE}forms", f"{TEXT}script", f"{OFFICE}scripts",
}  # fmt: skip
_INDEXES = {
    f"{TEXT}{name}"
    for name in ("table-of-content", "illustration-index", "table-index", "object-index", "alphabetical-index")
}
_BLANK = "____"
_LONG_ROW = 500
_MOST_REPEATED = 40


@dataclass(slots=True)
class _Words:
    """What one paragraph turned out to hold; `breaks` are the pages turned inside it."""

    parts: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    page: int = 1

    @property
    def text(self) -> str:
        return "".join(self.parts)


@dataclass(frozen=True, slots=True)
class _Where:
    """What a part of the text stands in."""

    kind: Kind = Kind.BODY
    number: str = ""
    is_contents: bool = False
    depth: int = 0

    def deeper(self, **changes: object) -> "_Where":
        if self.depth > MAX_DEPTH * 2:
            raise Unreadable(_TOO_DEEP)
        values = {"kind": self.kind, "number": "", "is_contents": self.is_contents, "depth": self.depth + 1}
        return _Where(**{**values, **changes})  # type: ignore[arg-type]


_TOO_DEEP = N_("Tables are nested deeper than any contract's; save the document as .pdf and send that.")


def read(package: Package, name: str) -> DocumentText:
    """The text of an .odt. Raises Unreadable when it is damaged, locked, hostile or empty."""
    return _Reader(package, name).document()


class _Reader:
    def __init__(self, package: Package, name: str) -> None:
        content = package.xml("content.xml")
        body = content.find(f"{OFFICE}body/{OFFICE}text") if content is not None else None
        if content is None or body is None:
            raise Unreadable(
                N_("This OpenDocument file is no text document; send the contract as .odt, .docx or .pdf.")
            )
        self._body, self._draft = body, Draft(name, "odt")
        appearance = package.xml("styles.xml")
        roots = [root for root in (appearance, content) if root is not None]
        self._appearance = appearance
        self._lists, self._styles = Lists.of(roots), styles(roots)
        self._page, self._tables = 1, 0
        self._has_hidden = self._has_struck = False
        self._notes: list[tuple[int, etree._Element]] = []

    def document(self) -> DocumentText:
        self._block(self._body, _Where())
        for page, note in self._notes:
            self._page = page
            self._block(note, _Where(Kind.FOOTNOTE))
        self._running()
        if not self._draft.length:
            raise Unreadable(N_("The document holds no text: its pages may be pictures. Send one with text."))
        return with_contents_flags(self._draft.finish(tuple(self._remarks())))

    def _remarks(self) -> Iterator[Phrase]:
        if self._body.find(f"{TEXT}tracked-changes") is not None:
            yield phrase(
                N_(
                    "The document has tracked changes: insertions were read as text, deletions were not. Accept them before signing."
                )
            )
        if self._has_hidden:
            yield phrase(N_("The document has hidden words, which were not read: Word neither shows nor prints them."))
        if self._has_struck:
            yield phrase(STRUCK)
        if next(self._body.iter(f"{DRAW}object", f"{DRAW}object-ole"), None) is not None:
            yield phrase(N_("Other files are embedded in the document; they were not read. Attach them one by one."))

    def _block(self, parent: etree._Element, where: _Where) -> None:
        """Paragraphs, lists and tables under `parent`, whatever wraps them."""
        for child in parent:
            tag = child.tag
            if not isinstance(tag, str) or tag in _GONE:
                continue
            if tag in (f"{TEXT}p", f"{TEXT}h"):
                self._paragraph(child, where)
            elif tag == f"{TEXT}list":
                self._list(child, where, None, 1)
            elif tag == f"{TABLE}table":
                self._table(child, where)
            elif tag == f"{TEXT}soft-page-break":
                self._page += 1
            elif tag == f"{TEXT}section" and child.get(f"{TEXT}display") == "none":
                self._has_hidden = True
            elif tag.startswith(DRAW):
                self._block(child, where.deeper(kind=Kind.TEXTBOX))
            elif len(child):
                self._block(child, where.deeper(is_contents=where.is_contents or tag in _INDEXES))

    def _list(self, element: etree._Element, where: _Where, counter: Counter | None, level: int) -> None:
        style = element.get(f"{TEXT}style-name", "") or self._style_of_first(element)
        if counter is None or element.get(f"{TEXT}style-name"):
            counter = self._lists.enter(element, style)
        for item in element:
            if item.tag not in (f"{TEXT}list-item", f"{TEXT}list-header"):
                continue
            is_first = item.tag == f"{TEXT}list-item"
            for child in item:
                if child.tag == f"{TEXT}list":
                    self._list(child, where.deeper(), counter, level + 1)
                elif child.tag in (f"{TEXT}p", f"{TEXT}h") and is_first:
                    start = item.get(f"{TEXT}start-value", "")
                    number = self._lists.next(counter, level, start)
                    self._paragraph(child, where.deeper(number=number or "•", kind=_in_list(where, number)))
                    is_first = False
                else:
                    self._block([child], where.deeper())  # type: ignore[arg-type]

    def _style_of_first(self, element: etree._Element) -> str:
        """A list without a style of its own has that of its paragraphs."""
        first = next(element.iter(f"{TEXT}p", f"{TEXT}h"), None)
        return self._styles.of(first).list_style if first is not None else ""

    def _paragraph(self, element: etree._Element, where: _Where) -> None:
        style = self._styles.of(element)
        self._page += bool(style.breaks_before and self._draft.length)
        words = self._words(element)
        number, kind = where.number, where.kind
        if element.tag == f"{TEXT}h":
            kind = Kind.HEADING if kind in (Kind.BODY, Kind.LIST_ITEM) else kind
            if not number and element.get(f"{TEXT}is-list-header") != "true":
                level = element.get(f"{TEXT}outline-level", "1")
                number = self._lists.heading(int(level)) if level.isdigit() else ""
        if words.text.strip():
            self._add(f"{number.strip('•')} {words.text}", words.page, kind, is_contents=where.is_contents)
        for box in words.boxes:
            self._block(box, where.deeper(kind=Kind.TEXTBOX))
        self._page += style.breaks_after

    def _add(self, words: str, page: int, kind: Kind, *, table: int = 0, is_contents: bool = False) -> None:
        if self._draft.length > MAX_CHARACTERS:
            raise Unreadable(
                N_("The text is longer than %(limit)s characters; send the contract alone."), limit=MAX_CHARACTERS
            )
        for line in words.split("\n"):
            self._draft.add(line, page=page, kind=kind, is_contents=is_contents, table=table)

    def _words(self, element: etree._Element) -> _Words:
        out = _Words(page=self._page)
        self._inline(element, out, 0, is_struck=bool(self._styles.of(element).is_struck))
        return out

    def _inline(self, element: etree._Element, out: _Words, depth: int, *, is_struck: bool) -> None:
        if depth > MAX_DEPTH * 2:
            raise Unreadable(_TOO_DEEP)
        self._say(element.text, out, is_struck)
        for child in element:
            if isinstance(child.tag, str) and child.tag not in _GONE:
                self._part(child, out, depth, is_struck)
            self._say(child.tail, out, is_struck)

    def _say(self, words: str | None, out: _Words, is_struck: bool) -> None:
        if not is_struck:
            _say(words, out)
        elif words and words.strip():
            self._has_struck = True

    def _part(self, node: etree._Element, out: _Words, depth: int, is_struck: bool) -> None:
        tag = str(node.tag)
        if tag == f"{TEXT}s":
            count = node.get(f"{TEXT}c", "1")
            out.parts.append(" " * min(int(count) if count.isdigit() else 1, _MOST_REPEATED))
        elif tag == f"{TEXT}tab":
            out.parts.append(" ")
        elif tag == f"{TEXT}line-break":
            out.parts.append("\n")
        elif tag == f"{TEXT}soft-page-break":
            self._page += 1
            out.page = out.page if out.text.strip() else self._page
        elif tag == f"{TEXT}note":
            body = node.find(f"{TEXT}note-body")
            if body is not None:
                self._notes.append((self._page, body))
        elif tag == f"{TEXT}placeholder":
            out.parts.append(_BLANK)
        elif tag.startswith(DRAW) and tag != f"{DRAW}a":
            out.boxes.append(node)
        elif (style := self._styles.of(node)).is_hidden:
            self._has_hidden = True
        else:
            own = style.is_struck if tag == f"{TEXT}span" else None
            self._inline(node, out, depth + 1, is_struck=is_struck if own is None else own)

    def _table(self, table: etree._Element, where: _Where) -> None:
        self._tables += 1
        number = self._tables
        for row in _flat(table, f"{TABLE}table-row"):
            self._row(row, where, number)

    def _row(self, row: etree._Element, where: _Where, number: int) -> None:
        page, cells = self._page, list(_cells(row))
        filled = [cell for cell in cells if cell is not None]
        is_long = sum(map(len, row.itertext())) > _LONG_ROW
        texts, inner = [], []
        for cell in cells:
            if cell is None:
                texts.append("")
            elif len(filled) == 1 or is_long or next(cell.iter(f"{DRAW}text-box"), None) is not None:
                self._block(cell, where.deeper())
            else:
                texts.append(" ".join(self._cell_words(cell, None, 1)))
                inner += list(_flat(cell, f"{TABLE}table"))
        if any(text.strip() for text in texts):
            self._add(" | ".join(text.strip() for text in texts), page, Kind.TABLE_ROW, table=number)
        for table in inner:
            self._table(table, where.deeper())

    def _cell_words(self, parent: etree._Element, counter: Counter | None, level: int) -> Iterator[str]:
        """The paragraphs of a cell on one line, those of its lists with their numbers."""
        for child in parent:
            if child.tag in (f"{TEXT}p", f"{TEXT}h"):
                words = self._words(child).text.strip()
                if words:
                    yield words.replace("\n", " ")
            elif child.tag == f"{TEXT}list":
                style = child.get(f"{TEXT}style-name", "") or self._style_of_first(child)
                inner = self._lists.enter(child, style) if counter is None else counter
                for item in child:
                    first = self._lists.next(inner, level) if item.tag == f"{TEXT}list-item" else ""
                    words = " ".join(self._cell_words(item, inner, level + 1))
                    yield f"{first} {words}".strip()

    def _running(self) -> None:
        masters = self._appearance.iter(f"{STYLE}master-page") if self._appearance is not None else ()
        seen: set[str] = set()
        for master in masters:
            for part in master:
                if str(part.tag).removeprefix(STYLE).startswith(("header", "footer")):
                    for paragraph in part.iter(f"{TEXT}p", f"{TEXT}h"):
                        words = self._words(paragraph).text.strip()
                        if words and words not in seen:
                            seen.add(words)
                            self._draft.add(words, page=1, kind=Kind.RUNNING)


def _in_list(where: _Where, number: str) -> Kind:
    return Kind.LIST_ITEM if where.kind is Kind.BODY and number else where.kind


def _say(words: str | None, out: _Words) -> None:
    """White space in the file is one space; what is more stands in elements of its own."""
    if words:
        out.parts.append(" ".join(words.split()) if not words.isspace() else " ")
        if not words.isspace():
            out.parts[-1] = (" " if words[0].isspace() else "") + out.parts[-1] + (" " if words[-1].isspace() else "")


def _cells(row: etree._Element) -> Iterator[etree._Element | None]:
    """The cells of a row; None for one that is part of a cell above it. What a wide cell covers is left out."""
    covered = 0
    for cell in row:
        repeated = cell.get(f"{TABLE}number-columns-repeated", "1")
        times = min(int(repeated) if repeated.isdigit() else 1, _MOST_REPEATED)
        if cell.tag == f"{TABLE}covered-table-cell":
            for _ in range(times):
                if not covered:
                    yield None
                covered = max(covered - 1, 0)
        elif cell.tag == f"{TABLE}table-cell":
            spanned = cell.get(f"{TABLE}number-columns-spanned", "1")
            covered = int(spanned) - 1 if spanned.isdigit() else 0
            yield cell


def _flat(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    """The nearest descendants of a tag, through whatever wraps them."""
    stack = list(reversed(element))
    while stack:
        node = stack.pop()
        if node.tag == tag:
            yield node
        elif isinstance(node.tag, str) and node.tag not in _GONE and node.tag != f"{TABLE}table":
            stack.extend(reversed(node))
