"""What happens to a term is recorded by a form each; everything that follows from it follows at once."""

from datetime import date, datetime

import pytest

from contracts.register.agreed import Renewal, Renewed, Termination
from contracts.register.models import Contract, ContractEvent
from contracts.register.standings import standing_of
from core import clock
from core.audit.models import AuditEntry
from core.auth.rules import Role
from core.db import db
from core.my_work.queries import work_of
from tests.contracts.factories import add_event, make_contract
from tests.vendors.factories import make_function, make_service, make_vendor
from vendors.services.rules import Criticality


@pytest.fixture(autouse=True)
def _on_a_day():
    with clock.at(datetime(2026, 6, 1, 10)):
        yield


def end_of(contract):
    db.session.expire_all()
    return standing_of(contract, clock.today()).effective_end


@pytest.mark.parametrize(
    ("what", "typed", "end"),
    [
        ("amend", {"signed_on": "2026-05-20", "effective_on": "2026-06-01", "end_change": "moves", "ends_on": "116/3/31", "notice_unit": "days"}, date(2027, 3, 31)),
        ("amend", {"signed_on": "2026-05-20", "effective_on": "2026-06-01", "end_change": "opens", "notice_unit": "days"}, None),
        ("renew", {"signed_on": "2026-06-01", "starts_on": "2027-01-01", "ends_on": "2027-12-31"}, date(2027, 12, 31)),
        ("terminate", {"notified_on": "2026-06-01", "terminates_on": "2026-08-31", "note": "改採自行維護"}, date(2026, 8, 31)),
    ],
)  # fmt: skip
def test_an_event_moves_the_end_and_is_recorded(sign_in, what, typed, end):
    contract = make_contract()
    browser = sign_in(Role.PROCUREMENT)
    assert browser.get(f"/contracts/{contract.id}/terms/{what}").status_code == 200
    page = browser.post(f"/contracts/{contract.id}/terms/{what}", typed, follow_redirects=True).get_data(as_text=True)
    assert end_of(contract) == end
    assert "What happened to it" in page
    entry = db.session.query(AuditEntry).filter(AuditEntry.tag.startswith("contracts:term:")).one()
    assert entry.actor_name == "Procurement"
    assert entry.changes["effective_end"] == ["2026-12-31", end and end.isoformat()]


def test_a_termination_can_be_cancelled(sign_in):
    contract = make_contract()
    add_event(contract, Termination(date(2026, 5, 1), date(2026, 8, 31)))
    browser = sign_in(Role.PROCUREMENT)
    page = browser.get(f"/contracts/{contract.id}").get_data(as_text=True)
    assert "Terminated: 2026-08-31 is the last day." in page
    assert "Termination notified" in page
    url = f"/contracts/{contract.id}/terms/cancel-termination"
    browser.post(url, {"agreed_on": "2026-06-01", "note": "續用"})
    assert end_of(contract) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("what", "typed", "field"),
    [
        ("terminate", {"notified_on": "2026-06-02", "terminates_on": "2026-08-31", "note": "x"}, "notified_on"),
        ("terminate", {"notified_on": "2026-06-01", "terminates_on": "2027-08-31", "note": "x"}, "terminates_on"),
        ("terminate", {"notified_on": "2026-06-01", "terminates_on": "2026-08-31"}, "note"),
        ("renew", {"signed_on": "2026-06-01", "starts_on": "2027-02-01"}, "starts_on"),
        ("renew", {"signed_on": "2026-06-01", "starts_on": "2026-06-01", "ends_on": "2026-12-31"}, "ends_on"),
        ("amend", {"signed_on": "2026-06-01", "effective_on": "2026-06-01", "end_change": "moves"}, "ends_on"),
        ("amend", {"signed_on": "x", "effective_on": "2026-06-01", "end_change": "stays"}, "signed_on"),
        ("amend", {"signed_on": "2026-06-01", "effective_on": "2026-06-01", "end_change": "stays", "notice_amount": "121", "notice_unit": "months"}, "notice_amount"),
        ("amend", {"signed_on": "2026-06-01", "effective_on": "2026-06-01", "end_change": "stays", "renewal": "automatic"}, "renewal_months"),
    ],
)  # fmt: skip
def test_what_cannot_have_happened_is_said_at_its_field(sign_in, what, typed, field):
    contract = make_contract()
    answer = sign_in(Role.PROCUREMENT).post(f"/contracts/{contract.id}/terms/{what}", {"notice_unit": "days"} | typed)
    assert answer.status_code == 200
    assert f'id="{field}-error"' in answer.get_data(as_text=True)
    assert db.session.query(ContractEvent).count() == 0


def test_an_amendment_that_changes_nothing_is_refused_in_words(sign_in):
    contract = make_contract()
    typed = {"signed_on": "2026-06-01", "effective_on": "2026-06-01", "end_change": "stays", "notice_unit": "days"}
    page = sign_in(Role.PROCUREMENT).post(f"/contracts/{contract.id}/terms/amend", typed).get_data(as_text=True)
    assert "Say what the amendment changes." in page


def test_the_page_says_by_when_to_act_and_when_it_is_too_late(sign_in):
    contract = make_contract(renewal=Renewal.AUTOMATIC, renewal_months=12, notice_amount=60)
    browser = sign_in(Role.AUDITOR)
    page = browser.get(f"/contracts/{contract.id}").get_data(as_text=True)
    assert "Unless notice is given by 2026-11-01 (act by 2026-10-30), it renews until 2027-12-31." in page
    with clock.at(datetime(2026, 11, 2, 9)):
        page = browser.get(f"/contracts/{contract.id}").get_data(as_text=True)
    assert "has passed: it renews until 2027-12-31. The next way out is 2027-12-31." in page


