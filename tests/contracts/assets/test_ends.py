"""What vendors hold ends in parts, with what proves it: method and certificate, or who took it over."""

from datetime import date, datetime
from io import BytesIO

import pytest

from contracts.assets.models import Asset, AssetEnd
from contracts.assets.rules import AssetKind, Ending, MustEnd, Sanitization, check_ending
from contracts.offboarding.models import OffboardingTask
from contracts.offboarding.rules import TaskKind
from contracts.register.agreed import Termination
from core import clock
from core.auth.rules import Role
from core.db import db
from core.errors import Refused
from tests.contracts.factories import add_event, make_asset, make_contract


@pytest.fixture(autouse=True)
def _on_a_day(app):
    with clock.at(datetime(2026, 3, 2, 10)):
        yield


def text_of(answer):
    return answer.get_data(as_text=True)


def only():
    db.session.expire_all()
    return db.session.query(Asset).one()


def end(browser, asset, **typed):
    form = {"how": "return", "quantity": "1", "ended_on": "2026-03-02", "ended_how": ""} | typed
    return text_of(
        browser.post(
            f"/contracts/assets/{asset.id}/end", form, content_type="multipart/form-data", follow_redirects=True
        )
    )


def test_laptops_come_back_one_after_the_other(sign_in):
    asset, browser = make_asset(quantity=3, label="筆電"), sign_in(Role.IT_MANAGER)
    end(browser, asset, quantity="2", ended_how="簽收單 115-03")
    assert (only().outstanding, only().ended_on) == (1, None)
    assert "Still with the vendor: 1." in end(browser, asset, quantity="2", ended_how="x")
    assert "what proves it" in end(browser, asset)
    page = end(browser, asset, file=(BytesIO(b"signed"), "簽收.pdf"))
    assert (only().outstanding, only().ended_on) == (0, date(2026, 3, 2))
    part = db.session.query(AssetEnd).order_by(AssetEnd.id.desc()).first()
    assert browser.get(f"/contracts/assets/{asset.id}/ends/{part.id}/file").data == b"signed"
    assert browser.get(f"/contracts/assets/{asset.id + 1}/ends/{part.id}/file").status_code == 404
    assert "nothing more is changed" in end(browser, asset, ended_how="x")
    assert "簽收.pdf" in text_of(browser.get(f"/contracts/assets/{asset.id}"))
    assert page


@pytest.mark.parametrize(
    ("ending", "field"),
    [
        (Ending(MustEnd.DESTROY, 1, note="x"), "method"),
        (Ending(MustEnd.DESTROY, 1, Sanitization.PURGE, note="x"), "certificate"),
        (Ending(MustEnd.HAND_OVER, 1, note="x"), "receiver"),
        (Ending(MustEnd.RETURN, 0, note="x"), "quantity"),
        (Ending(MustEnd.RETURN, 1), "ended_how"),
    ],
)
def test_an_end_without_its_proof_is_none(ending, field):
    with pytest.raises(Refused) as refusal:
        check_ending(ending, 1)
    assert refusal.value.field == field


def test_where_a_task_ends_it_the_task_asks_for_method_and_certificate(sign_in):
    contract = make_contract()
    asset = make_asset(contract, kind=AssetKind.DATA, must_end=MustEnd.DESTROY, quantity=2)
    add_event(contract, Termination(date(2026, 3, 2), date(2026, 4, 30)))
    task = db.session.query(OffboardingTask).filter_by(kind=TaskKind.DESTROY_ASSET).one()
    browser = sign_in(Role.IT_MANAGER)
    destroyed = {"how": "destroy", "method": "purge", "certificate": "C-1"}
    assert "complete that task" in end(browser, asset, **destroyed, quantity="2")
    end(browser, asset, **destroyed)  # a part of it before the end is no task's
    assert only().outstanding == 1
    page = f"/contracts/offboarding/{task.id}/complete"
    form = {"done_on": "2026-03-02", "note": "已銷毀", "version": task.version}
    assert "NIST SP 800-88" in text_of(browser.get(page))
    assert 'id="method-error"' in text_of(browser.post(page, form))
    browser.post(page, form | {"method": "destroy", "certificate": "NIST-7"})
    last = db.session.query(AssetEnd).order_by(AssetEnd.id.desc()).first()
    assert (last.method, last.certificate, last.quantity) == (Sanitization.DESTROY, "NIST-7", 1)
    assert only().ended_on == date(2026, 3, 2)
    db.session.refresh(task)
    browser.post(f"/contracts/offboarding/{task.id}/reopen", {"reason": "證明有誤", "version": task.version})
    assert only().outstanding == 1
    assert "Taken back" in text_of(browser.get(f"/contracts/assets/{asset.id}"))


def test_the_form_lists_what_is_outstanding_and_its_signed_copy_is_kept(sign_in):
    contract = make_contract()
    make_asset(contract, label="測試機", quantity=5)
    browser = sign_in(Role.IT_MANAGER)
    assert "測試機" in text_of(browser.get(f"/contracts/{contract.id}/assets/form?kind=return"))
    address = f"/contracts/{contract.id}/assets/papers"
    assert "Choose a file" in text_of(browser.post(address, {"kind": "return", "signed_on": "2026-03-02"}))
    signed = {"kind": "return", "signed_on": "2026-03-02", "file": (BytesIO(b"paper"), "歸還.pdf")}
    shown = text_of(browser.post(address, signed, content_type="multipart/form-data", follow_redirects=True))
    assert "歸還.pdf" in shown
    assert browser.get(f"{address}/1").data == b"paper"
    assert browser.get(f"/contracts/{contract.id + 1}/assets/papers/1").status_code == 404
