"""The figures as pictures: boxes, lines and tiles with their places, drawn by macros/charts.html with classes alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from core.excel.cells import display_width
from core.i18n import formats, say
from core.web.listing import Column, Kind, Status
from vendors.concentration.network import SHAPE_NAMES, Carried, Network
from vendors.concentration.queries import Figures
from vendors.concentration.treemap import squarified
from vendors.concentration.wording import the_rest

WIDE, HIGH = 900, 440
NARROW = 330
"""The width of a phone's column: what is drawn for it is shown at its own size."""
TILES, TILES_NARROW = 24, 10
WIDEST = 12.2
"""Width of a Chinese letter, and of the widest Latin ones, at the size of a label."""
NARROW_LETTERS = "fijlrtI.,:;'|!()[] "
BOX_HIGH, ROW_HIGH, TOP = 34, 46, 12


@dataclass(frozen=True)
class TileShown:
    """A tile with what is written in it: nothing where there is no room (the table has it all)."""

    x: float
    y: float
    width: float
    height: float
    label: str
    value: str
    says: str
    look: str


@dataclass(frozen=True)
class Treemap:
    title: str
    about: str
    tiles: Sequence[TileShown]
    width: int
    height: int


def treemap(found: Figures, *, is_narrow: bool = False) -> Treemap:
    """Areas by share; the smallest together as one. A hatched tile is above its limit, a dotted one weighs at least this."""
    most, width = (TILES_NARROW, NARROW) if is_narrow else (TILES, WIDE)
    first, rest = list(found.lines[:most]), found.lines[most:]
    parts = [
        (
            line.name,
            float(line.share),
            formats.percent(line.share),
            "over" if line.is_over else "part" if line.is_at_least else "",
        )
        for line in first
    ]
    if rest:
        share = sum((line.share for line in rest), start=rest[0].share * 0)
        parts.append((the_rest(rest), float(share), formats.percent(share), "rest"))
    parts = [part for part in parts if part[1] > 0]
    tiles = squarified([part[1] for part in parts], width, HIGH) if parts else []
    shown = [
        TileShown(
            round(tile.x, 1), round(tile.y, 1), round(tile.width, 1), round(tile.height, 1),
            fitted(name, tile.width - 14) if tile.height > 22 else "",
            value if tile.height > 40 and tile.width > 46 else "",
            f"{name}: {value}",
            look,
        )
        for tile, (name, _, value, look) in zip(tiles, parts, strict=True)
    ]  # fmt: skip
    about = " ".join(f"{name}: {value}." for name, _, value, _ in parts[:5])
    return Treemap(gettext("Shares by %(basis)s as areas", basis=say(found.basis.label)), about, shown, width, HIGH)


def fitted(text: str, width: float) -> str:
    """As much of a label as a width takes; nothing where not even three letters fit."""
    if sum(map(_letter, text)) <= width:
        return text
    kept, left = "", width - WIDEST
    for letter in text:
        left -= _letter(letter)
        if left < 0:
            break
        kept += letter
    return f"{kept}…" if display_width(kept) >= 3 else ""


def _letter(letter: str) -> float:
    """About how wide a letter is at the size of a label; rather too wide than too narrow."""
    if display_width(letter) > 1 or letter in "MW@%mw":
        return WIDEST
    if letter in NARROW_LETTERS:
        return 5
    return 9 if letter.isupper() else 7.6


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    label: str
    says: str
    shape: str
    is_single: bool


@dataclass(frozen=True)
class Drawing:
    """The dependency graph with its places; `links` are the curves' paths."""

    title: str
    about: str
    width: int
    height: int
    box_high: int
    boxes: Sequence[Box]
    links: Sequence[str]
    left_out: int