def test_a_near_decision_waits_on_its_owners_first_page(sign_in, person):
    owner = person(Role.PROCUREMENT)
    contract = make_contract(renewal=Renewal.AUTOMATIC, renewal_months=12, notice_amount=150, owner_id=owner.id)
    assert contract.number in sign_in(Role.PROCUREMENT).get("/").get_data(as_text=True)
    assert contract.number not in sign_in(Role.IT_MANAGER).get("/").get_data(as_text=True)


def test_a_notice_unit_off_the_list_is_refused_at_its_field(sign_in):
    contract = make_contract()
    day = "2026-06-01"
    typed = {"signed_on": day, "effective_on": day, "end_change": "stays", "notice_amount": "3", "notice_unit": "years"}
    answer = sign_in(Role.PROCUREMENT).post(f"/contracts/{contract.id}/terms/amend", data=typed)
    assert answer.status_code == 200
    assert "Not a valid choice" in answer.text


def test_a_renewal_is_decided_sooner_the_more_critical_it_is_and_a_passed_limit_waits_for_a_word(sign_in, person):
    owner, vendor = person(Role.PROCUREMENT), make_vendor()
    core = make_service(vendor, functions=[make_function(criticality=Criticality.CORE)])
    fields = {"renewal": Renewal.AUTOMATIC, "renewal_months": 12, "notice_amount": 60, "owner_id": owner.id}
    first = make_contract(vendor, number="C-CORE", service_ids=[core.id], **fields)
    make_contract(vendor, number="C-PLAIN", **fields)

    def asked():
        lines = work_of(owner, clock.today())
        return {line.what: line.task.due_on for line in lines if line.source.name == "renewals"}

    def decide(contract, choice, note="x"):
        version = db.session.get(Contract, contract.id).version
        form = {"choice": choice, "note": note, "version": version}
        return browser.post(f"/contracts/{contract.id}/terms/decide", form, follow_redirects=True).text

    browser = sign_in(Role.PROCUREMENT)
    with clock.at(datetime(2026, 6, 1, 9)):
        assert asked() == {"Renew, renegotiate or end: C-CORE 系統維護合約": date(2026, 10, 30)}
        assert 'id="note-error"' in decide(first, "renegotiate", " ")
        assert 'id="choice-error"' in decide(first, "perhaps")
        decide(first, "renegotiate", "費率過高")
        assert list(asked()) == ["Renegotiate before the notice deadline of 2026-11-01: C-CORE 系統維護合約"]
        assert "費率過高" in browser.get(f"/contracts/{first.id}").text
        decide(first, "renew")
        assert asked() == {}
    with clock.at(datetime(2026, 11, 2, 9)):
        (passed,) = asked()
        assert passed == "The notice deadline of 2026-11-01 has passed; say what follows: C-PLAIN 系統維護合約"
        second = db.session.query(Contract).filter_by(number="C-PLAIN").one()
        assert "takes an agreement with the vendor" in decide(second, "end")
        decide(second, "renew", "未及通知，同意續約一年")
        assert asked() == {}
    with clock.at(datetime(2027, 9, 1, 9)):
        assert len(asked()) == 2, "the next period is decided anew"
    plain = make_contract(renewal=Renewal.NONE)
    assert "nothing to decide" in browser.get(f"/contracts/{plain.id}/terms/decide").text
    assert "nothing to decide" in decide(plain, "renew")
    assert sign_in(Role.AUDITOR).get(f"/contracts/{plain.id}/terms/decide").status_code == 403


def test_what_only_an_agreement_renews_is_decided_before_it_ends_unawares(sign_in, person):
    owner, vendor = person(Role.PROCUREMENT), make_vendor()
    fields = {"renewal": Renewal.AGREEMENT, "owner_id": owner.id}
    told = make_contract(vendor, number="C-TOLD", notice_amount=60, **fields)
    ends = make_contract(vendor, number="C-ENDS", **fields)
    title = "系統維護合約"

    def asked():
        lines = work_of(owner, clock.today())
        return {line.what: line.task.due_on for line in lines if line.source.name == "renewals"}

    def decide(contract, choice):
        version = db.session.get(Contract, contract.id).version
        form = {"choice": choice, "note": "x", "version": version}
        return browser.post(f"/contracts/{contract.id}/terms/decide", form, follow_redirects=True).text

    browser = sign_in(Role.PROCUREMENT)
    assert asked() == {}
    with clock.at(datetime(2026, 8, 5, 9)):  # 90 days before 1 November, a Sunday
        assert asked() == {
            f"Renew by agreement, renegotiate or let it end, by 2026-11-01: C-TOLD {title}": date(2026, 10, 30)
        }
    with clock.at(datetime(2026, 11, 2, 9)):
        assert asked() == {
            f"The day to announce a renewal, 2026-11-01, has passed; say what follows: C-TOLD {title}": date(
                2026, 10, 30
            ),
            f"Renew by agreement, renegotiate or let it end, by 2026-12-31: C-ENDS {title}": date(2026, 12, 31),
        }
        assert "It ends on 2026-12-31 unless its renewal is agreed" in browser.get(f"/contracts/{told.id}").text
        assert "Notice given on" not in decide(ends, "end"), "nobody is led to terminate what ends by itself"
        decide(told, "renew")
        wanted = f"Agree on the renewal and record it before the contract ends: C-TOLD {title}"
        assert asked() == {wanted: date(2026, 12, 31)}
        add_event(told, Renewed(date(2026, 11, 2), date(2027, 1, 1), date(2027, 12, 31)))
        assert asked() == {}
    with clock.at(datetime(2026, 12, 1, 9)):
        add_event(ends, Termination(date(2026, 12, 1), date(2026, 12, 15)))
        assert asked() == {}
