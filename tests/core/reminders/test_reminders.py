"""Who is told what, once, in their language; what nobody answers for; and that nothing is skipped."""

import dataclasses
import threading
from datetime import date, datetime, timedelta

import pytest

from contracts.offboarding import operations as ends
from contracts.offboarding.models import OffboardingTask
from contracts.offboarding.plan_operations import replan
from contracts.register.agreed import Termination
from core import clock
from core.auth import operations as people
from core.auth.models import User
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.outbox.models import Mail
from core.reminders.jobs import remind
from core.reminders.models import Reminder, ReminderDay
from core.reminders.operations import change_policy
from tests.contracts.factories import add_event, make_contract, make_grant


@pytest.fixture(autouse=True)
def _mail_is_set_up(app):
    app.config["SETTINGS"] = dataclasses.replace(
        app.config["SETTINGS"], smtp_host="127.0.0.1", smtp_port=1, smtp_security="none",
        mail_from="risk@example.com", public_url="https://risk.example.com/vendors",
    )  # fmt: skip


@pytest.fixture
def hire(person):
    def make(*roles, login="", **fields):
        user = person(*roles, login=login)
        with unit_of_work():
            found = db.session.get(User, user.id)
            for name, value in ({"email": f"{user.login}@example.com"} | fields).items():
                setattr(found, name, value)
        return db.session.get(User, user.id)

    return make


@pytest.fixture
def it(hire):
    return hire(Role.IT_MANAGER)


def ending(owner=None, ends_on=date(2026, 6, 30), **fields):
    contract = make_contract(ends_on=ends_on, owner_id=owner.id if owner else None, **fields)
    make_grant(contract, account="ext-7")
    with unit_of_work():
        replan([contract.id])
    return contract


def on(day, hour=9):
    return clock.at(datetime(day.year, day.month, day.day, hour))


def mails(user=None):
    query = db.session.query(Mail).order_by(Mail.id)
    return query.filter_by(user_id=user.id).all() if user else query.all()


MONDAY = date(2026, 6, 1)
DUE = date(2026, 6, 30)


def test_an_owner_gets_one_mail_with_what_is_due_and_where(it):
    with on(MONDAY):
        ending(it, number="C-77")
        did = remind()
    (mail,) = mails(it)
    assert did["digests"] == 1
    assert did["reminders"] == db.session.query(Reminder).count() > 1
    task = db.session.query(OffboardingTask).filter_by(kind="revoke_access").one()
    for body in (mail.text, mail.html):
        assert "Revoke access: VPN · ext-7" in body
        assert f"https://risk.example.com/vendors/contracts/offboarding/{task.id}" in body
        assert "C-77" in body
        assert "2026-06-30" in body
    assert "C-77" not in mail.subject


def test_it_is_written_in_the_language_and_the_years_of_who_reads_it(it, hire):
    hire(Role.IT_MANAGER, language="zh_Hant_TW", roc_dates=True)
    with on(MONDAY):
        ending(it)
        remind()
    (mail,) = mails(it)
    assert mail.subject.startswith("委外廠商風險管理：")
    assert "撤銷存取權限：VPN · ext-7" in mail.text
    assert "民國115年6月30日" in mail.text
    assert "Revoke" not in mail.text
    assert 'lang="zh-Hant-TW"' in mail.html


def test_the_same_is_never_said_twice_and_each_stage_once(it):
    said = []
    with on(MONDAY):
        ending(it)
    for days in range(60):
        with on(MONDAY + timedelta(days=days)):
            remind()
            assert remind() == {}
        if len(mails(it)) > len(said):
            said.append((MONDAY + timedelta(days=days) - DUE).days)
    # The 16th and 23rd are Tuesdays; the closing is due a day later and has its own stages.
    assert said[:3] == [-29, -14, -13]
    keys = [reminder.key for reminder in db.session.query(Reminder)]
    assert len(keys) == len(set(keys))


def test_nothing_goes_before_the_hour_nor_on_a_holiday_and_all_of_it_afterwards(it):
    with on(MONDAY, 7):
        ending(it)
        assert remind() == {}
    with on(date(2026, 6, 6)):  # a Saturday
        assert remind() == {}
    with on(date(2026, 6, 8), 8):
        assert remind()["digests"] == 1


