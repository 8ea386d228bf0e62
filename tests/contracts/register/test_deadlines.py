"""The last day on which notice can be given follows from what was agreed, on any day."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.register.agreed import (
    Amendment,
    Notice,
    NoticeUnit,
    Renewal,
)  # fmt: skip
from contracts.register.rules import (
    earliest_exit,
    effective_end,
    notice_deadline,
)  # fmt: skip
from tests.contracts.register.terms import (
    TAIWAN,
    day,
    day_in_range,
    ended_for,
    make_term,
    renewing_terms,
    yearly,
)


@pytest.mark.parametrize(
    ("ends", "notice", "on", "act_by"),
    [
        ("2026-06-30", (60, "days"), "2026-05-01", "2026-04-30"),  # 1 May is a holiday
        ("2026-06-30", (0, "days"), "2026-06-30", "2026-06-30"),
        ("2025-12-31", (3, "months"), "2025-09-30", "2025-09-30"),
        ("2026-05-31", (3, "months"), "2026-02-28", "2026-02-26"),  # a month without a 31st; 和平紀念日
        ("2028-02-29", (12, "months"), "2027-02-28", "2027-02-26"),
        ("2026-02-23", (3, "business_days"), "2026-02-11", "2026-02-11"),  # over the lunar new year
        ("2025-02-10", (1, "business_days"), "2025-02-09", "2025-02-08"),  # a Saturday worked
    ],
)
def test_the_last_day_to_give_notice(ends, notice, on, act_by):
    term = make_term("2025-01-01", ends, renewal=Renewal.AUTOMATIC, notice=notice)
    found = notice_deadline(term, day("2025-01-01"), TAIWAN)
    assert (found.on, found.act_by) == (day(on), day(act_by))
    assert found.period_ends_on == day(ends)
    assert not found.is_missed


@pytest.mark.parametrize(
    ("starts", "ends", "notice", "as_of", "on", "act_by", "period_ends"),
    [
        # from a month's last day: 30 August less six months is no 30 February; the 28th is 和平紀念日
        ("2024-08-31", "2025-08-30", (6, "months"), "2025-01-02", "2025-02-28", "2025-02-27", "2025-08-30"),
        ("2025-01-31", "2026-01-30", (1, "months"), "2025-02-01", "2025-12-30", "2025-12-30", "2026-01-30"),
        # from a leap day: the deadline is New Year's Eve, and the Monday before it was made a holiday
        ("2024-02-29", "2025-02-28", (1, "months"), "2024-03-01", "2025-01-28", "2025-01-24", "2025-02-28"),
        # renewed in silence three times since: always from the end first agreed
        ("2023-03-01", "2024-02-29", (1, "months"), "2026-06-01", "2027-01-28", "2027-01-28", "2027-02-28"),
        ("2022-08-31", "2023-08-30", (60, "days"), "2026-01-05", "2026-07-01", "2026-07-01", "2026-08-30"),
        # business days back over New Year 2025 (25 January to 2 February), Saturday 8 February worked:
        # 10, 8, 7, 6, 5 February make five
        ("2024-02-11", "2025-02-10", (5, "business_days"), "2024-03-01", "2025-02-04", "2025-02-04", "2025-02-10"),
        # … with the 4th and 3rd seven, so that the 2nd still does, and was a holiday: the 24th of January was worked
        ("2024-02-11", "2025-02-10", (7, "business_days"), "2024-03-01", "2025-02-02", "2025-01-24", "2025-02-10"),
        # … and with that 24th eight
        ("2024-02-11", "2025-02-10", (8, "business_days"), "2024-03-01", "2025-01-23", "2025-01-23", "2025-02-10"),
        # over New Year 2026 (14 to 22 February): 24, 23, 13, 12 February
        ("2025-02-25", "2026-02-24", (4, "business_days"), "2025-03-01", "2026-02-11", "2026-02-11", "2026-02-24"),
    ],
)
def test_the_deadline_counted_by_hand(starts, ends, notice, as_of, on, act_by, period_ends):
    found = notice_deadline(make_term(starts, ends, renewal=Renewal.AUTOMATIC, notice=notice), day(as_of), TAIWAN)
    assert (found.on, found.act_by, found.period_ends_on) == (day(on), day(act_by), day(period_ends))


def test_an_amendment_signed_after_the_deadline_opens_it_again_from_its_signature_on():
    signed = day("2025-11-15")
    shorter = yearly(events=[Amendment(signed, signed, notice=Notice(30))])
    assert notice_deadline(shorter, day("2025-11-10"), TAIWAN).is_missed
    again = notice_deadline(shorter, day("2025-11-20"), TAIWAN)
    assert (again.on, again.is_missed) == (day("2025-12-01"), False)
    longer = yearly(events=[Amendment(signed, signed, changes_end=True, ends_on=day("2026-06-30"))])
    found = notice_deadline(longer, day("2025-11-20"), TAIWAN)
    assert (found.on, found.act_by, found.is_missed) == (day("2026-05-01"), day("2026-04-30"), False)
    ended = yearly(events=[Amendment(signed, signed, renewal=Renewal.NONE)])
    assert notice_deadline(ended, day("2025-11-20"), TAIWAN) is None
    assert effective_end(ended, day("2026-01-05")) == day("2025-12-31")


def test_after_tacit_renewals_the_deadline_is_that_of_the_current_period():
    term = make_term("2023-03-01", "2024-02-29", renewal=Renewal.AUTOMATIC, notice=(1, "months"))
    found = notice_deadline(term, day("2027-06-01"), TAIWAN)
    assert (found.on, found.period_ends_on, found.renews_until) == (
        day("2028-01-29"), day("2028-02-29"), day("2029-02-28"),
    )  # fmt: skip
    assert not found.is_calendar_announced


def test_a_missed_deadline_is_said_and_so_is_the_next_way_out():
    term = yearly()
    on_the_day, day_after = day("2025-11-01"), day("2025-11-02")
    assert not notice_deadline(term, on_the_day, TAIWAN).is_missed
    missed = notice_deadline(term, day_after, TAIWAN)
    assert (missed.is_missed, missed.on, missed.renews_until) == (True, on_the_day, day("2026-12-31"))
    assert earliest_exit(term, on_the_day, TAIWAN) == day("2025-12-31")
    assert earliest_exit(term, day_after, TAIWAN) == day("2026-12-31")


@pytest.mark.parametrize(
    "term",
    [
        make_term(notice=(60, "days")),
        make_term(renewal=Renewal.AGREEMENT, notice=(60, "days")),
        make_term(ends=None, notice=(60, "days")),
        yearly(events=[ended_for("2025-12-31", "2025-01-05")]),
        yearly(events=[ended_for("2025-08-31", "2025-01-05")]),
    ],
)
def test_no_deadline_where_no_renewal_is_to_be_stopped(term):
    assert notice_deadline(term, day("2025-06-01"), TAIWAN) is None


def test_no_deadline_once_the_contract_is_over():
    assert notice_deadline(yearly(events=[ended_for("2025-12-31")]), day("2026-06-01"), TAIWAN) is None


def test_a_notice_longer_than_the_period_reaches_over_several():
    term = make_term("2025-01-01", "2025-01-31", renewal=Renewal.AUTOMATIC, months=1, notice=(90, "days"))
    assert notice_deadline(term, day("2025-06-10"), TAIWAN).is_missed
    assert earliest_exit(term, day("2025-06-10"), TAIWAN) == day("2025-09-30")


@pytest.mark.parametrize(
    ("notice", "told", "end"),
    [
        ((30, "days"), "2025-06-01", "2025-07-01"),
        ((1, "months"), "2025-01-31", "2025-03-01"),
        ((3, "business_days"), "2026-02-11", "2026-02-23"),
    ],
)
def test_an_open_ended_contract_can_end_when_the_notice_has_run(notice, told, end):
    assert earliest_exit(make_term(ends=None, notice=notice), day(told), TAIWAN) == day(end)


def test_no_exit_is_offered_for_what_is_settled_or_over():
    assert earliest_exit(make_term(), day("2025-06-01"), TAIWAN) == day("2025-12-31")
    assert earliest_exit(make_term(), day("2026-06-01"), TAIWAN) is None


def test_an_amended_notice_counts_from_the_day_it_takes_effect():
    longer = Amendment(day("2025-03-01"), day("2026-01-01"), notice=Notice(90))
    term = yearly(events=[longer])
    assert notice_deadline(term, day("2025-06-01"), TAIWAN).on == day("2025-11-01")
    assert notice_deadline(term, day("2026-06-01"), TAIWAN).on == day("2026-10-02")


@given(renewing_terms(), day_in_range, st.integers(0, 30))
def test_a_longer_notice_never_gives_a_later_deadline(term, as_of, more):
    longer = replace(term, notice=Notice(min(term.notice.amount + more, 120), term.notice.unit))
    short, long = notice_deadline(term, as_of, TAIWAN), notice_deadline(longer, as_of, TAIWAN)
    assert long.on <= short.on <= short.period_ends_on
    assert long.act_by <= long.on


@given(renewing_terms(), day_in_range)
def test_notice_given_by_the_earliest_exits_deadline_is_in_time(term, as_of):
    as_of = max(as_of, term.starts_on)
    end = earliest_exit(term, as_of, TAIWAN)
    assert term.notice.last_day_before(end, TAIWAN) >= as_of
    deadline = notice_deadline(term, as_of, TAIWAN)
    assert deadline.is_missed is (end > deadline.period_ends_on)


@given(st.integers(0, 120), st.sampled_from(NoticeUnit), day_in_range)
def test_the_first_end_after_a_notice_is_the_first(amount, unit, told):
    notice = Notice(amount, unit)
    end = notice.first_end_after(told, TAIWAN)
    assert notice.last_day_before(end, TAIWAN) >= told
    assert end == told or notice.last_day_before(end - timedelta(days=1), TAIWAN) < told
