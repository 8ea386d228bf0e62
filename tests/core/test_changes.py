"""The change a page asks for: kept once, in one unit of work; what is refused is told where the person looks."""

import pytest
from flask import Flask, get_flashed_messages
from wtforms import StringField

from core.db import db
from core.errors import Refused
from core.forms import Form
from core.web.changes import Done, pressed, submitted

NOTHING = Done(None)


class Asked(Form):
    name = StringField()


def refuse(field: str = "") -> None:
    raise Refused("Not on a Sunday.", field=field)


def sent(app: Flask):
    return app.test_request_context(method="POST", data={"name": "x"})


def test_what_is_only_shown_changes_nothing(app: Flask):
    with app.test_request_context():
        assert submitted(Asked(meta={"csrf": False}), refuse) is None


def test_a_change_is_made_in_a_unit_of_work_and_handed_back(app: Flask):
    with sent(app):
        done = submitted(Asked(meta={"csrf": False}), lambda: db.session.info["in_unit_of_work"])
        assert done == Done(True)
        assert not db.session.info["in_unit_of_work"]


def test_an_operation_that_gives_back_nothing_is_done_all_the_same(app: Flask):
    with sent(app):
        assert submitted(Asked(meta={"csrf": False}), lambda: None) == NOTHING
        assert pressed(lambda: None) == NOTHING


@pytest.mark.parametrize(
    ("field", "at", "on_name"), [("name", "", True), ("", "", False), ("", "name", True), ("Sheet1!B7", "name", True)]
)
def test_a_refusal_stands_at_its_field_or_where_the_page_says_or_on_top(app: Flask, field: str, at: str, on_name: bool):
    with sent(app):
        form = Asked(meta={"csrf": False})
        assert submitted(form, lambda: refuse(field), at=at) is None
        assert (list(form.name.errors), form.form_errors) == (
            (["Not on a Sunday."], []) if on_name else ([], ["Not on a Sunday."])
        )


def test_a_buttons_refusal_is_told_on_the_next_page(app: Flask):
    with sent(app):
        assert pressed(refuse) is None
        assert get_flashed_messages(with_categories=True) == [("bad", "Not on a Sunday.")]
