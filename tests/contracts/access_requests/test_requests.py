"""Access is asked for, approved by somebody else, granted as approved, and changed the same way."""

from datetime import date, datetime

import pytest

from contracts.access import operations as access
from contracts.access.models import AccessGrant
from contracts.access.rules import read_sources
from contracts.access_requests import operations
from contracts.access_requests.models import AccessRequest
from contracts.access_requests.rules import RequestState
from contracts.register.agreed import Renewal, Termination
from core import clock
from core.audit.models import AuditEntry
from core.audit.shown import changes_of
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.errors import Refused
from core.my_work.queries import work_of
from tests.contracts.factories import add_event, make_contract, make_grant

ASK = {
    "system": "跳板主機", "account": "", "privilege": "privileged", "is_remote": "y", "two_factor": "y",
    "hours": "營業日 09:00–18:00", "sources": "203.0.113.7, 198.51.100.0/24", "purpose": "每月更新", "expires_on": "",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _on_a_day(app):
    with clock.at(datetime(2026, 3, 2, 10)):
        yield


def text_of(answer):
    return answer.get_data(as_text=True)


def only(model):
    db.session.expire_all()
    return db.session.query(model).one()


def ask(browser, contract, **typed):
    return browser.post(f"/contracts/{contract.id}/access-requests/new", ASK | typed)


def decide(browser, request, verdict="approve", **more):
    form = {"verdict": verdict, "version": request.version} | more
    return browser.post(f"/contracts/access-requests/{request.id}/decide", form, follow_redirects=True)


def test_from_asked_to_granted_every_step_is_somebodys_and_is_kept(sign_in, person):
    contract = make_contract()
    asker, approver = sign_in(Role.PROCUREMENT), sign_in(Role.IT_MANAGER)
    assert ask(asker, contract).status_code == 302
    request = only(AccessRequest)
    assert (request.expires_on, request.sources) == (date(2026, 12, 31), "203.0.113.7\n198.51.100.0/24")
    (task,) = [line for line in work_of(person(Role.IT_MANAGER), clock.today()) if line.source.name == "access.approve"]
    assert task.task.due_on == date(2026, 3, 9)
    assert "Approved." in text_of(decide(approver, request))
    assert db.session.query(AccessGrant).count() == 0
    carry = f"/contracts/access-requests/{request.id}/carry-out"
    db.session.refresh(request)
    form = {"granted_on": "2026-03-02", "version": request.version}
    assert "Name the account" in text_of(asker.post(carry, form | {"account": " "}))
    asker.post(carry, form | {"account": "ext-9"})
    grant = only(AccessGrant)
    assert (grant.account, grant.two_factor, grant.is_direct, grant.expires_on) == (
        "ext-9", True, False, date(2026, 12, 31),
    )  # fmt: skip
    assert "carried out, and once" in text_of(asker.post(carry, form | {"version": request.version, "account": "x"}))
    tags = [
        e.tag for e in db.session.query(AuditEntry).filter_by(subject_type="access_request").order_by(AuditEntry.seq)
    ]
    assert tags == ["contracts:request:ask", "contracts:request:approve", "contracts:request:carry_out"]
    page = text_of(approver.get(f"/contracts/access/{grant.id}"))
    assert "Asked for and approved" in page


def test_nobody_approves_what_they_asked_for_and_who_asked_takes_it_back(sign_in):
    contract = make_contract()
    asker = sign_in(Role.IT_MANAGER)
    ask(asker, contract)
    request = only(AccessRequest)
    assert "somebody else approves it" in text_of(decide(asker, request))
    assert only(AccessRequest).state is RequestState.ASKED
    other = sign_in(Role.PROCUREMENT)
    assert decide(other, request).status_code == 403
    back = f"/contracts/access-requests/{request.id}/withdraw"
    assert "Only who asked" in text_of(other.post(back, {"version": request.version}, follow_redirects=True))
    asker.post(back, {"version": request.version})
    assert only(AccessRequest).state is RequestState.WITHDRAWN
    assert "decided already" in text_of(decide(sign_in(Role.COMPLIANCE), only(AccessRequest)))


def test_a_refusal_says_why_and_a_stale_page_decides_nothing(sign_in):
    ask(sign_in(Role.PROCUREMENT), make_contract())
    request, approver = only(AccessRequest), sign_in(Role.COMPLIANCE)
    assert "Say why" in text_of(decide(approver, request, "refuse"))
    assert "Somebody else changed" in text_of(decide(approver, request, version=request.version + 1))
    decide(approver, request, "refuse", note="一般帳號即可")
    assert only(AccessRequest).state is RequestState.REFUSED


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"expires_on": "2027-01-01"}, "expires_on"),
        ({"expires_on": "2026-03-01"}, "expires_on"),
        ({"sources": "0.0.0.0/0"}, "sources"),
        ({"sources": "10.0.0.300"}, "sources"),
        ({"purpose": " "}, "purpose"),
        ({"system": ""}, "system"),
    ],
)
def test_what_cannot_be_asked_is_said_at_its_field(sign_in, typed, field):
    page = text_of(ask(sign_in(Role.PROCUREMENT), make_contract(), **typed))
    assert f'id="{field}-error"' in page
    assert db.session.query(AccessRequest).count() == 0


def test_under_a_contract_that_is_over_nobody_gets_access(sign_in):
    page = text_of(ask(sign_in(Role.PROCUREMENT), make_contract(ends_on=date(2026, 2, 28))))
    assert "nobody gets access" in page