def drawing(found: Network) -> Drawing:
    """Layer beside layer from the functions on the left to what lies deepest on the right."""
    count = max(1, len(found.layers))
    width = max(WIDE, count * 190)
    column = width / count
    box = column - 56
    height = TOP * 2 + max((len(layer) for layer in found.layers), default=1) * ROW_HIGH
    at: dict[str, tuple[float, float]] = {}
    for number, layer in enumerate(found.layers):
        start = (height - len(layer) * ROW_HIGH) / 2
        for place, key in enumerate(layer):
            at[key] = (round(number * column + 6, 1), round(start + place * ROW_HIGH, 1))
    boxes = [_box(found, key, x, y, box) for key, (x, y) in at.items()]
    links = [_curve(at[one], at[other], box) for one, other in found.edges if one in at and other in at]
    singles = sum(node.is_single for node in found.nodes.values())
    return Drawing(
        title=gettext("What critical functions rest on"),
        about=gettext(
            "%(boxes)s boxes in %(layers)s levels, %(singles)s of them stop a function if they fail. The table below names every link.",
            boxes=len(boxes),
            layers=len(found.layers),
            singles=singles,
        ),
        width=round(width),
        height=round(height),
        box_high=BOX_HIGH,
        boxes=boxes,
        links=links,
        left_out=found.left_out,
    )


def _box(found: Network, key: str, x: float, y: float, width: float) -> Box:
    node = found.nodes[key]
    kind = say(SHAPE_NAMES[node.shape])
    label = f"▲ {node.name}" if node.is_single else node.name
    return Box(
        x, y, round(width, 1), fitted(label, width - 16), f"{kind}: {node.name}", node.shape.value, node.is_single
    )


def _curve(one: tuple[float, float], other: tuple[float, float], box: float) -> str:
    """From the right of one box to the left of the other; back on the right where it does not lie further right."""
    x1, y1 = one[0] + box, one[1] + BOX_HIGH / 2
    is_further = other[0] > one[0]
    x2, y2 = (other[0] if is_further else other[0] + box), other[1] + BOX_HIGH / 2
    bend = max(28.0, abs(x2 - x1) / 2)
    to = x2 - bend if is_further else x2 + bend
    return f"M{x1:.1f},{y1:.1f} C{x1 + bend:.1f},{y1:.1f} {to:.1f},{y2:.1f} {x2:.1f},{y2:.1f}"


# --- the same as tables -----------------------------------------------------------------------------------------------


def links(found: Network) -> list[tuple[str, str]]:
    """Who rests on whom, from the functions downwards."""
    shown = [(found.nodes[a], found.nodes[b]) for a, b in found.edges if a in found.nodes and b in found.nodes]
    shown.sort(key=lambda pair: (pair[0].layer, pair[0].name, pair[0].key, pair[1].layer, pair[1].name, pair[1].key))
    return [(upper.key, lower.key) for upper, lower in shown]


def link_columns(found: Network) -> list[Column]:
    return [
        Column("upper", gettext("Rests"), lambda e: found.nodes[e[0]].name, url=lambda e: found.nodes[e[0]].url),
        Column("kind", gettext("Kind"), lambda e: say(SHAPE_NAMES[found.nodes[e[0]].shape])),
        Column("lower", gettext("on"), lambda e: found.nodes[e[1]].name, url=lambda e: found.nodes[e[1]].url),
        Column("lower_kind", gettext("Kind"), lambda e: say(SHAPE_NAMES[found.nodes[e[1]].shape])),
        Column("functions", gettext("Critical functions above it"), lambda e: found.nodes[e[1]].functions, Kind.NUMBER),
        Column("single", gettext("State"), lambda e: single(found.nodes[e[1]].is_single), Kind.STATUS),
    ]


def single(is_single: bool) -> Status | None:
    return Status(gettext("Single point of failure"), "bad") if is_single else None


MARKS = {"sole": "▲", "direct": "●", "below": "○", "": ""}


def mark_names() -> dict[str, str]:
    return {
        "sole": gettext("stops it alone"),
        "direct": gettext("serves it"),
        "below": gettext("in its chain"),
    }


def matrix_columns(functions: Sequence[tuple[int, str]]) -> list[Column]:
    """One column a function, for the workbook."""
    names = mark_names()

    def cell(place: int) -> Any:
        return lambda row: names.get(row.marks[place], "")

    return [
        Column("name", gettext("Party"), lambda row: row.name),
        Column("functions", gettext("Critical functions"), _count, Kind.NUMBER),
        *(Column(f"f{number}", name, cell(place)) for place, (number, name) in enumerate(functions)),
    ]


def _count(row: Carried) -> int:
    return row.functions
