"""A service's specification from the first draft to a second version, its channels, and what the duties say meanwhile."""

import io
from datetime import timedelta

import openpyxl
import pytest

from core import clock
from core.auth.rules import Role
from core.days import add_months
from core.db import db, unit_of_work
from core.errors import Conflict, Refused
from core.my_work.registry import EVERYBODY
from core.obligations import State
from core.obligations.registry import obligations
from tests.vendors.factories import make_service, make_vendor
from vendors.register.rules import VendorStatus
from vendors.specifications import operations, shelf
from vendors.specifications.models import Channel, Specification
from vendors.specifications.rules import Answer, PartState, Purpose, Stage
from vendors.specifications.work import reviews
from vendors.specifications.work import tests as due_tests


@pytest.fixture
def service(app, person):
    owner = person(Role.IT_MANAGER)
    vendor = make_vendor(name_zh="主機商", status=VendorStatus.ACTIVE, owner_id=owner.id)
    return make_service(vendor, name="主機代管")


def states() -> dict[str, State]:
    return {o.aspect: o.state for o in obligations(clock.today()) if o.rule_id == "CC-19000-4-10"}


def whole_version(service, text="主機兩台", **agreed) -> Specification:
    with unit_of_work():
        spec = operations.begin_version(service, shelf.policy(), by=None)
        for part in spec.parts:
            operations.state_part(part, state=PartState.STATED, text=text, by=None)
        on = agreed.pop("agreed_on", clock.today())
        fields = {"agreed_on": on, "agreed_with": "林經理", "review_on": add_months(on, 12)}
        return operations.agree(spec, shelf.policy(), by=None, **fields | agreed)


def channel(service, **fields) -> Channel:
    with unit_of_work():
        return operations.add_channel(
            service, by=None, **{"purpose": Purpose.INCIDENT, "who": "值班台", "reach": "02-5550-0000"} | fields
        )


def note(held, **fields) -> None:
    with unit_of_work():
        operations.note_test(
            held, tested_on=clock.today(), by=None, **{"answer": Answer.REACHED, "answered_by": "陳"} | fields
        )


def test_the_smallest_service_that_meets_the_line_and_the_smallest_that_does_not(service):
    assert states()["specification"] is states()["channels"] is State.NOT_MET
    whole_version(service)
    held = channel(service)
    assert states()["specification"] is State.MET
    assert states()["channels"] is State.DUE_SOON, "registered, to be tested within its first month"
    note(held)
    assert states()["channels"] is State.MET
    with clock.at(clock.now() + timedelta(days=380)):
        assert states()["specification"] is states()["channels"] is State.NOT_MET
        (review,) = reviews(clock.today(), EVERYBODY)
        (test,) = due_tests(clock.today(), EVERYBODY)
        assert review.owner_id == test.owner_id == service.vendor.owner_id


def test_a_channel_that_nobody_answered_is_not_met_until_it_answers_again(service):
    held = channel(service, answer_minutes=30)
    note(held, answer=Answer.NOT_REACHED, answered_by="")
    assert states()["channels"] is State.NOT_MET
    note(held, minutes=31)
    assert states()["channels"] is State.NOT_MET, "later than promised is late"
    note(held, minutes=30)
    assert states()["channels"] is State.MET


def test_a_version_is_written_agreed_and_never_changed_again(service, sign_in):
    browser = sign_in(Role.IT_MANAGER)
    assert browser.post(f"/vendors/specifications/of/{service.id}/begin").status_code == 302
    spec = db.session.query(Specification).one()
    assert browser.post(f"/vendors/specifications/of/{service.id}/begin").status_code == 302
    assert db.session.query(Specification).count() == 1, "one draft at a time"
    page = f"/vendors/specifications/{spec.id}"
    agreement = {"agreed_on": "2026-01-05", "agreed_with": "林經理", "review_on": "2027-01-05"}
    assert "still missing" in browser.post(f"{page}/agree", agreement).get_data(as_text=True)
    assert "Say why it does not apply" in browser.post(f"{page}/parts/hardware", {"state": "not_applicable"}).get_data(
        as_text=True
    )
    assert "State it in words" in browser.post(f"{page}/parts/hardware", {"state": "stated"}).get_data(as_text=True)
    for part in shelf.policy().parts:
        sent = {"state": "stated", "file": (io.BytesIO(part.id.encode()), "../規格.pdf")}
        assert browser.post(f"{page}/parts/{part.id}", sent).status_code == 302
    assert browser.get(f"{page}/parts/hardware/file").data == b"hardware"
    assert browser.post(f"{page}/agree", agreement | {"agreed_on": "2199-01-05"}).status_code == 200
    late = browser.post(f"{page}/agree", agreement | {"review_on": "2027-01-06"}).get_data(as_text=True)
    assert 'id="review_on-error"' in late, "a review is never put off further than the policy's months"
    assert browser.post(f"{page}/agree", agreement).status_code == 302
    changed = browser.post(f"{page}/parts/hardware", {"state": "not_applicable", "reason": "無"})
    assert "This version is fixed" in changed.get_data(as_text=True)
    db.session.expire_all()
    assert db.session.get(Specification, spec.id).said["hardware"].file_name == "規格.pdf"
    assert browser.get(f"{page}?format=xlsx").data.startswith(b"PK")
    assert sign_in(Role.AUDITOR).post(f"{page}/put-aside", {"reason": "x"}).status_code == 403


