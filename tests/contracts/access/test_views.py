"""Vendors' ways in: registered under a contract, revoked, and shown loudly when they outlive it."""

from datetime import date, datetime

import pytest

from contracts.access.models import AccessGrant
from contracts.access.rules import Grant, GrantState, grant_state
from core import clock
from core.audit.models import AuditEntry
from core.auth.rules import Role
from core.db import db
from core.obligations import State
from core.obligations.registry import obligations
from tests.contracts.factories import make_contract, make_grant

FORM = {
    "system": "交易主機", "account": "ext-a001", "privilege": "privileged", "granted_on": "115/1/5", "is_remote": "y",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _on_a_day():
    with clock.at(datetime(2026, 3, 2, 10)):
        yield


@pytest.mark.parametrize(
    ("grant", "state"),
    [
        (Grant(date(2026, 1, 1), date(2026, 3, 1), None, None, (date(2026, 12, 31),)), GrantState.LIVE),
        (Grant(date(2026, 1, 1), date(2026, 3, 1), None, None, (date(2026, 3, 2),)), GrantState.LIVE),
        (Grant(date(2026, 1, 1), date(2026, 3, 1), None, None, (date(2026, 3, 1),)), GrantState.OUTLIVES),
        (Grant(date(2026, 1, 1), date(2026, 3, 1), None, None, (date(2026, 3, 1), None)), GrantState.LIVE),
        (Grant(date(2026, 1, 1), date(2026, 3, 1), date(2026, 3, 1), None, (None,)), GrantState.EXPIRED),
        (Grant(date(2025, 1, 1), date(2025, 12, 1), None, None, (None,)), GrantState.IDLE),
        (Grant(date(2025, 1, 1), None, None, None, (None,)), GrantState.IDLE),
        (Grant(date(2026, 1, 1), None, None, date(2026, 3, 2), (date(2026, 1, 1),)), GrantState.REVOKED),
        (Grant(date(2026, 1, 1), None, None, date(2026, 3, 3), (date(2026, 1, 1),)), GrantState.OUTLIVES),
    ],
)
def test_the_state_of_a_way_in(grant, state):
    assert grant_state(grant, date(2026, 3, 2)) is state


def test_an_account_is_registered_changed_and_revoked(sign_in):
    contract = make_contract()
    browser = sign_in(Role.IT_MANAGER)
    page = browser.post(f"/contracts/{contract.id}/access/new", FORM, follow_redirects=True).get_data(as_text=True)
    assert "ext-a001" in page
    grant = db.session.query(AccessGrant).one()
    assert (grant.granted_on, grant.is_remote) == (date(2026, 1, 5), True)
    assert "ext-a001" in browser.get(f"/contracts/access/{grant.id}/edit").get_data(as_text=True)
    assert "ext-a001" in browser.get(f"/contracts/access/{grant.id}/change").get_data(as_text=True)
    correction = {"granted_on": "2026-01-06", "note": "離職交接", "account": "ext-a002", "version": grant.version}
    browser.post(f"/contracts/access/{grant.id}/edit", correction)
    browser.post(f"/contracts/access/{grant.id}/revoke", {"revoked_on": "2026-03-02", "note": "AD 帳號停用"})
    db.session.expire_all()
    assert (grant.account, grant.granted_on, grant.revoked_on) == ("ext-a001", date(2026, 1, 6), date(2026, 3, 2))
    assert grant.is_direct
    tags = [
        entry.tag
        for entry in db.session.query(AuditEntry)
        .filter(AuditEntry.tag.startswith("contracts:access"))
        .order_by(AuditEntry.seq)
    ]
    assert tags == ["contracts:access:grant", "contracts:access:edit", "contracts:access:revoke"]
    again = browser.post(f"/contracts/access/{grant.id}/revoke", {"revoked_on": "2026-03-02", "note": "x"})
    assert "was revoked on 2026-03-02" in again.get_data(as_text=True)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"granted_on": "2026-03-03"}, "granted_on"),
        ({"last_used_on": "2026-01-04"}, "last_used_on"),
        ({"expires_on": "2026-01-04"}, "expires_on"),
        ({"expires_on": "2027-01-01"}, "expires_on"),
        ({"system": ""}, "system"),
        ({"privilege": "god"}, "privilege"),
    ],
)
def test_what_contradicts_itself_is_said_at_its_field(sign_in, typed, field):
    contract = make_contract()
    page = sign_in(Role.IT_MANAGER).post(f"/contracts/{contract.id}/access/new", FORM | typed).get_data(as_text=True)
    assert f'id="{field}-error"' in page
    assert db.session.query(AccessGrant).count() == 0


def test_access_that_outlives_its_contract_is_shown_wherever_one_looks(sign_in):
    contract = make_contract(number="C-GONE", ends_on=date(2026, 2, 27))
    grant = make_grant(contract)
    browser = sign_in(Role.AUDITOR)
    assert "Live though they should not be" in browser.get(f"/contracts/{contract.id}").get_data(as_text=True)
    assert "still live" in browser.get(f"/contracts/access/{grant.id}").get_data(as_text=True)
    assert "C-GONE" in browser.get("/contracts/access/?state=outlives").get_data(as_text=True)
    assert browser.get("/contracts/access/?state=outlives&format=xlsx").status_code == 200
    (duty,) = [o for o in obligations(clock.today()) if o.rule_id == "CC-19000-4-6"]
    assert (duty.state, duty.subject_name) == (State.NOT_MET, "C-GONE")


def test_a_contract_for_which_nobody_registered_access_is_not_assessed(app):
    make_contract(number="C-EMPTY")
    make_grant(make_contract(number="C-GOOD"), last_used_on=date(2026, 3, 1))
    make_grant(make_contract(number="C-LATE"), expires_on=date(2026, 2, 1))
    states = {o.subject_name: o.state for o in obligations(clock.today()) if o.rule_id == "CC-19000-4-6"}
    assert states == {"C-EMPTY": State.NOT_ASSESSED, "C-GOOD": State.MET, "C-LATE": State.NOT_MET}
