"""An entry of the trail as people read it: amounts in their currency, other records by name, sentences in their language."""

from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import event

from core.audit.queries import history_of
from core.audit.shown import changes_of, subject_name
from core.auth.rules import Role
from core.db import db, unit_of_work
from tests.contracts.factories import make_contract
from tests.vendors.factories import make_service, make_vendor
from vendors.register import operations


def entry(subject_type: str = "vendor", subject_id: Any = 1, subject_name: str = "", **changes: Any) -> Any:
    return SimpleNamespace(
        subject_type=subject_type, subject_id=str(subject_id), subject_name=subject_name, changes=changes
    )


def said(one: Any) -> list[str]:
    return [str(change) for change in changes_of(one)]


def test_amounts_stand_in_the_records_currency_and_others_by_name(app, person):
    owner = person(Role.PROCUREMENT)
    vendor = make_vendor(name_zh="甲商")
    contract = make_contract(vendor, currency="USD", value_minor=100)
    service = make_service(vendor, name="維護")
    with app.test_request_context():
        assert said(entry("contract", contract.id, value_minor=[120_000_00, 1_500_000_50])) == [
            "Value: USD 120,000 → USD 1,500,000.50"
        ]
        assert said(entry("contract", contract.id, value_minor=500, currency="TWD")) == [
            "Value: TWD 5",
            "Currency: TWD",
        ]
        assert said(entry("evidence", 1, service_id=[None, service.id])) == ["Service: — → 維護"]
        assert said(entry("vendor", vendor.id, owner_id=owner.id)) == [f"Responsible person: {owner.name}"]
        assert said(entry("vendor", vendor.id, owner_id=999_999)) == ["Responsible person: #999999"]
        assert said(entry("notice", 1, due_at="2026-11-02T01:30:00+00:00")) == ["Due: 2026-11-02 09:30"]


@pytest.mark.parametrize(
    "value", ["2026-99-99", "2026-11-02Tnonsense", "9" * 40, ["a", "b", "c"], {"x": 1}, -1, 1.5, True]
)
def test_whatever_an_entry_holds_is_shown(app, value):
    with app.test_request_context():
        for field in ("owner_id", "value_minor", "due_at", "unheard_of"):
            assert said(entry("nowhere", "x", **{field: value}))


def test_a_tasks_name_is_said_in_the_readers_language(app):
    app.config["LANGUAGE_OVERRIDE"] = "zh_Hant_TW"
    with app.test_request_context(headers={"Accept-Language": "zh-TW"}):
        closing = subject_name(entry("offboarding_task", subject_name="Close contract C-1"))
        assert "C-1" in closing
        assert "Close" not in closing
        assert subject_name(entry("offboarding_task", subject_name="自訂步驟")) == "自訂步驟"
        assert subject_name(entry("vendor", subject_name="Close contract C-1")) == "Close contract C-1"


def test_the_trail_costs_as_many_reads_however_long_it_is(app, person, sign_in):
    owners = [person(Role.PROCUREMENT) for _ in range(3)]
    browser = sign_in(Role.AUDITOR)

    def reads() -> int:
        seen: list[str] = []

        def note(*args: Any) -> None:
            seen.append(args[2])

        event.listen(db.engine, "before_cursor_execute", note)
        page = browser.get("/audit/").get_data(as_text=True)
        event.remove(db.engine, "before_cursor_execute", note)
        assert owners[0].name in page
        return len(seen)

    counts = []
    for _ in range(2):
        for owner in owners * 2:
            make_vendor(owner_id=owner.id)
        counts.append(reads())
    assert counts[0] == counts[1]


def test_what_was_closed_is_restored_by_a_new_entry(app, sign_in):
    vendor, other = make_vendor(name_zh="甲商"), make_vendor(name_zh="乙商")
    with unit_of_work():
        contact = operations.add_contact(vendor, name="王小明", by=None)
        link = operations.add_subcontractor(vendor, subcontractor_id=other.id, by=None)
    browser = sign_in(Role.PROCUREMENT)
    browser.post(f"/vendors/{vendor.id}/contacts/{contact.id}/end")
    browser.post(f"/vendors/{vendor.id}/subcontractors/{link.id}/end", {"ended_on": "2026-01-31"})
    for path in (f"contacts/{contact.id}", f"subcontractors/{link.id}"):
        assert browser.post(f"/vendors/{vendor.id}/{path}/restore").status_code == 302
    db.session.expire_all()
    assert contact.ended_on is None
    assert link.ended_on is None
    tags = [each.tag for each in history_of("vendor", vendor.id)]
    assert tags[:4] == [
        "vendors:subcontracting:restore", "vendors:contact:restore", "vendors:subcontracting:end", "vendors:contact:end",
    ]  # fmt: skip
    assert browser.post(f"/vendors/{other.id}/contacts/{contact.id}/restore").status_code == 404
