"""Workbooks that would take the whole server with them if it read them itself."""

import io
import re
import struct
import zipfile
from datetime import date, datetime, timedelta

import openpyxl
import pytest

from core.errors import Unreadable
from core.excel.reading import read_rows


def workbook_with(sheet_data: str) -> bytes:
    """A real workbook whose first sheet holds this XML."""
    book, out, changed = openpyxl.Workbook(), io.BytesIO(), io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as parts, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as copy:
        for part in parts.namelist():
            text = parts.read(part)
            if part == "xl/worksheets/sheet1.xml":
                text, found = re.subn(rb"<sheetData\s*/>|<sheetData>.*?</sheetData>", sheet_data.encode(), text)
                assert found == 1
            copy.writestr(part, text)
    return changed.getvalue()


def cell(reference: str) -> str:
    row = "".join(c for c in reference if c.isdigit())
    return f'<row r="{row}"><c r="{reference}"><v>1</v></c></row>'


@pytest.mark.parametrize("far", ["XFD1048576", "XFD60000", "ZZZZZZ4294967295"])
def test_a_cell_far_outside_the_list_is_refused_and_takes_nothing_with_it(far: str) -> None:
    with pytest.raises(Unreadable, match=r"outside the list|can be read"):
        list(read_rows(workbook_with(f"<sheetData>{cell('A1')}{cell(far)}</sheetData>"), "far.xlsx"))


def test_a_chain_of_sectors_without_end_is_given_up() -> None:
    head = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<II", head, 44, 1, 1)  # one table of sectors; the directory begins in sector 1
    struct.pack_into("<I", head, 56, 4096)
    with pytest.raises(Unreadable, match=r"memory or time|can be read"):
        list(read_rows(bytes(head) + bytes(512 * 21), "endless.xls"))


def test_every_kind_of_cell_comes_back_as_what_it_was() -> None:
    cells = ["文字", 4595252, 1.5, True, datetime(2026, 1, 2, 3, 4), timedelta(hours=30)]
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append([*cells, date(2026, 1, 2)])
    book.save(out)
    (row,) = read_rows(out.getvalue(), "t.xlsx")
    assert list(row.cells[:6]) == cells
    assert str(row.cells[6])[:10] == "2026-01-02"
