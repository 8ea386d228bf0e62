"""Whose turn a piece of work is, and how pressing."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.auth.rules import Absence, Role, stands_for, unattended
from core.my_work.rules import WEEK, Reader, Task, Turn, When, in_order, turn, when

TODAY = date(2026, 11, 23)
ME, ABSENT, STAFF, GONE, OTHER = 1, 2, 3, 4, 5
READER = Reader(ME, frozenset({Role.IT_MANAGER}), frozenset({ABSENT}), frozenset({STAFF}), frozenset({GONE}))


def task(**fields) -> Task:
    return Task(**({"key": "k", "what": "w", "due_on": TODAY, "endpoint": "core.home.index"} | fields))


@pytest.mark.parametrize(
    ("days", "expected"),
    [(None, When.UNDATED), (-1, When.OVERDUE), (0, When.TODAY), (1, When.WEEK), (7, When.WEEK), (8, When.LATER)],
)
def test_the_day_itself_is_still_in_time(days, expected):
    assert when(None if days is None else TODAY + timedelta(days=days), TODAY) is expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"owner_id": ME}, Turn.OWN),
        ({"owner_id": OTHER}, None),
        ({"owner_id": ABSENT}, Turn.DEPUTY),
        ({"owner_id": None}, Turn.NOBODYS),
        ({"owner_id": GONE}, Turn.NOBODYS),
        ({"is_shared": True}, Turn.SHARED),
        ({"is_shared": True, "not_for": ME}, None),
        ({"is_shared": True, "role": Role.COMPLIANCE}, None),
        ({"is_shared": True, "role": Role.IT_MANAGER}, Turn.SHARED),
        ({"owner_id": GONE, "role": Role.COMPLIANCE}, None),
        ({"owner_id": STAFF, "due_on": TODAY - timedelta(days=2)}, None),
        ({"owner_id": STAFF, "due_on": TODAY - timedelta(days=3)}, Turn.STAFF),
        ({"owner_id": STAFF, "due_on": None}, None),
    ],
)
def test_whose_turn_it_is(fields, expected):
    assert turn(task(**fields), READER, TODAY) is expected


def test_work_of_staff_that_is_still_in_time_never_reaches_the_manager_even_without_patience():
    assert turn(task(owner_id=STAFF), READER, TODAY, timedelta()) is None


@given(st.lists(st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2027, 12, 31)))))
def test_the_more_pressing_stands_before_the_less(days):
    found = in_order(task(key=str(n), due_on=day) for n, day in enumerate(days))
    order = list(When)
    ranks = [order.index(when(each.due_on, TODAY)) for each in found]
    assert ranks == sorted(ranks)
    assert timedelta(days=7) == WEEK


@pytest.mark.parametrize(
    ("away", "falls_to_one", "nobodys"),
    [
        ({}, set(), set()),
        ({2: (1,)}, {2}, set()),
        ({2: (1,), 3: (2,), 4: (3,)}, {2, 3, 4}, set()),
        ({2: (3,), 3: (2,)}, set(), {2, 3}),
        ({1: (2,), 2: (1,)}, {2}, {1, 2}),
        ({2: (None,), 3: (2,)}, set(), {2, 3}),
        ({2: (3, 1), 3: (2, 9)}, {2}, set()),  # a circle of deputies: each manager does it
        ({2: (3, 4), 3: (2,), 4: (1,)}, {2, 4}, {3}),  # the manager is away too: their deputy
        ({2: (3, 4), 3: (2,), 4: (3, 1)}, {2, 4}, {3}),  # and where they have none, their manager
        ({2: (8, 1)}, {2}, set()),  # the deputy has left
        ({2: (8, 8)}, set(), {2}),
        ({2: (3, 4), 3: (2, 4), 4: (2, 3)}, set(), {2, 3, 4}),
    ],
)
def test_work_of_who_is_away_falls_to_who_is_there(away, falls_to_one, nobodys):
    absences = {who: Absence(*to) for who, to in away.items()}
    assert stands_for(1, absences, {8}) == falls_to_one
    assert unattended(absences, {8}) == nobodys


people = st.integers(1, 6)


@given(st.dictionaries(people, st.builds(Absence, st.none() | people, st.none() | people)), st.sets(people, max_size=2))
def test_work_of_who_is_away_is_always_somebodys_who_is_there_or_nobodys(away, closed):
    away = {who: each for who, each in away.items() if who not in closed}
    there = set(range(1, 7)) - away.keys() - closed
    for who in away:
        does_it = {each for each in there if who in stands_for(each, away, closed)}
        assert len(does_it) == (0 if who in unattended(away, closed) else 1)
