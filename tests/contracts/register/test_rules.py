"""A contract's end, status and notice deadline follow from what was agreed and what happened, on any day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from contracts.register.agreed import (
    Amendment,
    Notice,
    NoticeUnit,
    Renewal,
    Renewed,
    Term,
    Termination,
    TerminationCancelled,
)  # fmt: skip
from contracts.register.rules import (
    STATUS_NAMES,
    Status,
    certain_end,
    current_period,
    earliest_exit,
    effective_end,
    next_renewal,
    notice_deadline,
    status,
    termination,
)  # fmt: skip
from core.days import last_day_of_months, taiwan_calendar
from core.errors import Refused

TAIWAN = taiwan_calendar()


def day(text):
    return date.fromisoformat(text)


def make_term(starts="2025-01-01", ends="2025-12-31", *, renewal=Renewal.NONE, months=0, notice=(0, "days"), events=()):
    if renewal is Renewal.AUTOMATIC and not months:
        months = 12
    return Term(
        signed_on=day(starts) - timedelta(days=10),
        starts_on=day(starts),
        ends_on=day(ends) if ends else None,
        renewal=renewal,
        renewal_months=months,
        notice=Notice(notice[0], NoticeUnit(notice[1])),
        events=tuple(events),
    )


def yearly(**changes):
    return make_term(renewal=Renewal.AUTOMATIC, notice=(60, "days"), **changes)


def ended_for(text, notified="2025-06-01"):
    return Termination(notified_on=day(notified), terminates_on=day(text))


# --- the end ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("term", "as_of", "end", "certain"),
    [
        (make_term(), "2025-06-01", "2025-12-31", "2025-12-31"),
        (make_term(), "2030-06-01", "2025-12-31", "2025-12-31"),
        (make_term(renewal=Renewal.AGREEMENT), "2025-06-01", "2025-12-31", "2025-12-31"),
        (make_term(ends=None), "2030-06-01", None, None),
        (yearly(), "2025-12-31", "2025-12-31", None),
        (yearly(), "2026-01-01", "2026-12-31", None),
        (yearly(), "2031-07-01", "2031-12-31", None),
        # a termination cuts short, keeps from renewing, or ends a later period
        (make_term(events=[ended_for("2025-08-31")]), "2025-07-01", "2025-08-31", "2025-08-31"),
        (make_term(events=[ended_for("2025-08-31")]), "2025-05-31", "2025-12-31", "2025-12-31"),
        (yearly(events=[ended_for("2025-12-31")]), "2026-03-01", "2025-12-31", "2025-12-31"),
        (yearly(events=[ended_for("2026-03-31", "2025-12-01")]), "2025-12-15", "2026-03-31", "2026-03-31"),
        (make_term(ends=None, events=[ended_for("2026-03-31")]), "2025-07-01", "2026-03-31", "2026-03-31"),
        # taken back in time, or too late
        (yearly(events=[ended_for("2025-12-31"), TerminationCancelled(day("2025-07-01"))]), "2025-07-01", "2025-12-31", None),
        (yearly(events=[ended_for("2025-12-31"), TerminationCancelled(day("2026-01-01"))]), "2026-02-01", "2025-12-31", "2025-12-31"),
        # renewed by agreement, also when signed after the end
        (make_term(events=[Renewed(day("2025-11-01"), day("2026-01-01"), day("2027-06-30"))]), "2025-11-01", "2027-06-30", "2027-06-30"),
        (make_term(events=[Renewed(day("2026-01-15"), day("2026-01-01"), day("2026-12-31"))]), "2026-01-10", "2025-12-31", "2025-12-31"),
        (make_term(events=[Renewed(day("2026-01-15"), day("2026-01-01"), day("2026-12-31"))]), "2026-01-20", "2026-12-31", "2026-12-31"),
        # amended: shorter, longer, open-ended, no longer renewing
        (make_term(events=[Amendment(day("2025-05-01"), day("2025-06-01"), changes_end=True, ends_on=day("2025-09-30"))]), "2025-05-02", "2025-09-30", "2025-09-30"),
        (make_term(events=[Amendment(day("2025-05-01"), day("2025-06-01"), changes_end=True, ends_on=None)]), "2025-06-01", None, None),
        (yearly(events=[Amendment(day("2027-05-01"), day("2027-06-01"), renewal=Renewal.NONE)]), "2029-01-01", "2027-12-31", "2027-12-31"),
        (yearly(events=[Amendment(day("2027-05-01"), day("2027-06-01"), changes_end=True, ends_on=day("2028-03-31"))]), "2028-04-01", "2029-03-31", None),
    ],
)  # fmt: skip
def test_the_end_as_known_on_a_day(term, as_of, end, certain):
    assert effective_end(term, day(as_of)) == (end and day(end))
    assert certain_end(term, day(as_of)) == (certain and day(certain))


def test_an_amendment_for_a_period_not_certain_to_come_waits_for_it():
    term = yearly(events=[Amendment(day("2025-05-01"), day("2029-06-01"), renewal=Renewal.NONE)])
    assert effective_end(term, day("2025-06-01")) == day("2025-12-31")
    assert certain_end(term, day("2028-06-01")) is None
    assert certain_end(term, day("2029-06-01")) == day("2029-12-31")


def test_a_lapsed_contract_is_not_revived_by_changing_its_renewal():
    late = Amendment(day("2026-02-01"), day("2026-02-01"), renewal=Renewal.AUTOMATIC, renewal_months=12)
    assert effective_end(make_term(events=[late]), day("2026-03-01")) == day("2025-12-31")


# --- month ends ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("starts", "ends", "months", "later_ends"),
    [
        ("2025-01-01", "2025-01-31", 1, ["2025-02-28", "2025-03-31", "2025-04-30", "2025-05-31"]),
        ("2024-03-01", "2025-02-28", 12, ["2026-02-28", "2027-02-28", "2028-02-29", "2029-02-28"]),
        ("2023-03-01", "2024-02-29", 12, ["2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]),
        ("2024-12-31", "2025-01-30", 1, ["2025-02-28", "2025-03-30", "2025-04-30", "2025-05-30"]),
        ("2025-01-15", "2025-07-14", 6, ["2026-01-14", "2026-07-14", "2027-01-14", "2027-07-14"]),
    ],
)
def test_repeated_renewals_are_counted_from_the_original_end(starts, ends, months, later_ends):
    term = make_term(starts, ends, renewal=Renewal.AUTOMATIC, months=months)
    as_of, found = day(ends), []
    for _ in later_ends:
        as_of = next_renewal(term, as_of).ends_on
        found.append(as_of.isoformat())
    assert found == later_ends
    assert [effective_end(term, day(end)).isoformat() for end in later_ends] == later_ends


day_in_range = st.dates(date(1990, 1, 1), date(2060, 12, 31))
some_months = st.integers(1, 60)


@st.composite
def renewing_terms(draw, notice=None):
    starts = draw(day_in_range)
    return Term(
        signed_on=starts,
        starts_on=starts,
        ends_on=starts + timedelta(days=draw(st.integers(0, 2000))),
        renewal=Renewal.AUTOMATIC,
        renewal_months=draw(some_months),
        notice=notice or Notice(draw(st.integers(0, 100)), draw(st.sampled_from(NoticeUnit))),
    )


@given(renewing_terms(), st.integers(1, 200))
def test_renewals_never_drift(term, count):
    """The end after n renewals of m months is the end after one renewal of n times m months."""
    end = term.ends_on
    for _ in range(count):
        end = effective_end(term, end + timedelta(days=1))
    assert end == last_day_of_months(term.ends_on + timedelta(days=1), count * term.renewal_months)


@given(renewing_terms(), day_in_range)
def test_periods_follow_one_another_without_gap_or_overlap(term, as_of):
    now = current_period(term, max(as_of, term.starts_on))
    assert now.starts_on <= max(as_of, term.starts_on) <= now.ends_on
    assert next_renewal(term, max(as_of, term.starts_on)).starts_on == now.ends_on + timedelta(days=1)
    if now.starts_on > term.starts_on:
        assert current_period(term, now.starts_on - timedelta(days=1)).ends_on == now.starts_on - timedelta(days=1)


# --- notice ----------------------------------------------------------------------------------------------------------


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


# --- termination -----------------------------------------------------------------------------------------------------

terminations = st.builds(Termination, notified_on=day_in_range, terminates_on=day_in_range)


@given(renewing_terms(), st.lists(terminations, max_size=3), day_in_range, st.sampled_from(Renewal))
def test_the_effective_end_is_never_later_than_a_termination_in_effect(term, ends, as_of, renewal):
    term = replace(term, renewal=renewal, events=tuple(ends))
    known = [each.terminates_on for each in ends if each.notified_on <= as_of]
    assume(known)
    assert effective_end(term, as_of) <= min(known)
    assert certain_end(term, as_of) == effective_end(term, as_of)


def test_of_several_terminations_the_first_end_counts():
    term = yearly(events=[ended_for("2025-10-31"), ended_for("2025-09-30", "2025-07-01")])
    assert termination(term, day("2025-06-15")).terminates_on == day("2025-10-31")
    assert termination(term, day("2025-07-15")).terminates_on == day("2025-09-30")


# --- status ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("term", "as_of", "expected"),
    [
        (replace(make_term(), signed_on=None), "2024-12-31", Status.DRAFT),
        (replace(make_term(), signed_on=None), "2025-06-01", Status.UNSIGNED),
        (replace(make_term(), signed_on=day("2025-07-01")), "2025-06-01", Status.UNSIGNED),
        (make_term(), "2024-12-31", Status.NOT_STARTED),
        (make_term(), "2025-01-01", Status.IN_FORCE),
        (make_term(), "2025-10-01", Status.IN_FORCE),
        (make_term(), "2025-10-02", Status.EXPIRING),
        (make_term(), "2025-12-31", Status.EXPIRING),
        (make_term(), "2026-01-01", Status.ENDED),
        (make_term(ends=None), "2030-01-01", Status.IN_FORCE),
        (yearly(), "2025-08-02", Status.IN_FORCE),
        (yearly(), "2025-08-03", Status.DECISION_DUE),
        (yearly(), "2025-11-01", Status.DECISION_DUE),
        (yearly(), "2025-11-02", Status.IN_FORCE),  # missed: it will renew
        (yearly(events=[ended_for("2025-12-31")]), "2025-06-01", Status.NOTICE_RUNNING),
        (yearly(events=[ended_for("2025-12-31")]), "2026-01-01", Status.ENDED),  # not renewed is not early
        (yearly(events=[ended_for("2025-08-31")]), "2025-09-01", Status.TERMINATED),
        (make_term(events=[ended_for("2025-08-31")]), "2025-09-01", Status.TERMINATED),
        (make_term(ends=None, events=[ended_for("2025-08-31")]), "2025-09-01", Status.ENDED),
    ],
)
def test_the_status_on_a_day(term, as_of, expected):
    assert status(term, day(as_of), TAIWAN) is expected


def test_how_long_ahead_an_end_is_near_is_policy():
    assert status(make_term(), day("2025-12-01"), TAIWAN, warning_days=10) is Status.IN_FORCE
    assert status(make_term(), day("2025-09-01"), TAIWAN, warning_days=180) is Status.EXPIRING


def test_every_status_has_a_name():
    assert STATUS_NAMES.keys() == set(Status)


@given(renewing_terms(), st.lists(terminations, max_size=2), day_in_range, st.sampled_from(Renewal))
def test_a_contract_is_over_exactly_after_its_effective_end(term, ends, as_of, renewal):
    term = replace(term, renewal=renewal, events=tuple(ends))
    assert status(term, as_of, TAIWAN).is_over is (effective_end(term, as_of) < as_of)
    assert (current_period(term, as_of) is None) is status(term, as_of, TAIWAN).is_over


# --- contradictions --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"ends": "2024-12-31"}, "ends_on"),
        ({"ends": None, "renewal": Renewal.AUTOMATIC}, "ends_on"),
        ({"renewal": Renewal.AUTOMATIC, "months": -1}, "renewal_months"),
        ({"months": 601}, "renewal_months"),
        ({"notice": (-1, "days")}, "notice_amount"),
        ({"notice": (121, "months")}, "notice_amount"),
    ],
)
def test_a_contradictory_term_is_refused_at_the_field(values, field):
    with pytest.raises(Refused) as refused:
        make_term(**values)
    assert refused.value.field == field


def test_an_automatic_renewal_needs_its_length():
    with pytest.raises(Refused, match="how many months"):
        Term(signed_on=None, starts_on=day("2025-01-01"), ends_on=day("2025-12-31"), renewal=Renewal.AUTOMATIC)
