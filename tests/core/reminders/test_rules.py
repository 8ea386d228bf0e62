"""When somebody is reminded of what."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.my_work.rules import Task
from core.reminders.rules import Policy, days_text, is_time, read_days, reminder_key, stage

DUE = date(2026, 6, 30)
USUAL = Policy()
policies = st.builds(
    Policy,
    before=st.lists(st.integers(1, 60), max_size=5).map(lambda d: tuple(sorted(set(d), reverse=True))),
    after=st.lists(st.integers(1, 30), max_size=5).map(lambda d: tuple(sorted(set(d), reverse=True))),
    then_every=st.integers(0, 20),
)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-31, None), (-30, -30), (-29, -30), (-14, -14), (-8, -14), (-7, -7), (-1, -1), (0, 0), (1, 1), (2, 1), (3, 3),
        (6, 3), (7, 7), (13, 7), (14, 14), (20, 14), (21, 21), (365, 364),
    ],
)  # fmt: skip
def test_the_usual_stages(days, expected):
    assert stage(DUE, DUE + timedelta(days=days), USUAL) == expected


def test_without_repetition_the_last_one_is_the_last():
    quiet = Policy(before=(), after=(2,), then_every=0)
    assert [stage(DUE, DUE + timedelta(days=d), quiet) for d in (-1, 0, 1, 2, 300)] == [None, 0, 0, 2, 2]


def test_what_has_no_day_is_told_once():
    first = stage(None, DUE, USUAL)
    assert first == stage(None, DUE + timedelta(days=500), USUAL) is not None


@given(policies, st.integers(-100, 400))
def test_a_stage_never_goes_back_and_never_lies_ahead(policy, days):
    here, next_day = (stage(DUE, DUE + timedelta(days=d), policy) for d in (days, days + 1))
    assert here is None or here <= days
    assert here is None or (next_day is not None and next_day >= here)


@given(policies, st.integers(-60, 60), st.integers(1, 40))
def test_days_in_which_nothing_ran_are_made_up_by_one_reminder(policy, start, pause):
    """Whoever looks only after the pause finds the stage that a daily look would have reached last."""
    daily = [stage(DUE, DUE + timedelta(days=d), policy) for d in range(start, start + pause + 1)]
    assert daily[-1] == max((s for s in daily if s is not None), default=None)


def test_a_day_that_moves_begins_anew():
    task = Task("offboarding:1:closing", "w", DUE, "core.home.index")
    moved = Task("offboarding:1:closing", "w", DUE + timedelta(days=30), "core.home.index")
    assert reminder_key(task, 0, 1) != reminder_key(moved, 0, 1)
    assert reminder_key(task, 0, 1) != reminder_key(task, 0, 2)


@pytest.mark.parametrize(
    ("hour", "works", "expected"), [(7, True, False), (8, True, True), (23, True, True), (9, False, False)]
)
def test_the_days_mail_goes_from_its_hour_on_business_days(hour, works, expected):
    assert is_time(datetime(2026, 6, 1, hour), is_business_day=works, policy=USUAL) is expected
    assert is_time(datetime(2026, 6, 6, 8), is_business_day=False, policy=Policy(business_days_only=False))


@pytest.mark.parametrize("text", ["30, 14,7", "7 14 30", "30，14、7", "30,30,14,7"])
def test_numbers_of_days_as_people_write_them(text):
    assert read_days(text) == (30, 14, 7)
    assert read_days(days_text(read_days(text))) == (30, 14, 7)


@pytest.mark.parametrize("text", ["0", "-1", "367", "a", "1.5", "９", "1 2 3 4 5 6 7 8 9 10 11 12 13", "9" * 400])
def test_what_is_no_list_of_days_is_refused(text):
    with pytest.raises(ValueError):
        read_days(text)
