"""Mail leaves once, whoever sends it, whatever dies; what fails is tried again and can be seen."""

import dataclasses
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.outbox import post
from core.outbox.jobs import LEASE, send_waiting
from core.outbox.models import Mail
from core.outbox.operations import retry
from core.outbox.rules import PAUSES, MailState, is_final, next_pause
from core.settings import SettingsError, load_settings
from tests.support.mail_server import mail_server

ROOT = Path(__file__).resolve().parents[3]
NOON = datetime(2026, 6, 1, 4, tzinfo=UTC)


@pytest.fixture
def server():
    with mail_server() as made:
        yield made


def set_up(app, port, **more):
    settings = dataclasses.replace(
        app.config["SETTINGS"], smtp_host="127.0.0.1", smtp_port=port, smtp_security="none",
        mail_from="廠商風險 <risk@example.com>", public_url="https://risk.example.com", **more,
    )  # fmt: skip
    app.config["SETTINGS"] = settings


@pytest.fixture
def out(app, server):
    set_up(app, server.port)
    return server


@pytest.fixture
def somebody(person):
    user = person(Role.IT_MANAGER)
    with unit_of_work():
        db.session.merge(user).email = "it@example.com"
    return user


def write(user, key="k", subject="有兩件事到期", text="內文", html="<p>內文</p>"):
    with unit_of_work():
        return post(key=key, to=db.session.merge(user), subject=subject, text=text, html=html)


def state():
    db.session.expire_all()
    return [mail.state for mail in db.session.query(Mail).order_by(Mail.id)]


def test_a_mail_arrives_as_text_and_html_in_chinese(out, somebody):
    write(somebody)
    assert send_waiting() == {"sent": 1}
    (mail,) = out.mails
    assert mail["Subject"] == "有兩件事到期"
    assert mail["To"].addresses[0].addr_spec == "it@example.com"
    assert mail["From"].addresses[0].display_name == "廠商風險"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_body(("plain",)).get_content().strip() == "內文"
    assert "<p>內文</p>" in mail.get_body(("html",)).get_content()


def test_asked_for_twice_it_is_made_once_and_sent_once(out, somebody):
    assert write(somebody) is not None
    assert write(somebody, subject="anders") is None
    send_waiting()
    assert send_waiting() == {}
    assert len(out.mails) == 1


def test_a_subject_cannot_carry_a_header(out, somebody):
    write(somebody, subject="due\r\nBcc: everybody@example.com")
    send_waiting()
    assert out.mails[0]["Bcc"] is None
    assert out.mails[0]["Subject"] == "due Bcc: everybody@example.com"


def test_nothing_is_sent_where_mail_is_not_set_up(app, somebody):
    write(somebody)
    assert send_waiting() == {}
    assert state() == [MailState.WAITING]


def test_an_address_that_does_not_exist_fails_at_once_and_the_others_arrive(out, somebody, person):
    other = person(Role.PROCUREMENT)
    with unit_of_work():
        db.session.merge(other).email = "gone@example.com"
    out.answers["gone@example.com"] = "550 5.1.1 no such user"
    write(other, "1")
    write(somebody, "2")
    assert send_waiting() == {"failed": 1, "sent": 1}
    failed = db.session.query(Mail).filter_by(key="1").one()
    assert "no such user" in str(failed.why)


def test_a_server_that_is_busy_is_tried_again_later_and_the_reason_is_kept(out, somebody):
    out.answers["it@example.com"] = "451 4.3.0 try later"
    with clock.at(NOON):
        write(somebody)
        assert send_waiting() == {"postponed": 1}
        assert send_waiting() == {}
    assert "try later" in str(db.session.query(Mail).one().why)
    out.answers.clear()
    with clock.at(NOON + PAUSES[0]):
        assert send_waiting() == {"sent": 1}
    assert db.session.query(Mail).one().why is None


def test_a_server_that_is_away_is_given_up_after_two_days_and_can_be_tried_by_hand(app, server, somebody, person):
    set_up(app, 1)  # nobody listens there
    now = NOON
    with clock.at(now):
        write(somebody)
    for pause in (*PAUSES, timedelta()):
        with clock.at(now):
            did = send_waiting()
        now += pause
    assert did == {"failed": 1}
    assert now - NOON >= timedelta(days=1)
    mail = db.session.query(Mail).one()
    assert mail.state is MailState.FAILED
    assert "127.0.0.1:1 does not answer" in str(mail.why)
    admin = person(Role.ADMINISTRATOR)
    with unit_of_work():
        retry(db.session.merge(mail), by=admin)
    set_up(app, server.port)
    assert send_waiting() == {"sent": 1}


def test_the_password_is_in_no_reason_and_no_page(app, server, somebody, sign_in):
    set_up(app, server.port, smtp_user="risk", smtp_password="s3cret-of-the-server")
    write(somebody)
    assert send_waiting() == {"postponed": 1}  # this server takes no sign-in
    browser = sign_in(Role.ADMINISTRATOR)
    mail = db.session.query(Mail).one()
    for address in ("/mail/", f"/mail/{mail.id}", "/reminders/", "/jobs/"):
        answer = browser.get(address)
        assert answer.status_code == 200
        assert "s3cret" not in answer.get_data(as_text=True)
    assert "s3cret" not in repr(app.config["SETTINGS"])


def test_a_mail_whose_process_died_is_taken_over_after_the_lease_only(out, somebody):
    with clock.at(NOON):
        mail_id = write(somebody)
        with unit_of_work():
            mail = db.session.get(Mail, mail_id)
            mail.state, mail.claim, mail.claimed_at, mail.attempts = MailState.SENDING, "dead", NOON, 1
        assert send_waiting() == {}
    with clock.at(NOON + LEASE + timedelta(seconds=1)):
        assert send_waiting() == {"sent": 1}


