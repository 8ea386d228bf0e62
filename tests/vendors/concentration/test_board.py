"""The board's workbook: appetite against actual, decisions asked, sums that are formulas and make the whole."""

import io
import re
from datetime import timedelta

import openpyxl
import pytest
from openpyxl.chart import LineChart

from core import clock
from core.auth.rules import Role
from core.scheduler.jobs import tick
from tests.contracts.factories import make_contract
from tests.vendors.factories import make_vendor
from vendors.concentration.jobs import keep_figures
from vendors.concentration.report import sheet as sheet_of
from vendors.register.rules import VendorStatus


@pytest.fixture
def book(app, sign_in):
    """Eighteen vendors, so that the ranking of fifteen needs a line for the others; the first has more than its limit."""
    for number in range(18):
        vendor = make_vendor(name_zh=f"廠商{number}", status=VendorStatus.ACTIVE)
        make_contract(vendor, value_minor=(1_000 if number == 0 else 10) * 100_000_000, is_yearly=True)
    tick()
    answer = sign_in(Role.BOARD).get("/reports/board?format=xlsx")
    return openpyxl.load_workbook(io.BytesIO(answer.data))


def rows(sheet, title):
    """The rows of a table under its title, headings left out, up to the next empty line."""
    every = [[cell.value for cell in row] for row in sheet.iter_rows()]
    start = next(n for n, row in enumerate(every) if row[0] == title) + 2
    found = []
    for row in every[start:]:
        if row[0] is None:
            break
        found.append(row)
    return found


def test_the_ranking_and_the_others_make_the_whole_by_a_live_sum(book):
    *parties, total = rows(book["Concentration"], "Groups by Spend")
    assert len(parties) == 16
    assert parties[-1][0] == "3 others together"
    assert sum(row[2] for row in parties) == pytest.approx(1)
    assert total[0] == "Total"
    first, last = map(int, re.fullmatch(r"=SUM\(C(\d+):C(\d+)\)", total[2]).groups())
    assert last - first + 1 == len(parties)
    assert sum(row[1] for row in parties) == 1_170_000_000


def test_appetite_stands_against_what_is(book):
    found = {(row[0], row[1]): row[2:5] for row in rows(book["Concentration"], "Appetite against actual")}
    assert found["Spend", "Share of one party"] == ["30%", "85.47%", "Passed"]
    assert found["Running contracts", "Share of one party"][2] == "Kept to"


def test_what_nobody_accepted_is_asked_of_the_board(book):
    found = rows(book["Decisions asked"], "Limits passed and not accepted")
    assert any("廠商0: 85.47%, limit 30% (Spend over Group)" in row[1] for row in found)


def test_the_trend_is_a_line_of_what_was_kept_month_by_month(app, sign_in):
    make_contract(make_vendor(name_zh="甲", status=VendorStatus.ACTIVE), value_minor=100, is_yearly=True)
    for days in (70, 40, 33, 0):
        with clock.at(clock.now() - timedelta(days=days)):
            keep_figures()
    answer = sign_in(Role.BOARD).get("/reports/board?format=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data))["Concentration"]
    found = rows(sheet, "HHI by group, month by month")
    assert len(found) == len({(day.year, day.month) for day, *_ in found}) >= 2
    assert [chart for chart in sheet._charts if isinstance(chart, LineChart)]


def test_without_figures_that_were_kept_there_is_no_line(app):
    found = sheet_of(clock.today())
    assert not [chart for chart in found.charts if chart.kind == "line"]
