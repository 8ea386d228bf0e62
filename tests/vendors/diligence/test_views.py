"""Evidence as people keep it: registered with its file, its findings remedied, judged as obligations and told as work."""

import io
from datetime import date, timedelta

import openpyxl
import pytest

from core import clock
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.my_work.registry import EVERYBODY
from core.obligations import State
from core.obligations.registry import obligations
from core.severity import Severity
from tests.vendors.factories import make_service, make_vendor
from vendors.diligence import finding_operations, operations
from vendors.diligence.catalogue import requirements
from vendors.diligence.models import Evidence, EvidenceFinding
from vendors.diligence.rules import EvidenceKind, FindingState, Verdict
from vendors.diligence.work import findings as finding_tasks
from vendors.diligence.work import renewals
from vendors.register.rules import VendorStatus

TESTS = {requirement.id for requirement in requirements()}
"""Aspects of the duties judged here; other duties of a service are other features'."""


@pytest.fixture
def app_service(app, person):
    owner = person(Role.IT_MANAGER)
    vendor = make_vendor(name_zh="行動商", status=VendorStatus.ACTIVE, owner_id=owner.id)
    return make_service(
        vendor,
        name="行動下單",
        is_investor_app=True,
        takes_orders=True,
        is_internet_facing=True,
        delivers_software=True,
    )


def states() -> dict[str, State]:
    return {o.aspect: o.state for o in obligations(clock.today()) if o.aspect in TESTS}


def keep(service, kind, title, back=10, **fields):
    with unit_of_work():
        return operations.add_evidence(
            service, kind=kind, title=title, tested_on=clock.today() - timedelta(days=back),
            by=None, **{"verdict": Verdict.PASSED} | fields,
        )  # fmt: skip


def test_the_smallest_firm_that_meets_every_line_and_the_next_release_that_undoes_it(app_service):
    assert set(states().values()) == {State.NOT_MET}
    today = clock.today()
    with unit_of_work():
        first = operations.add_release(app_service, number="1.0", released_on=today - timedelta(days=5), by=None)
    keep(app_service, EvidenceKind.MOBILE_APP_TEST, "檢測", accreditor="TAF", accreditation="T1")
    keep(app_service, EvidenceKind.SOURCE_SCAN, "掃描", release_id=first.id)
    keep(app_service, EvidenceKind.VULNERABILITY_SCAN, "弱掃")
    keep(app_service, EvidenceKind.ATTESTATION, "聲明", release_id=first.id)
    assert set(states().values()) == {State.MET}
    with unit_of_work():
        operations.add_release(app_service, number="2.0", released_on=today, is_major=True, by=None)
    undone = {aspect for aspect, state in states().items() if state is State.NOT_MET}
    assert undone == {"app-major-update", "order-source-scan", "no-backdoor"}
    asked = {task.key.rpartition(":")[2] for task in renewals(today, EVERYBODY)}
    assert asked == undone


def test_who_answers_is_told_with_the_duty(app_service):
    (one, *_) = [o for o in obligations(clock.today()) if o.aspect in TESTS]
    assert one.owner
    assert one.next_step
    assert one.url.endswith("#evidence")


def test_a_report_is_kept_with_its_file_and_its_findings_taken_once(app_service, sign_in):
    browser = sign_in(Role.IT_MANAGER)
    address = f"/vendors/evidence/new/{app_service.id}"
    values = {
        "kind": "black_box", "title": "黑箱測試報告", "tested_on": "2026-06-01", "verdict": "passed", "release_id": "",
        "file": (io.BytesIO(b"%PDF-1.7 report"), "報告.pdf"),
    }  # fmt: skip
    with clock.at(clock.now()):
        assert browser.post(address, values | {"tested_on": "2199-01-01"}).status_code == 200
    assert db.session.query(Evidence).count() == 0
    values["file"] = (io.BytesIO(b"%PDF-1.7 report"), "報告.pdf")
    assert browser.post(address, values).status_code == 302
    evidence = db.session.query(Evidence).one()
    assert browser.get(f"/vendors/evidence/{evidence.id}/file").data == b"%PDF-1.7 report"
    table = "弱點名稱,風險等級\n跨站腳本,高\n版本過舊,低\n".encode()
    for expected in (2, 2):
        answer = browser.post(
            f"/vendors/evidence/{evidence.id}/findings/import", {"file": (io.BytesIO(table), "弱點.csv")}
        )
        assert answer.status_code == 302
        assert db.session.query(EvidenceFinding).count() == expected
    bad = browser.post(f"/vendors/evidence/{evidence.id}/findings/import", {"file": (io.BytesIO(b"{"), "x.sarif")})
    assert "not valid JSON" in bad.get_data(as_text=True)
    book = openpyxl.load_workbook(io.BytesIO(browser.get("/vendors/evidence/findings?format=xlsx").data))
    assert {row[0].value for row in book.active.iter_rows(min_row=2)} == {"跨站腳本", "版本過舊"}
    assert browser.get("/vendors/evidence/?format=xlsx").data.startswith(b"PK")
    assert "黑箱測試報告" in browser.get(f"/vendors/services/{app_service.id}").get_data(as_text=True)
    assert "行動下單" in browser.get(f"/vendors/{app_service.vendor_id}").get_data(as_text=True)


