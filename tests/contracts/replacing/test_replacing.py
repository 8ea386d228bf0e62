"""A contract goes on in a new one: what goes over stays with the vendor, what does not comes to its end, what is done stays."""

from datetime import date, datetime

import pytest

from contracts.access.models import AccessGrant
from contracts.assets.models import Asset
from contracts.offboarding import operations as offboarding
from contracts.offboarding.models import OffboardingTask
from contracts.offboarding.rules import TaskKind, TaskState
from contracts.offboarding.step_operations import save_step
from contracts.register.agreed import NoticeUnit, Renewal
from contracts.register.models import Contract
from contracts.register.standings import standing_of
from contracts.replacing.models import Replacement
from core import clock
from core.auth.rules import Role
from core.db import db, unit_of_work
from tests.contracts.factories import make_asset, make_contract, make_grant
from tests.vendors.factories import make_vendor
from vendors.services.rules import Criticality


@pytest.fixture(autouse=True)
def _on_a_day(app):
    with clock.at(datetime(2026, 11, 2, 10)):
        yield


def text_of(answer):
    return answer.get_data(as_text=True)


def renewed(record):
    db.session.expire_all()
    return db.session.get(type(record), record.id)


def open_kinds(contract):
    db.session.expire_all()
    tasks = db.session.query(OffboardingTask).filter_by(contract_id=contract.id, state=TaskState.OPEN)
    return sorted((task.kind, task.item_id or 0) for task in tasks if task.kind is not TaskKind.STEP)


def replace(browser, old, new, **typed):
    form = {"successor_id": new.id, "last_day": "2026-12-31", "version": renewed(old).version} | typed
    return browser.post(f"/contracts/{old.id}/replace", form, follow_redirects=True)


def test_accounts_and_assets_go_over_open_tasks_follow_and_done_ones_stay(sign_in, person):
    vendor, by = make_vendor(), person(Role.IT_MANAGER)
    with unit_of_work():
        for name, days in (("交接會議", -30), ("資料匯出", -5)):
            save_step("", name_zh=name, name_en="", days=days, kinds=[], least=Criticality.ORDINARY, after=[], is_off=False,
                      by=by)  # fmt: skip
    old = make_contract(vendor, number="C-OLD")
    stays, goes = make_grant(old, account="stays"), make_grant(old, account="goes")
    notebook, disk = make_asset(old), make_asset(old)
    new = make_contract(vendor, number="C-NEW", starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31))
    steps = db.session.query(OffboardingTask).filter_by(contract_id=old.id, kind=TaskKind.STEP)
    first = steps.filter_by(state=TaskState.OPEN).order_by(OffboardingTask.due_on).first()
    with unit_of_work():
        offboarding.complete_task(
            db.session.get(OffboardingTask, first.id), done_on=clock.today(), note="開過會", by=by
        )
    browser = sign_in(Role.IT_MANAGER)
    page = text_of(browser.get(f"/contracts/{old.id}/replace"))
    assert "C-NEW" in page
    assert page.count("checked") >= 4
    answer = text_of(replace(browser, old, new, grant_ids=[goes.id], asset_ids=[notebook.id]))
    assert "The contract goes on in the new one" in answer
    assert "Goes on in" in answer
    assert [each.number for each in renewed(goes).also_for] == ["C-NEW"]
    assert (renewed(notebook).contract_id, renewed(disk).contract_id) == (new.id, old.id)
    assert open_kinds(old) == [
        (TaskKind.CLOSING, 0), (TaskKind.RETURN_ASSET, disk.id), (TaskKind.REVOKE_ACCESS, stays.id),
    ]  # fmt: skip
    assert {task.state for task in steps} == {TaskState.DONE, TaskState.WITHDRAWN}
    assert "The contract goes on in C-NEW" in {str(task.why_withdrawn).rstrip(".") for task in steps}
    assert "Takes the place of" in text_of(browser.get(f"/contracts/{new.id}"))
    assert "replaced already" in text_of(replace(browser, old, new))

    (made,) = db.session.query(Replacement)
    undo = f"/contracts/replacements/{made.id}/undo"
    browser.post(undo, {"reason": "新約未簽", "version": made.version})
    assert renewed(goes).also_for == []
    assert renewed(notebook).contract_id == old.id
    assert (TaskKind.REVOKE_ACCESS, goes.id) in open_kinds(old)
    assert renewed(first).state is TaskState.DONE


