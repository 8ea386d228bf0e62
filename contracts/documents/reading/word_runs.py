"""What stands inside a paragraph of a Word document, in order: words, breaks, symbols, boxes, fields, notes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from contracts.documents.reading.numbering import W
from contracts.documents.reading.word_styles import Style, is_on, switched

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

GONE = {f"{W}{name}" for name in ("del", "moveFrom", "delText", "delInstrText", "pPr", "rPr", "sdtPr", "rt")}
"""What is no text: deletions, properties, the reading beside a character."""

BLANK = "____"
"""A content control that nobody has filled in holds only its prompt."""

_SYMBOLS = {
    "wingdings": {0x6F: "□", 0x71: "□", 0x72: "□", 0xA8: "□", 0xFB: "☒", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑", 0x78: "☒"},
    "wingdings 2": {0x2A: "□", 0xA3: "□", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒"},
    "symbol": {0xB1: "±", 0xB3: "≥", 0xA3: "≤", 0xB4: "×", 0xB7: "•", 0xB0: "°"},
}
"""Ticks and boxes that Word keeps as characters of a font of its own."""


def runs(element: etree._Element, looks: "Looks") -> Iterator[etree._Element]:
    """The parts of a paragraph, left out what was deleted, hidden or struck out, and not entering text boxes."""
    stack = list(reversed(element))
    while stack:
        node = stack.pop()
        if node.tag in GONE or not isinstance(node.tag, str):
            continue
        if node.tag == f"{W}r" and looks.leaves_out(node):
            continue
        if node.tag == f"{MC}AlternateContent":
            stack.append(alternative(node))
            continue
        yield node
        if node.tag != f"{W}txbxContent" and not is_placeholder(node):
            stack.extend(reversed(node))


def alternative(element: etree._Element) -> etree._Element:
    """Of the same content said twice (for new and old Word), the one for new Word."""
    choice = element.find(f"{MC}Choice")
    fallback = element.find(f"{MC}Fallback")
    return choice if choice is not None else fallback if fallback is not None else element


@dataclass(frozen=True, slots=True)
class Looks:
    """How the styles by name, and the paragraph's own among them, make words look."""

    styles: Mapping[str, Style]
    paragraph: Style

    def is_hidden(self, run: etree._Element) -> bool:
        """Words that Word neither shows nor prints."""
        own = switched(run.find(f"{W}rPr"), "vanish")
        return own if own is not None else bool(self._named(run).is_hidden) is not bool(self.paragraph.is_hidden)

    def is_struck(self, run: etree._Element) -> bool:
        """Words with a line through them: the parties no longer want them."""
        own = switched(run.find(f"{W}rPr"), "strike", "dstrike")
        # What a style of the paragraph and one of the words both switch on is off: so the standard has it (17.7.3).
        return own if own is not None else bool(self._named(run).is_struck) is not bool(self.paragraph.is_struck)

    def leaves_out(self, run: etree._Element) -> bool:
        """Whether the words bind nobody."""
        return self.is_hidden(run) or self.is_struck(run)

    def _named(self, run: etree._Element) -> Style:
        named = run.find(f"{W}rPr/{W}rStyle")
        return self.styles.get(named.get(f"{W}val", ""), _PLAIN) if named is not None else _PLAIN


_PLAIN = Style()


def is_placeholder(node: etree._Element) -> bool:
    """A content control that still shows its prompt."""
    return node.tag == f"{W}sdt" and is_on(node.find(f"{W}sdtPr/{W}showingPlcHdr"))


def is_contents_part(node: etree._Element) -> bool:
    """The building block that Word makes for a table of contents."""
    gallery = node.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery") if node.tag == f"{W}sdt" else None
    return gallery is not None and "table of contents" in gallery.get(f"{W}val", "").lower()


def symbol(node: etree._Element) -> str:
    """The character that a symbol of Word's own fonts looks like; "" for an ornament."""
    code = node.get(f"{W}char", "")
    try:
        number = int(code, 16) & 0xFF
    except ValueError:
        return ""
    return _SYMBOLS.get(node.get(f"{W}font", "").lower(), {}).get(number, "")


def tick(box: etree._Element) -> str:
    """A form's check box as [v] or [ ]."""
    state = box.find(f"{W}checked")
    return "[v]" if is_on(state if state is not None else box.find(f"{W}default")) else "[ ]"


def chosen(choices: etree._Element) -> str:
    """What is chosen in a form's drop-down list."""
    entries = [entry.get(f"{W}val", "") for entry in choices.findall(f"{W}listEntry")]
    result = choices.find(f"{W}result")
    if result is None:
        result = choices.find(f"{W}default")
    at = result.get(f"{W}val", "0") if result is not None else "0"
    return entries[int(at)] if at.isdigit() and int(at) < len(entries) else ""


def flat(element: etree._Element, tag: str, stop: str = "") -> Iterator[etree._Element]:
    """The nearest descendants of a tag, through whatever wraps them (content controls, insertions)."""
    stack = list(reversed(element))
    while stack:
        node = stack.pop()
        if node.tag == tag:
            yield node
        elif node.tag not in (f"{W}tbl", stop) and node.tag not in GONE and isinstance(node.tag, str):
            stack.extend(reversed(node))


class Fields:
    """Which fields are open: what stands in a TOC field is a table of contents."""

    def __init__(self, root: etree._Element) -> None:
        kinds = [node.get(f"{W}fldCharType") for node in root.iter(f"{W}fldChar")]
        # Fields that are never closed would make the rest of the document a table of contents.
        self._are_whole = kinds.count("begin") == kinds.count("end")
        self._open: list[str] = []

    def pass_by(self, node: etree._Element) -> None:
        """Note a field's begin, instruction or end."""
        if node.tag == f"{W}instrText" and self._open:
            self._open[-1] += node.text or ""
        elif node.tag == f"{W}fldChar":
            kind = node.get(f"{W}fldCharType")
            if kind == "begin":
                self._open.append("")
            elif kind == "end" and self._open:
                self._open.pop()

    @property
    def is_in_contents(self) -> bool:
        return self._are_whole and any(code.split()[:1] == ["TOC"] for code in self._open)
