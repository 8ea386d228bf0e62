"""Lists as a workbook with native charts over them, on a sheet of their own in front."""

import tempfile
from collections.abc import Sequence
from typing import IO

from core.excel.cells import sheet_title
from core.excel.lists import Part
from core.report.parts import Chart


def write_charted(parts: Sequence[Part], charts: Sequence[tuple[int, Chart]], title: str) -> IO[bytes]:
    """`charts`: (which of the sheets, chart over it); one over an empty sheet is left out. An open file at its start."""
    from openpyxl import Workbook

    from core.excel.streaming import add_sheet
    from core.report.charts import made, rows_of

    book = Workbook(write_only=True)
    written = [add_sheet(book, name, columns, rows) for name, columns, rows in parts]
    drawn = [(chart, parts[place][1], *written[place]) for place, chart in charts if written[place][1] > 1]
    if drawn:
        front = book.create_sheet(sheet_title(title), 0)
        front.page_setup.orientation, front.page_setup.paperSize = "landscape", 9
        front.page_setup.fitToHeight = 0
        front.sheet_properties.pageSetUpPr.fitToPage = True
        row = 1
        for chart, columns, sheet, last in drawn:
            front.add_chart(made(sheet, chart, 1, last, [str(column.label) for column in columns]), f"A{row}")
            row += rows_of(chart, last - 1)
    handle = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it when it has been sent
    book.save(handle)
    handle.seek(0)
    return handle
