"""Word: every place where a .docx keeps words that bind, in reading order.

Own walk over the XML rather than a library, because a contract's words stand in tables within tables, text boxes,
content controls, foot- and endnotes and tracked insertions, and its article numbers in rules of numbering. What was
deleted under "track changes" is not text; what was inserted is. Page numbers are those Word last rendered, if kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from contracts.documents.reading.limits import MAX_CHARACTERS, MAX_DEPTH
from contracts.documents.reading.numbering import Numbering, W
from contracts.documents.reading.package import Package
from contracts.documents.reading.text import STRUCK, DocumentText, Draft, Kind, with_contents_flags
from contracts.documents.reading.word_runs import (
    BLANK,
    GONE,
    MC,
    Fields,
    Looks,
    M,
    alternative,
    chosen,
    flat,
    is_contents_part,
    is_placeholder,
    runs,
    symbol,
    tick,
)
from contracts.documents.reading.word_styles import Style, is_on, is_outline, number_of, styles
from core.errors import Unreadable
from core.phrases import N_, Phrase, phrase

_LONG_ROW = 500
_LONG_ENTRY = 200
_TOO_DEEP = N_("Tables are nested deeper than any contract's; save the document as .pdf and send that.")
_EMBEDDED = ("oleObject", "package", "aFChunk")


@dataclass(slots=True)
class _Words:
    """What one paragraph turned out to hold."""

    text: str = ""
    boxes: list[etree._Element] = field(default_factory=list)
    page: int = 1
    is_contents: bool = False


def read(package: Package, name: str) -> DocumentText:
    """The text of a .docx. Raises Unreadable when it is damaged, locked, hostile or empty."""
    return _Reader(package, name).document()


class _Reader:
    def __init__(self, package: Package, name: str) -> None:
        self._package = package
        self._main = package.main()
        self._parts = [(kind.rsplit("/", 1)[-1], target) for kind, target in package.relations(self._main)]
        self._draft = Draft(name, "docx")
        self._numbering = Numbering.of(self._part("numbering"))
        self._styles = styles(self._part("styles"))
        self._page, self._tables = 1, 0
        self._notes: dict[tuple[str, str], int] = {}
        self._carried = ""
        self._is_rendered = self._in_contents_part = self._has_hidden = self._has_struck = False
        self._fields: Fields

    def _part(self, kind: str) -> etree._Element | None:
        return next((self._package.xml(target) for k, target in self._parts if k == kind), None)

    def document(self) -> DocumentText:
        root = self._package.xml(self._main)
        body = root.find(f"{W}body") if root is not None else None
        if root is None or body is None:
            raise Unreadable(N_("The .docx has no body; save it again in Word, or send it as .pdf."))
        self._is_rendered = next(root.iter(f"{W}lastRenderedPageBreak"), None) is not None
        self._fields = Fields(root)
        self._block(body, Kind.BODY, 0)
        self._read_notes()
        self._read_running()
        if not self._draft.length:
            raise Unreadable(N_("The document holds no text: its pages may be pictures. Send one with text."))
        return with_contents_flags(self._draft.finish(tuple(self._remarks(root))))

    def _remarks(self, root: etree._Element) -> Iterator[Phrase]:
        if next(root.iter(f"{W}ins", f"{W}del", f"{W}moveFrom"), None) is not None:
            yield phrase(
                N_(
                    "The document has tracked changes: insertions were read as text, deletions were not. Accept them before signing."
                )
            )
        if self._has_hidden:
            yield phrase(N_("The document has hidden words, which were not read: Word neither shows nor prints them."))
        if self._has_struck:
            yield phrase(STRUCK)
        if any(kind in _EMBEDDED for kind, _ in self._parts):
            yield phrase(N_("Other files are embedded in the document; they were not read. Attach them one by one."))

    def _block(self, parent: etree._Element, kind: Kind, depth: int) -> None:
        """Paragraphs and tables under `parent`, whatever wraps them."""
        if depth > MAX_DEPTH:
            raise Unreadable(_TOO_DEEP)
        for child in parent:
            tag = child.tag
            if tag == f"{W}p":
                self._paragraph(child, kind, depth)
            elif tag == f"{W}tbl":
                self._table(child, depth)
            elif tag == f"{MC}AlternateContent":
                self._block(alternative(child), kind, depth + 1)
            elif is_placeholder(child):
                self._add(BLANK, self._page, kind)
            elif tag not in GONE and isinstance(tag, str) and len(child):
                self._wrapped(child, kind, depth + 1)

    def _wrapped(self, element: etree._Element, kind: Kind, depth: int) -> None:
        before, self._in_contents_part = self._in_contents_part, self._in_contents_part or is_contents_part(element)
        self._block(element, kind, depth)
        self._in_contents_part = before

    def _paragraph(self, element: etree._Element, kind: Kind, depth: int) -> None:
        if not self._is_rendered and is_on(element.find(f"{W}pPr/{W}pageBreakBefore")) and self._draft.length:
            self._page += 1
        words = self._words(element)
        if element.find(f"{W}pPr/{W}rPr/{W}del") is not None:
            self._carried = words.text  # its end was deleted: it is the beginning of the next one
        else:
            style = self._style_of(element)
            number = self._number(element, style)  # an empty paragraph takes its number too, and nobody sees it
            if words.text.strip():
                is_heading = kind is Kind.BODY and style.is_outlined
                plain = Kind.LIST_ITEM if kind is Kind.BODY and number else kind
                is_contents = style.is_contents or words.is_contents
                text, what = f"{number} {words.text}", Kind.HEADING if is_heading else plain
                self._add(text, words.page, what, is_contents=is_contents)
        for box in words.boxes:
            self._block(box, Kind.TEXTBOX, depth + 1)
        section = element.find(f"{W}pPr/{W}sectPr")
        if section is not None and not self._is_rendered:
            kind_of = section.find(f"{W}type")
            self._page += kind_of is None or kind_of.get(f"{W}val") not in ("continuous", "nextColumn")

    def _add(self, words: str, page: int, kind: Kind, *, table: int = 0, is_contents: bool = False) -> None:
        if self._draft.length > MAX_CHARACTERS:
            raise Unreadable(
                N_("The text is longer than %(limit)s characters; send the contract alone."), limit=MAX_CHARACTERS
            )
        for line in words.split("\n"):
            self._draft.add(line, page=page, kind=kind, is_contents=is_contents, table=table)

    def _style_of(self, element: etree._Element) -> Style:
        p_style = element.find(f"{W}pPr/{W}pStyle")
        style_id = p_style.get(f"{W}val", "") if p_style is not None else ""
        style = self._styles.get(style_id) or Style(style_id)
        if is_outline(element.find(f"{W}pPr/{W}outlineLvl")) and not style.is_outlined:
            style = replace(style, is_outlined=True)
        return style

    def _number(self, element: etree._Element, style: Style) -> str:
        own = element.find(f"{W}pPr/{W}numPr")
        num_id = own.find(f"{W}numId") if own is not None else None
        level = number_of(own.find(f"{W}ilvl")) if own is not None else None
        list_id = num_id.get(f"{W}val", "") if num_id is not None else style.num_id
        if not list_id:
            return ""
        if level is None and num_id is None:
            linked = self._numbering.by_style.get(style.id)
            level = linked[1] if linked else style.level
        return self._numbering.next(list_id, level or 0)

    def _words(self, element: etree._Element) -> _Words:
        out = _Words(page=self._page, is_contents=self._is_in_contents())
        parts, self._carried = [self._carried], ""
        looks = Looks(self._styles, self._style_of(element))
        self._note_left_out(element, looks)
        for node in runs(element, looks):
            self._run_part(node, parts, out)
            out.is_contents = out.is_contents or self._is_in_contents()
        out.text = "".join(parts)
        out.is_contents = out.is_contents and len(out.text) < _LONG_ENTRY
        return out

    def _note_left_out(self, element: etree._Element, looks: Looks) -> None:
        """Remember that words were passed over, for whoever reads the text."""
        if self._has_hidden and self._has_struck:
            return
        for run in element.iter(f"{W}r"):
            if looks.leaves_out(run) and "".join(run.itertext(f"{W}t")).strip():
                self._has_hidden = self._has_hidden or looks.is_hidden(run)
                self._has_struck = self._has_struck or looks.is_struck(run)

    def _is_in_contents(self) -> bool:
        return self._in_contents_part or self._fields.is_in_contents

    def _run_part(self, node: etree._Element, parts: list[str], out: _Words) -> None:
        tag = node.tag
        if tag in (f"{W}t", f"{M}t"):
            parts.append(node.text or "")
        elif tag in _SIGNS:
            parts.append(_SIGNS[tag])
        elif tag == f"{W}lastRenderedPageBreak" or (tag == f"{W}br" and node.get(f"{W}type") == "page"):
            self._turn_page(parts, out, rendered=tag == f"{W}lastRenderedPageBreak")
        elif tag in (f"{W}br", f"{W}cr"):
            parts.append("\n")
        elif tag == f"{W}txbxContent":
            out.boxes.append(node)
        elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
            kind = "footnotes" if tag == f"{W}footnoteReference" else "endnotes"
            self._notes.setdefault((kind, node.get(f"{W}id", "")), self._page)
        elif tag in (f"{W}fldChar", f"{W}instrText"):
            self._fields.pass_by(node)
        elif is_placeholder(node):
            parts.append(BLANK)
        elif tag in _DRAWN:
            parts.append(_DRAWN[tag](node))

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
        for row in flat(table, f"{W}tr"):
            if row.find(f"{W}trPr/{W}del") is None:
                self._row(row, depth, number)

    def _row(self, row: etree._Element, depth: int, number: int) -> None:
        page = self._page
        cells = [c for c in flat(row, f"{W}tc") if c.find(f"{W}tcPr/{W}cellDel") is None]
        texts, inner = [""] * (number_of(row.find(f"{W}trPr/{W}gridBefore")) is not None), []
        is_long = sum(len(t.text or "") for t in row.iter(f"{W}t")) > _LONG_ROW
        for cell in cells:
            if len(cells) == 1 or is_long or any(p.find(f".//{W}txbxContent") is not None for p in cell.iter(f"{W}p")):
                self._block(cell, Kind.BODY, depth + 1)
                continue
            texts.append(" ".join(self._cell_words(cell)))
            inner += list(flat(cell, f"{W}tbl"))
        if any(text.strip() for text in texts):
            self._add(" | ".join(text.strip() for text in texts), page, Kind.TABLE_ROW, table=number)
        for table in inner:
            if depth > MAX_DEPTH:
                raise Unreadable(_TOO_DEEP)
            self._table(table, depth + 1)

    def _cell_words(self, cell: etree._Element) -> Iterator[str]:
        for paragraph in flat(cell, f"{W}p", stop=f"{W}tbl"):
            words = self._words(paragraph)
            number = self._number(paragraph, self._style_of(paragraph))
            if words.text.strip():
                yield f"{number} {words.text}".strip().replace("\n", " ")

    def _read_notes(self) -> None:
        last = self._page
        for kind in ("footnotes", "endnotes"):
            root = self._part(kind) if any(k == kind for k, _ in self._notes) else None
            notes = {note.get(f"{W}id", ""): note for note in root} if root is not None else {}
            for (note_kind, note_id), page in list(self._notes.items()):
                if note_kind == kind and note_id in notes:
                    self._page = page
                    self._block(notes.pop(note_id), Kind.FOOTNOTE, 1)
        self._page = last

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


_SIGNS = {f"{W}tab": " ", f"{W}ptab": " ", f"{W}noBreakHyphen": "-"}
_DRAWN = {f"{W}checkBox": tick, f"{W}ddList": chosen, f"{W}sym": symbol}
