"""An event that cannot have happened is refused at its field, with what to do instead; the others change the term."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.register.agreed import (
    Amendment,
    Notice,
    Renewal,
    Renewed,
    Term,
    Termination,
    TerminationCancelled,
)
from contracts.register.rules import certain_end, effective_end, status
from contracts.terms.rules import with_event
from core.days import taiwan_calendar
from core.errors import Refused

TODAY = date(2025, 6, 1)
FIXED = Term(signed_on=date(2024, 12, 20), starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31))
YEARLY = Term(
    signed_on=date(2024, 12, 20),
    starts_on=date(2025, 1, 1),
    ends_on=date(2025, 12, 31),
    renewal=Renewal.AUTOMATIC,
    renewal_months=12,
)
ENDLESS = Term(signed_on=date(2024, 12, 20), starts_on=date(2025, 1, 1))
ENDING = with_event(YEARLY, Termination(date(2025, 5, 1), date(2025, 8, 31)), TODAY)


@pytest.mark.parametrize(
    ("term", "event", "end"),
    [
        (FIXED, Renewed(TODAY, date(2026, 1, 1), date(2026, 12, 31)), date(2026, 12, 31)),
        (FIXED, Amendment(TODAY, TODAY, changes_end=True, ends_on=date(2025, 9, 30)), date(2025, 9, 30)),
        (FIXED, Amendment(TODAY, TODAY, changes_end=True), None),
        (FIXED, Termination(TODAY, TODAY), TODAY),
        (ENDLESS, Termination(TODAY, date(2027, 1, 31)), date(2027, 1, 31)),
        (YEARLY, Termination(TODAY, date(2026, 3, 31)), date(2026, 3, 31)),
        (ENDING, TerminationCancelled(TODAY), date(2025, 12, 31)),
    ],
)
def test_what_can_have_happened_moves_the_end(term, event, end):
    assert effective_end(with_event(term, event, TODAY), TODAY) == end


def test_a_renewal_signed_after_the_end_closes_the_gap():
    late = Renewed(date(2026, 1, 20), date(2026, 1, 1), date(2026, 12, 31))
    assert effective_end(with_event(FIXED, late, date(2026, 2, 1)), date(2026, 2, 1)) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("term", "event", "field", "reason"),
    [
        (FIXED, Renewed(date(2025, 6, 2), date(2026, 1, 1), date(2026, 12, 31)), "signed_on", "future"),
        (FIXED, Renewed(TODAY, date(2026, 1, 2), date(2026, 12, 31)), "starts_on", "register a new contract"),
        (FIXED, Renewed(TODAY, date(2026, 1, 1), date(2025, 12, 31)), "ends_on", "before it starts"),
        (FIXED, Renewed(TODAY, date(2024, 1, 1), date(2026, 12, 31)), "starts_on", "before the contract starts"),
        (ENDING, Renewed(TODAY, date(2025, 9, 1), date(2026, 12, 31)), "starts_on", "cancel the termination"),
        (FIXED, Amendment(TODAY, TODAY), "", "what the amendment changes"),
        (FIXED, Amendment(date(2025, 6, 2), TODAY, notice=Notice(30)), "signed_on", "future"),
        (FIXED, Amendment(TODAY, date(2026, 1, 1), notice=Notice(30)), "effective_on", "new contract"),
        (
            FIXED,
            Amendment(TODAY, TODAY, changes_end=True, ends_on=date(2025, 5, 31)),
            "ends_on",
            "before the amendment",
        ),
        (FIXED, Amendment(TODAY, TODAY, renewal=Renewal.AUTOMATIC), "renewal_months", "how many months"),
        (ENDLESS, Amendment(TODAY, TODAY, renewal=Renewal.AUTOMATIC, renewal_months=12), "ends_on", "give it an end"),
        (FIXED, Termination(date(2025, 6, 2), date(2025, 9, 30)), "notified_on", "future"),
        (FIXED, Termination(TODAY, date(2025, 5, 31)), "terminates_on", "before notice"),
        (FIXED, Termination(TODAY, date(2026, 1, 1)), "terminates_on", "without a termination"),
        (ENDING, Termination(TODAY, date(2025, 9, 30)), "terminates_on", "already terminated"),
        (FIXED, TerminationCancelled(TODAY), "agreed_on", "none to cancel"),
        (ENDING, TerminationCancelled(date(2025, 6, 2)), "agreed_on", "future"),
    ],
)
def test_what_cannot_have_happened_is_refused(term, event, field, reason):
    with pytest.raises(Refused, match=reason) as refused:
        with_event(term, event, TODAY)
    assert refused.value.field == field


def test_a_termination_that_took_effect_is_not_cancelled():
    with pytest.raises(Refused, match="already ended"):
        with_event(ENDING, TerminationCancelled(date(2025, 9, 1)), date(2025, 10, 1))


some_day = st.dates(date(2024, 1, 1), date(2028, 12, 31))
events = st.one_of(
    st.builds(Renewed, some_day, some_day, st.none() | some_day),
    st.builds(Termination, some_day, some_day),
    st.builds(TerminationCancelled, some_day),
    st.builds(
        Amendment, some_day, some_day, st.booleans(), st.none() | some_day, st.none() | st.sampled_from(Renewal),
        st.none() | st.integers(0, 36), st.none() | st.builds(Notice, st.integers(0, 120)),
    ),
)  # fmt: skip


@given(st.sampled_from([FIXED, YEARLY, ENDLESS]), st.lists(st.tuples(events, some_day), max_size=6), some_day)
def test_whatever_is_entered_the_term_stays_readable(term, attempts, as_of):
    """Accepted or refused in any order, the end never lies before the start and every question has an answer."""
    for event, today in sorted(attempts, key=lambda each: each[1]):
        with suppress(Refused):
            term = with_event(term, event, today)
    end = effective_end(term, as_of)
    assert end is None or end >= term.starts_on or any(isinstance(e, Termination) for e in term.events)
    assert certain_end(term, as_of) in {None, end}
    assert status(term, as_of, taiwan_calendar())
