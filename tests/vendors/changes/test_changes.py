"""A change from the request to the look after it was made; what the register notices; what the duties say meanwhile."""

import io
from datetime import date, timedelta

import openpyxl
import pytest

from core import clock
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.errors import Refused
from core.my_work.registry import EVERYBODY
from core.obligations import State
from core.obligations.registry import obligations
from tests.vendors.factories import make_function, make_service, make_vendor
from vendors.changes import operations, shelf
from vendors.changes.models import NoticedChange, ServiceChange
from vendors.changes.rules import ChangeState, Result
from vendors.changes.work import approvals, noticed, under_way
from vendors.register import operations as register
from vendors.register.rules import VendorStatus
from vendors.services import operations as services
from vendors.services.rules import Criticality


@pytest.fixture
def service(app, person):
    owner = person(Role.PROCUREMENT)
    vendor = make_vendor(name_zh="平台商", status=VendorStatus.ACTIVE, owner_id=owner.id)
    return make_service(vendor, name="下單平台", processing_country="TW")


def duty(name="平台商") -> State:
    return next(o.state for o in obligations(clock.today()) if o.rule_id == "CC-19000-4-7" and o.vendor_name == name)


def asked(service, by=None, **fields) -> ServiceChange:
    values = {"title": "換分包商", "kinds": ["subcontractor"], "planned_on": clock.today(), "service_id": service.id}
    with unit_of_work():
        return operations.ask_for(service.vendor, shelf.policy(), by=by, **values | fields)


def assessed(change, likelihood=0, impact=0, by=None) -> ServiceChange:
    with unit_of_work():
        return operations.assess(
            change, shelf.policy(), likelihood=likelihood, impact=impact, risks="風險", effects=[], by=by
        )


def answered(change, by, approve=True) -> ServiceChange:
    with unit_of_work():
        return operations.answer(change, shelf.policy(), approve=approve, reason="同意", by=by)


def moved(service, **fields):
    with unit_of_work():
        services.edit_service(service, functions=service.functions, by=None, name=service.name, **fields)


def test_the_smallest_firm_that_meets_the_line_and_the_smallest_that_does_not(service, person):
    assert duty() is State.NOT_ASSESSED, "nothing was asked for and nothing noticed"
    moved(service, processing_country="SG")
    assert duty() is State.NOT_MET
    (task,) = noticed(clock.today(), EVERYBODY)
    assert task.owner_id == service.vendor.owner_id
    found = db.session.query(NoticedChange).one()
    change = asked(service, kinds=["place"], noticed=found)
    assessed(change)
    assert duty() is State.NOT_MET, "assessed is not approved"
    answered(change, person(Role.COMPLIANCE))
    assert duty() is State.MET
    assert not list(noticed(clock.today(), EVERYBODY))
    with clock.at(clock.now() + timedelta(days=20)):
        assert duty() is State.DUE_SOON, "its review comes near"
    with clock.at(clock.now() + timedelta(days=40)):
        assert duty() is State.NOT_MET, "its review is late"
        with unit_of_work():
            operations.review(
                change, reviewed_on=clock.today(), result=Result.AS_PLANNED, note="正常", by=person(Role.PROCUREMENT)
            )
        assert duty() is State.MET


def test_what_stood_before_is_no_change_and_what_is_taken_back_is_none_either(service):
    moved(service, processing_country="TW", storage_country="TW", cloud_provider="雲商")
    prospect = make_service(make_vendor(name_zh="候選商"), processing_country="TW")
    moved(prospect, processing_country="US")
    sub = make_vendor(name_zh="老分包")
    with unit_of_work():
        register.add_subcontractor(service.vendor, subcontractor_id=sub.id, started_on=date(2020, 1, 1), by=None)
    assert db.session.query(NoticedChange).count() == 0, "filling in what was empty, prospects, relations of old"
    moved(service, processing_country="SG")
    moved(service, processing_country="TW")
    found = db.session.query(NoticedChange).one()
    assert found.settled_at is not None
    assert duty() is State.NOT_ASSESSED


def test_a_subcontractor_that_was_approved_before_is_covered_when_it_comes_and_another_is_not(service, person):
    first, second = (make_vendor(name_zh=name, status=VendorStatus.ACTIVE) for name in ("甲分包", "乙分包"))
    change = asked(service, subcontractor_id=first.id)
    answered(assessed(change), person(Role.IT_MANAGER))
    with unit_of_work():
        register.add_subcontractor(service.vendor, subcontractor_id=first.id, service_id=service.id, by=None)
    assert duty() is State.MET
    with unit_of_work():
        register.add_subcontractor(service.vendor, subcontractor_id=second.id, service_id=service.id, by=None)
    assert duty() is State.NOT_MET
    found = db.session.query(NoticedChange).filter_by(change_id=None).one()
    with pytest.raises(Refused), unit_of_work():
        operations.set_aside(found, reason=" ", by=None)
    with unit_of_work():
        operations.set_aside(found, reason="原即為其分包商，補登", by=None)
    assert duty() is State.MET


