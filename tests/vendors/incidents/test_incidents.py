"""An incident as people keep it: registered, told, corrected, closed by a second person; judged as a duty, told as work."""

import io
from datetime import datetime, timedelta

import openpyxl
import pytest

from core import clock
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.errors import Conflict, Refused
from core.my_work.registry import EVERYBODY
from core.obligations import State
from core.obligations.registry import obligations
from core.severity import Severity
from tests.contracts.factories import make_contract
from tests.vendors.factories import make_function, make_service, make_vendor
from vendors.actions import operations as actions
from vendors.incidents import closing_operations, operations, queries, work
from vendors.incidents.models import Incident, IncidentReport
from vendors.incidents.rules import Audience, IncidentState, Learnt, Nature
from vendors.register.rules import VendorStatus
from vendors.services.rules import Criticality

KNOWN = datetime(2026, 6, 30, 9, 0)


@pytest.fixture
def service(app, person):
    vendor = make_vendor(name_zh="機房商", status=VendorStatus.ACTIVE, owner_id=person(Role.IT_MANAGER).id)
    function = make_function(name="電子下單", criticality=Criticality.CORE)
    made = make_service(vendor, name="主機代管")
    with unit_of_work():
        made.functions.append(function)
    return made


def at(hours: float):
    return clock.at(KNOWN + timedelta(hours=hours))


def incident(service, **fields):
    known = KNOWN.replace(tzinfo=clock.zone())
    with at(0.1), unit_of_work():
        return operations.register_incident(
            service.vendor, by=None,
            **{"title": "斷電", "nature": Nature.OUTAGE, "severity": Severity.HIGH, "known_at": known,
               "learnt": Learnt.VENDOR, "services": [service]} | fields,
        )  # fmt: skip


def standing() -> tuple[State, str]:
    (found,) = [o for o in obligations(clock.today()) if o.rule_id == "CC-20000-9" and o.subject_type == "incident"]
    return found.state, str(found.why)


def tell(report, hours: float):
    with at(hours), unit_of_work():
        operations.tell(report, told_at=clock.now(), told_how="收件編號 1", by=None)


def test_the_smallest_firm_that_meets_the_line_and_the_one_that_told_nobody(service, person):
    one, two = person(Role.IT_MANAGER), person(Role.COMPLIANCE)
    made = incident(service, is_material=True)
    with at(0.2):
        state, why = standing()
        assert (state, "2026-06-30 09:30" in why) == (State.DUE_SOON, True)
        assert [t.due_on for t in work.reports(clock.today(), EVERYBODY)] == [KNOWN.date()] * 2 + [KNOWN.date() + timedelta(days=1)]  # fmt: skip
    with at(1):
        assert standing()[0] is State.NOT_MET  # thirty minutes have passed and nobody was told
    for report, hours in zip(queries.standing_reports(made), (0.4, 3, 20), strict=True):
        tell(report, hours)
    with at(21):
        assert standing()[0] is State.DUE_SOON
        with unit_of_work():
            action = operations.act_on(made, what="換開關", owner_id=one.id, due_on=clock.today(), by=one)
    with at(48):
        assert standing()[0] is State.NOT_MET  # the correction is late
    with at(49), unit_of_work():
        actions.complete_action(action, done_on=clock.today(), done_note="已換", by=one)
        operations.analyse(made, root_cause="逾保養期限", lessons="", contained_at=None, resolved_at=None, by=one)
        closing_operations.ask_closing(made, note="", by=one)
    with at(50), pytest.raises(Refused), unit_of_work():
        closing_operations.close(made, note="", by=one)
    with at(50):
        assert [t.not_for for t in work.closing(clock.today(), EVERYBODY)] == [one.id]
        with unit_of_work():
            closing_operations.close(queries.incident_page(made.id), note="", by=two)
        assert standing()[0] is State.MET
        assert not [*work.reports(clock.today(), EVERYBODY), *work.settling(clock.today(), EVERYBODY)]


def test_what_was_told_late_stays_told_late_and_is_named_after_closing(service, person):
    one, two = person(Role.IT_MANAGER), person(Role.COMPLIANCE)
    made = incident(service, has_personal_data=True)
    for report in queries.standing_reports(made):
        tell(report, 80)
    with at(81), unit_of_work():
        assert standing()[0] is State.NOT_MET
        action = operations.act_on(made, what="封鎖", owner_id=one.id, due_on=clock.today(), by=one)
        actions.complete_action(action, done_on=clock.today(), done_note="已封鎖", by=one)
        operations.analyse(made, root_cause="權限過大", lessons="", contained_at=None, resolved_at=None, by=one)
        closing_operations.ask_closing(made, note="", by=one)
        closing_operations.close(made, note="", by=two)
    with at(82):
        state, why = standing()
        assert (state, "late" in why) == (State.MET, True)


