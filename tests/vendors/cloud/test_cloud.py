"""A cloud assessment as people keep it: begun, answered, compensated, approved by a second person; judged as a duty."""

import io
from datetime import timedelta

import openpyxl
import pytest

from core import clock
from core.audit import record
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.errors import Conflict, Refused
from core.my_work.registry import EVERYBODY
from core.obligations import State
from core.obligations.registry import obligations
from tests.vendors.factories import make_function, make_service, make_vendor
from vendors.cloud import operations, queries, work
from vendors.cloud.models import CloudAssessment
from vendors.cloud.rules import Outcome
from vendors.register.rules import VendorStatus
from vendors.services.rules import Criticality, ServiceKind


@pytest.fixture
def service(app, person):
    vendor = make_vendor(name_zh="雲端商", status=VendorStatus.ACTIVE, owner_id=person(Role.IT_MANAGER).id)
    function = make_function(name="下單", criticality=Criticality.CORE)
    made = make_service(vendor, name="行情雲", kind=ServiceKind.CLOUD, cloud_provider="Nimbora", cloud_region="Taipei")
    with unit_of_work():
        made.functions.append(function)
    return made


def standing() -> tuple[State, str]:
    (found,) = [o for o in obligations(clock.today()) if o.rule_id == "CC-21100-1"]
    return found.state, str(found.why)


def begun(service, by, **otherwise):
    """An assessment with every part met, but for the answers that are given otherwise."""
    with unit_of_work():
        made = operations.open_assessment(service, assessor_id=by.id, by=by)
        for section in made.template.questions.sections:
            answers = {q.id: otherwise.get(q.id, q.options[0].id) for q in section.questions}
            operations.answer(made, section.id, answers, note="附件三", by=by)
    return made


def test_the_smallest_firm_that_meets_the_line_and_the_one_that_only_uses_the_service(service, person):
    one, two = person(Role.IT_MANAGER), person(Role.COMPLIANCE)
    assert standing()[0] is State.NOT_MET
    assert [t.endpoint for t in work.due(clock.today(), EVERYBODY)] == ["vendors.services.show"]
    made = begun(service, one)
    assert standing() == (State.NOT_MET, "It is in use, and its assessment is not approved yet.")
    with unit_of_work():
        operations.submit(made, outcome=Outcome.USABLE, conclusion="可接受", by=one)
    with pytest.raises(Refused), unit_of_work():
        operations.approve(queries.assessment_page(made.id), note="", by=one)
    assert [t.not_for for t in work.approving(clock.today(), EVERYBODY)] == [one.id]
    with unit_of_work():
        operations.approve(queries.assessment_page(made.id), note="", by=two)
    assert standing()[0] is State.MET
    assert not list(work.due(clock.today(), EVERYBODY))
    with clock.at(clock.now() + timedelta(days=340)):
        assert standing()[0] is State.DUE_SOON
    with clock.at(clock.now() + timedelta(days=370)):
        assert standing()[0] is State.NOT_MET
    with unit_of_work():
        service.cloud_region = "Tokyo"
        record("vendors:service:edit", service, by=None, cloud_region=("Taipei", "Tokyo"))
    assert standing() == (State.NOT_MET, "Changed since it was assessed: Cloud region (of 1).")


def test_a_needed_part_that_falls_short_takes_a_measure_that_somebody_else_approves_until_a_day(service, person):
    one, two = person(Role.IT_MANAGER), person(Role.COMPLIANCE)
    made, today = begun(service, one, exit_plan="no", split="no"), clock.today()

    def submit():
        with unit_of_work():
            operations.submit(queries.assessment_page(made.id), outcome=Outcome.USABLE, conclusion="可接受", by=one)

    with pytest.raises(Refused, match="falls short"):
        submit()
    with pytest.raises(Refused), unit_of_work():
        operations.propose_measure(made, "audit", measure="多餘", until=today + timedelta(days=9), by=one)
    with unit_of_work():
        operations.propose_measure(made, "exit", measure="每月匯出", until=today + timedelta(days=100), by=one)
    with pytest.raises(Refused, match="yourself"), unit_of_work():
        operations.approve_measure(queries.assessment_page(made.id), "exit", by=one)
    with pytest.raises(Refused, match="falls short"):
        submit()
    with unit_of_work():
        operations.approve_measure(queries.assessment_page(made.id), "exit", by=two)
    submit()  # the split of responsibility falls short too, and is no needed part
    with unit_of_work():
        operations.approve(queries.assessment_page(made.id), note="", by=two)
    assert standing()[0] is State.MET
    with clock.at(clock.now() + timedelta(days=50)):
        assert standing()[0] is State.DUE_SOON
    with clock.at(clock.now() + timedelta(days=101)):
        assert standing()[0] is State.NOT_MET
        with unit_of_work():
            again = clock.today() + timedelta(days=90)
            operations.propose_measure(
                queries.assessment_page(made.id), "exit", measure="每月匯出", until=again, by=one
            )
        assert standing()[0] is State.NOT_MET  # renewed, and not approved yet
        with unit_of_work():
            operations.approve_measure(queries.assessment_page(made.id), "exit", by=two)
        assert standing()[0] is State.MET