def test_a_contract_replaced_early_ends_on_its_last_day_and_nothing_goes_to_another_vendor(sign_in):
    old = make_contract(number="C-1")
    grant = make_grant(old)
    other = make_contract(
        make_vendor(name_zh="別家"), number="C-9", starts_on=date(2026, 11, 16), ends_on=date(2027, 11, 15)
    )
    browser = sign_in(Role.PROCUREMENT)
    assert 'id="successor_id-error"' in text_of(replace(browser, old, other, grant_ids=[grant.id]))
    assert 'id="last_day-error"' in text_of(replace(browser, old, other, last_day="2026-11-10"))
    assert "goes on" in text_of(replace(browser, old, other, last_day="2026-11-15"))
    assert standing_of(renewed(old), clock.today()).effective_end == date(2026, 11, 15)
    assert (TaskKind.REVOKE_ACCESS, grant.id) in open_kinds(old)
    assert (TaskKind.CONFIDENTIALITY_REMINDER, 0) in open_kinds(old)
    assert 'id="successor_id-error"' in text_of(replace(browser, other, old, last_day="2027-11-15")), "a ring"


def test_a_contract_that_renews_itself_stops_on_the_very_day_its_period_ends(sign_in):
    vendor = make_vendor()
    old = make_contract(vendor, number="C-AUTO", renewal=Renewal.AUTOMATIC, renewal_months=12, notice_amount=1, notice_unit=NoticeUnit.MONTHS)  # fmt: skip
    new = make_contract(vendor, number="C-NEXT", starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31))
    assert standing_of(old, clock.today()).certain_end is None
    browser = sign_in(Role.PROCUREMENT)
    assert "2026-12-31" in text_of(browser.get(f"/contracts/{old.id}/replace"))
    assert "The contract goes on in the new one" in text_of(replace(browser, old, new))
    assert standing_of(renewed(old), date(2027, 6, 1)).effective_end == date(2026, 12, 31)


def test_an_account_stays_through_a_chain_of_contracts_which_is_taken_back_from_its_end(sign_in, person):
    vendor, browser, by = make_vendor(), sign_in(Role.IT_MANAGER), person(Role.IT_MANAGER)
    first, second, third = (
        make_contract(vendor, number=f"C-{n}", starts_on=date(n, 1, 1), ends_on=date(n, 12, 31))
        for n in (2026, 2027, 2028)
    )
    grant = make_grant(first, account="stays", is_direct=False)
    replace(browser, first, second, grant_ids=[grant.id])
    assert (renewed(grant).is_direct, renewed(grant).entered_by_id) == (True, by.id), "for a review to look at"
    assert "stays" in text_of(browser.get(f"/contracts/{second.id}/replace"))
    replace(browser, second, third, grant_ids=[grant.id], last_day="2027-12-31")
    assert renewed(grant).contract_ids == {first.id, second.id, third.id}
    one, two = db.session.query(Replacement).order_by(Replacement.id)
    for made, left in ((one, {first.id, second.id, third.id}), (two, {first.id, second.id}), (one, {first.id})):
        browser.post(f"/contracts/replacements/{made.id}/undo", {"reason": "重簽", "version": renewed(made).version})
        assert renewed(grant).contract_ids == left


def test_only_what_is_the_contracts_own_goes_over_and_a_reader_replaces_nothing(sign_in):
    vendor = make_vendor()
    old, new, third = (make_contract(vendor, number=f"C-{n}") for n in range(3))
    foreign, lost = make_grant(third), make_asset(third)
    browser = sign_in(Role.IT_MANAGER)
    page = text_of(replace(browser, old, new, grant_ids=[foreign.id], asset_ids=[lost.id]))
    assert 'id="grant_ids-error"' in page
    assert renewed(foreign).also_for == []
    assert db.session.get(Asset, lost.id).contract_id == third.id
    assert "Somebody else changed" in text_of(replace(browser, old, new, version=0))
    assert sign_in(Role.AUDITOR).get(f"/contracts/{old.id}/replace").status_code == 403
    assert db.session.query(Replacement).count() == 0
    assert db.session.get(Contract, old.id).vendor_id == vendor.id
    assert db.session.get(AccessGrant, foreign.id).contract_id == third.id
