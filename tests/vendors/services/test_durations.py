"""Lengths of time are read as people write them, and what is shown can be typed back."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refused
from core.i18n import say
from vendors.services.durations import LONGEST_MINUTES, duration, read_minutes


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("90", 90),
        ("1,440", 1440),
        ("4h", 240),
        ("4 h 30 min", 270),
        ("4:30", 270),
        ("1.5 hours", 90),
        ("２小時", 120),
        ("2 個小時又 15 分鐘", 135),
        ("1天", 1440),
        ("1 day, 2 hrs", 1560),
        ("0", 0),
    ],
)
def test_what_people_write(text, minutes):
    assert read_minutes(text) == minutes


@pytest.mark.parametrize("text", ["", "soon", "4 weeks", "-5", "1.5", "0.3 min", "4h!", "h", "400 days", "9" * 70])
def test_what_is_no_length_of_time_says_so(text):
    with pytest.raises(Refused):
        read_minutes(text)


@given(st.integers(0, LONGEST_MINUTES))
def test_what_is_shown_is_read_back(minutes):
    assert read_minutes(str(duration(minutes))) == minutes


@pytest.mark.parametrize("minutes", [5, 60, 61, 1440, 100_000])
def test_what_is_shown_in_chinese_is_read_back(app, minutes):
    app.config["LANGUAGE_OVERRIDE"] = "zh_Hant_TW"
    with app.test_request_context(headers={"Accept-Language": "zh-TW"}):
        assert read_minutes(say(duration(minutes))) == minutes


@given(st.text(max_size=100))
def test_no_text_breaks_it(text):
    with contextlib.suppress(Refused):
        assert 0 <= read_minutes(text) <= LONGEST_MINUTES