def test_what_must_not_be_used_is_not_met_and_what_changed_meanwhile_is_not_approved(service, person):
    one, two = person(Role.IT_MANAGER), person(Role.COMPLIANCE)
    made = begun(service, one, audit_right="no")
    with unit_of_work():
        operations.submit(made, outcome=Outcome.UNUSABLE, conclusion="不得查核", by=one)
        service.storage_country = "JP"
    with pytest.raises(Refused, match="changed since"), unit_of_work():
        operations.approve(queries.assessment_page(made.id), note="", by=two)
    with unit_of_work():
        operations.send_back(queries.assessment_page(made.id), note="地點已變更", by=two)
    with unit_of_work():
        operations.submit(queries.assessment_page(made.id), outcome=Outcome.UNUSABLE, conclusion="不得查核", by=one)
        operations.approve(queries.assessment_page(made.id), note="", by=two)
    assert standing() == (State.NOT_MET, "The assessment says that it must not be used.")


def test_only_cloud_services_are_assessed_one_at_a_time_and_stale_pages_are_told(service, person):
    one = person(Role.IT_MANAGER)
    made = begun(service, one)
    for other in (service, make_service(name="不是雲")):
        with pytest.raises(Refused), unit_of_work():
            operations.open_assessment(other, assessor_id=None, by=one)
    with pytest.raises(Refused), unit_of_work():
        operations.answer(made, "exit", {"data_back": "maybe"}, note="", by=one)
    with pytest.raises(Conflict), unit_of_work():
        operations.answer(queries.assessment_page(made.id), "exit", {"data_back": "no"}, note="", version=1, by=one)


def test_a_day_in_the_browser(service, sign_in):
    browser = sign_in(Role.IT_MANAGER)
    assert "Used without an assessment" in browser.get(f"/vendors/services/{service.id}").get_data(as_text=True)
    assert browser.post(f"/vendors/cloud/new/{service.id}", {"assessor_id": ""}).status_code == 302
    made = db.session.query(CloudAssessment).one()
    base = f"/vendors/cloud/{made.id}"
    values = {"a_data_back": "yes", "a_exit_plan": "no", "note": "§9", "file": (io.BytesIO(b"%PDF exit"), "終止.pdf")}
    assert browser.post(f"{base}/parts/exit", values | {"version": made.version}).status_code == 302
    stale = {"a_data_back": "no", "version": "1"}
    assert "Somebody else changed" in browser.post(f"{base}/parts/exit", stale).get_data(as_text=True)
    assert browser.get(f"{base}/parts/exit/file").data == b"%PDF exit"
    assert browser.get(f"{base}/parts/nothing").status_code == 404
    measure = {"measure": "每月匯出", "until": "2199-01-01"}
    assert browser.post(f"{base}/measures/exit", measure).status_code == 302
    assert "Not written yet" in browser.post(f"{base}/submit", {"outcome": "usable", "conclusion": "好"}).get_data(
        as_text=True
    )
    assert browser.post(f"{base}/measures/exit/approve", form_at=base).status_code == 302
    page = browser.get(base).get_data(as_text=True)
    for words in ("You proposed it yourself", "每月匯出", "Compensating measure waits for approval"):
        assert words in page
    second = sign_in(Role.COMPLIANCE)
    assert second.post(f"{base}/measures/exit/approve", form_at=base).status_code == 302
    assert "Compensated" in second.get(base).get_data(as_text=True)
    book = openpyxl.load_workbook(io.BytesIO(browser.get("/vendors/cloud/?format=xlsx&state=under_way").data))
    assert [row[0].value for row in book.active.iter_rows(min_row=2)] == ["行情雲"]
    assert browser.get("/vendors/cloud/assessments?format=xlsx").data.startswith(b"PK")
    viewer = sign_in(Role.AUDITOR)
    assert viewer.get(base).status_code == 200
    assert viewer.post(f"{base}/withdraw", {"reason": "x"}).status_code == 403
