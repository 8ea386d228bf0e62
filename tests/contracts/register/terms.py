"""Terms of contracts as the tests of their ends and deadlines make them."""

from datetime import date, timedelta

from hypothesis import strategies as st

from contracts.register.agreed import (
    Notice,
    NoticeUnit,
    Renewal,
    Term,
    Termination,
)  # fmt: skip
from core.days import taiwan_calendar

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
