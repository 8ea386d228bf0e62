"""The board's workbook in Excel's own terms: real numbers and dates, native charts, frozen headings, A4 landscape."""

import tempfile
from typing import IO

from flask_babel import gettext
from openpyxl import Workbook

from core.excel.cells import sheet_title
from core.report import front
from core.report.looks import new_sheet
from core.report.operations import Board
from core.report.tables import write_sheet


def write_board(board: Board) -> IO[bytes]:
    """The workbook as an open temporary file at its start."""
    book = Workbook()
    book.remove(book.active)
    titles = [str(sheet.title) for sheet in board.sheets]
    front.cover(
        new_sheet(book, sheet_title(gettext("Cover"))), board, [gettext("Summary"), *titles, gettext("Definitions")]
    )
    front.summary(new_sheet(book, sheet_title(gettext("Summary"))), board)
    for sheet in board.sheets:
        write_sheet(new_sheet(book, sheet_title(str(sheet.title))), sheet, board.base)
    front.definitions(new_sheet(book, sheet_title(gettext("Definitions"))), board)
    handle = tempfile.TemporaryFile()  # noqa: SIM115 - whoever asked for it closes it
    book.save(handle)
    handle.seek(0)
    return handle