def test_who_asks_or_assesses_does_not_approve_and_the_gravest_takes_two(service, person):
    asker, second = person(Role.COMPLIANCE), person(Role.IT_MANAGER)
    third = person(Role.COMPLIANCE, login="third")
    change = assessed(asked(service, by=asker), 4, 4, by=second)
    for one in (asker, second, person(Role.PROCUREMENT)):
        with pytest.raises(Refused):
            answered(change, one)
    assert answered(change, third).state is ChangeState.WAITING
    with pytest.raises(Refused):
        answered(change, third)
    fourth = person(Role.IT_MANAGER, login="fourth")
    assert answered(change, fourth).state is ChangeState.APPROVED
    with unit_of_work():
        operations.assess_anew(change, by=asker)
    assert answered(assessed(change, 4, 4, by=second), third).state is ChangeState.WAITING, "approvals begin anew"
    assert answered(change, fourth, approve=False).state is ChangeState.REFUSED
    assert len(change.answers) == 4


def test_a_change_on_the_pages_shows_what_it_touches_and_stale_or_foreign_input_is_refused(service, sign_in, person):
    core = make_function(name="下單", criticality=Criticality.CORE, mtpd_minutes=60)
    with unit_of_work():
        held = db.session.merge(service)
        held.functions = [core]
        register.edit_vendor(held.vendor, note="x", by=None)
    sub, other = make_vendor(name_zh="新分包", status=VendorStatus.ACTIVE), make_service()
    browser = sign_in(Role.IT_MANAGER)
    values = {
        "title": "平台改由新分包維運", "kinds": ["subcontractor", "version", "place"], "planned_on": "2199-01-01",
        "service_id": service.id, "subcontractor_id": sub.id, "country": "SG",
    }  # fmt: skip
    address = f"/vendors/changes/new/{service.vendor_id}"
    assert browser.post(address, values | {"service_id": other.id}).status_code == 200
    assert "at least one kind" in browser.post(address, values | {"kinds": []}).get_data(as_text=True)
    assert browser.post(address, values).status_code == 302
    change = db.session.query(ServiceChange).one()
    page = f"/vendors/changes/{change.id}"
    shown = browser.get(f"{page}/assess").get_data(as_text=True)
    for expected in (
        "Concentration before and after",
        "新分包 alone could stop it",
        "Tests and evidence that lapse",
        "No running contract",
        "No product is registered",
    ):
        assert expected in shown, expected
    assert browser.post(f"{page}/assess", {"likelihood": "9", "impact": "1", "risks": "x"}).status_code == 200
    stale = {"likelihood": "2", "impact": "3", "risks": "風險", "version": change.version}
    assert browser.post(f"{page}/edit", values | {"title": "改", "version": change.version}).status_code == 302
    assert "Somebody else changed" in browser.post(f"{page}/assess", stale).get_data(as_text=True)
    db.session.expire_all()
    assert browser.post(f"{page}/assess", stale | {"version": change.version}).status_code == 302
    assert "Somebody else than who asked" in browser.get(page).get_data(as_text=True)
    (waiting,) = approvals(clock.today(), EVERYBODY)
    assert waiting.values == {"change_id": change.id}
    approver = sign_in(Role.COMPLIANCE)
    answer = {"answer": "approve", "reason": "可"}
    assert sign_in(Role.PROCUREMENT).post(f"{page}/answer", answer).status_code == 403
    approver = sign_in(Role.COMPLIANCE)
    assert approver.post(f"{page}/answer", answer).status_code == 302
    db.session.expire_all()
    assert change.state is ChangeState.APPROVED
    assert "after the change takes effect" in approver.post(
        f"{page}/review", {"reviewed_on": clock.today().isoformat(), "result": "as_planned", "note": "好"}
    ).get_data(as_text=True)
    owner = person(Role.IT_MANAGER)
    measure = {"what": "保留舊版", "owner_id": owner.id, "due_on": clock.today().isoformat()}
    assert approver.post(f"{page}/measures", measure).status_code == 302
    assert any(o.rule_id == "CC-19000-4-7" and o.subject_type == "risk_action" for o in obligations(clock.today()))
    book = openpyxl.load_workbook(io.BytesIO(approver.get(f"{page}?format=xlsx").data))
    assert len(book.sheetnames) == 3
    assert "保留舊版" in {row[0].value for row in book.worksheets[2].iter_rows(min_row=2)}
    for list_page in ("/vendors/changes/", "/vendors/changes/noticed"):
        assert approver.get(f"{list_page}?format=xlsx").data.startswith(b"PK")
    assert "改" in approver.get(f"/vendors/{service.vendor_id}").get_data(as_text=True)
    (review,) = under_way(clock.today(), EVERYBODY)
    assert review.due_on == change.review_on
    assert approver.get("/vendors/changes/999999").status_code == 404
