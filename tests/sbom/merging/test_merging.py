"""A vendor goes into another: everything of its goes with it, is said so, and can be taken back."""

from datetime import datetime, timedelta

import pytest

from contracts.access import operations as access
from contracts.access.models import AccessGrant
from contracts.offboarding.models import OffboardingTask
from contracts.offboarding.rules import TaskKind, TaskState
from contracts.register.models import Contract
from core import clock
from core.audit.chain import verify
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.errors import Refused
from core.severity import Severity
from sbom.products.models import Product
from sbom.products.operations import add_product
from tests.contracts.factories import make_asset, make_contract, make_grant
from tests.sbom.factories import make_product
from tests.vendors.factories import make_service, make_vendor
from vendors.assessments import operations as assessments
from vendors.assessments import shelf
from vendors.assessments.rules import State as AssessmentState
from vendors.incidents.operations import register_incident
from vendors.incidents.rules import Learnt, Nature
from vendors.links import operations as links
from vendors.merging import operations
from vendors.merging.following import followings
from vendors.merging.models import VendorMerge
from vendors.merging.rules import MergeKind
from vendors.register import operations as register
from vendors.register.models import Contact, Subcontracting, Vendor
from vendors.register.rules import VendorStatus
from vendors.services.models import Service


@pytest.fixture(autouse=True)
def _on_a_day(app):
    with clock.at(datetime(2026, 11, 2, 10)):
        yield


def text_of(answer):
    return answer.get_data(as_text=True)


def merge(browser, vendor, into, **typed):
    form = {"into_id": into.id, "kind": "merger", "effective_on": "2026-11-01", "note": "公開資訊觀測站公告",
            "version": vendor.version} | typed  # fmt: skip
    return browser.post(f"/vendors/{vendor.id}/merge", form, follow_redirects=True)


def renewed(record):
    db.session.expire_all()
    return db.session.get(type(record), record.id)


def test_everything_goes_with_the_vendor_and_comes_back_with_it(sign_in, person):
    old, new, third = (make_vendor(name_zh=name) for name in ("舊雲端公司", "新雲端公司", "第三方公司"))
    service = make_service(old, name="主機代管")
    other = make_service(new, name="備援")
    contract = make_contract(old, number="C-1", service_ids=[service.id])
    kept = make_contract(new, number="C-2")
    grant, asset = make_grant(contract), make_asset(contract)
    make_product(vendor_id=old.id, name="交易閘道")
    by = person(Role.IT_MANAGER)
    with unit_of_work():
        vendor = db.session.get(Vendor, old.id)
        register.add_contact(vendor, name="王窗口", by=by)
        register.add_subcontractor(vendor, subcontractor_id=third.id, by=by)
        register.add_subcontractor(vendor, subcontractor_id=new.id, by=by)
        db.session.get(Service, other.id).alternatives.append(vendor)
    reminder = db.session.query(OffboardingTask).filter_by(
        kind=TaskKind.CONFIDENTIALITY_REMINDER, contract_id=contract.id
    )
    assert reminder.one().label == "舊雲端公司"

    browser = sign_in(Role.IT_MANAGER)
    page = text_of(browser.get(f"/vendors/{old.id}/merge"))
    assert "Contracts: 1" in page
    assert "Where it is known" in text_of(merge(browser, renewed(old), new, note=" "))
    assert "everything is with the one that remains" in text_of(merge(browser, renewed(old), new))

    moved = renewed(contract)
    assert (moved.vendor_id, moved.signed_as) == (new.id, "舊雲端公司")
    assert (renewed(kept).signed_as, renewed(service).vendor_id) == ("", new.id)
    assert renewed(other).alternatives == [], "nobody is their own alternative"
    assert reminder.one().label == "新雲端公司"
    assert renewed(grant).contract_id == contract.id
    assert renewed(asset).contract_id == contract.id
    assert db.session.query(Contact).one().vendor_id == new.id
    contract_page = text_of(browser.get(f"/contracts/{contract.id}"))
    assert "signed as 舊雲端公司" in contract_page
    assert "Contract went with its vendor" in contract_page
    assert "C-1" in text_of(browser.get("/contracts/?q=舊雲端"))
    assert "Merged into" in text_of(browser.get(f"/vendors/{old.id}"))
    assert "Took over" in text_of(browser.get(f"/vendors/{new.id}"))
    assert {c for c, _ in register.queries.vendor_choices()} == {new.id, third.id}
    with pytest.raises(Refused, match="register the contract there"):
        make_contract(renewed(old))

    (done,) = db.session.query(VendorMerge)
    undo = f"/vendors/merges/{done.id}/undo"
    assert "Goes back" in text_of(browser.get(undo))
    browser.post(undo, {"reason": "合併案未成", "version": done.version})
    back = renewed(contract)
    assert (back.vendor_id, back.signed_as, renewed(old).merged_into_id) == (old.id, "", None)
    assert [each.id for each in renewed(other).alternatives] == [old.id]
    assert db.session.query(Contact).one().vendor_id == old.id
    assert renewed(kept).vendor_id == new.id
    assert reminder.one().label == "舊雲端公司"
    assert "taken back already" in text_of(
        browser.post(undo, {"reason": "x", "version": renewed(done).version}, follow_redirects=True)
    )
    assert verify(db.session()).is_sound


