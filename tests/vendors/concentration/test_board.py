"""The board's workbook: appetite against actual, decisions asked, sums that are formulas and make the whole."""

import io
import re
from datetime import timedelta

import openpyxl
import pytest
from openpyxl.chart import LineChart
from sqlalchemy import func, select

from core import clock
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.report import Sheet, Table
from core.report.models import BoardSnapshot
from core.report.operations import gather, keep_snapshot
from core.report.parts import laid_out
from core.scheduler.jobs import tick
from tests.contracts.factories import make_contract
from tests.vendors.factories import make_vendor
from vendors.concentration import report_gaps
from vendors.concentration.jobs import keep_figures
from vendors.concentration.report_changes import sheet as sheet_of
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
    found = {tuple(row[:3]): row[3:7] for row in rows(book["Limits"], "Appetite against actual")}
    assert found["Group", "Spend", "Share of one party"] == [0.3, pytest.approx(0.8547, abs=1e-4), "廠商0", "Passed"]
    assert found["Group", "Running contracts", "Share of one party"][3] == "Kept to"


def test_a_passed_limit_says_who_answers_what_is_done_and_where_it_is_kept(book):
    (row,) = (row for row in rows(book["Limits"], "Limits passed") if "廠商0: 85.47%" in row[1] and "Group" in row[1])
    assert isinstance(row[0], int)
    assert row[3:5] == ["nobody", "none decided"]
    assert row[6:] == ["Nobody answers for it", f"/vendors/concentration/breaches/{row[0]}"]


def test_a_limit_is_asked_about_before_the_daily_job_has_found_it(app):
    make_contract(make_vendor(name_zh="甲", status=VendorStatus.ACTIVE), value_minor=100, is_yearly=True)
    board = gather(clock.today(), by=None)
    (decisions,) = (sheet for sheet in board.sheets if sheet.title == "Decisions asked")
    passed = len(decisions.tables[0].rows)
    assert passed == next(f.value for f in decisions.figures if f.key == "decisions.breaches") > 0
    tick()
    again = next(sheet for sheet in gather(clock.today(), by=None).sheets if sheet.title == "Decisions asked")
    assert len(again.tables[0].rows) == passed


def test_what_changed_since_the_board_last_saw_it_names_the_contracts_and_adds_up(app, sign_in):
    vendor = make_vendor(name_zh="=1+1", status=VendorStatus.ACTIVE)
    today = clock.today()
    make_contract(vendor, number="OLD", value_minor=1_000_000, is_yearly=True)
    begun = today - timedelta(days=5)
    make_contract(vendor, number="NEW", value_minor=500_000, is_yearly=True, starts_on=begun, signed_on=begun)
    met, draft = today - timedelta(days=20), today - timedelta(days=1)
    with unit_of_work():
        for day in (met, draft):
            keep_snapshot(gather(day, by=None), by=None)
    browser = sign_in(Role.BOARD)
    assert b'<option value="%s" selected>' % draft.isoformat().encode() in browser.get("/reports/board").data
    assert b"is on record" in browser.get("/reports/board?since=1999-01-01", follow_redirects=True).data
    answer = browser.get(f"/reports/board?since={met}&format=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data))["Changes in concentration"]
    title = next(row[0].value for row in sheet.iter_rows() if str(row[0].value).endswith(": Spend"))
    cause, total = rows(sheet, title)
    assert (cause[0].split()[0], *cause[1:5]) == ("NEW", "=1+1", None, 5_000, 5_000)
    assert str(total[4]).startswith("=SUM(E")
    named = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1")
    assert named.data_type == "s"


def test_a_report_is_kept_when_it_is_made_for_the_board_and_not_when_it_is_looked_at(app, sign_in):
    make_contract(make_vendor(name_zh="甲", status=VendorStatus.ACTIVE), value_minor=100, is_yearly=True)
    auditor, board, kept = sign_in(Role.AUDITOR), sign_in(Role.BOARD), select(func.count(BoardSnapshot.id))
    for reader in (auditor, board):
        assert reader.get("/reports/board?format=xlsx").status_code == 200
    assert auditor.post("/reports/board").status_code == 403
    assert db.session.scalar(kept) == 0
    for _ in range(2):
        answer = board.post("/reports/board", data={"as_of": clock.today().isoformat()})
        assert "Decisions asked" in openpyxl.load_workbook(io.BytesIO(answer.data)).sheetnames
    assert db.session.scalar(kept) == 1
    assert b"is on record" in board.post("/reports/board", data={"since": "1999-01-01"}, follow_redirects=True).data


def test_data_quality_counts_every_gap_once_in_both_tables(app):
    vendor = make_vendor(name_zh="甲", status=VendorStatus.ACTIVE)
    make_contract(vendor, value_minor=None)
    found = report_gaps.sheet(clock.today())
    by_figure, by_vendor = found.tables
    entries = found.figures[0].value
    assert entries == sum(by_figure.columns[1].value(row) for row in by_figure.rows)
    assert entries == sum(by_vendor.columns[2].value(row) for row in by_vendor.rows) >= 1


def test_a_table_too_long_to_stand_among_others_has_a_sheet_of_its_own_and_no_name_comes_twice():
    short, long = Table("Few", [], [1]), Table("Many", [], range(30))
    found = list(laid_out([Sheet("A", tables=[short, long]), Sheet("Many", tables=[long])]))
    assert [sheet.title for sheet in found] == ["A", "Many", "Many 2"]
    assert found[0].tables[1].kept_on == "Many"
    assert not found[1].tables[0].kept_on
    assert not found[2].tables[0].kept_on


def test_what_nobody_accepted_is_asked_of_the_board(book):
    found = rows(book["Decisions asked"], "Limits passed and not accepted")
    assert any("廠商0: 85.47%, limit 30% (Spend over Group)" in row[1] for row in found)
    assert {row[5] for row in found} == {"Accept until a day, or reduce"}


def test_the_trend_is_a_line_of_what_was_kept_month_by_month(app, sign_in):
    make_contract(make_vendor(name_zh="甲", status=VendorStatus.ACTIVE), value_minor=100, is_yearly=True)
    for days in (70, 40, 33, 0):
        with clock.at(clock.now() - timedelta(days=days)):
            keep_figures()
    answer = sign_in(Role.BOARD).get("/reports/board?format=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data))["Changes in concentration"]
    found = rows(sheet, "HHI by group, month by month")
    assert len(found) == len({(day.year, day.month) for day, *_ in found}) >= 2
    assert [chart for chart in sheet._charts if isinstance(chart, LineChart)]


def test_without_figures_that_were_kept_there_is_no_line(app):
    found = sheet_of(clock.today())
    assert not [chart for chart in found.charts if chart.kind == "line"]