def test_another_kind_of_incident_has_other_duties_and_what_was_told_stays(service):
    made = incident(service, is_material=True)
    first = queries.standing_reports(made)[0]
    tell(first, 0.3)
    values = {key: getattr(made, key) for key in operations.FIELDS} | {"services": list(made.services)}
    with at(1), unit_of_work():
        operations.edit_incident(made, by=None, **values | {"is_material": False, "has_personal_data": True})
    duties = {r.duty for r in queries.standing_reports(queries.incident_page(made.id))}
    assert duties == {"exchange-first", "personal-data-regulator", "personal-data-subjects"}
    with at(1), unit_of_work():
        later = made.known_at + timedelta(minutes=5)
        operations.edit_incident(made, by=None, **values | {"is_material": True, "known_at": later})
    again = {r.duty: r.due_at for r in queries.standing_reports(queries.incident_page(made.id))}
    assert again["exchange-follow-up"] == later + timedelta(hours=24)
    assert "personal-data-regulator" not in again


def test_times_that_cannot_be_and_other_people_s_services_are_refused(service):
    strange = make_service(name="別家的")
    now = KNOWN.replace(tzinfo=clock.zone())
    for wrong in (
        {"known_at": now + timedelta(days=1)},
        {"occurred_at": now + timedelta(minutes=1)},
        {"services": [strange]},
        {"title": "  "},
        {"owner_id": 999},
    ):
        with pytest.raises(Refused):
            incident(service, **wrong)
    assert db.session.query(Incident).count() == 0


def test_a_day_in_the_browser(service, sign_in, person):
    browser = sign_in(Role.IT_MANAGER)
    address = f"/vendors/incidents/new/{service.vendor_id}"
    values = {
        "title": "帳號遭登入", "nature": "intrusion", "severity": "high", "known_at": "115/6/30 09:00", "learnt": "vendor",
        "is_material": "y", "services": str(service.id), "owner_id": "", "occurred_at": "昨天",
    }  # fmt: skip
    with at(1):
        bad = browser.post(address, values)
        assert bad.status_code == 200
        assert "is not a date" in bad.get_data(as_text=True)
        assert browser.post(address, values | {"occurred_at": ""}).status_code == 302
    made = db.session.query(Incident).one()
    assert [f.name for f in made.functions] == ["電子下單"]
    shown = f"/vendors/incidents/{made.id}"
    report = queries.standing_reports(made)[0]
    told = {"told_at": "2026-06-30 09:25", "told_how": "TWSE 系統"}
    proof = {"file": (io.BytesIO(b"receipt"), "收件.pdf")}
    with at(1):
        stale = browser.post(f"{shown}/tell/{report.id}", {**told, "version": "99"})
        assert "Somebody else changed" in stale.get_data(as_text=True)
        assert browser.post(f"{shown}/tell/{report.id}", told | proof).status_code == 302
        assert browser.get(f"{shown}/proof/{report.id}").data == b"receipt"
        page = browser.get(shown).get_data(as_text=True)
    assert "Told in time" in page
    assert "The root cause is not written down." in page
    assert "Overdue" not in browser.get("/vendors/incidents/clock").get_data(as_text=True)
    assert "帳號遭登入" in browser.get(f"/vendors/{made.vendor_id}").get_data(as_text=True)
    assert "帳號遭登入" in browser.get(f"/vendors/services/{service.id}").get_data(as_text=True)
    book = openpyxl.load_workbook(io.BytesIO(browser.get("/vendors/incidents/?format=xlsx").data))
    assert [row[0].value for row in book.active.iter_rows(min_row=2)] == ["帳號遭登入"]
    register = openpyxl.load_workbook(io.BytesIO(browser.get("/vendors/incidents/told?format=xlsx").data))
    assert len(list(register.active.iter_rows(min_row=2))) == 3
    assert browser.get(f"/vendors/incidents/{made.id}/tell/999").status_code == 404
    assert f'{shown}"' in browser.get("/search/?q=帳號遭").get_data(as_text=True)
    other = sign_in(Role.AUDITOR)
    assert other.get(shown).status_code == 200
    assert other.post(f"{shown}/tell/{report.id}", told).status_code == 403


def test_a_mistake_is_voided_counts_nowhere_and_comes_back_by_a_new_entry(service, person):
    made = incident(service, is_material=True)
    manager = person(Role.IT_MANAGER)
    with at(1), unit_of_work():
        closing_operations.void(made, reason="重複登錄", by=manager)
    assert not [o for o in obligations(clock.today()) if o.subject_type == "incident"]
    with at(2), pytest.raises(Refused), unit_of_work():
        operations.tell(queries.standing_reports(made)[0], told_at=clock.now(), told_how="x", by=None)
    with at(2), unit_of_work():
        closing_operations.reopen(made, reason="其實不是重複", by=manager)
    assert made.state is IncidentState.OPEN
    with pytest.raises(Conflict), unit_of_work():
        closing_operations.void(made, reason="舊頁面", version=1, by=manager)