def test_nobody_agrees_to_a_part_that_was_changed_or_taken_out_since_they_looked(service):
    with unit_of_work():
        spec = operations.begin_version(service, shelf.policy(), by=None)
        for part in spec.parts:
            operations.state_part(part, state=PartState.STATED, text="主機兩台", by=None)
    held = spec.parts[0]
    agreement = {"agreed_on": clock.today(), "agreed_with": "林經理", "review_on": add_months(clock.today(), 12)}
    for change in (
        lambda: operations.state_part(
            held, state=PartState.STATED, text="主機一台", file=("規格.pdf", io.BytesIO(b"x")), by=None
        ),
        lambda: operations.drop_file(held, by=None),
    ):
        seen = spec.version
        with unit_of_work():
            change()
        with pytest.raises(Conflict), unit_of_work():
            operations.agree(spec, shelf.policy(), version=seen, by=None, **agreement)
    with unit_of_work():
        operations.agree(spec, shelf.policy(), version=spec.version, by=None, **agreement)


def test_the_next_version_begins_from_the_agreed_one_and_the_two_are_compared(service, sign_in):
    first = whole_version(service, agreed_on=clock.today() - timedelta(days=30))
    browser = sign_in(Role.COMPLIANCE)
    assert browser.post(f"/vendors/specifications/of/{service.id}/begin").status_code == 302
    second = db.session.query(Specification).filter_by(number=2).one()
    browser.post(f"/vendors/specifications/{second.id}/parts/software", {"state": "stated", "text": "升級為 17"})
    page = browser.get(f"/vendors/specifications/of/{service.id}/compare?before=1&after=2").get_data(as_text=True)
    assert "Parts that differ: 1 of 7." in page
    assert "升級為 17" in page
    assert browser.get(f"/vendors/specifications/of/{service.id}/compare?before=x&after=999").status_code == 200
    assert states()["specification"] is State.MET, "what was agreed holds while the next is a draft"
    book = openpyxl.load_workbook(io.BytesIO(browser.get("/vendors/specifications/?format=xlsx").data))
    assert [cell.value for cell in book.active[2]][2] == 1
    with unit_of_work():
        operations.put_aside(db.session.get(Specification, first.id), reason="誤登", by=None)
    assert db.session.get(Specification, first.id).stage is Stage.PUT_ASIDE
    assert states()["specification"] is State.NOT_MET


def test_channels_are_kept_by_those_who_may_and_stale_forms_are_refused(service, sign_in):
    browser = sign_in(Role.PROCUREMENT)
    values = {"purpose": "incident", "who": "值班台", "reach": "02-5550-0000"}
    assert browser.post(f"/vendors/channels/new/{service.id}", values).status_code == 302
    held = db.session.query(Channel).one()
    stale = held.version
    assert (
        browser.post(f"/vendors/channels/{held.id}/edit", values | {"who": "值班室", "version": stale}).status_code
        == 302
    )
    assert "Somebody else changed" in browser.post(
        f"/vendors/channels/{held.id}/edit", values | {"version": stale}
    ).get_data(as_text=True)
    assert "Say who answered" in browser.post(
        f"/vendors/channels/{held.id}/test", {"tested_on": "2026-01-01", "answer": "reached"}
    ).get_data(as_text=True)
    assert "值班室" in browser.get("/vendors/channels/").get_data(as_text=True)
    assert "值班室" in browser.get(f"/vendors/services/{service.id}").get_data(as_text=True)
    browser.post(f"/vendors/channels/{held.id}/end")
    assert states()["channels"] is State.NOT_MET
    with pytest.raises(Refused), unit_of_work():
        operations.note_test(
            db.session.get(Channel, held.id), tested_on=clock.today(), answer=Answer.REACHED, answered_by="陳", by=None
        )
    browser.post(f"/vendors/channels/{held.id}/restore")
    assert states()["channels"] is State.DUE_SOON
