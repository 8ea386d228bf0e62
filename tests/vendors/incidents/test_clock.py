"""The administrator's page of the official clock and of the firm's own days."""

from datetime import timedelta

from core import clock
from core.auth.rules import Role
from core.db import unit_of_work
from core.my_work.registry import EVERYBODY
from core.obligations.registry import obligations
from core.severity import Severity
from tests.vendors.factories import make_vendor
from vendors.incidents import operations
from vendors.incidents.policies import policy
from vendors.incidents.rules import Learnt, Nature
from vendors.incidents.work import settling


def test_the_administrator_sets_the_clock_from_a_day_on_and_every_setting_stays_on_record(app, sign_in, person):
    """Incidents under way keep their times; an older page, a past day and a setting without a reason are refused."""
    admin, reader = sign_in(Role.ADMINISTRATOR), sign_in(Role.AUDITOR)
    here = "/vendors/incidents/clock"
    day = clock.today() + timedelta(days=3)
    sent = {
        "name_zh": "初次通報", "name_en": "First report", "audience": "exchange", "applies": "material", "within": "45",
        "unit": "minutes", "effective_on": day.isoformat(), "source_zh": "現行條文", "source_en": "", "checked_on": "",
        "reason": "依現行條文", "version": "0",
    }  # fmt: skip
    first = f"{here}/exchange-first/edit"
    assert 'value="30"' in admin.get(first).get_data(as_text=True)
    for wrong in (
        {"effective_on": (clock.today() - timedelta(days=1)).isoformat()}, {"reason": ""}, {"within": "0"},
        {"checked_on": day.isoformat()}, {"name_zh": "", "name_en": ""}, {"within": "x"},
    ):  # fmt: skip
        assert admin.post(first, sent | wrong).status_code == 200, wrong
    assert admin.post(first, sent).status_code == 302
    assert "Somebody else changed" in admin.post(first, sent | {"within": "50"}).get_data(as_text=True)

    def within(on):
        return {d.id: d.within for d in policy().in_force(on)}

    assert within(clock.today())["exchange-first"] == timedelta(minutes=30)
    assert within(day)["exchange-first"] == timedelta(minutes=45)
    assert admin.post(f"{here}/new", sent | {"name_zh": "客戶", "unit": "hours", "version": ""}).status_code == 302
    own = next(d for d in policy().in_force(day) if d.id.startswith("own-"))
    assert (own.within, own.source.en) == (timedelta(hours=45), "現行條文")
    assert admin.post(f"{here}/board/drop", {"effective_on": day.isoformat(), "reason": "改由他法"}).status_code == 302
    assert "board" in within(clock.today())
    assert "board" not in within(day)
    assert admin.get(f"{here}/board/edit").status_code == 404
    page = reader.get(here).get_data(as_text=True)
    assert "依現行條文" in page
    assert reader.get(f"{here}?format=xlsx").data.startswith(b"PK")
    assert reader.get(first).status_code == 403
    assert reader.post(f"{here}/new", sent).status_code == 403
    assert admin.get(f"{here}/none/edit").status_code == 404


def test_the_administrator_sets_by_when_incidents_are_settled_and_obligations_and_work_follow_at_once(app, sign_in):
    vendor = make_vendor()
    with unit_of_work():
        operations.register_incident(
            vendor, title="斷電", nature=Nature.OUTAGE, severity=Severity.LOW, known_at=clock.now(),
            learnt=Learnt.OURSELVES, services=[], by=None,
        )  # fmt: skip
    admin, reader, here = sign_in(Role.ADMINISTRATOR), sign_in(Role.COMPLIANCE), "/vendors/incidents/clock/days"
    assert 'value="60"' in admin.get(here).get_data(as_text=True)
    sent = {"close_days": "20", "keep_days": "700", "reason": "董事會決議", "version": "0"}
    for wrong in (
        {"close_days": "0"},
        {"keep_days": "3651"},
        {"reason": " "},
        {"close_days": "60", "keep_days": "365"},
    ):
        assert admin.post(here, sent | wrong).status_code == 200, wrong
    assert reader.get(here).status_code == reader.post(here, sent).status_code == 403
    assert (policy().close_days, policy().keep_days) == (60, 365)
    assert admin.post(here, sent).status_code == 302
    assert "Somebody else changed" in admin.post(here, sent | {"close_days": "30"}).get_data(as_text=True)
    assert (policy().close_days, policy().keep_days) == (20, 700)
    due = clock.today() + timedelta(days=20)
    assert [task.due_on for task in settling(clock.today(), EVERYBODY)] == [due]
    (judged,) = [o for o in obligations(clock.today()) if o.subject_type == "incident"]
    assert judged.due_on == due
    page = reader.get("/vendors/incidents/clock").get_data(as_text=True)
    assert "董事會決議" in page
    assert "within 20 days" in page
    assert reader.get("/vendors/incidents/clock?format=xlsx").data.startswith(b"PK")
