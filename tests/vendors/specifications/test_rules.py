"""Levels, periods and parts, as pure rules."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refused
from core.phrases import Wording
from vendors.specifications.levels import (
    CapPer,
    Direction,
    Level,
    Penalty,
    PenaltyKind,
    Period,
    end_of,
    first_of,
    from_micro,
    overdue,
    penalties,
    penalty_for,
    period_text,
    periods,
    read_period,
    read_value,
    to_micro,
)
from vendors.specifications.rules import (
    Answer,
    ChannelStanding,
    Part,
    PartState,
    Policy,
    Standing,
    channel_standing,
    judge,
)

TODAY = date(2026, 6, 15)
PARTS = tuple(Part(each, Wording(each, each), Wording("", "")) for each in ("hardware", "software"))
POLICY = Policy(PARTS, 12, 12, 30, 60, 20)
WHOLE = {"hardware": PartState.STATED, "software": PartState.NOT_APPLICABLE}


@pytest.mark.parametrize(
    ("said", "review_on", "has_draft", "expected"),
    [
        (None, None, False, Standing.NONE),
        (None, None, True, Standing.DRAFTED),
        (WHOLE | {"software": PartState.MISSING}, date(2027, 1, 1), False, Standing.INCOMPLETE),
        ({"hardware": PartState.STATED}, date(2027, 1, 1), False, Standing.INCOMPLETE),
        (WHOLE, TODAY - timedelta(days=1), False, Standing.OVERDUE),
        (WHOLE, TODAY, False, Standing.DUE_SOON),
        (WHOLE, TODAY + timedelta(days=61), True, Standing.HOLDS),
    ],
)
def test_only_an_agreed_version_with_every_part_and_a_review_to_come_holds(said, review_on, has_draft, expected):
    assert judge(POLICY, said, 1, review_on, has_draft, TODAY).standing is expected


@pytest.mark.parametrize(
    ("added", "tested", "answer", "expected"),
    [
        (TODAY, None, None, ChannelStanding.NEVER),
        (TODAY - timedelta(days=31), None, None, ChannelStanding.OVERDUE),
        (date(2020, 1, 1), TODAY, Answer.REACHED, ChannelStanding.ANSWERS),
        (date(2020, 1, 1), TODAY, Answer.LATE, ChannelStanding.FAILED),
        (date(2020, 1, 1), date(2025, 7, 1), Answer.REACHED, ChannelStanding.DUE_SOON),
        (date(2020, 1, 1), date(2025, 6, 14), Answer.REACHED, ChannelStanding.OVERDUE),
    ],
)
def test_a_channel_answers_while_its_last_test_of_the_year_was_answered_in_time(added, tested, answer, expected):
    assert channel_standing(POLICY, added, tested, answer, TODAY)[0] is expected


@pytest.mark.parametrize(
    ("text", "period", "first"),
    [
        ("2026-05", Period.MONTH, date(2026, 5, 1)),
        ("115/5", Period.MONTH, date(2026, 5, 1)),
        ("民國115年5月", Period.MONTH, date(2026, 5, 1)),
        ("11505", Period.MONTH, date(2026, 5, 1)),
        ("2026-05-01", Period.MONTH, date(2026, 5, 1)),
        ("2026-Q2", Period.QUARTER, date(2026, 4, 1)),
        ("115年第二季", Period.QUARTER, date(2026, 4, 1)),
        ("115年度", Period.YEAR, date(2026, 1, 1)),
    ],
)
def test_periods_are_read_as_people_write_them(text, period, first):
    assert read_period(text, period) == first


@pytest.mark.parametrize("text", ["", "May", "2026-13", "2026", "0-0", "9" * 50, "2026-05-17"])
def test_what_is_no_month_is_refused(text):
    with pytest.raises(Refused):
        read_period(text, Period.MONTH)


@given(st.dates(date(1990, 1, 1), date(2199, 12, 31)), st.sampled_from(Period))
def test_a_period_is_read_back_as_it_is_written(day, period):
    first = first_of(day, period)
    assert first <= day <= end_of(first, period)
    assert read_period(period_text(first, period), period) == first


def test_figures_are_due_for_whole_periods_that_are_over_and_only_after_the_term():
    expected = periods(date(2026, 2, 10), None, Period.MONTH, TODAY)
    assert expected == [date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)]
    assert overdue(expected, [date(2026, 3, 1)], Period.MONTH, 20, TODAY) == [date(2026, 4, 1)]
    assert periods(date(2026, 2, 1), date(2026, 3, 31), Period.MONTH, TODAY) == [date(2026, 2, 1), date(2026, 3, 1)]
    assert len(periods(date(1990, 1, 1), None, Period.MONTH, TODAY)) == 36


def level(**fields):
    penalty = Penalty(**{"kind": PenaltyKind.PERCENT, "rate": Decimal(1), "fee_minor": 100_000_00} | fields)
    return Level(Direction.AT_LEAST, Decimal("99.9"), Period.MONTH, penalty)


@pytest.mark.parametrize(
    ("fields", "value", "minor"),
    [
        ({}, "99.9", 0),
        ({}, "99.899999", 1_000_00),
        ({"step": Decimal("0.1")}, "99.55", 4_000_00),
        ({"step": Decimal("0.1")}, "99.5", 4_000_00),
        ({"kind": PenaltyKind.AMOUNT, "rate": Decimal("5000.55")}, "90", 5_000_55),
        ({"rate": Decimal("0.333333"), "fee_minor": 101}, "90", 0),
        ({"rate": Decimal("0.5"), "fee_minor": 101}, "90", 1),
        ({"kind": PenaltyKind.NONE}, "0", 0),
    ],
)
def test_a_penalty_follows_the_contract_s_rule_to_the_cent(fields, value, minor):
    assert penalty_for(level(**fields), Decimal(value)) == minor


def test_a_cap_holds_for_each_period_or_for_the_calendar_year_in_the_order_of_time():
    missed = {date(2025, 12, 1): Decimal(90), date(2026, 1, 1): Decimal(90), date(2026, 2, 1): Decimal(90)}
    each = penalties(level(cap_minor=600_00), missed)
    assert set(each.values()) == {600_00}
    by_year = penalties(level(cap_minor=1_500_00, cap_per=CapPer.YEAR), missed)
    assert by_year == {date(2025, 12, 1): 1_000_00, date(2026, 1, 1): 1_000_00, date(2026, 2, 1): 500_00}


@given(
    st.dictionaries(st.dates(date(2024, 1, 1), date(2027, 12, 31)).map(lambda d: d.replace(day=1)), st.integers(0, 100), max_size=30),
    st.integers(0, 10**7),
    st.sampled_from(CapPer),
)  # fmt: skip
def test_no_cap_is_ever_passed_and_only_what_was_missed_costs(figures, cap, per):
    rule = level(step=Decimal("0.1"), cap_minor=cap, cap_per=per)
    due = penalties(rule, {day: Decimal(value) for day, value in figures.items()})
    assert set(due) == {day for day, value in figures.items() if value < 100}
    years = {day.year for day in due}
    assert all(amount <= cap for amount in due.values())
    assert per is CapPer.PERIOD or all(sum(v for d, v in due.items() if d.year == y) <= cap for y in years)


@given(st.decimals(0, 999_999_999, places=6))
def test_values_keep_every_digit(value):
    assert from_micro(to_micro(value)) == value
    assert read_value(f"{value:,}") == value


@pytest.mark.parametrize("text", ["", "-1", "NaN", "inf", "1e12", "0.0000001", "abc"])
def test_what_is_no_figure_is_refused(text):
    with pytest.raises(Refused):
        read_value(text)