def test_old_mail_keeps_that_it_was_sent_and_forgets_what_it_said(out, somebody):
    with clock.at(NOON):
        write(somebody)
        send_waiting()
    with clock.at(NOON + timedelta(days=91)):
        send_waiting()
    db.session.expire_all()
    mail = db.session.query(Mail).one()
    assert (mail.text, mail.html, mail.state) == ("", "", MailState.SENT)


def test_the_administrator_sees_the_list_and_nobody_else(out, somebody, sign_in):
    out.answers["it@example.com"] = "550 closed"
    write(somebody)
    send_waiting()
    browser = sign_in(Role.ADMINISTRATOR)
    shown = browser.get("/mail/").get_data(as_text=True)
    assert "it@example.com" in shown
    assert "Mails that could not be sent: 1." in shown
    assert "內文" not in browser.get("/mail/1").get_data(as_text=True)
    assert browser.post("/mail/1/retry").status_code == 302
    assert state() == [MailState.WAITING]
    assert sign_in(Role.IT_MANAGER).get("/mail/").status_code == 403


def test_the_command_that_tries_mail_says_what_the_server_says(app, out):
    runner = app.test_cli_runner()
    answer = runner.invoke(args=["mail", "test", "me@example.com"])
    assert answer.exit_code == 0, answer.output
    assert "has taken the mail to me@example.com" in answer.output
    assert out.mails[0]["To"] == "me@example.com"
    out.answers["me@example.com"] = "550 who is that"
    assert "who is that" in runner.invoke(args=["mail", "test", "me@example.com"]).output
    assert "is not an address" in runner.invoke(args=["mail", "test", "nobody"]).output
    app.config["SETTINGS"] = dataclasses.replace(app.config["SETTINGS"], smtp_host="")
    assert "not set up" in runner.invoke(args=["mail", "test", "me@example.com"]).output


@pytest.mark.parametrize(
    ("given_", "named"),
    [
        ({"SMTP_HOST": "mail.example.com"}, "MAIL_FROM"),
        ({"SMTP_HOST": "mail.example.com", "MAIL_FROM": "risk@example.com"}, "PUBLIC_URL"),
        ({"MAIL_FROM": "nobody"}, "MAIL_FROM"),
        ({"PUBLIC_URL": "risk.example.com"}, "PUBLIC_URL"),
        ({"SMTP_SECURITY": "ssl"}, "SMTP_SECURITY"),
    ],
)
def test_settings_of_mail_that_cannot_work_are_named_at_start(tmp_path, given_, named):
    with pytest.raises(SettingsError, match=named):
        load_settings({"INSTANCE_PATH": str(tmp_path)} | given_)


@given(st.integers(1, 50))
def test_pauses_grow_and_end(attempts):
    pause, following = next_pause(attempts), next_pause(attempts + 1)
    assert (pause is None) == (attempts > len(PAUSES))
    assert following is None or (pause is not None and following > pause)


def test_only_what_the_server_says_is_final_is_final():
    assert is_final(550)
    assert not is_final(451)


# Whole processes: four that send at once, and one that is killed.


def environment(folder: Path, url: str, port: int) -> dict[str, str]:
    return os.environ | {
        "INSTANCE_PATH": str(folder), "SECRET_KEY": "tests-only-secret-key-of-at-least-32", "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(port), "SMTP_SECURITY": "none", "MAIL_FROM": "risk@example.com",
        "PUBLIC_URL": "https://risk.example.com", "LOG_LEVEL": "ERROR", **({"DATABASE_URL": url} if url else {}),
    }  # fmt: skip


def tick(env: dict[str, str], *more: str) -> subprocess.Popen:
    command = [sys.executable, "-m", "flask", "jobs", "tick", *more]
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def finished(process: subprocess.Popen) -> int | str:
    _, errors = process.communicate(timeout=120)
    return process.returncode if not errors else f"{process.returncode}: {errors.decode()}"


def test_four_processes_that_send_at_once_send_each_mail_once(out, app, somebody, tmp_path, database_url):
    for number in range(40):
        write(somebody, str(number))
    env = environment(tmp_path, database_url, out.port)
    processes = [tick(env) for _ in range(4)]
    assert [finished(process) for process in processes] == [0] * 4
    assert len(out.ids) == 40
    assert len(set(out.ids)) == 40
    assert set(state()) == {MailState.SENT}


def test_killed_between_the_servers_answer_and_the_commit_nothing_is_lost_and_a_copy_bears_the_same_id(
    out, app, somebody, tmp_path, database_url
):
    for number in range(3):
        write(somebody, str(number))
    env = environment(tmp_path, database_url, out.port)
    process = tick(env)
    out.before_answer = lambda: os.kill(process.pid, signal.SIGKILL)
    assert finished(process) == -signal.SIGKILL
    assert len(out.ids) == 1, "the server has it; nobody has noted that"
    out.before_answer = None
    assert finished(tick(env)) == 0
    assert len(set(out.ids)) == 3, "the others are not held up"
    later = (datetime.now(UTC) + LEASE + timedelta(minutes=1)).isoformat()
    assert finished(tick(env, "--now", later)) == 0
    assert finished(tick(env, "--now", later)) == 0
    assert len(out.ids) == 4
    assert len(set(out.ids)) == 3
    assert set(state()) == {MailState.SENT}
