"""A contract's end, status and notice deadline follow from what was agreed and what happened, on any day."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from contracts.register.agreed import (
    Amendment,
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
    effective_end,
    next_renewal,
    status,
    termination,
)  # fmt: skip
from core.days import last_day_of_months
from core.errors import Refused
from tests.contracts.register.terms import (
    TAIWAN,
    day,
    day_in_range,
    ended_for,
    make_term,
    renewing_terms,
    yearly,
)

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
