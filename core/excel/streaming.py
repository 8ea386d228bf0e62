"""Sheets written row by row, in openpyxl's terms. Imported only when a workbook is asked for: it takes its time to load."""

from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from core.excel.cells import WIDTHS, put, sheet_title
from core.web.listing import Column, Kind

HEAD_FONT = Font(name="Noto Sans TC", bold=True, color="FFFFFF")
HEAD_FILL = PatternFill("solid", fgColor="1F3A5F")
BODY_FONT = Font(name="Noto Sans TC")


def add_sheet(book: Workbook, title: str, columns: Sequence[Column], rows: Iterable[Any]) -> tuple[Any, int]:
    """(the sheet, its last row)."""
    sheet = book.create_sheet(sheet_title(title))
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    for number, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTHS[column.kind]
    heads = []
    for column in columns:
        head = put(WriteOnlyCell(sheet), str(column.label), Kind.TEXT)
        head.font, head.fill, head.alignment = HEAD_FONT, HEAD_FILL, Alignment(wrap_text=True, vertical="center")
        heads.append(head)
    sheet.append(heads)
    count = 1
    for row in rows:
        cells = [put(WriteOnlyCell(sheet), column.value(row), column.kind) for column in columns]
        for cell in cells:
            cell.font = BODY_FONT
        sheet.append(cells)
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count}"
    return sheet, count
