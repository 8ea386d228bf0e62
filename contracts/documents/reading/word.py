"""Word: every place where a .docx keeps words that bind, in reading order.

Own walk over the XML rather than a library, because a contract's words stand in tables within tables, text boxes,
content controls, foot- and endnotes and tracked insertions, and its article numbers in rules of numbering. What was
deleted under "track changes" is not text; what was inserted is. Page numbers are those Word last rendered, if kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from contracts.documents.reading.contents import contents_flags
from contracts.documents.reading.limits import MAX_CHARACTERS, MAX_DEPTH
from contracts.documents.reading.numbering import Numbering, W
from contracts.documents.reading.package import Package
from contracts.documents.reading.text import DocumentText, Draft, Kind
from contracts.documents.reading.word_styles import Style, styles
from core.errors import Unreadable
from core.phrases import N_, Phrase, phrase

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

_GONE = {
    f"{W}del",
    f"{W}moveFrom",
    f"{W}instrText",
    f"{W}delText",
    f"{W}delInstrText",
    f"{W}pPr",
    f"{W}rPr",
    f"{W}sdtPr",
}
_LONG_ROW = 500


@dataclass(slots=True)
class _Words:
    """What one paragraph turned out to hold."""

    text: str = ""
    boxes: list[etree._Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    page: int = 1


def read(data: bytes, name: str) -> DocumentText:
    """The text of a .docx. Raises Unreadable when it is damaged, locked, hostile or empty."""
    return _Reader(Package(data), name).document()


class _Reader:
    def __init__(self, package: Package, name: str) -> None:
        self._package = package
        self._main = package.main()
        self._parts = [(kind.rsplit("/", 1)[-1], target) for kind, target in package.relations(self._main)]
        self._draft = Draft(name, "docx")
        self._numbering = Numbering.of(self._part("numbering"))
        self._styles = styles(self._part("styles"))
        self._page, self._tables = 1, 0
        self._notes: list[tuple[str, str]] = []

    def _part(self, kind: str) -> etree._Element | None:
        return next((self._package.xml(target) for k, target in self._parts if k == kind), None)

    def document(self) -> DocumentText:
        root = self._package.xml(self._main)
        body = root.find(f"{W}body") if root is not None else None
        if root is None or body is None:
            raise Unreadable(N_("The .docx has no body; save it again in Word, or send it as .pdf."))
        self._block(body, Kind.BODY, 0)
        last = self._page
        self._read_notes()
        self._read_running()
        if not self._draft.length:
            raise Unreadable(N_("The document holds no text: its pages may be pictures. Send one with text."))
        return _with_contents_flags(self._draft.finish(self._remarks(root, last)))

    def _remarks(self, root: etree._Element, _last_page: int) -> tuple[Phrase, ...]:
        has_changes = next(root.iter(f"{W}ins", f"{W}del", f"{W}moveFrom"), None) is not None
        text = N_(
            "The document has tracked changes: insertions were read as text, deletions were not. Accept them before signing."
        )
        return (phrase(text),) if has_changes else ()

    def _block(self, parent: etree._Element, kind: Kind, depth: int) -> None:
        """Paragraphs and tables under `parent`, whatever wraps them."""
        if depth > MAX_DEPTH:
            raise Unreadable(
                N_("Tables are nested deeper than any contract's; save the document as .pdf and send that.")
            )
        for child in parent:
            tag = child.tag
            if tag == f"{W}p":
                self._paragraph(child, kind, depth)
            elif tag == f"{W}tbl":
                self._table(child, depth)
            elif tag == f"{MC}AlternateContent":
                self._block(_alternative(child), kind, depth + 1)
            elif tag not in _GONE and isinstance(tag, str) and len(child):
                self._block(child, kind, depth + 1)

    def _paragraph(self, element: etree._Element, kind: Kind, depth: int, *, table: int = 0) -> None:
        words = self._words(element)
        if words.text.strip():
            style = self._style_of(element)
            number = self._number(element, style)
            is_heading = kind is Kind.BODY and style.is_outlined
            plain = Kind.LIST_ITEM if kind is Kind.BODY and number else kind
            self._add(f"{number} {words.text}", words.page, Kind.HEADING if is_heading else plain, style, table)
        for box in words.boxes:
            self._block(box, Kind.TEXTBOX, depth + 1)

    def _add(self, words: str, page: int, kind: Kind, style: Style, table: int = 0) -> None:
        if self._draft.length > MAX_CHARACTERS:
            raise Unreadable(
                N_("The text is longer than %(limit)s characters; send the contract alone."), limit=MAX_CHARACTERS
            )
        is_contents = style.name.lower().startswith("toc ") or style.name.startswith("目錄")
        for line in words.split("\n"):
            self._draft.add(line, page=page, kind=kind, is_contents=is_contents, table=table)

    def _style_of(self, element: etree._Element) -> Style:
        p_style = element.find(f"{W}pPr/{W}pStyle")
        style = self._styles.get(p_style.get(f"{W}val", ""), Style()) if p_style is not None else Style()
        if element.find(f"{W}pPr/{W}outlineLvl") is not None and not style.is_outlined:
            style = Style(style.name, style.based_on, style.num_id, style.level, is_outlined=True)
        return style

    def _number(self, element: etree._Element, style: Style) -> str:
        own = element.find(f"{W}pPr/{W}numPr")
        if own is None:
            return self._numbering.next(style.num_id, style.level) if style.num_id else ""
        num_id, level = own.find(f"{W}numId"), own.find(f"{W}ilvl")
        number = num_id.get(f"{W}val", "") if num_id is not None else style.num_id
        depth = level.get(f"{W}val", "0") if level is not None else str(style.level)
        return self._numbering.next(number, int(depth) if depth.isdigit() else 0)

    def _words(self, element: etree._Element) -> _Words:
        out = _Words(page=self._page)
        parts: list[str] = []
        for node in _runs(element):
            self._run_part(node, parts, out)
        out.text = "".join(parts)
        self._notes += out.notes
        return out

    def _run_part(self, node: etree._Element, parts: list[str], out: _Words) -> None:
        tag = node.tag
        if tag in (f"{W}t", f"{M}t"):
            parts.append(node.text or "")
        elif tag in (f"{W}tab", f"{W}ptab"):
            parts.append(" ")
        elif tag == f"{W}noBreakHyphen":
            parts.append("-")
        elif tag == f"{W}lastRenderedPageBreak" or (tag == f"{W}br" and node.get(f"{W}type") == "page"):
            self._turn_page(parts, out, rendered=tag == f"{W}lastRenderedPageBreak")
        elif tag in (f"{W}br", f"{W}cr"):
            parts.append("\n")
        elif tag == f"{W}txbxContent":
            out.boxes.append(node)
        elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
            kind = "footnotes" if tag == f"{W}footnoteReference" else "endnotes"
            out.notes.append((kind, node.get(f"{W}id", "")))
        elif tag == f"{W}checkBox":
            parts.append("[v]" if _is_checked(node) else "[ ]")

    _explicit_break = False

    def _turn_page(self, parts: list[str], out: _Words, *, rendered: bool) -> None:
        """Word marks a page it rendered after an explicit break as well: that is one page turned, not two."""
        if rendered and self._explicit_break:
            self._explicit_break = False
        else:
            self._page += 1
            self._explicit_break = not rendered
        if not "".join(parts).strip():
            out.page = self._page

    def _table(self, table: etree._Element, depth: int) -> None:
        self._tables += 1
        number = self._tables
        for row in _flat(table, f"{W}tr"):
            if row.find(f"{W}trPr/{W}del") is None:
                self._row(row, depth, number)

    def _row(self, row: etree._Element, depth: int, number: int) -> None:
        page = self._page
        cells = list(_flat(row, f"{W}tc"))
        texts, inner = [], []
        is_long = sum(len(t.text or "") for t in row.iter(f"{W}t")) > _LONG_ROW
        for cell in cells:
            if len(cells) == 1 or is_long or any(p.find(f".//{W}txbxContent") is not None for p in cell.iter(f"{W}p")):
                self._block(cell, Kind.BODY, depth + 1)
                continue
            texts.append(" ".join(self._cell_words(cell)))
            inner += list(_flat(cell, f"{W}tbl"))
        if any(text.strip() for text in texts):
            self._add(" | ".join(text.strip() for text in texts), page, Kind.TABLE_ROW, Style(), number)
        for table in inner:
            if depth > MAX_DEPTH:
                raise Unreadable(
                    N_("Tables are nested deeper than any contract's; save the document as .pdf and send that.")
                )
            self._table(table, depth + 1)

    def _cell_words(self, cell: etree._Element) -> Iterator[str]:
        for paragraph in _flat(cell, f"{W}p", stop=f"{W}tbl"):
            words = self._words(paragraph)
            if words.text.strip():
                number = self._number(paragraph, self._style_of(paragraph))
                yield f"{number} {words.text}".strip().replace("\n", " ")

    def _read_notes(self) -> None:
        for kind in ("footnotes", "endnotes"):
            root = self._part(kind) if any(k == kind for k, _ in self._notes) else None
            if root is None:
                continue
            notes = {note.get(f"{W}id", ""): note for note in root}
            for note_kind, note_id in list(self._notes):
                if note_kind == kind and note_id in notes:
                    self._block(notes.pop(note_id), Kind.FOOTNOTE, 1)

    def _read_running(self) -> None:
        seen: set[str] = set()
        page, self._page = self._page, 1
        for kind, target in self._parts:
            root = self._package.xml(target) if kind in ("header", "footer") else None
            for paragraph in root.iter(f"{W}p") if root is not None else ():
                words = self._words(paragraph).text.strip()
                if words and words not in seen:
                    seen.add(words)
                    self._draft.add(words, page=1, kind=Kind.RUNNING)
        self._page = page


def _alternative(element: etree._Element) -> etree._Element:
    """Of the same content said twice (for new and old Word), the one for new Word."""
    choice = element.find(f"{MC}Choice")
    fallback = element.find(f"{MC}Fallback")
    return choice if choice is not None else fallback if fallback is not None else element


def _runs(element: etree._Element) -> Iterator[etree._Element]:
    """What stands in a paragraph, in order, left out what was deleted and not entering text boxes."""
    stack = list(reversed(element))
    while stack:
        node = stack.pop()
        if node.tag in _GONE or not isinstance(node.tag, str):
            continue
        if node.tag == f"{MC}AlternateContent":
            stack.append(_alternative(node))
            continue
        yield node
        if node.tag != f"{W}txbxContent":
            stack.extend(reversed(node))


def _flat(element: etree._Element, tag: str, stop: str = "") -> Iterator[etree._Element]:
    """The nearest descendants of a tag, through whatever wraps them (content controls, insertions)."""
    stack = list(reversed(element))
    while stack:
        node = stack.pop()
        if node.tag == tag:
            yield node
        elif node.tag not in (f"{W}tbl", stop) and node.tag not in _GONE and isinstance(node.tag, str):
            stack.extend(reversed(node))


def _is_checked(box: etree._Element) -> bool:
    state = box.find(f"{W}checked")
    state = state if state is not None else box.find(f"{W}default")
    return state is not None and state.get(f"{W}val", "1") not in ("0", "false")


def _with_contents_flags(document: DocumentText) -> DocumentText:
    from dataclasses import replace

    flags = contents_flags([words for _, words in document.read()])
    paragraphs = tuple(
        replace(p, is_contents=p.is_contents or flag) for p, flag in zip(document.paragraphs, flags, strict=True)
    )
    return replace(document, paragraphs=paragraphs)
