"""How the workbook's cells look, and how a new sheet is set up for print: A4 landscape, as wide as one page."""

from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from core.excel.cells import display_width, put
from core.i18n import say
from core.web.listing import Kind

FACE = "Microsoft JhengHei"
INK, BRAND, PALE, LINKED = "1B2733", "1F3A5F", "6B7883", "155A96"
TONES = {
    "good": ("E3F4EA", "17693D"),
    "warn": ("FDF1D3", "7A5200"),
    "bad": ("FCE8E8", "A4262C"),
    "info": ("E4F0FA", "155A96"),
}
LINE = Border(bottom=Side("thin", color="DDE3E9"))
ALIGNED = {Kind.NUMBER: "right", Kind.MONEY: "right", Kind.PERCENT: "right", Kind.DAY: "center", Kind.INSTANT: "center"}
LINE_HEIGHT = 16.0
TALLEST = 25
"""Lines in a row: Excel holds rows of 409 points."""


def new_sheet(book: Workbook, name: str) -> Worksheet:
    ws: Worksheet = book.create_sheet(name)
    ws.sheet_view.showGridLines = False
    ws.page_setup.orientation, ws.page_setup.paperSize = "landscape", ws.PAPERSIZE_A4
    ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
    ws.sheet_properties.pageSetUpPr.fitToPage = True
    margins = ws.page_margins
    margins.left = margins.right = 0.5
    margins.top, margins.bottom, margins.header, margins.footer = 0.6, 0.7, 0.3, 0.35
    ws.oddFooter.left.text, ws.oddFooter.right.text = "&A", "&P / &N"
    return ws


def write(ws: Worksheet, row: int, column: int, value: Any, kind: Kind = Kind.TEXT, **font: Any) -> Any:
    cell = put(ws.cell(row, column), value, kind)
    cell.font = Font(name=FACE, **({"color": INK, "size": 11} | font))
    side = ALIGNED.get(kind) or (None if isinstance(cell.value, str | None) else "right")
    cell.alignment = Alignment(
        wrap_text=isinstance(cell.value, str), vertical="top", horizontal=side or ("left" if column > 1 else None),
        indent=1 if side is None and column > 1 else 0,
    )  # fmt: skip
    return cell


def write_line(ws: Worksheet, row: int, text: str, **font: Any) -> Any:
    """A text that runs on over the columns beside it."""
    cell = write(ws, row, 1, text, **font)
    cell.alignment = Alignment(wrap_text=False, vertical="top")
    return cell


def head(ws: Worksheet, row: int, column: int, text: str, kind: Kind = Kind.TEXT) -> None:
    cell = write(ws, row, column, text, bold=True, color="FFFFFF")
    cell.fill = PatternFill("solid", fgColor=BRAND)
    side = ALIGNED.get(kind)
    indent = 1 if side is None and column > 1 else 0
    cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal=side or "left", indent=indent)


def light(cell: Any, tone: str) -> None:
    if tone in TONES:
        fill, ink = TONES[tone]
        cell.fill, cell.font = PatternFill("solid", fgColor=fill), Font(name=FACE, bold=True, color=ink)


def title(ws: Worksheet, text: Any, lead: Any = "", *, width: float = 100) -> int:
    """The sheet's heading over columns of this width together; returns the row below it."""
    write_line(ws, 1, str(text), size=16, bold=True, color=BRAND)
    ws.row_dimensions[1].height = 26
    row = 2
    for line in wrapped(say(lead), int(width)) if lead else ():
        write_line(ws, row, line, color="55636F")
        row += 1
    return row + 1


def wrapped(text: str, room: int) -> list[str]:
    """A text in lines of so many letters: between words, and between any two Chinese characters."""
    lines, line = [], ""
    for word in _words(text):
        if line and display_width(line + word.rstrip()) > room:
            lines.append(line.rstrip())
            line = ""
        line += word
    return [*lines, line.rstrip()]


def _words(text: str) -> list[str]:
    words = [""]
    for letter in text:
        if ord(letter) > 0x2E7F and letter not in "，。、；：）」”":
            words += [letter]
        else:
            words[-1] += letter
            if letter == " ":
                words.append("")
    return words


def fit(ws: Worksheet, row: int, rooms: Sequence[int]) -> None:
    """Make a row as high as its longest text needs: not every program does so by itself."""
    lines = 1
    for number, room in enumerate(rooms, 1):
        cell = ws._cells.get((row, number))
        value = cell.value if cell is not None else None
        if isinstance(value, str) and ("\n" in value or 2 * len(value) > room):
            # no character is wider than two: most texts need no counting
            lines = max(lines, sum(_lines(line, room) for line in value.split("\n")))
    if lines > 1:
        ws.row_dimensions[row].height = LINE_HEIGHT * min(lines, TALLEST)


def _lines(text: str, room: int) -> int:
    """How many lines a text takes; words are not cut, so lines are seldom full."""
    width = display_width(text)
    if width <= room:
        return 1
    return -(-int(width * (1.15 if text.isascii() else 1.05)) // room)


def rooms(ws: Worksheet, columns: int) -> list[int]:
    """How many letters find room beside one another in each column; the indent takes one."""
    return [int((ws.column_dimensions[get_column_letter(n)].width or 10) - 2) for n in range(1, columns + 1)]
