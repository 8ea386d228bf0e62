"""A person's due days in their own calendar program: a secret address, all-day entries, nothing for anybody else."""

import dataclasses
import re
from datetime import date, datetime, timedelta

import pytest
from icalendar import Calendar

from contracts.offboarding import operations as ends
from contracts.offboarding.models import OffboardingTask
from contracts.offboarding.plan_operations import replan
from contracts.register.agreed import Termination
from core import clock
from core.auth import operations as people
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.my_work.models import CalendarFeed
from tests.contracts.factories import add_event, make_contract, make_grant


@pytest.fixture(autouse=True)
def _first_of_june(app):
    app.config["SETTINGS"] = dataclasses.replace(app.config["SETTINGS"], public_url="https://risk.example.com")
    with clock.at(datetime(2026, 6, 1, 9)):
        yield


@pytest.fixture
def it(person):
    return person(Role.IT_MANAGER)


def ending(owner, **fields):
    contract = make_contract(**{"ends_on": date(2026, 6, 30), "owner_id": owner.id} | fields)
    make_grant(contract, account="ext-7")
    with unit_of_work():
        replan([contract.id])
    return contract


def opened(browser) -> str:
    page = browser.post("/my-work/calendar/open", form_at="/my-work/calendar/").get_data(as_text=True)
    found = re.search(r'value="https://risk\.example\.com(/my-work/calendar/[\w-]+\.ics)"', page)
    assert found, page
    return found.group(1)


def events(answer):
    return {str(e["SUMMARY"]): e for e in Calendar.from_ical(answer.data).walk("VEVENT")}


def test_what_is_due_stands_on_its_day_the_whole_day(app, sign_in, it):
    ending(it, number="C-77")
    answer = app.test_client().get(opened(sign_in(Role.IT_MANAGER)))
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    event = events(answer)["Revoke access: VPN · ext-7"]
    assert event["DTSTART"].dt == date(2026, 6, 30)
    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert event["DTEND"].dt == date(2026, 7, 1)
    assert "C-77" in event["DESCRIPTION"]
    assert str(event["URL"]).startswith("https://risk.example.com/contracts/offboarding/")
    assert event["TRANSP"] == "TRANSPARENT"
    whole = Calendar.from_ical(answer.data)
    assert (whole["METHOD"], whole["VERSION"]) == ("PUBLISH", "2.0")
    assert whole["X-WR-TIMEZONE"] == "Asia/Taipei"


def test_lines_are_folded_as_the_standard_asks(app, sign_in, it):
    ending(it, number="長" * 50)
    raw = app.test_client().get(opened(sign_in(Role.IT_MANAGER))).data
    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_a_line_break_in_somebodys_words_opens_no_entry_of_its_own(app, sign_in, it):
    contract = make_contract(ends_on=date(2026, 6, 30), owner_id=it.id)
    make_grant(contract, account="x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:forged")
    with unit_of_work():
        replan([contract.id])
    found = events(app.test_client().get(opened(sign_in(Role.IT_MANAGER))))
    assert "forged" not in found
    assert len(found) == 3


def test_an_entry_that_moves_keeps_its_name_so_that_it_moves_in_the_calendar_too(app, sign_in, it):
    contract = ending(it)
    path, client = opened(sign_in(Role.IT_MANAGER)), app.test_client()
    before = events(client.get(path))["Revoke access: VPN · ext-7"]
    add_event(contract, Termination(date(2026, 6, 1), date(2026, 6, 12)))
    after = events(client.get(path))["Revoke access: VPN · ext-7"]
    assert before["UID"] == after["UID"]
    assert after["DTSTART"].dt == date(2026, 6, 12)
    uids = [str(e["UID"]) for e in events(client.get(path)).values()]
    assert len(uids) == len(set(uids))


def test_what_is_done_is_gone_and_what_is_overdue_says_so(app, sign_in, it):
    ending(it)
    path, client = opened(sign_in(Role.IT_MANAGER)), app.test_client()
    task = db.session.query(OffboardingTask).filter_by(kind="revoke_access").one()
    with unit_of_work():
        ends.complete_task(task, done_on=date(2026, 6, 1), note="停用截圖", by=it)
    found = events(client.get(path))
    assert "Revoke access: VPN · ext-7" not in found
    with clock.at(datetime(2026, 7, 20, 9)):
        assert all(summary.startswith("Overdue: ") for summary in events(client.get(path)))


def test_a_program_that_has_it_already_is_sent_nothing(app, sign_in, it):
    ending(it)
    path, client = opened(sign_in(Role.IT_MANAGER)), app.test_client()
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""
    ending(it)
    assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_a_new_address_ends_the_old_one_and_closing_ends_both(app, sign_in, it):
    browser, client = sign_in(Role.IT_MANAGER), app.test_client()
    old, new = opened(browser), opened(browser)
    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200
    browser.post("/my-work/calendar/close", form_at="/my-work/calendar/")
    assert client.get(new).status_code == 404
    assert client.get("/my-work/calendar/nonsense.ics").status_code == 404
    assert client.get("/my-work/calendar/%00%F0%9F%98%80.ics").status_code == 404


def test_the_database_and_the_trail_do_not_hold_the_secret(app, sign_in, it):
    token = opened(sign_in(Role.IT_MANAGER)).rpartition("/")[2].removesuffix(".ics")
    assert len(token) >= 43
    kept = db.session.query(CalendarFeed).one()
    assert token not in kept.token_hash
    entries = sign_in(*Role, login="all").get("/audit/?q=work:feed").get_data(as_text=True)
    assert "Calendar feed opened" in entries
    assert token not in entries


def test_a_closed_account_and_a_role_that_was_taken_away_show_nothing(app, sign_in, it, person):
    ending(it)
    path, client, admin = opened(sign_in(Role.IT_MANAGER)), app.test_client(), person(Role.ADMINISTRATOR)

    def edit(**changes):
        fields = {
            "name": "It",
            "email": "",
            "department": "",
            "roles": [Role.AUDITOR],
            "disabled": False,
            "version": None,
        }
        with unit_of_work():
            people.edit_person(db.session.merge(it), **fields | changes, by=admin)

    edit()
    assert events(client.get(path)) == {}
    edit(disabled=True)
    assert client.get(path).status_code == 404


def test_it_is_noted_when_a_feed_was_last_read_to_the_hour(app, sign_in, it):
    path, client = opened(sign_in(Role.IT_MANAGER)), app.test_client()
    client.get(path)
    first = db.session.query(CalendarFeed).one().last_read_at
    assert first is not None
    with clock.at(datetime(2026, 6, 1, 9, 30)):
        client.get(path)
    db.session.expire_all()
    assert db.session.query(CalendarFeed).one().last_read_at == first
    with clock.at(datetime(2026, 6, 1, 11)):
        client.get(path)
    db.session.expire_all()
    assert db.session.query(CalendarFeed).one().last_read_at - first >= timedelta(hours=1)


def test_somebody_who_asks_too_often_is_told_to_wait(app, sign_in, it):
    path, client = opened(sign_in(Role.IT_MANAGER)), app.test_client()
    answers = {client.get(path).status_code for _ in range(61)}
    assert answers == {200, 429}