def test_a_contract_cut_short_meanwhile_is_not_outlived(person):
    contract, asker, approver = make_contract(), person(Role.PROCUREMENT), person(Role.COMPLIANCE)
    rights = {"system": "VPN", "account": "ext-1", "privilege": "ordinary"}
    with unit_of_work():
        asked = operations.ask_access(contract, purpose="x", by=asker, **rights).id
    with unit_of_work():
        operations.decide(db.session.get(AccessRequest, asked), approve=True, by=approver)
    add_event(contract, Termination(date(2026, 3, 2), date(2026, 6, 30)))
    with pytest.raises(Refused, match="before the access asked for"), unit_of_work():
        operations.carry_out(db.session.get(AccessRequest, asked), granted_on=clock.today(), by=asker)


def test_a_change_is_asked_for_and_holds_only_once_it_is_approved_and_done(sign_in):
    contract = make_contract(renewal=Renewal.NONE)
    other = make_contract(contract.vendor, number="C-OTHER", ends_on=date(2027, 6, 30))
    grant = make_grant(contract, account="ext-1")
    asker, approver = sign_in(Role.PROCUREMENT), sign_in(Role.IT_MANAGER)
    address = f"/contracts/access/{grant.id}/change"
    form = ASK | {
        "system": "VPN",
        "account": "ext-1",
        "also_for": [other.id],
        "expires_on": "2027-06-30",
        "version": grant.version,
    }
    same = {"system": "VPN", "account": "ext-1", "privilege": "ordinary", "purpose": "x", "version": grant.version}
    answer = asker.post(address, form)
    assert answer.status_code == 302, text_of(answer)
    request = only(AccessRequest)
    assert "asked for already" in text_of(asker.post(address, same | {"privilege": "service"}))
    decide(approver, request)
    assert only(AccessGrant).privilege == "ordinary"
    db.session.refresh(request)
    asker.post(
        f"/contracts/access-requests/{request.id}/carry-out", {"granted_on": "2026-03-02", "version": request.version}
    )
    changed = only(AccessGrant)
    assert (changed.privilege, changed.expires_on) == ("privileged", date(2027, 6, 30))
    assert [each.id for each in changed.also_for] == [other.id]
    page = text_of(approver.get(f"/contracts/access-requests/{request.id}"))
    assert "Until now" in page
    assert "C-OTHER" in page


def test_sources_are_read_as_people_type_them():
    assert (
        read_sources("203.0.113.9/32、jump-01.example；2001:db8::/48") == "203.0.113.9\njump-01.example\n2001:db8::/48"
    )


def test_the_list_goes_to_excel_and_shows_who_asked(sign_in):
    ask(sign_in(Role.PROCUREMENT), make_contract(number="C-77"))
    auditor = sign_in(Role.AUDITOR)
    assert "C-77" in text_of(auditor.get("/contracts/access-requests/?state=asked"))
    assert auditor.get("/contracts/access-requests/?format=xlsx").status_code == 200


def test_what_is_approved_and_not_set_up_may_still_be_refused_and_not_twice(sign_in):
    ask(sign_in(Role.PROCUREMENT), make_contract())
    approver = sign_in(Role.COMPLIANCE)
    decide(approver, only(AccessRequest))
    assert only(AccessRequest).state is RequestState.APPROVED
    assert "Do not approve" in text_of(approver.get(f"/contracts/access-requests/{only(AccessRequest).id}"))
    decide(approver, only(AccessRequest), "refuse", note="合約提前終止")
    assert only(AccessRequest).state is RequestState.REFUSED
    assert "decided already" in text_of(decide(approver, only(AccessRequest), "refuse", note="x"))


def test_a_change_carried_out_leaves_alone_what_was_put_right_since(person):
    old, new, approver = person(Role.PROCUREMENT), person(Role.IT_MANAGER), person(Role.COMPLIANCE)
    grant = make_grant(make_contract(), account="ext-1", sponsor_id=old.id, expires_on=date(2026, 12, 31))
    rights = {"system": "VPN", "account": "ext-1", "privilege": "privileged", "sponsor_id": old.id}
    with unit_of_work():
        asked = operations.ask_change(db.session.merge(grant), purpose="x", by=old, **rights).id
    with unit_of_work():
        operations.decide(db.session.get(AccessRequest, asked), approve=True, by=approver)
    with unit_of_work():
        access.correct_access(only(AccessGrant), sponsor_id=new.id, by=new)
    with unit_of_work():
        operations.carry_out(db.session.get(AccessRequest, asked), granted_on=clock.today(), by=old)
    assert (only(AccessGrant).privilege, only(AccessGrant).sponsor_id) == ("privileged", new.id)


def test_a_change_asked_of_a_way_in_falls_away_when_it_is_revoked(sign_in, person):
    grant, asker = make_grant(account="ext-1"), sign_in(Role.PROCUREMENT)
    form = ASK | {"system": "VPN", "account": "ext-1", "version": grant.version}
    assert asker.post(f"/contracts/access/{grant.id}/change", form).status_code == 302
    manager = person(Role.IT_MANAGER)
    with unit_of_work():
        access.revoke_access(db.session.merge(grant), revoked_on=clock.today(), by=manager)
    request = only(AccessRequest)
    assert request.state is RequestState.LAPSED
    assert "access.approve" not in {line.source.name for line in work_of(person(Role.IT_MANAGER), clock.today())}
    page = text_of(decide(sign_in(Role.COMPLIANCE), request))
    assert "decided already" in page
    assert "This access was revoked on 2026-03-02" in page
    (entry,) = db.session.query(AuditEntry).filter_by(tag="contracts:request:lapse")
    assert "revoked on" in str(changes_of(entry)[0])
