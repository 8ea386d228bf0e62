"""What the styles of a Word document say of its paragraphs: headings, and lists that number by style."""

import re
from dataclasses import dataclass

from lxml import etree

from contracts.documents.reading.numbering import W

_HEADING_STYLE = re.compile(r"(?:heading|標題|标题|title|subtitle|副標題)\s*\d*$", re.IGNORECASE)
_CONTENTS_STYLE = re.compile(r"(?:toc|目錄|目录|contents?)\d")


@dataclass(slots=True)
class Style:
    """A paragraph style; `is_outlined` marks headings, `is_contents` lines of a table of contents."""

    id: str = ""
    name: str = ""
    based_on: str = ""
    num_id: str = ""
    level: int | None = None
    is_outlined: bool = False
    is_struck: bool | None = None
    """Whether its words have a line through them; None where it says nothing of it."""
    is_hidden: bool | None = None

    @property
    def is_contents(self) -> bool:
        name = (self.name or self.id).lower().replace(" ", "")
        return bool(_CONTENTS_STYLE.match(name))


def styles(root: etree._Element | None) -> dict[str, Style]:
    """By style id, with what each inherits."""
    found: dict[str, Style] = {}
    for element in root.iter(f"{W}style") if root is not None else ():
        name, base = element.find(f"{W}name"), element.find(f"{W}basedOn")
        num_id = element.find(f"{W}pPr/{W}numPr/{W}numId")
        style = Style(
            id=element.get(f"{W}styleId", ""),
            name=name.get(f"{W}val", "") if name is not None else "",
            based_on=base.get(f"{W}val", "") if base is not None else "",
            num_id=num_id.get(f"{W}val", "") if num_id is not None else "",
            level=number_of(element.find(f"{W}pPr/{W}numPr/{W}ilvl")),
        )
        style.is_struck = switched(element.find(f"{W}rPr"), "strike", "dstrike")
        style.is_hidden = switched(element.find(f"{W}rPr"), "vanish")
        style.is_outlined = bool(_HEADING_STYLE.match(style.name)) or is_outline(element.find(f"{W}pPr/{W}outlineLvl"))
        found[style.id] = style
    for style in found.values():
        _inherit(style, found)
    return found


def switched(properties: etree._Element | None, *names: str) -> bool | None:
    """Whether one of these properties is on; None where none of them is named."""
    named = [properties.find(f"{W}{name}") for name in names] if properties is not None else []
    found = [each for each in named if each is not None]
    return any(is_on(each) for each in found) if found else None


def is_on(element: etree._Element | None) -> bool:
    """A property that is there and not switched off."""
    return element is not None and element.get(f"{W}val", "1") not in ("0", "false", "off")


def number_of(element: etree._Element | None) -> int | None:
    value = element.get(f"{W}val", "") if element is not None else ""
    return int(value) if value.isdigit() and len(value) < 4 else None


def is_outline(element: etree._Element | None) -> bool:
    """An outline level of 1 to 9; the tenth (9) is what Word calls body text."""
    level = number_of(element)
    return level is not None and level < 9


def _inherit(style: Style, styles: dict[str, Style]) -> None:
    base, steps = styles.get(style.based_on), 0
    while base is not None and steps < 20:
        style.num_id = style.num_id or base.num_id
        style.level = base.level if style.level is None else style.level
        style.is_outlined = style.is_outlined or base.is_outlined
        style.is_struck = base.is_struck if style.is_struck is None else style.is_struck
        style.is_hidden = base.is_hidden if style.is_hidden is None else style.is_hidden
        base, steps = styles.get(base.based_on), steps + 1
