"""The board's workbook in Excel's own terms: real numbers and dates, native charts, frozen headings, A4 landscape."""

import tempfile
from collections.abc import Sequence
from copy import copy
from typing import IO, Any

from flask_babel import gettext
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from core.excel.cells import WIDTHS, cell_value, display_width, put, sheet_title
from core.i18n import formats, say
from core.report import charts
from core.report.operations import Board
from core.report.parts import Figure, Sheet, Table, light_name
from core.web.listing import Column, Kind

FACE = "Microsoft JhengHei"
INK, BRAND = "1B2733", "1F3A5F"
TONES = {
    "good": ("E3F4EA", "17693D"),
    "warn": ("FDF1D3", "7A5200"),
    "bad": ("FCE8E8", "A4262C"),
    "info": ("E4F0FA", "155A96"),
}
LINE = Border(bottom=Side("thin", color="DDE3E9"))
PRINTED_WIDTH, PRINTED_ROWS = 132, 29
"""What an A4 page in landscape holds: widths of a digit, rows of 15 points."""
NARROWEST, WIDEST = 10, 46
ALIGNED = {Kind.NUMBER: "right", Kind.MONEY: "right", Kind.PERCENT: "right", Kind.DAY: "center", Kind.INSTANT: "center"}

Look = tuple[Kind, bool, str, bool, str]
"""All that decides how a cell of a table looks: its kind, whether it is indented, number format, text or not, tone."""


def write_board(board: Board) -> IO[bytes]:
    """The workbook as an open temporary file at its start."""
    book = Workbook()
    book.remove(book.active)
    titles = [str(s.title) for s in board.sheets]
    _cover(_new(book, gettext("Cover")), board, [gettext("Summary"), *titles, gettext("Definitions")])
    _summary(_new(book, gettext("Summary")), board)
    for sheet in board.sheets:
        _sheet(_new(book, str(sheet.title)), sheet)
    _definitions(_new(book, gettext("Definitions")), board)
    handle = tempfile.TemporaryFile()  # noqa: SIM115 - whoever asked for it closes it
    book.save(handle)
    handle.seek(0)
    return handle


def _new(book: Workbook, title: str) -> Worksheet:
    name, number = sheet_title(title), 2
    while name in book.sheetnames:
        name, number = f"{sheet_title(title)[:28]} {number}", number + 1
    ws: Worksheet = book.create_sheet(name)
    ws.sheet_view.showGridLines = False
    ws.page_setup.orientation, ws.page_setup.paperSize = "landscape", ws.PAPERSIZE_A4
    ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
    ws.sheet_properties.pageSetUpPr.fitToPage = True
    ws.page_margins.left = ws.page_margins.right = 0.5
    ws.oddFooter.left.text, ws.oddFooter.right.text = "&A", "&P / &N"
    return ws


def _write(ws: Worksheet, row: int, column: int, value: Any, kind: Kind = Kind.TEXT, **font: Any) -> Any:
    cell = put(ws.cell(row, column), value, kind)
    cell.font = Font(name=FACE, **({"color": INK, "size": 11} | font))
    side = ALIGNED.get(kind)
    cell.alignment = Alignment(
        wrap_text=isinstance(cell.value, str), vertical="top", horizontal=side or ("left" if column > 1 else None),
        indent=1 if side is None and column > 1 else 0,
    )  # fmt: skip
    return cell


