"""A character that no database text can hold never reaches one: not in an address, not in what is asked for."""

import pytest

from core.auth.rules import Role


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/vendors/%00", 404), ("/vendors/specifications/1/parts/%00", 404), ("/obligations/?rule=%00", 200),
        ("/vendors/?country=%00&%00=1", 200), ("/search?q=%00log", 200),
    ],
)  # fmt: skip
def test_an_address_with_nul_finds_nothing_and_breaks_nothing(sign_in, address, status):
    assert sign_in(Role.COMPLIANCE).get(address, follow_redirects=True).status_code == status


def test_nul_in_a_query_is_read_as_an_unknown_character(app):
    with app.test_request_context("/?a=x%00y&a=2&%00=z"):
        from flask import request

        assert request.args.getlist("a") == ["x\ufffdy", "2"]
        assert request.args.get("\ufffd") == "z"
        assert request.values["a"] == "x\ufffdy"
    with app.test_request_context("/?a=%E5%BB%A0"):
        assert request.args["a"] == "廠"
