"""One sheet of the workbook: its tables with their sums, the charts over them, and where each row is kept."""

from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any

from flask import has_request_context
from flask_babel import gettext
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from core.excel.cells import cell_value, sheet_title
from core.i18n import say
from core.report import charts
from core.report.looks import BRAND, FACE, INK, LINE, LINKED, PALE, fit, head, light, rooms, title, write, write_line
from core.report.pages import Block, break_pages
from core.report.parts import Chart, Sheet, Table
from core.report.widths import widths_of
from core.web.listing import Column, Kind

LINKS = 2_000
"""Rows of a table that lead to their page by a click; all say where it is."""
FIRST_ROWS = 3
"""Rows that stay with a table's heading on one page."""

Look = tuple[Kind, bool, str, bool, str]
"""All that decides how a cell of a table looks: its kind, whether it is indented, number format, text or not, tone."""


@dataclass
class _Sheet:
    """A sheet while it is written: `places` notes each table's (heading row, last row)."""

    ws: Worksheet
    base: str
    places: list[tuple[int, int]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    looks: dict[Look, Any] = field(default_factory=dict)


def write_sheet(ws: Worksheet, sheet: Sheet, base: str) -> None:
    """`base`: what stands before a page's path to reach it from the workbook; empty: nobody knows."""
    shown = [_with_place(table) for table in sheet.tables]
    widths = widths_of([(table.columns, table.rows) for table in shown if table.rows and not table.kept_on])
    for number, width in enumerate(widths, 1):
        ws.column_dimensions[get_column_letter(number)].width = width
    made, row = _Sheet(ws, base), title(ws, sheet.title, sheet.lead, width=max(sum(widths), 90))
    for number, table in enumerate(shown):
        start = row
        row = _table(made, row, table, is_first=number == 0, is_only=len(shown) == 1)
        top, last = made.places[number]
        drawn = [chart for chart in sheet.charts if chart.table == number and _shows_something(chart, table)]
        made.blocks.append(
            Block(start, min(last - start + 1, (top - start) + 1 + FIRST_ROWS), begins=bool(drawn) and number > 0)
        )
        if table.totals and last > top + FIRST_ROWS:
            made.blocks.append(Block(last - 1, 3))
        for chart in drawn:
            _chart(made, chart, table, row)
            rows = charts.rows_of(chart, last - top)
            made.blocks.append(Block(row, rows, since=start))
            row += rows
    break_pages(ws, made.blocks, sum(widths))


def _shows_something(chart: Chart, table: Table) -> bool:
    """A chart of nothing but zeros would be a drawn box."""
    values = [table.columns[number].value for number in chart.values]
    return any(value(row) for row in table.rows for value in values)


def _chart(made: _Sheet, chart: Chart, table: Table, row: int) -> None:
    top, last = made.places[-1]
    labels = [str(column.label) for column in table.columns]
    made.ws.add_chart(charts.made(made.ws, chart, top, last, labels), f"A{row}")


def _with_place(table: Table) -> Table:
    """The table with a last column that says under which address its rows are kept, where they lead anywhere.

    Outside a request there are no addresses: a command makes itself one (core.report.cli)."""
    url = next((column.url for column in table.columns if column.url is not None), None)
    if url is None or not has_request_context() or not any(url(row) for row in table.rows):
        return table
    place = Column("place", gettext("Kept under"), url)
    return replace(table, columns=[*table.columns, place])


def _table(made: _Sheet, row: int, table: Table, *, is_first: bool, is_only: bool) -> int:
    """Write a table; returns the row where the next thing may stand."""
    ws = made.ws
    write_line(ws, row, str(table.title), bold=True, size=13, color=BRAND)
    ws.row_dimensions[row].height = 19
    top = row + 1
    if table.kept_on or not table.rows:
        _in_its_place(ws, top, table)
        made.places.append((top, top))
        return top + 2
    for number, column in enumerate(table.columns, 1):
        head(ws, top, number, str(column.label), column.kind)
    last, room = top, rooms(ws, len(table.columns))
    fit(ws, top, [each * 4 // 5 for each in room])  # bold letters are wider
    for record in table.rows:
        last += 1
        for number, column in enumerate(table.columns, 1):
            _body(made, last, number, column, record)
        if table.columns[-1].key == "place":
            _link(made, last, len(table.columns), last - top)
        fit(ws, last, room)
    if table.totals:
        _totals(ws, last + 1, top + 1, last, table)
    if is_first:
        ws.freeze_panes = ws.cell(top + 1, 1)
        if is_only:
            ws.print_title_rows = f"{top}:{top}"
        ws.auto_filter.ref = f"A{top}:{get_column_letter(len(table.columns))}{last}"
    made.places.append((top, last))
    return last + (3 if table.totals else 2)


def _in_its_place(ws: Worksheet, row: int, table: Table) -> None:
    """What stands where a table has no rows, or is too long and has a sheet of its own."""
    if not table.kept_on:
        write_line(ws, row, say(table.empty) if table.empty else gettext("None."), color=PALE)
        return
    says = gettext("%(n)s rows: sheet “%(sheet)s”", n=len(table.rows), sheet=table.kept_on)
    write_line(ws, row, says, color=LINKED, underline="single").hyperlink = f"#'{sheet_title(table.kept_on)}'!A1"


def _link(made: _Sheet, row: int, column: int, count: int) -> None:
    cell = made.ws._cells[row, column]
    if made.base and cell.value and count <= LINKS:
        cell.hyperlink = made.base + str(cell.value)


def _totals(ws: Worksheet, row: int, first: int, last: int, table: Table) -> None:
    """Sums as formulas, so that whoever reads can see that the parts make the whole."""
    write(ws, row, 1, gettext("Total"), bold=True)
    for number in (index + 1 for index in table.totals):
        letter = get_column_letter(number)
        cell = ws.cell(row, number, f"=SUM({letter}{first}:{letter}{last})")
        formats = (ws.cell(line, number).number_format for line in range(first, last + 1))
        cell.number_format = max((f for f in formats if f != "General"), key=len, default="General")
        cell.font, cell.alignment = Font(name=FACE, bold=True, color=INK, size=11), Alignment(horizontal="right")


def _body(made: _Sheet, row: int, number: int, column: Column, record: Any) -> None:
    """One cell of a table. Each `Look` is put together once and then copied: font, border and alignment set anew in
    every cell of a large firm took most of the time that the workbook took."""
    ws, value = made.ws, column.value(record)
    tone = value.tone if column.kind is Kind.STATUS and value is not None else ""
    shown, number_format = cell_value(value, column.kind)
    look = (column.kind, number > 1, number_format, isinstance(shown, str), tone)
    if look in made.looks:
        cell = Cell(ws, row, number, shown)
        cell._style = copy(made.looks[look])
        ws._cells[row, number] = cell
        if isinstance(shown, str):
            cell.data_type = "s"
        return
    cell = write(ws, row, number, value, column.kind)
    cell.border = LINE
    if tone:
        light(cell, tone)
    made.looks[look] = cell._style
