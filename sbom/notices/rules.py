"""A notice, by when it was due, and how it and what is done about it stand. Pure.

Source: 證券商內部控制制度標準規範 CC-19000 (四) 9 (CC-19000-4-9): the vendor tells, unasked and at once, of vulnerabilities,
outdated versions and faults seen at other securities firms with the same service, with countermeasures.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from contracts.facts.values import Duration, Unit
from core.days import Calendar, add_months, business_days_after
from core.phrases import N_


class Kind(StrEnum):
    """What a vendor tells of."""

    VULNERABILITY = "vulnerability"
    OUTDATED = "outdated"
    ELSEWHERE = "elsewhere"
    INCIDENT = "incident"
    OTHER = "other"


KIND_NAMES: Mapping[Kind, str] = {
    Kind.VULNERABILITY: N_("Vulnerability"),
    Kind.OUTDATED: N_("Outdated version or end of support"),
    Kind.ELSEWHERE: N_("Fault at another firm with the same service"),
    Kind.INCIDENT: N_("Incident at the vendor"),
    Kind.OTHER: N_("Something else"),
}


class Channel(StrEnum):
    EMAIL = "email"
    LETTER = "letter"
    PORTAL = "portal"
    PHONE = "phone"
    MEETING = "meeting"
    OTHER = "other"


CHANNEL_NAMES: Mapping[Channel, str] = {
    Channel.EMAIL: N_("E-mail"),
    Channel.LETTER: N_("Letter"),
    Channel.PORTAL: N_("The vendor's website"),
    Channel.PHONE: N_("Telephone"),
    Channel.MEETING: N_("Meeting"),
    Channel.OTHER: N_("Something else"),
}


class Severity(StrEnum):
    """How grave it is, as the vendor or a database says; the gravest first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    UNKNOWN = "unknown"


SEVERITY_NAMES: Mapping[Severity, str] = {
    Severity.CRITICAL: N_("Critical severity"),
    Severity.HIGH: N_("High severity"),
    Severity.MEDIUM: N_("Medium severity"),
    Severity.LOW: N_("Low severity"),
    Severity.UNKNOWN: N_("Not rated"),
}
SEVERITY_TONES: Mapping[Severity, str] = {
    Severity.CRITICAL: "bad",
    Severity.HIGH: "bad",
    Severity.MEDIUM: "warn",
    Severity.LOW: "info",
    Severity.UNKNOWN: "muted",
}
OWED = frozenset({Severity.CRITICAL, Severity.HIGH})
"""Of vulnerabilities this grave the vendor has to tell by the contract's time; milder ones come with its releases."""


class Standing(StrEnum):
    """Where a notice stands. Follows from what was noted about it, never stored."""

    OVERDUE = "overdue"
    UNPLANNED = "unplanned"
    OPEN = "open"
    CLOSED = "closed"


STANDING_NAMES: Mapping[Standing, str] = {
    Standing.OVERDUE: N_("Countermeasures overdue"),
    Standing.UNPLANNED: N_("No countermeasure yet"),
    Standing.OPEN: N_("Countermeasures under way"),
    Standing.CLOSED: N_("Dealt with"),
}
STANDING_TONES: Mapping[Standing, str] = {
    Standing.OVERDUE: "bad",
    Standing.UNPLANNED: "warn",
    Standing.OPEN: "info",
    Standing.CLOSED: "good",
}


def standing_of(*, is_closed: bool, measures: int, open_measures: int, next_due: date | None, today: date) -> Standing:
    """Where a notice stands today; the day on which a countermeasure is due is still in time."""
    if is_closed:
        return Standing.CLOSED
    if open_measures and next_due is not None and next_due < today:
        return Standing.OVERDUE
    return Standing.OPEN if measures else Standing.UNPLANNED


def due_at(known_at: datetime, within: Duration, calendar: Calendar, zone: ZoneInfo) -> datetime:
    """By when a vendor that knew at `known_at` has to have told.

    Hours and minutes run from the moment itself; business days and months end with their last day (Civil Code art. 120,
    121: the first day does not count).
    """
    local = known_at.astimezone(zone)
    if within.unit is Unit.BUSINESS_DAYS:
        return _end_of(business_days_after(local.date(), _whole(within.amount), calendar), zone)
    if within.months is not None:
        return _end_of(add_months(local.date(), within.months), zone)
    return known_at + timedelta(seconds=float(within.hours) * 3600)


def _whole(amount: Decimal) -> int:
    return max(1, int(amount.to_integral_value()))


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(23, 59, 59), zone)


_NAME = re.compile(r"[A-Z][A-Z0-9]{1,15}(?:-[A-Z0-9]{1,20}){1,6}", re.I)


def names_in(text: str) -> frozenset[str]:
    """The names of vulnerabilities in a text: CVE-2026-1234, GHSA-xxxx-xxxx-xxxx, in capitals."""
    plain = unicodedata.normalize("NFKC", text).replace("‐", "-").replace("–", "-")
    return frozenset(
        found.group().upper() for found in _NAME.finditer(plain) if any(c.isdigit() for c in found.group())
    )


@dataclass(frozen=True, slots=True)
class Known:
    """A vulnerability known in a release of a vendor's product. `names` are all its names, in capitals; `known_at` the
    moment from which the vendor could know of it in this product; `url` leads to where it is judged."""

    name: str
    names: frozenset[str]
    vendor_id: int
    product_id: int
    release_id: int
    component: str
    severity: Severity
    known_at: datetime
    url: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A notice that names vulnerabilities; `due_at` is when it was due by what the vendor knew, where that is known."""

    notice_id: int
    vendor_id: int
    names: frozenset[str]
    told_at: datetime
    due_at: datetime | None = None


class Duty(StrEnum):
    """How a vendor's duty to tell of one known vulnerability stands."""

    MISSING = "missing"
    LATE = "late"
    WAITING = "waiting"
    TOLD = "told"


DUTY_NAMES: Mapping[Duty, str] = {
    Duty.MISSING: N_("No notice by its due time"),
    Duty.LATE: N_("Told too late"),
    Duty.WAITING: N_("Not due yet"),
    Duty.TOLD: N_("Told in time"),
}
DUTY_TONES: Mapping[Duty, str] = {Duty.MISSING: "bad", Duty.LATE: "warn", Duty.WAITING: "info", Duty.TOLD: "good"}


def first_notice(known: Known, told: Iterable[Told]) -> Told | None:
    """The vendor's earliest notice that names the vulnerability under any of its names."""
    named = [one for one in told if one.vendor_id == known.vendor_id and one.names & known.names]
    return min(named, key=lambda one: one.told_at, default=None)


def due_of(due: datetime, notice: Told | None) -> datetime:
    """By when the vendor had to tell: as soon as its own notice shows that it knew, where that is before `due`."""
    return min(due, notice.due_at) if notice is not None and notice.due_at is not None else due


def duty_of(due: datetime, notice: Told | None, now: datetime) -> Duty:
    """Whether the vendor told, and in time; the moment it is due at is still in time."""
    if notice is not None:
        return Duty.TOLD if notice.told_at <= due else Duty.LATE
    return Duty.MISSING if due < now else Duty.WAITING