def test_what_is_done_stays_as_it_was_and_what_grew_together_is_not_parted(person):
    old, new = make_vendor(name_zh="甲"), make_vendor(name_zh="乙")
    contract, other = make_contract(old), make_contract(new)
    grant = make_grant(contract)
    by = person(Role.IT_MANAGER)
    with unit_of_work():
        task = (
            db.session.query(OffboardingTask)
            .filter_by(kind=TaskKind.CONFIDENTIALITY_REMINDER, contract_id=contract.id)
            .one()
        )
        task.state = TaskState.VERIFIED
    with unit_of_work():
        made = operations.merge_vendor(
            db.session.get(Vendor, old.id), into=db.session.get(Vendor, new.id), kind="merger",
            effective_on=clock.today(), note="公告", by=by,
        ).id  # fmt: skip
    assert renewed(task).label == "甲"
    with unit_of_work():
        access.edit_access(db.session.get(AccessGrant, grant.id), by=by, also_for=[other.id])
    with pytest.raises(Refused, match="serves contracts of both vendors"), unit_of_work():
        operations.part_vendors(db.session.get(VendorMerge, made), reason="x", by=by)
    assert db.session.get(Contract, contract.id).vendor_id == new.id


def test_a_subcontractor_at_work_stays_known_though_the_other_vendor_had_ended_with_it(person):
    old, new, third = (make_vendor(name_zh=name) for name in ("舊", "新", "再委外"))
    by, before = person(Role.IT_MANAGER), clock.today() - timedelta(days=300)
    with unit_of_work():
        for vendor in (old, new):
            register.add_subcontractor(db.session.get(Vendor, vendor.id), subcontractor_id=third.id, by=by)
        ended = db.session.query(Subcontracting).filter_by(vendor_id=new.id).one()
        ended.ended_on = before
    with unit_of_work():
        made = operations.merge_vendor(
            db.session.get(Vendor, old.id), into=db.session.get(Vendor, new.id), kind=MergeKind.MERGER,
            effective_on=clock.today(), note="公告", by=by,
        ).id  # fmt: skip
    assert renewed(ended).ended_on is None, "it works for the one that remains"
    with unit_of_work():
        operations.part_vendors(db.session.get(VendorMerge, made), reason="合併未成", by=by)
    assert renewed(ended).ended_on == before
    assert db.session.query(Subcontracting).filter_by(vendor_id=old.id).one().ended_on is None


def test_a_merge_is_not_taken_back_while_a_contract_or_a_product_reaches_across_it(person):
    old, new = (make_vendor(name_zh=name) for name in ("舊", "新"))
    moved, theirs = make_service(old, name="主機代管"), make_service(new, name="備援")
    contract = make_contract(new, number="C-9", service_ids=[theirs.id])
    product = make_product(vendor_id=new.id, name="閘道")
    by = person(Role.IT_MANAGER)
    with unit_of_work():
        made = operations.merge_vendor(
            db.session.get(Vendor, old.id), into=db.session.get(Vendor, new.id), kind=MergeKind.MERGER,
            effective_on=clock.today(), note="公告", by=by,
        ).id  # fmt: skip

    def refused(says: str) -> None:
        with pytest.raises(Refused, match=says), unit_of_work():
            operations.part_vendors(db.session.get(VendorMerge, made), reason="合併未成", by=by)

    with unit_of_work():
        service = renewed(moved)
        db.session.get(Contract, contract.id).services.append(service)
    refused("C-9 covers")
    with unit_of_work():
        service = renewed(moved)
        db.session.get(Contract, contract.id).services.remove(service)
        db.session.get(Product, product.id).service_id = service.id
    refused("Product 閘道 belongs")
    with unit_of_work():
        renewed(product).service_id = theirs.id
    with unit_of_work():
        operations.part_vendors(db.session.get(VendorMerge, made), reason="合併未成", by=by)
    assert renewed(moved).vendor_id == old.id


