"""How obligations stand from day to day: only what changes is written, and a past day shows what was known then."""

import io
import threading
from datetime import datetime

import openpyxl
import pytest

from core import clock
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.obligations import State
from core.obligations.keeping import as_kept, days_kept, keep, movements
from core.obligations.models import KeptState
from core.obligations.registry import obligations
from tests.vendors.factories import make_service, make_vendor
from vendors.diligence import operations
from vendors.diligence.rules import EvidenceKind, Verdict
from vendors.register.rules import VendorStatus

MONDAY, TUESDAY, FRIDAY = datetime(2026, 6, 1, 9), datetime(2026, 6, 2, 9), datetime(2026, 6, 5, 9)


@pytest.fixture
def scanned(app):
    """A service without evidence on Monday, scanned on Tuesday morning, its scan withdrawn by Friday."""
    vendor = make_vendor(name_zh="甲商", status=VendorStatus.ACTIVE)
    service = make_service(vendor, name="主機維護")
    make_vendor(name_zh="乙商", status=VendorStatus.ACTIVE)
    with clock.at(MONDAY):
        keep()
    with clock.at(TUESDAY):
        with unit_of_work():
            paper = operations.add_evidence(
                service, kind=EvidenceKind.VULNERABILITY_SCAN, title="弱掃報告", tested_on=MONDAY.date(),
                verdict=Verdict.PASSED, by=None,
            )  # fmt: skip
        keep()
    with clock.at(FRIDAY):
        with unit_of_work():
            operations.withdraw_evidence(paper, reason="他案報告", by=None)
        keep()
    return service


def scan_on(day: datetime) -> State:
    return next(o.state for o in as_kept(day.date()) if o.aspect == "vulnerability-scan")


def test_a_past_day_shows_what_was_known_then(scanned):
    assert [scan_on(day) for day in (MONDAY, TUESDAY, FRIDAY)] == [State.NOT_MET, State.MET, State.NOT_MET]
    with clock.at(FRIDAY):
        today, kept = obligations(FRIDAY.date()), as_kept(FRIDAY.date())
    assert sorted((o.rule_id, o.subject_name, o.state, str(o.why)) for o in kept) == sorted(
        (o.rule_id, o.subject_name, o.state, str(o.why)) for o in today
    )


def test_only_what_changed_is_written_and_a_day_is_kept_once(scanned):
    rows = db.session.query(KeptState).count()
    with clock.at(FRIDAY):
        unchanged = len(obligations(FRIDAY.date())) - 1
        assert keep() == {}
    assert rows == unchanged + 3
    assert [each.day for each in days_kept()] == [MONDAY.date(), TUESDAY.date(), FRIDAY.date()]
    moved = movements(MONDAY.date(), FRIDAY.date())
    assert [each.state for each in moved] == [State.NOT_MET, State.MET]


def test_the_pages_show_a_day_a_vendor_and_the_way_there(scanned, sign_in):
    browser = sign_in(Role.AUDITOR)
    with clock.at(FRIDAY):
        then = browser.get("/obligations/?as_of=2026-06-03&rule=CC-19000-4-3").get_data(as_text=True)
        assert "As it was known on 2026-06-03 (kept on 2026-06-02)" in then
        assert "Evidence: 弱掃報告" in then
        assert "Tested on 2026-06-01" in then
        before = browser.get("/obligations/?as_of=115/5/1").get_data(as_text=True)
        assert "states are known from 2026-06-01 on" in before
        assert browser.get("/obligations/?as_of=nonsense").status_code == 200
        page = browser.get("/obligations/map").get_data(as_text=True)
        assert page.index("甲商") < page.index("乙商"), "the one with most amiss first"
        assert "Not assessed" in page
        for empty in ("/obligations/?q=nobody+is+called+so", "/obligations/map?q=nobody+is+called+so"):
            assert "Use fewer words" in browser.get(empty).get_data(as_text=True)
        vendor = browser.get(f"/obligations/?vendor={scanned.vendor_id}").get_data(as_text=True)
        assert "乙商" not in vendor
        book = openpyxl.load_workbook(io.BytesIO(browser.get("/obligations/map?format=xlsx&as_of=2026-06-02").data))
        assert {cell.value for cell in book.active["A"][1:]} == {"甲商", "乙商"}
        assert "Not met" in browser.get("/obligations/over-time").get_data(as_text=True)
        for rule, expected in (("CC-19000-4-3", 2), ("CC-19000-4-1", 0)):
            page = browser.get(f"/obligations/over-time?rule={rule}").get_data(as_text=True)
            answer = browser.get(f"/obligations/over-time?rule={rule}&format=xlsx")
            sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[1]
            assert page.count("主機維護") == sheet.max_row - 1 == expected, "page and workbook tell of the chosen line"


def test_two_processes_that_keep_the_same_day_at_once_keep_it_once(app):
    make_service(make_vendor(name_zh="甲商", status=VendorStatus.ACTIVE), name="主機維護")
    faults: list[BaseException] = []
    start = threading.Barrier(4)

    def work() -> None:
        with app.app_context():
            try:
                start.wait()
                keep()
            except BaseException as fault:
                faults.append(fault)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert len(days_kept()) == 1
    keys = [row.key for row in db.session.query(KeptState)]
    assert len(keys) == len(set(keys)) > 0
