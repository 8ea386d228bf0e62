"""Lists and spreadsheets: what is asked for, what comes out, what may never come out."""

import io
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.auth.rules import Role
from core.errors import Unreadable
from core.excel.cells import cell_value, sheet_title
from core.excel.lists import write_list
from core.excel.reading import cell_text, column_letter, read_rows
from core.web.listing import Column, Kind
from tests.vendors.factories import make_vendor
from vendors.register.queries import vendors


def reopened(handle):
    with handle:
        return openpyxl.load_workbook(io.BytesIO(handle.read()))


@pytest.mark.parametrize("typed", ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", '=HYPERLINK("http://x")'])
def test_a_cell_never_becomes_a_formula(typed):
    sheet = reopened(write_list("T", [Column("a", "A", lambda r: r)], [typed])).active
    assert sheet["A2"].value == typed
    assert sheet["A2"].data_type == "s"


def test_days_and_amounts_stay_days_and_amounts(app):
    columns = [
        Column("d", "D", lambda r: r[0], Kind.DAY),
        Column("m", "M", lambda r: r[1], Kind.MONEY),
        Column("p", "P", lambda r: r[2], Kind.PERCENT),
    ]
    sheet = reopened(write_list("T", columns, [(date(2026, 3, 1), (123456, "USD"), 0.25)])).active
    assert sheet["A2"].value.date() == date(2026, 3, 1)
    assert sheet["B2"].value == 1234.56
    assert "USD" in sheet["B2"].number_format
    assert sheet["C2"].value == 0.25
    assert sheet.freeze_panes == "A2"


@given(st.text(max_size=60))
def test_any_text_can_be_written_and_any_title_is_a_sheet_name(text):
    value, _ = cell_value(text, Kind.TEXT)
    value.encode("utf-8")
    title = sheet_title(text)
    assert 1 <= len(title) <= 31
    assert not set("[]:*?/\\") & set(title)


@given(st.binary(max_size=400))
def test_any_bytes_are_rows_or_a_clear_refusal(data):
    rows, said = [], ""
    try:
        rows = list(read_rows(data, "x.csv"))
    except Unreadable as refusal:
        said = str(refusal)
    assert said or all(row.number >= 1 for row in rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp950", "utf-16"])
def test_a_csv_is_read_in_the_encodings_of_this_country(encoding):
    rows = list(read_rows("廠商名稱,統一編號\n青松資訊,04595252\n".encode(encoding), "v.csv"))
    assert rows[1].cells == ("青松資訊", "04595252")
    assert rows[1].number == 2


def test_row_numbers_are_those_the_spreadsheet_program_shows():
    book = openpyxl.Workbook()
    book.active["B4"] = "x"
    out = io.BytesIO()
    book.save(out)
    (row,) = read_rows(out.getvalue(), "t.xlsx")
    assert (row.number, row.cells[1]) == (4, "x")


def test_cells_read_as_a_person_sees_them():
    assert cell_text(4595257.0) == "4595257"
    assert cell_text(date(2026, 1, 2)) == "2026-01-02"
    assert [column_letter(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_the_export_holds_what_the_page_counts(app, sign_in):
    for number in range(30):
        make_vendor(name_zh=f"列表 {number:02d}", country="JP" if number % 3 else "TW")
    browser = sign_in(Role.AUDITOR)
    page = vendors().page({"country": "JP"})
    assert (page.total, len(page.rows), page.pages) == (20, 20, 1)
    data = browser.get("/vendors/?country=JP&format=xlsx").data
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet.max_row == 21


def test_the_search_takes_wildcards_literally(app):
    make_vendor(name_zh="百分之百%公司")
    make_vendor(name_zh="普通公司")
    assert [r.Vendor.name_zh for r in vendors().page({"q": "%"}).rows] == ["百分之百%公司"]
    assert vendors().page({"q": "_"}).total == 0


def test_a_list_asks_the_database_a_fixed_number_of_questions(app, sign_in):
    from sqlalchemy import event

    from core.db import db

    browser = sign_in(Role.AUDITOR)

    def questions() -> int:
        count = 0

        def seen(*_):
            nonlocal count
            count += 1

        event.listen(db.engine, "before_cursor_execute", seen)
        browser.get("/vendors/?size=100")
        event.remove(db.engine, "before_cursor_execute", seen)
        return count

    make_vendor()
    few = questions()
    for _ in range(40):
        make_vendor()
    assert questions() == few