def test_after_a_week_of_downtime_what_was_missed_is_said_once(it):
    with on(date(2026, 6, 22)):
        ending(it)
        remind()
    with on(date(2026, 7, 1)):  # the stages of 23, 29 and 30 June went by
        remind()
    assert len(mails(it)) == 2
    assert "Overdue" in mails(it)[1].subject


def test_a_contract_that_is_extended_is_reminded_of_anew_at_its_new_day(it):
    with on(MONDAY):
        contract = ending(it)
        remind()
    with on(date(2026, 6, 2)):
        add_event(contract, Termination(date(2026, 6, 2), date(2026, 6, 12)))
        assert remind()["digests"] == 1
    assert "2026-06-12" in mails(it)[1].text


def test_what_is_done_is_not_spoken_of(it):
    with on(MONDAY):
        ending(it)
        task = db.session.query(OffboardingTask).filter_by(kind="revoke_access").one()
        with unit_of_work():
            ends.complete_task(task, done_on=MONDAY, note="停用截圖", by=it)
        remind()
    assert "Revoke access" not in mails(it)[0].text


def test_who_is_away_is_left_in_peace_and_their_deputy_is_told(it, hire):
    deputy = hire(Role.IT_MANAGER, login="deputy")
    with on(MONDAY):
        ending(it)
        with unit_of_work():
            people.plan_absence(it, deputy_id=deputy.id, away_from=MONDAY, away_until=date(2026, 6, 5))
        remind()
        assert not mails(it)
        assert "As deputy" in mails(deputy)[0].text
    with on(date(2026, 6, 8)):
        remind()
    assert mails(it), "back again, they are told"


def test_what_stays_undone_goes_to_the_manager(it, hire):
    chief = hire(Role.IT_MANAGER, login="chief")
    hire(Role.IT_MANAGER, manager_id=chief.id)
    with on(DUE):
        ending(it)
        remind()
    with on(date(2026, 7, 2)):
        remind()
        assert not mails(chief)
    with on(date(2026, 7, 3)):
        remind()
    assert "Overdue with my staff" in mails(chief)[0].text


def test_what_nobody_answers_for_goes_to_the_administrator_by_number_only(hire):
    admin, it = hire(Role.ADMINISTRATOR), hire(Role.IT_MANAGER)
    with on(MONDAY):
        ending(None, number="SECRET-1")
        remind()
    (mail,) = mails(admin)
    for body in (mail.subject, mail.text, mail.html):
        assert "SECRET-1" not in body
        assert "ext-7" not in body
    assert "Nobody is responsible" in mail.text
    assert "End-of-contract tasks: 3" in mail.text
    assert not mails(it)


def test_of_work_whose_deputies_are_all_away_the_administrator_is_told(it, hire):
    admin, other = hire(Role.ADMINISTRATOR), hire(Role.IT_MANAGER, login="other")
    days = {"away_from": MONDAY, "away_until": MONDAY + timedelta(days=9)}
    with on(MONDAY), unit_of_work():
        people.plan_absence(db.session.merge(it), deputy_id=other.id, **days)
        people.plan_absence(db.session.merge(other), deputy_id=it.id, **days)
    with on(MONDAY):
        ending(it)
        remind()
    assert [mail.user_id for mail in mails()] == [admin.id]
    assert "End-of-contract tasks: 3" in mails(admin)[0].text


def test_what_anybody_may_do_is_told_by_number_not_one_by_one_to_everybody(it, hire):
    second = hire(Role.COMPLIANCE)
    with on(MONDAY):
        for _ in range(3):
            ending(it)
        for task in db.session.query(OffboardingTask).filter_by(kind="revoke_access").all():
            with unit_of_work():
                ends.complete_task(task, done_on=MONDAY, note="停用截圖", by=it)
        remind()
    (mail,) = mails(second)
    assert "Waiting for a second person: 3, earliest due 2026-06-08" in mail.text
    assert "https://risk.example.com/vendors/my-work/?kind=ends.verify" in mail.text
    assert "VPN" not in mail.text
    assert "Waiting for a second person" not in mails(it)[0].text


