"""What a browser never sends, and somebody's own client does."""

import io
from typing import Any

import pytest
from flask import Flask

from core.auth.rules import Role
from core.forms import Form, whole_number


@pytest.mark.parametrize("field", ["name", "login", "roles", "version"])
def test_a_file_sent_where_text_belongs_counts_as_nothing_sent(sign_in: Any, field: str) -> None:
    browser = sign_in(Role.ADMINISTRATOR)
    typed = {"login": "amy", "name": "Amy", "roles": "auditor", "version": "1"}
    answer = browser.post("/people/new", data=typed | {field: (io.BytesIO(b"x"), "x.txt")})
    assert answer.status_code in (200, 302)


def test_a_body_that_is_no_form_counts_as_an_empty_form(sign_in: Any) -> None:
    browser = sign_in(Role.ADMINISTRATOR)
    answer = browser.post("/people/new", data={})
    assert answer.status_code == 200
    assert "Please fill this in." in answer.text


@pytest.mark.parametrize("typed", ["--5", "-", "5-", "1e3", "９９", "9" * 400])
def test_what_is_no_whole_number_is_called_that(app: Flask, typed: str) -> None:
    class Counted(Form):
        n = whole_number("Number")

    with app.test_request_context(method="POST", data={"n": typed}):
        form = Counted(meta={"csrf": False})
        assert not form.validate()
        assert form.n.errors == ["Not a whole number."]


@pytest.mark.parametrize("number", ["2147483648", "9223372036854775808", "1" + "0" * 40, "1" * 5000])
def test_a_number_no_record_can_have_is_no_address(sign_in: Any, number: str) -> None:
    assert sign_in(*Role).get(f"/vendors/{number}").status_code == 404


def test_a_field_that_was_not_sent_is_an_empty_one(sign_in: Any) -> None:
    answer = sign_in(Role.ADMINISTRATOR).post("/people/new", data={"login": "amy", "name": "Amy", "roles": "auditor"})
    assert answer.status_code == 302
