"""Coming in: the door, the lock, the first administrator, passwords, languages."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from core import clock
from core.auth import operations
from core.auth.models import User
from core.auth.rules import Role, password_faults
from core.db import db, unit_of_work
from core.errors import Refused

PASSWORD = "correct horse battery"


@pytest.fixture
def account(app):
    with unit_of_work():
        return operations.add_person(
            login="lin", name="林雅婷", roles=[Role.PROCUREMENT], password=PASSWORD, must_change_password=False, by=None
        )


def enter(client, login="lin", password=PASSWORD, **kwargs):
    page = client.get("/sign-in").get_data(as_text=True)
    token = re.search(r'name="csrf-token" content="([^"]+)"', page).group(1)
    return client.post("/sign-in", data={"csrf_token": token, "login": login, "password": password}, **kwargs)


def test_the_right_password_leads_to_the_page_that_was_asked_for(app, account):
    client = app.test_client()
    page = client.get("/sign-in?next=/vendors/").get_data(as_text=True)
    token = re.search(r'name="csrf-token" content="([^"]+)"', page).group(1)
    answer = client.post("/sign-in?next=/vendors/", data={"csrf_token": token, "login": "LIN", "password": PASSWORD})
    assert answer.location == "/vendors/"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_never_leads_to_another_site(app, account, target):
    client = app.test_client()
    token = re.search(r'csrf-token" content="([^"]+)"', client.get("/sign-in").get_data(as_text=True)).group(1)
    answer = client.post(
        "/sign-in", query_string={"next": target}, data={"csrf_token": token, "login": "lin", "password": PASSWORD}
    )
    assert answer.location == "/"


def test_an_unknown_account_and_a_wrong_password_are_answered_alike(app, account):
    unknown = enter(app.test_client(), login="nobody", password="x").get_data(as_text=True)
    wrong = enter(app.test_client(), password="x").get_data(as_text=True)
    assert "Account or password is wrong" in unknown
    assert "Account or password is wrong" in wrong


def test_five_wrong_passwords_close_the_account_for_a_while(app, account):
    client = app.test_client()
    for _ in range(5):
        answer = enter(client, password="wrong")
    assert "this account is closed until" in answer.get_data(as_text=True)
    assert enter(client).status_code == 401
    later = datetime.now(UTC) + timedelta(minutes=16)
    with clock.at(later):
        assert enter(client).status_code == 302


def test_a_changed_role_or_a_closed_account_ends_the_session(app, account, sign_in, person):
    client = app.test_client()
    enter(client)
    assert client.get("/vendors/").status_code == 200
    administrator = person(Role.ADMINISTRATOR)
    with unit_of_work():
        operations.edit_person(
            db.session.get(User, account.id), name="林雅婷", email="", department="", roles=[Role.AUDITOR],
            disabled=True, version=None, by=db.session.get(User, administrator.id),
        )  # fmt: skip
    assert client.get("/vendors/").status_code == 302


def test_an_administrator_cannot_lock_themselves_out(app, person):
    me = person(Role.ADMINISTRATOR)
    with pytest.raises(Refused), unit_of_work():
        operations.edit_person(
            me, name="me", email="", department="", roles=[Role.BOARD], disabled=False, version=None, by=me
        )


def test_the_first_page_of_an_empty_installation_makes_the_administrator(app):
    client = app.test_client()
    assert client.get("/").location == "/setup"
    token = re.search(r'csrf-token" content="([^"]+)"', client.get("/setup").get_data(as_text=True)).group(1)
    form = {"csrf_token": token, "login": "boss", "name": "老闆", "password": PASSWORD, "again": PASSWORD}
    assert client.post("/setup", data=form | {"roles": ["procurement"]}).location == "/"
    assert client.get("/people/").status_code == 200
    assert client.get("/vendors/").status_code == 200
    assert app.test_client().get("/setup").location == "/sign-in"


def test_a_post_without_the_forms_token_is_refused_in_words(app, account):
    answer = app.test_client().post("/sign-in", data={"login": "lin", "password": PASSWORD})
    assert answer.status_code == 400
    assert "open for too long" in answer.get_data(as_text=True)


def test_a_new_password_ends_the_other_sessions(app, account):
    here, elsewhere = app.test_client(), app.test_client()
    enter(here)
    enter(elsewhere)
    token = re.search(r'csrf-token" content="([^"]+)"', here.get("/password").get_data(as_text=True)).group(1)
    new = "another long sentence"
    form = {"csrf_token": token, "current": PASSWORD, "new": new, "again": new}
    assert here.post("/password", data=form).status_code == 302
    assert here.get("/vendors/").status_code == 200
    assert elsewhere.get("/vendors/").status_code == 302


def test_somebody_who_must_change_the_password_sees_nothing_else(app):
    with unit_of_work():
        operations.add_person(login="new", name="New", roles=[Role.AUDITOR], password=PASSWORD, by=None)
    client = app.test_client()
    enter(client, login="new")
    assert client.get("/vendors/").location == "/password"


@pytest.mark.parametrize(
    ("password", "is_fine"),
    [
        ("short", False),
        ("aaaaaaaaaaaaaa", False),
        ("password12345", False),
        ("lin and a long tail", False),
        ("correct horse battery", True),
        ("今天天氣真的非常好出門散步", True),
    ],
)
def test_passwords_are_judged_by_length_and_guessability(password, is_fine):
    assert (not password_faults(password, login="lin", min_length=12)) == is_fine


def test_the_reader_chooses_the_language_and_the_calendar(app, sign_in):
    browser = sign_in(Role.PROCUREMENT)
    browser.post("/language", {"language": "zh_Hant_TW", "next": "/vendors/"})
    page = browser.get("/vendors/").get_data(as_text=True)
    assert 'lang="zh-Hant-TW"' in page
    assert "廠商" in page
    browser.post("/era", {"era": "roc"})
    assert db.session.query(User).filter_by(login="procurement").one().roc_dates


def test_signing_out_makes_a_copied_cookie_worthless(app, account):
    client = app.test_client()
    enter(client)
    copied = client.get_cookie("vendor_risk").value
    token = re.search(r'csrf-token" content="([^"]+)"', client.get("/").get_data(as_text=True)).group(1)
    client.post("/sign-out", data={"csrf_token": token})
    thief = app.test_client()
    thief.set_cookie("vendor_risk", copied)
    assert thief.get("/vendors/").status_code == 302