def _fit(ws: Worksheet, row: int, rooms: Sequence[int]) -> None:
    """Make a row as high as its longest text needs: not every program does so by itself."""
    lines = 1
    for number, room in enumerate(rooms, 1):
        cell = ws._cells.get((row, number))
        value = cell.value if cell is not None else None
        if isinstance(value, str) and ("\n" in value or 2 * len(value) > room):
            # no character is wider than two: most texts need no counting
            lines = max(lines, sum(max(1, -(-display_width(line) // room)) for line in value.split("\n")))
    if lines > 1:
        ws.row_dimensions[row].height = 15.5 * min(lines, 12)


def _rooms(ws: Worksheet, columns: int) -> list[int]:
    """How many letters find room beside one another in each column."""
    return [int((ws.column_dimensions[get_column_letter(n)].width or 10) - 1) for n in range(1, columns + 1)]


def _title(ws: Worksheet, text: Any, lead: Any = "") -> int:
    """The sheet's heading; returns the row below it."""
    cell = _write(ws, 1, 1, str(text), size=16, bold=True, color=BRAND)
    cell.alignment = Alignment(wrap_text=False)
    ws.row_dimensions[1].height = 26
    if not lead:
        return 3
    cell = _write(ws, 2, 1, say(lead), color="55636F")
    cell.alignment = Alignment(wrap_text=False)
    return 4


def _cover(ws: Worksheet, board: Board, contents: list[str]) -> None:
    ws.column_dimensions["A"].width, ws.column_dimensions["B"].width = 26, 70
    _write(
        ws, 2, 1, gettext("Outsourced IT vendors: report to the board"), size=22, bold=True, color=BRAND
    ).alignment = Alignment(wrap_text=False)
    from core import clock

    facts: list[tuple[str, Any, Kind]] = [
        (gettext("As of"), board.as_of, Kind.DAY),
        (gettext("As of (民國)"), formats.day(board.as_of, roc=True), Kind.TEXT),
        (gettext("Made"), clock.now(), Kind.INSTANT),
        (gettext("Made by"), board.made_by, Kind.TEXT),
        (gettext("Compared with"), board.before_on or gettext("no earlier report is on record"), Kind.DAY if board.before_on else Kind.TEXT),
        (gettext("Basis"), gettext("CC-19000 (4) of the Standard for the Internal Control Systems of Securities Firms, as revised in 2023"), Kind.TEXT),
        (gettext("How it is made"), gettext("From the register on the day above, by the same calculations as the product's pages. What is not known is shown as not known, never as zero."), Kind.TEXT),
    ]  # fmt: skip
    for row, (label, value, kind) in enumerate(facts, 4):
        _write(ws, row, 1, label, bold=True)
        _write(ws, row, 2, value, kind).alignment = Alignment(horizontal="left", vertical="top", wrap_text=True)
    row = 4 + len(facts) + 1
    _write(ws, row, 1, gettext("Contents"), bold=True, size=13, color=BRAND)
    ws.row_dimensions[row].height = 20
    for number, title in enumerate(contents, 1):
        cell = _write(ws, row + number, 1, title, color="155A96", underline="single")
        cell.hyperlink = f"#'{sheet_title(title)}'!A1"
        cell.alignment = Alignment(wrap_text=False)


def _summary(ws: Worksheet, board: Board) -> None:
    row = _title(ws, gettext("Summary"))
    heads = [
        gettext("Subject"),
        gettext("Figure"),
        gettext("Result"),
        gettext("Light"),
        gettext("Last time"),
        gettext("Difference"),
        gettext("Why"),
    ]
    for column, (head, width) in enumerate(zip(heads, (24, 38, 16, 14, 16, 14, 60), strict=True), 1):
        ws.column_dimensions[get_column_letter(column)].width = width
        _head(ws, row, column, head, Kind.NUMBER if column in (3, 5, 6) else Kind.TEXT)
    ws.freeze_panes = ws.cell(row + 1, 1)
    ws.print_title_rows = f"{row}:{row}"
    first = row
    for sheet in board.sheets:
        for figure in sheet.figures:
            row += 1
            _summary_row(ws, row, str(sheet.title), figure, board)
    ws.auto_filter.ref = f"A{first}:G{max(row, first)}"
    rooms = _rooms(ws, 7)
    for line in range(first + 1, row + 1):
        _fit(ws, line, rooms)


def _summary_row(ws: Worksheet, row: int, subject: str, figure: Figure, board: Board) -> None:
    _write(ws, row, 1, subject)
    _write(ws, row, 2, str(figure.label))
    if figure.value is None:
        _write(ws, row, 3, gettext("not known"), color="6B7883").alignment = Alignment(horizontal="right")
    else:
        _write(ws, row, 3, figure.value, figure.kind, bold=True)
    light = _write(ws, row, 4, light_name(figure.tone))
    light.alignment = Alignment(horizontal="center", vertical="top")
    _light(light, figure.tone)
    before = (board.before or {}).get(figure.key)
    if before is None:
        _write(ws, row, 5, gettext("no data"), color="6B7883").alignment = Alignment(horizontal="right")
    else:
        _write(ws, row, 5, _as_kind(before, figure), figure.kind)
        if figure.value is not None:
            # A live formula: the reader can see where the change comes from.
            cell = ws.cell(row, 6, f"=C{row}-E{row}")
            cell.number_format = "+0.0%;-0.0%;0.0%" if figure.kind is Kind.PERCENT else "+#,##0.##;-#,##0.##;0"
            cell.font = Font(name=FACE, size=11)
    _write(ws, row, 7, say(figure.why) if figure.why else "")
    for column in range(1, 8):
        ws.cell(row, column).border = LINE


def _as_kind(value: float, figure: Figure) -> Any:
    return int(value) if isinstance(figure.value, int) and float(value).is_integer() else value


def _light(cell: Any, tone: str) -> None:
    if tone in TONES:
        fill, ink = TONES[tone]
        cell.fill, cell.font = PatternFill("solid", fgColor=fill), Font(name=FACE, bold=True, color=ink)


def _head(ws: Worksheet, row: int, column: int, text: str, kind: Kind = Kind.TEXT) -> None:
    cell = _write(ws, row, column, text, bold=True, color="FFFFFF")
    cell.fill = PatternFill("solid", fgColor=BRAND)
    side = ALIGNED.get(kind)
    indent = 1 if side is None and column > 1 else 0
    cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal=side or "left", indent=indent)


def _sheet(ws: Worksheet, sheet: Sheet) -> None:
    row = _title(ws, sheet.title, sheet.lead)
    widths: dict[int, float] = {}
    places: list[tuple[int, int]] = []
    drawings: list[tuple[int, int]] = []
    for number, table in enumerate(sheet.tables):
        drawn = [c for c in sheet.charts if c.table == number and table.rows]
        if drawn and number:
            ws.row_breaks.append(Break(id=row - 1))
        row = _table(ws, row, table, widths, is_first=number == 0, is_only=len(sheet.tables) == 1, places=places)
        head, last = places[number]
        for chart in drawn:
            charts.draw(ws, chart, head, last, row)
            drawings.append((row, charts.rows_of(chart, last - head)))
            row += charts.rows_of(chart, last - head)
    for column, width in widths.items():
        ws.column_dimensions[get_column_letter(column)].width = width
    rooms = _rooms(ws, len(widths))
    for head, last in places:
        for line in range(head + 1, last + 1):
            _fit(ws, line, rooms)
    _keep_whole(ws, drawings, sum(widths.values()))


def _keep_whole(ws: Worksheet, drawings: Sequence[tuple[int, int]], width: float) -> None:
    """Start a new printed page before a chart that would otherwise be cut in two."""
    scale = min(1.0, PRINTED_WIDTH / max(width, 1))
    room, begun = PRINTED_ROWS / scale, 1
    for row, rows in drawings:
        begun = max([begun, *(b.id + 1 for b in ws.row_breaks.brk if b.id < row)])
        used = sum((ws.row_dimensions[line].height or 15) / 15 for line in range(begun, row)) % room
        if used + rows > room:
            ws.row_breaks.append(Break(id=row - 1))
            begun = row


def _table(
    ws: Worksheet,
    row: int,
    table: Table,
    widths: dict[int, float],
    *,
    is_first: bool,
    is_only: bool,
    places: list[tuple[int, int]],
) -> int:
    """Write a table; `places` notes its (heading row, last row). Returns the row where the next thing may stand."""
    cell = _write(ws, row, 1, str(table.title), bold=True, size=13, color=BRAND)
    cell.alignment = Alignment(wrap_text=False)
    head = row + 1
    if not table.rows:
        _write(
            ws, head, 1, say(table.empty) if table.empty else gettext("None."), color="6B7883"
        ).alignment = Alignment(wrap_text=False)
        places.append((head, head))
        return head + 2
    for number, column in enumerate(table.columns, 1):
        _head(ws, head, number, str(column.label), column.kind)
        widths[number] = max(widths.get(number, 0), _width(column, table.rows))
    last = head
    looks: dict[Look, Any] = {}
    for record in table.rows:
        last += 1
        for number, column in enumerate(table.columns, 1):
            _body(ws, last, number, column, record, looks)
    if table.totals:
        _totals(ws, last + 1, head + 1, last, table)
    if is_first:
        ws.freeze_panes = ws.cell(head + 1, 1)
        if is_only:
            ws.print_title_rows = f"{head}:{head}"
        ws.auto_filter.ref = f"A{head}:{get_column_letter(len(table.columns))}{last}"
    places.append((head, last))
    return last + (3 if table.totals else 2)


def _totals(ws: Worksheet, row: int, first: int, last: int, table: Table) -> None:
    """Sums as formulas, so that whoever reads can see that the parts make the whole."""
    _write(ws, row, 1, gettext("Total"), bold=True)
    for number in (index + 1 for index in table.totals):
        letter = get_column_letter(number)
        cell = ws.cell(row, number, f"=SUM({letter}{first}:{letter}{last})")
        cell.number_format = ws.cell(last, number).number_format
        cell.font, cell.alignment = Font(name=FACE, bold=True, color=INK, size=11), Alignment(horizontal="right")


def _width(column: Column, rows: Sequence[Any]) -> float:
    """As wide as what stands in the column, within bounds; longer text wraps."""
    needed = display_width(str(column.label)) + 3
    if column.kind in (Kind.TEXT, Kind.STATUS):
        texts = (cell_value(column.value(row), column.kind)[0] for row in rows[:500])
        needed = max([needed, *(display_width(str(t)) + 2 for t in texts if t is not None)])
        return max(NARROWEST, min(WIDEST, needed))
    return max(needed, WIDTHS[column.kind])


def _body(ws: Worksheet, row: int, number: int, column: Column, record: Any, looks: dict[Look, Any]) -> None:
    """One cell of a table. Each `Look` is put together once and then copied: font, border and alignment set anew in
    every cell of a large firm took most of the time that the workbook took."""
    value = column.value(record)
    tone = value.tone if column.kind is Kind.STATUS and value is not None else ""
    shown, number_format = cell_value(value, column.kind)
    look = (column.kind, number > 1, number_format, isinstance(shown, str), tone)
    if look in looks:
        cell = Cell(ws, row, number, shown)
        cell._style = copy(looks[look])
        ws._cells[row, number] = cell
        if isinstance(shown, str):
            cell.data_type = "s"
        return
    cell = _write(ws, row, number, value, column.kind)
    cell.border = LINE
    if tone:
        _light(cell, tone)
    looks[look] = cell._style


def _definitions(ws: Worksheet, board: Board) -> None:
    row = _title(ws, gettext("Definitions"))
    for column, (head, width) in enumerate(
        ((gettext("Expression"), 28), (gettext("Meaning"), 90), (gettext("Source"), 50)), 1
    ):
        ws.column_dimensions[get_column_letter(column)].width = width
        _head(ws, row, column, head)
    ws.freeze_panes = ws.cell(row + 1, 1)
    for sheet in board.sheets:
        for one in sheet.definitions:
            row += 1
            _write(ws, row, 1, say(one.term), bold=True)
            _write(ws, row, 2, say(one.meaning))
            _write(ws, row, 3, one.source)
            _fit(ws, row, _rooms(ws, 3))
