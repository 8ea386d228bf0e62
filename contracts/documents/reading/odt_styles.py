"""What the styles of an OpenDocument text say of its paragraphs and words."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree

from contracts.documents.reading.odt_lists import STYLE, TEXT

FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"


@dataclass(slots=True)
class Style:
    """A style and what it changes; `breaks_before` and `breaks_after` turn the page."""

    parent: str = ""
    list_style: str = ""
    breaks_before: bool = False
    breaks_after: bool = False
    is_hidden: bool = False
    is_struck: bool | None = None
    """None: as what stands around it."""


@dataclass
class Styles:
    """By name."""

    _named: dict[str, Style] = field(default_factory=dict)

    def of(self, element: etree._Element) -> Style:
        return self._named.get(element.get(f"{TEXT}style-name", "")) or _PLAIN

    def add(self, element: etree._Element) -> None:
        paragraph, words = element.find(f"{STYLE}paragraph-properties"), element.find(f"{STYLE}text-properties")
        before = paragraph.get(f"{FO}break-before") if paragraph is not None else None
        after = paragraph.get(f"{FO}break-after") if paragraph is not None else None
        line = words.get(f"{STYLE}text-line-through-style") if words is not None else None
        self._named[element.get(f"{STYLE}name", "")] = Style(
            parent=element.get(f"{STYLE}parent-style-name", ""),
            list_style=element.get(f"{STYLE}list-style-name", ""),
            breaks_before=before == "page" or bool(element.get(f"{STYLE}master-page-name")),
            breaks_after=after == "page",
            is_hidden=words is not None and words.get(f"{TEXT}display") == "none",
            is_struck=None if line is None else line != "none",
        )

    def inherit(self) -> None:
        for style in self._named.values():
            parent, steps = self._named.get(style.parent), 0
            while parent is not None and steps < 20 and not style.list_style:
                style.list_style, parent, steps = parent.list_style, self._named.get(parent.parent), steps + 1


_PLAIN = Style()


def styles(roots: Iterable[etree._Element]) -> Styles:
    """From styles.xml and content.xml, the latter winning."""
    found = Styles()
    for root in roots:
        for element in root.iter(f"{STYLE}style"):
            found.add(element)
    found.inherit()
    return found
