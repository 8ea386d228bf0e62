"""A matrix as a workbook: every cell a symbol and a word, coloured by rule, so that 20,000 rows stay quick."""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any

from flask_babel import gettext
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from contracts.clauses.effective import EFFECTIVE_NAMES, TONES, Effective
from core.excel.cells import WIDTHS, put, sheet_title
from core.excel.lists import Part
from core.excel.streaming import BODY_FONT, HEAD_FILL, HEAD_FONT, add_sheet
from core.i18n import say
from core.web.listing import SYMBOLS, Column, Kind, Status

FILLS = {
    "bad": ("FCE8E8", "A4262C"),
    "warn": ("FDF1D3", "7A5200"),
    "info": ("E4F0FA", "155A96"),
    "good": ("E3F4EA", "17693D"),
    "muted": ("ECEFF2", "55636F"),
}
CLAUSE_WIDTH = 12
PROSE_WIDTHS = {
    "file": 32,
    "page": 8,
    "passage": 70,
    "why": 60,
    "lacks": 40,
    "was": 60,
    "is": 60,
    "old_page": 8,
    "new_page": 8,
}
WRAPPED = Alignment(wrap_text=True, vertical="top")


def write_matrix(
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Any],
    names: Mapping[str, str],
    totals: Mapping[str, Mapping[Effective, int]],
    more: Iterable[Part] = (),
) -> IO[bytes]:
    """The matrix, its totals by clause (`names` by id), and sheets of sentences; an open temporary file at its start."""
    book = Workbook(write_only=True)
    _add_matrix(book, title, columns, rows)
    tallies = [(name, totals.get(clause_id, {})) for clause_id, name in names.items()]
    add_sheet(book, gettext("Totals"), _total_columns(), tallies)
    for each in more:
        add_prose(book, *each)
    handle = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it when it has been sent
    book.save(handle)
    handle.seek(0)
    return handle


def _total_columns() -> list[Column]:
    return [
        Column("clause", gettext("Clause"), lambda row: row[0]),
        *(
            Column(state.value, marked(state), lambda row, state=state: row[1].get(state, 0), Kind.NUMBER)  # type: ignore[misc]
            for state in Effective
        ),
    ]


def marked(state: Effective) -> str:
    """A state as a cell shows it: ✗ Missing."""
    return f"{SYMBOLS[TONES[state]]} {say(EFFECTIVE_NAMES[state])}"


def _add_matrix(book: Workbook, title: str, columns: Sequence[Column], rows: Iterable[Any]) -> None:
    sheet = book.create_sheet(sheet_title(title))
    first_state = next((at for at, c in enumerate(columns, 1) if c.kind is Kind.STATUS), len(columns))
    sheet.freeze_panes = f"{get_column_letter(min(first_state, 3))}2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows, sheet.print_title_cols = "1:1", "A:A"
    for number, column in enumerate(columns, 1):
        width = CLAUSE_WIDTH if column.kind is Kind.STATUS else WIDTHS[column.kind]
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.row_dimensions[1].height = 48
    sheet.append([_head(sheet, column) for column in columns])
    count = 1
    for row in rows:
        sheet.append([_cell(sheet, column, row) for column in columns])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count}"
    states = f"{get_column_letter(first_state)}2:{get_column_letter(len(columns))}{max(count, 2)}"
    for state in Effective:
        fill, ink = FILLS[TONES[state]]
        rule = CellIsRule(
            "equal", [f'"{marked(state)}"'], font=Font(color=ink, bold=True), fill=PatternFill(bgColor=fill)
        )
        sheet.conditional_formatting.add(states, rule)


def add_prose(book: Workbook, title: str, columns: Sequence[Column], rows: Iterable[Any]) -> None:
    """A list whose texts are sentences: wide columns, lines that wrap."""
    sheet = book.create_sheet(sheet_title(title))
    sheet.freeze_panes = "B2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    for number, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = PROSE_WIDTHS.get(column.key, WIDTHS[column.kind])
    sheet.append([_head(sheet, column) for column in columns])
    count = 1
    for row in rows:
        cells = [_cell(sheet, column, row) for column in columns]
        for cell in cells:
            cell.alignment = WRAPPED
        sheet.append(cells)
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count}"


def _head(sheet: Any, column: Column) -> Any:
    head = put(WriteOnlyCell(sheet), str(column.label), Kind.TEXT)
    head.font, head.fill, head.alignment = HEAD_FONT, HEAD_FILL, Alignment(wrap_text=True, vertical="center")
    return head


def _cell(sheet: Any, column: Column, row: Any) -> Any:
    value = column.value(row)
    if isinstance(value, Status):
        value = f"{SYMBOLS[value.tone]} {value.label}"
    cell = put(WriteOnlyCell(sheet), value, Kind.TEXT if column.kind is Kind.STATUS else column.kind)
    cell.font = BODY_FONT
    return cell
