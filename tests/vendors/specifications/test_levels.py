"""Levels that a vendor promised, what was reported, what was missed and taken; figures out of files."""

import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest

from core import clock
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.errors import Refused
from core.my_work.registry import EVERYBODY
from core.obligations import State
from core.obligations.registry import obligations
from tests.vendors.factories import make_service, make_vendor
from vendors.register.rules import VendorStatus
from vendors.specifications import level_operations
from vendors.specifications.level_queries import standings
from vendors.specifications.levels import CapPer, Direction, PenaltyKind, Period
from vendors.specifications.models import LevelFigure, ServiceLevel
from vendors.specifications.work import levels as tasks

NOW = datetime(2026, 6, 15, 9)
APRIL, MAY = date(2026, 4, 1), date(2026, 5, 1)


@pytest.fixture
def level(app) -> ServiceLevel:
    vendor = make_vendor(name_zh="主機商", status=VendorStatus.ACTIVE)
    service = make_service(vendor, name="主機代管")
    with unit_of_work():
        return level_operations.promise_level(
            service, metric="availability", label="可用率", unit="%",
            direction=Direction.AT_LEAST, threshold=Decimal("99.9"), period=Period.MONTH, from_on=date(2026, 3, 15),
            until_on=None, penalty_kind=PenaltyKind.PERCENT, rate=Decimal(1), fee=Decimal(100_000), currency="TWD",
            step=Decimal("0.1"), cap=Decimal(2_500), cap_per=CapPer.PERIOD, clause="第八條", by=None,
        )  # fmt: skip


def report(level, period, value):
    with unit_of_work():
        return level_operations.report_figure(level, period_on=period, value=Decimal(value), by=None)


def state() -> State:
    return next(o.state for o in obligations(clock.today()) if o.aspect == "service-levels")


def test_a_level_is_met_while_its_figures_are_here_and_its_misses_dealt_with(level):
    with clock.at(NOW):
        assert state() is State.NOT_MET, "April's figure should be here"
        (task,) = tasks(clock.today(), EVERYBODY)
        assert "2026-04" in str(task.what)
        report(level, APRIL, "99.9")
        assert state() is State.MET, "May's has some days yet"
        missed = report(level, MAY, "99.55")
        assert state() is State.NOT_MET
        (one,) = standings(clock.today())[level.service_id]
        assert one.due_minor == 2_500_00, "four begun steps of 1% of 100,000, cut to the cap"
        with unit_of_work():
            level_operations.deal_with(missed, dealt_on=clock.today(), how="自當月服務費扣抵", by=None)
        assert state() is State.MET
        report(level, MAY, "99.5")
        assert state() is State.NOT_MET, "what was dealt with was another figure"
        for period, value in ((date(2026, 6, 1), "100"), (date(2026, 2, 1), "100"), (MAY, "-1")):
            with pytest.raises(Refused):
                report(level, period, value)


def test_a_service_without_levels_is_not_met(app):
    make_service(make_vendor(name_zh="甲商", status=VendorStatus.ACTIVE))
    assert state() is State.NOT_MET


def send(browser, text):
    return browser.post("/vendors/levels/figures", {"file": (io.BytesIO(text.encode()), "月報.csv")})


def test_figures_come_from_a_file_whole_or_not_at_all(level, sign_in):
    browser = sign_in(Role.IT_MANAGER)
    with clock.at(NOW):
        head = "指標編號,期間,實際值\n"
        sheet = openpyxl.load_workbook(io.BytesIO(browser.get("/vendors/levels/template").data)).active
        assert [cell.value for cell in sheet[2]][:3] == [f"L{level.id}", "可用率", "2026-04"]
        assert "No row is headed" in send(browser, "a,b\n1,2\n").get_data(as_text=True)
        wrong = send(browser, f"{head}L{level.id},2026-04,99.95\nL999,2026/13,abc\nL{level.id},115/4,1\n")
        page = browser.get(wrong.location).get_data(as_text=True)
        for cell in ("A3", "B3", "C3", "B4"):
            assert f"<strong>{cell}</strong>" in page, cell
        assert browser.post(wrong.location, {}).status_code == 200
        assert db.session.query(LevelFigure).count() == 0
        good = send(browser, f"{head}L{level.id},2026-04,99.95%\n{level.id},115年5月,99.2\n")
        assert browser.post(good.location, {}).status_code == 302
        assert db.session.query(LevelFigure).count() == 2
        assert (
            "dealt with already" in browser.post(good.location, {}).get_data(as_text=True)
            or db.session.query(LevelFigure).count() == 2
        )
        again = send(browser, f"{head}L{level.id},2026-04,99.95\nL{level.id},2026-05,99.92\n")
        assert "Corrects what stands" in browser.get(again.location).get_data(as_text=True)
        assert browser.post(again.location, {}).status_code == 302
        assert state() is State.MET
        assert browser.get("/vendors/levels/?format=xlsx").data.startswith(b"PK")
        assert sign_in(Role.AUDITOR).post(again.location, {}).status_code == 403


def test_a_level_on_its_page_and_what_the_form_refuses(level, sign_in):
    browser = sign_in(Role.PROCUREMENT)
    with clock.at(NOW):
        values = {
            "metric": "restore_time", "label": "復原時間", "direction": "at_most", "threshold": "120", "unit": "min",
            "period": "month", "from_on": "2026-01-01", "penalty_kind": "percent", "rate": "5", "currency": "TWD", "cap_per": "period",
        }  # fmt: skip
        address = f"/vendors/levels/new/{level.service_id}"
        assert "needs the monthly fee" in browser.post(address, values).get_data(as_text=True)
        assert "no currency" in browser.post(address, values | {"fee": "1", "currency": "XYZW"[:3]}).get_data(
            as_text=True
        )
        assert browser.post(address, values | {"threshold": "abc", "fee": "1"}).status_code == 200
        assert browser.post(address, values | {"fee": "450,000"}).status_code == 302
        page = f"/vendors/levels/{level.id}"
        assert browser.post(f"{page}/report", {"period": "2026-04", "value": "99.5"}).status_code == 302
        assert "is no month" in browser.post(f"{page}/report", {"period": "April", "value": "99.5"}).get_data(
            as_text=True
        )
        shown = browser.get(page).get_data(as_text=True)
        assert "TWD 2,500" in shown
        assert "No data" in shown, "May"
        figure = db.session.query(LevelFigure).one()
        assert browser.get(f"/vendors/levels/999/figures/{figure.id}/deal").status_code == 404
        assert (
            browser.post(f"{page}/figures/{figure.id}/deal", {"dealt_on": "2026-06-10", "how": "扣抵"}).status_code
            == 302
        )
        edit = values | {
            "label": "可用率",
            "direction": "at_least",
            "threshold": "99.4",
            "fee": "1",
            "version": level.version,
        }
        assert browser.post(f"{page}/edit", edit | {"period": "year"}).status_code == 200
        assert browser.post(f"{page}/edit", edit).status_code == 302
        assert "99.4" in browser.get(f"/vendors/specifications/of/{level.service_id}").get_data(as_text=True)
        assert browser.get(f"{page}?format=xlsx").data.startswith(b"PK")