def test_a_finding_goes_from_open_to_retested(app_service, sign_in):
    evidence = keep(app_service, EvidenceKind.VULNERABILITY_SCAN, "弱掃", back=100)
    with unit_of_work():
        finding = finding_operations.add_finding(
            evidence, severity=Severity.CRITICAL, title="漏洞", due_on=clock.today() - timedelta(days=1), by=None
        )
    assert states()["vulnerability-scan"] is State.NOT_MET
    (task,) = finding_tasks(clock.today(), EVERYBODY)
    assert task.owner_id == app_service.vendor.owner_id
    browser, base = sign_in(Role.IT_MANAGER), f"/vendors/evidence/{evidence.id}/findings/{finding.id}"
    stale = finding.version
    today = clock.today().isoformat()
    assert browser.post(f"{base}/fix", {"fixed_on": today, "note": "已修補", "version": stale}).status_code == 302
    assert browser.post(f"{base}/fix", {"fixed_on": today, "note": "再一次", "version": stale}).status_code == 200
    assert states()["vulnerability-scan"] is State.NOT_MET, "remedied is not yet retested"
    assert browser.post(f"{base}/retest", {"retested_on": today, "passed": "y", "note": "複測"}).status_code == 302
    db.session.expire_all()
    assert db.session.get(EvidenceFinding, finding.id).state is FindingState.CLOSED
    assert states()["vulnerability-scan"] is State.MET
    assert not list(finding_tasks(clock.today(), EVERYBODY))


def test_a_withdrawn_paper_counts_nowhere_until_it_is_restored(app_service, sign_in):
    evidence = keep(app_service, EvidenceKind.VULNERABILITY_SCAN, "弱掃")
    browser = sign_in(Role.COMPLIANCE)
    assert states()["vulnerability-scan"] is State.MET
    assert browser.post(f"/vendors/evidence/{evidence.id}/withdraw", {"reason": ""}).status_code == 200
    assert browser.post(f"/vendors/evidence/{evidence.id}/withdraw", {"reason": "他案報告"}).status_code == 302
    assert states()["vulnerability-scan"] is State.NOT_MET
    assert browser.post(f"/vendors/evidence/{evidence.id}/restore", {"reason": "誤撤"}).status_code == 302
    assert states()["vulnerability-scan"] is State.MET


def test_another_services_release_and_findings_are_out_of_reach(app_service, sign_in):
    other = make_service(name="他服務")
    with unit_of_work():
        release = operations.add_release(other, number="9", released_on=date(2026, 1, 1), by=None)
    evidence, foreign = keep(app_service, EvidenceKind.BLACK_BOX, "甲"), keep(other, EvidenceKind.BLACK_BOX, "乙")
    with unit_of_work():
        finding = finding_operations.add_finding(foreign, severity=Severity.LOW, title="乙之發現", by=None)
    browser = sign_in(Role.IT_MANAGER)
    values = {
        "kind": "black_box",
        "title": "丙",
        "tested_on": "2026-06-01",
        "verdict": "passed",
        "release_id": release.id,
    }
    browser.post(f"/vendors/evidence/new/{app_service.id}", values)
    assert db.session.query(Evidence).filter_by(title="丙").count() == 0
    assert browser.get(f"/vendors/evidence/{evidence.id}/findings/{finding.id}").status_code == 404
    assert sign_in(Role.AUDITOR).post(f"/vendors/evidence/new/{app_service.id}", values).status_code == 403
