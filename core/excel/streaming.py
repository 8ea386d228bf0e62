"""Sheets written row by row, in openpyxl's terms. Imported only when a workbook is asked for: it takes its time to load."""

from collections.abc import Iterable, Sequence
from copy import copy
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from core.excel.cells import WIDTHS, display_width, put, sheet_title
from core.web.listing import Column, Kind

HEAD_FONT = Font(name="Noto Sans TC", bold=True, color="FFFFFF")
HEAD_FILL = PatternFill("solid", fgColor="1F3A5F")
BODY_FONT = Font(name="Noto Sans TC")


WRAPPED = Alignment(wrap_text=True, vertical="top")
INDENTED = Alignment(wrap_text=True, vertical="top", indent=1)
PLAIN = Alignment(vertical="top")


def add_sheet(book: Workbook, title: str, columns: Sequence[Column], rows: Iterable[Any]) -> tuple[Any, int]:
    """(the sheet, its last row). Set up to be printed: as wide as a page, its headings on each, with their numbers."""
    sheet = book.create_sheet(sheet_title(title))
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = "&A", "&P / &N"
    for number, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTHS[column.kind]
    sheet.row_dimensions[1].height = _head_height(columns)
    sheet.append([_head(sheet, column) for column in columns])
    count = 1
    looks: dict[tuple[int, str], Any] = {}
    for row in rows:
        sheet.append([_body(sheet, number, column, row, looks) for number, column in enumerate(columns)])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count}"
    return sheet, count


def _head(sheet: Any, column: Column) -> Any:
    cell = put(WriteOnlyCell(sheet), str(column.label), Kind.TEXT)
    cell.font, cell.fill, cell.alignment = HEAD_FONT, HEAD_FILL, Alignment(wrap_text=True, vertical="center")
    return cell


def _head_height(columns: Sequence[Column]) -> float:
    """As many lines as the longest heading takes in its column."""
    lines = (-(-display_width(str(column.label)) // (WIDTHS[column.kind] - 2)) for column in columns)
    return 16.0 * min(8, max([1, *lines]))


def _body(sheet: Any, number: int, column: Column, row: Any, looks: dict[tuple[int, str], Any]) -> Any:
    """A cell; the look of each column and format is put together once and then copied, which takes less time."""
    cell = put(WriteOnlyCell(sheet), column.value(row), column.kind)
    is_text = isinstance(cell.value, str)
    key = (min(number, 1) if is_text else 2, cell.number_format)
    if key in looks:
        cell._style = copy(looks[key])
    else:
        cell.font = BODY_FONT
        cell.alignment = (INDENTED if number else WRAPPED) if is_text else PLAIN
        looks[key] = cell._style
    return cell
