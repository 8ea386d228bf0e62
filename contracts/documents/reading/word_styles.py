"""What the styles of a Word document say of its paragraphs: headings, and lists that number by style."""

import re
from dataclasses import dataclass

from lxml import etree

from contracts.documents.reading.numbering import W

_HEADING_STYLE = re.compile(r"(?:heading|標題|标题|title|subtitle|副標題)\s*\d*$", re.IGNORECASE)


@dataclass(slots=True)
class Style:
    """A paragraph style; `is_outlined` marks headings."""

    name: str = ""
    based_on: str = ""
    num_id: str = ""
    level: int = 0
    is_outlined: bool = False


def styles(root: etree._Element | None) -> dict[str, Style]:
    """By style id, with what each inherits."""
    found: dict[str, Style] = {}
    for element in root.iter(f"{W}style") if root is not None else ():
        name, base = element.find(f"{W}name"), element.find(f"{W}basedOn")
        num_id = element.find(f"{W}pPr/{W}numPr/{W}numId")
        level = element.find(f"{W}pPr/{W}numPr/{W}ilvl")
        style = Style(
            name=name.get(f"{W}val", "") if name is not None else "",
            based_on=base.get(f"{W}val", "") if base is not None else "",
            num_id=num_id.get(f"{W}val", "") if num_id is not None else "",
            level=int(level.get(f"{W}val", "0")) if level is not None and level.get(f"{W}val", "0").isdigit() else 0,
        )
        style.is_outlined = bool(_HEADING_STYLE.match(style.name)) or element.find(f"{W}pPr/{W}outlineLvl") is not None
        found[element.get(f"{W}styleId", "")] = style
    for style in found.values():
        _inherit(style, found)
    return found


def _inherit(style: Style, styles: dict[str, Style]) -> None:
    base, steps = styles.get(style.based_on), 0
    while base is not None and steps < 20:
        style.num_id = style.num_id or base.num_id
        base, steps = styles.get(base.based_on), steps + 1
