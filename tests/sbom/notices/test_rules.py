"""By when a vendor has to tell, and how its duty stands."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.facts.values import Duration, Unit
from core.days import taiwan_calendar
from sbom.notices.rules import (
    Duty,
    Known,
    Severity,
    Standing,
    Told,
    due_at,
    due_of,
    duty_of,
    first_notice,
    names_in,
    standing_of,
)

TAIPEI = ZoneInfo("Asia/Taipei")
CALENDAR = taiwan_calendar()
FRIDAY = datetime(2026, 11, 20, 16, 30, tzinfo=TAIPEI)


@pytest.mark.parametrize(
    ("amount", "unit", "due"),
    [
        ("4", Unit.HOURS, datetime(2026, 11, 20, 20, 30, tzinfo=TAIPEI)),
        ("1.5", Unit.HOURS, datetime(2026, 11, 20, 18, 0, tzinfo=TAIPEI)),
        ("30", Unit.MINUTES, datetime(2026, 11, 20, 17, 0, tzinfo=TAIPEI)),
        ("2", Unit.DAYS, datetime(2026, 11, 22, 16, 30, tzinfo=TAIPEI)),
        ("1", Unit.BUSINESS_DAYS, datetime(2026, 11, 23, 23, 59, 59, tzinfo=TAIPEI)),
        ("2", Unit.BUSINESS_DAYS, datetime(2026, 11, 24, 23, 59, 59, tzinfo=TAIPEI)),
        ("1", Unit.MONTHS, datetime(2026, 12, 20, 23, 59, 59, tzinfo=TAIPEI)),
    ],
)
def test_the_time_runs_as_the_contract_counts_it(amount, unit, due):
    assert due_at(FRIDAY, Duration(Decimal(amount), unit), CALENDAR, TAIPEI) == due


@given(st.datetimes(datetime(2025, 1, 1), datetime(2027, 11, 1)), st.sampled_from(list(Unit)), st.integers(1, 5))
def test_a_notice_is_never_due_before_the_vendor_knew(moment, unit, amount):
    known = moment.replace(tzinfo=UTC)
    assert due_at(known, Duration(Decimal(amount), unit), CALENDAR, TAIPEI) > known


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("CVE-2026-1234, ghsa-abcd-1234-wxyz", {"CVE-2026-1234", "GHSA-ABCD-1234-WXYZ"}),
        ("弱點通報（CVE‐2021‐44228）", {"CVE-2021-44228"}),
        ("a well-known problem", set()),
        ("", set()),
    ],
)
def test_names_of_vulnerabilities_are_found_in_what_people_write(text, names):
    assert names_in(text) == names


KNOWN = Known(
    "CVE-2026-1",
    frozenset({"CVE-2026-1", "GHSA-1A"}),
    1,
    1,
    1,
    "a 1.0",
    Severity.HIGH,
    datetime(2026, 1, 1, tzinfo=UTC),
)


def told(days: int, *names: str, vendor: int = 1) -> Told:
    return Told(days, vendor, frozenset(names), KNOWN.known_at + timedelta(days=days))


@pytest.mark.parametrize(
    ("notices", "duty"),
    [
        ([], Duty.MISSING),
        ([told(1, "GHSA-1A")], Duty.TOLD),
        ([told(9, "CVE-2026-1")], Duty.LATE),
        ([told(9, "CVE-2026-1"), told(2, "CVE-2026-1", "CVE-2026-2")], Duty.TOLD),
        ([told(1, "CVE-2026-2")], Duty.MISSING),
        ([told(1, "CVE-2026-1", vendor=2)], Duty.MISSING),
    ],
)
def test_a_vendor_told_when_its_own_notice_names_the_vulnerability_in_time(notices, duty):
    due = KNOWN.known_at + timedelta(days=3)
    assert duty_of(due, first_notice(KNOWN, notices), due + timedelta(days=30)) is duty


def test_a_vendor_whose_notice_shows_that_it_knew_earlier_was_to_tell_earlier():
    due = KNOWN.known_at + timedelta(days=3)
    notice = replace(told(2, "CVE-2026-1"), due_at=due - timedelta(days=2))
    assert duty_of(due_of(due, notice), notice, due) is Duty.LATE
    later = replace(notice, due_at=due + timedelta(days=2))
    assert [due_of(due, one) for one in (later, told(1, "CVE-2026-1"), None)] == [due] * 3


def test_until_the_due_time_nothing_is_missing():
    due = KNOWN.known_at + timedelta(days=3)
    assert duty_of(due, None, due) is Duty.WAITING


@pytest.mark.parametrize(
    ("fields", "standing"),
    [
        ({}, Standing.UNPLANNED),
        ({"measures": 1, "open_measures": 1, "next_due": date(2026, 1, 2)}, Standing.OPEN),
        ({"measures": 1, "open_measures": 1, "next_due": date(2026, 1, 1)}, Standing.OPEN),
        ({"measures": 2, "open_measures": 1, "next_due": date(2025, 12, 31)}, Standing.OVERDUE),
        ({"measures": 1}, Standing.OPEN),
        ({"measures": 1, "is_closed": True}, Standing.CLOSED),
    ],
)
def test_where_a_notice_stands(fields, standing):
    usual = {"is_closed": False, "measures": 0, "open_measures": 0, "next_due": None, "today": date(2026, 1, 1)}
    assert standing_of(**usual | fields) is standing