def test_merges_that_cannot_be_are_said_at_their_field(sign_in):
    one, two, three = (make_vendor(name_zh=name) for name in "一二三")
    make_product(vendor_id=one.id, name="APP")
    make_product(vendor_id=two.id, name="app")
    browser = sign_in(Role.PROCUREMENT)
    stale = renewed(one)
    page = text_of(merge(browser, stale, two))
    assert "Both have a product named APP" in page
    assert 'id="into_id-error"' in page
    assert 'id="into_id-error"' in text_of(merge(browser, stale, one)), "not one of the choices"
    assert 'id="effective_on-error"' in text_of(merge(browser, stale, three, effective_on="2026-11-03"))
    assert "merged" in text_of(merge(browser, stale, three))
    assert "merged into another already" in text_of(merge(browser, renewed(one), two))
    assert "Somebody else changed" in text_of(merge(browser, renewed(three), two, version=0))
    assert sign_in(Role.AUDITOR).post(f"/vendors/{two.id}/merge", {}).status_code == 403
    assert browser.get("/vendors/merges/999/undo").status_code == 404


STAYS = {
    ("vendor", "merged_into_id"), ("vendor_merge", "vendor_id"), ("vendor_merge", "into_id"),
    ("vendor_ownership", "vendor_id"), ("vendor_assessment", "vendor_id"), ("vendor_audit", "vendor_id"),
    ("vendor_tier_override", "vendor_id"), ("service_change", "subcontractor_id"),
}  # fmt: skip
"""What was said of the vendor that went stays with it."""
PAIRS = {("subcontracting", "vendor_id"), ("subcontracting", "subcontractor_id"), ("service_alternative", "vendor_id")}
"""What names two vendors at once is moved with care (vendors.merging.chain)."""


def test_whatever_names_a_vendor_follows_it_or_stays_on_purpose(app):
    named = {
        (table.name, column.name)
        for table in db.metadata.tables.values()
        for column in table.columns
        if any(key.column.table.name == "vendor" for key in column.foreign_keys)
    }
    assert named == STAYS | PAIRS | {(each.table.name, each.column) for each in followings()}


def test_a_vendor_that_went_into_another_takes_nothing_new_and_what_was_under_way_with_it_ends(sign_in, person):
    old, new = (make_vendor(name_zh=name, status=VendorStatus.ACTIVE) for name in ("舊雲端公司", "新雲端公司"))
    by, questionnaire = person(Role.IT_MANAGER), shelf.questionnaires()["service_security"]
    with unit_of_work():
        opened = assessments.open_assessment(old, questionnaire, assessor_id=by.id, by=by)
        _, token = links.make_link(
            opened, to_whom="王窗口", valid_until=clock.today() + timedelta(days=9), language="en", by=by
        )
        operations.merge_vendor(
            old, into=new, kind=MergeKind.MERGER, effective_on=clock.today(), note="公告", by=by
        )  # fmt: skip
    assert opened.state is AssessmentState.WITHDRAWN
    assert new.name in opened.withdrawn_reason
    browser = sign_in(Role.IT_MANAGER)
    assert browser.get(f"/vendors/answer/{token}").status_code == 404
    known = {"title": "停機", "nature": Nature.OUTAGE, "severity": Severity.LOW, "learnt": Learnt.VENDOR}
    for new_thing in (
        lambda: register.edit_vendor(old, by=by, status=VendorStatus.ACTIVE),
        lambda: register_incident(old, known_at=clock.now(), by=by, **known),
        lambda: assessments.open_assessment(old, questionnaire, assessor_id=by.id, by=by),
        lambda: add_product(vendor_id=old.id, name="交易閘道", by=by),
    ):
        with pytest.raises(Refused, match="was merged into"), unit_of_work():
            new_thing()
    with unit_of_work():
        register.edit_vendor(old, by=by, note="併入後仍可更正資料")
    assert renewed(old).status is VendorStatus.ENDED
