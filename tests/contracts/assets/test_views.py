"""What vendors hold of ours: registered under a contract, ended with proof, missed when the contract is over."""

from datetime import date, datetime

import pytest

from contracts.assets.models import Asset
from contracts.assets.rules import AssetState, asset_state
from core import clock
from core.auth.rules import Role
from core.db import db
from tests.contracts.factories import make_asset, make_contract

FORM = {
    "label": "測試手機 A-17", "kind": "equipment", "quantity": "2", "data_class": "internal", "must_end": "return",
    "handed_over_on": "115/1/5",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _on_a_day():
    with clock.at(datetime(2026, 3, 2, 10)):
        yield


@pytest.mark.parametrize(
    ("ended_on", "contract_end", "state"),
    [
        (None, None, AssetState.HELD),
        (None, date(2026, 3, 2), AssetState.HELD),
        (None, date(2026, 3, 1), AssetState.OUTLIVES),
        (date(2026, 3, 2), date(2026, 3, 1), AssetState.ENDED),
    ],
)
def test_the_state_of_an_asset(ended_on, contract_end, state):
    assert asset_state(ended_on, contract_end, date(2026, 3, 2)) is state


def test_an_asset_is_registered_changed_and_ended(sign_in):
    contract = make_contract()
    browser = sign_in(Role.IT_MANAGER)
    assert "測試手機 A-17" in browser.post(
        f"/contracts/{contract.id}/assets/new", FORM, follow_redirects=True
    ).get_data(as_text=True)
    asset = db.session.query(Asset).one()
    browser.post(f"/contracts/assets/{asset.id}/edit", FORM | {"quantity": "3", "version": asset.version})
    early = browser.post(
        f"/contracts/assets/{asset.id}/end",
        {"how": "return", "quantity": "3", "ended_on": "2026-01-01", "ended_how": "簽收"},
    )
    assert 'id="ended_on-error"' in early.get_data(as_text=True)
    browser.post(
        f"/contracts/assets/{asset.id}/end",
        {"how": "return", "quantity": "3", "ended_on": "2026-03-02", "ended_how": "簽收單 115-03"},
    )
    db.session.expire_all()
    assert (asset.quantity, asset.ended_on, asset.ended_how) == (3, date(2026, 3, 2), "簽收單 115-03")


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"quantity": "0"}, "quantity"), ({"label": " "}, "label"), ({"handed_over_on": "2026-03-03"}, "handed_over_on")],
)
def test_what_does_not_fit_is_said_at_its_field(sign_in, typed, field):
    contract = make_contract()
    page = sign_in(Role.IT_MANAGER).post(f"/contracts/{contract.id}/assets/new", FORM | typed).get_data(as_text=True)
    assert f'id="{field}-error"' in page


def test_what_is_still_held_after_the_end_is_shown(sign_in):
    contract = make_contract(ends_on=date(2026, 2, 27))
    asset = make_asset(contract, label="客戶資料副本")
    browser = sign_in(Role.AUDITOR)
    assert "客戶資料副本" in browser.get("/contracts/assets/?state=outlives").get_data(as_text=True)
    assert "still holds this" in browser.get(f"/contracts/assets/{asset.id}").get_data(as_text=True)
    assert browser.get("/contracts/assets/?format=xlsx").status_code == 200