def test_the_contract_s_own_page_and_the_incident_know_of_each_other(service, sign_in):
    with at(-24 * 30):
        contract = make_contract(service.vendor, number="C-77", starts_on=KNOWN.date() - timedelta(days=90))
    made = incident(service)
    with at(1):
        browser = sign_in(Role.IT_MANAGER)
        assert "C-77" in browser.get(f"/vendors/incidents/{made.id}").get_data(as_text=True)
        assert "斷電" in browser.get(f"/contracts/{contract.id}").get_data(as_text=True)
    assert db.session.query(IncidentReport).count() == 0


def settled(service, one, **fields) -> Incident:
    """An incident that one person has asked to close."""
    made = incident(service, **fields)
    with at(2), unit_of_work():
        action = operations.act_on(made, what="換開關", owner_id=one.id, due_on=clock.today(), by=one)
        actions.complete_action(action, done_on=clock.today(), done_note="已換", by=one)
        operations.analyse(made, root_cause="逾期", lessons="", contained_at=None, resolved_at=None, by=one)
        closing_operations.ask_closing(made, note="", by=one)
    return made


def test_nobody_closes_what_changed_since_it_was_said_to_be_settled(service, person):
    one, two = person(Role.IT_MANAGER), person(Role.COMPLIANCE)
    made = settled(service, one)
    (action,) = queries.actions_by_incident([made.id])[made.id]
    with at(3), unit_of_work():
        actions.reopen_action(action, by=one)
    with at(3), pytest.raises(Refused, match="not done yet"), unit_of_work():
        closing_operations.close(made, note="", by=two)
    seen = made.version
    with at(3), unit_of_work():
        actions.complete_action(action, done_on=clock.today(), done_note="再換", by=one)
        operations.add_report(made, audience=Audience.OTHERS, title="集保", by=one)
    assert made.state is IncidentState.OPEN
    with at(3), pytest.raises(Conflict), unit_of_work():
        closing_operations.close(made, note="", version=seen, by=two)
    with at(3), pytest.raises(Refused, match="Still to be told"), unit_of_work():
        closing_operations.ask_closing(made, note="", by=one)


def test_a_mistake_is_not_a_way_round_the_second_person_and_leaves_no_correction_behind(service, person):
    one, two = person(Role.IT_MANAGER), person(Role.COMPLIANCE)
    made = settled(service, one)
    with at(3), pytest.raises(Refused, match="second person"), unit_of_work():
        closing_operations.void(made, reason="誤登", by=one)
    with at(3), unit_of_work():
        operations.act_on(made, what="再查", owner_id=one.id, due_on=clock.today(), by=one)
    with at(3), pytest.raises(Refused, match="not done yet"), unit_of_work():
        closing_operations.void(made, reason="誤登", by=two)


def test_nobody_is_told_before_it_was_known_and_a_waiver_can_be_taken_back(service, person, sign_in):
    compliance = person(Role.COMPLIANCE)
    made = incident(service, is_material=True)
    first, second, _third = queries.standing_reports(made)
    with at(1), pytest.raises(Refused, match="before it was known"), unit_of_work():
        operations.tell(first, told_at=made.known_at - timedelta(minutes=1), told_how="電話", by=None)
    tell(first, 0.75)  # fifteen minutes late
    values = {key: getattr(made, key) for key in operations.FIELDS} | {"services": list(made.services)}
    with at(1), pytest.raises(Refused, match="before it was known"), unit_of_work():
        operations.edit_incident(made, by=None, **values | {"known_at": made.known_at + timedelta(minutes=50)})
    with at(1), unit_of_work():
        operations.edit_incident(made, by=None, **values | {"known_at": made.known_at + timedelta(minutes=30)})
    assert queries.report_badge(first).tone == "bad", "a later beginning does not make it told in time"
    with at(1), unit_of_work():
        operations.waive(second, reason="不適用", by=compliance)
    browser = sign_in(Role.COMPLIANCE)
    with at(1):
        need = f"/vendors/incidents/{made.id}/need/{second.id}"
        assert need in browser.get(f"/vendors/incidents/{made.id}").get_data(as_text=True)
        assert browser.post(need, {"reason": "主管機關來函", "version": second.version}).status_code == 302
        db.session.expire_all()
        assert second.id in {r.id for r in queries.pending_reports(queries.incident_page(made.id), clock.now())}
        assert sign_in(Role.AUDITOR).post(need, {"reason": "x"}).status_code == 403