def test_a_role_that_may_not_do_the_work_gets_no_mail_of_it(hire):
    auditor = hire(Role.AUDITOR)
    with on(MONDAY):
        ending(auditor)
        remind()
    assert not mails(auditor)


def test_who_has_no_address_is_named_to_the_administrator(person, sign_in):
    owner = person(Role.IT_MANAGER)
    with on(MONDAY):
        ending(owner)
        remind()
        assert not mails()
        assert "They have work and no e-mail address:" in sign_in(Role.ADMINISTRATOR).get("/reminders/").get_data(
            as_text=True
        )


def test_without_a_mail_server_nothing_is_written_and_nothing_is_lost(app, it):
    ready = app.config["SETTINGS"]
    app.config["SETTINGS"] = dataclasses.replace(ready, smtp_host="")
    with on(MONDAY):
        ending(it)
        assert remind() == {}
        app.config["SETTINGS"] = ready
        assert remind()["digests"] == 1


def test_a_long_list_is_cut_and_says_how_much_more_there_is(it):
    with on(MONDAY):
        for _ in range(15):
            ending(it)
        remind()
    (mail,) = mails(it)
    assert mail.text.count("https://risk.example.com/vendors/contracts/offboarding/") == 40
    assert "And 5 more." in mail.text


def test_hostile_words_stay_words_in_the_mail(it):
    with on(MONDAY):
        contract = make_contract(ends_on=DUE, owner_id=it.id, number="<b>X</b>")
        make_grant(contract, system="<script>alert(1)</script>", account="a\r\nBcc: x@example.com")
        with unit_of_work():
            replan([contract.id])
        remind()
    (mail,) = mails(it)
    assert "<script>" not in mail.html
    assert "&lt;script&gt;" in mail.html
    assert "<script>alert(1)</script>" in mail.text


def test_eight_at_once_write_each_digest_once(app, it):
    with on(MONDAY):
        ending(it)
    faults = []

    def work():
        try:
            with app.app_context(), on(MONDAY):
                remind()
                db.session.remove()
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert len(mails()) == 1
    assert db.session.query(ReminderDay).count() == 1


def test_a_failure_while_writing_leaves_nothing_behind_and_the_next_look_writes_all(it, monkeypatch):
    from core.reminders import operations

    with on(MONDAY):
        ending(it)
        written = operations.insert
        monkeypatch.setattr(operations, "insert", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            remind()
        assert not mails()
        assert not db.session.query(ReminderDay).count()
        monkeypatch.setattr(operations, "insert", written)
        assert remind()["digests"] == 1


def test_the_administrator_changes_when_people_are_reminded(it, sign_in):
    browser = sign_in(Role.ADMINISTRATOR)
    values = {
        "before": "5",
        "after": "2, 4",
        "then_every": "0",
        "manager_after": "9",
        "hour": "0",
        "business_days_only": "y",
    }
    assert browser.post("/reminders/policy", values).status_code == 302
    assert "2, 4" in browser.get("/reminders/").get_data(as_text=True) or "4, 2" in browser.get("/reminders/").get_data(
        as_text=True
    )
    with on(MONDAY, 1):
        ending(it)
        assert remind() == {"digests": 0, "reminders": 0}
    with on(date(2026, 6, 25), 1):
        assert remind()["digests"] == 1
    wrong = browser.post("/reminders/policy", values | {"before": "soon"}).get_data(as_text=True)
    assert "Write numbers of days from 1 to 366" in wrong
    assert "Name at least one day" in browser.post(
        "/reminders/policy", values | {"before": "", "after": "", "version": "1"}
    ).get_data(as_text=True)


def test_a_policy_that_somebody_else_changed_meanwhile_is_not_written_over(person):
    admin = person(Role.ADMINISTRATOR)
    rule = {"before": (1,), "after": (), "then_every": 0, "manager_after": 1, "hour": 1, "business_days_only": True}
    with unit_of_work():
        change_policy(**rule, by=admin)
    with unit_of_work():
        change_policy(**rule | {"hour": 2}, version=1, by=admin)
    from core.errors import Conflict

    with pytest.raises(Conflict), unit_of_work():
        change_policy(**rule, version=1, by=admin)
