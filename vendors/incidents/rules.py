"""An incident at or through a vendor: its words, the official clock, how far it has come. Pure.

Source: CC-20000 (九) of the Standard for the Internal Control Systems of Securities Firms (2023): incidents are reported by
the official procedure, corrected, and recorded. The times themselves are policy (`policy.toml`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from core.phrases import N_, Phrase, Wording, phrase


class Nature(StrEnum):
    INTRUSION = "intrusion"
    MALWARE = "malware"
    LEAK = "leak"
    DENIAL = "denial"
    TAMPERING = "tampering"
    OUTAGE = "outage"
    OTHER = "other"


NATURE_NAMES: Mapping[Nature, str] = {
    Nature.INTRUSION: N_("Intrusion"),
    Nature.MALWARE: N_("Malware or ransomware"),
    Nature.LEAK: N_("Leak of data"),
    Nature.DENIAL: N_("Denial of service"),
    Nature.TAMPERING: N_("Data or programs tampered with"),
    Nature.OUTAGE: N_("Service abnormal or down"),
    Nature.OTHER: N_("Other"),
}


class Learnt(StrEnum):
    """How the firm came to know."""

    VENDOR = "vendor"
    OURSELVES = "ourselves"
    AUTHORITY = "authority"
    OTHERS = "others"


LEARNT_NAMES: Mapping[Learnt, str] = {
    Learnt.VENDOR: N_("The vendor told us"),
    Learnt.OURSELVES: N_("We found it ourselves"),
    Learnt.AUTHORITY: N_("An authority or the exchange told us"),
    Learnt.OTHERS: N_("From the press, customers or others"),
}


class Audience(StrEnum):
    """Who is told."""

    REGULATOR = "regulator"
    EXCHANGE = "exchange"
    CUSTOMERS = "customers"
    BOARD = "board"
    OTHERS = "others"


AUDIENCE_NAMES: Mapping[Audience, str] = {
    Audience.REGULATOR: N_("Regulator"),
    Audience.EXCHANGE: N_("Exchange"),
    Audience.CUSTOMERS: N_("Customers"),
    Audience.BOARD: N_("Board and management"),
    Audience.OTHERS: N_("Others told"),
}


class Applies(StrEnum):
    """Which incidents a duty to tell is about."""

    EVERY = "every"
    MATERIAL = "material"
    PERSONAL_DATA = "personal_data"


APPLIES_NAMES: Mapping[Applies, str] = {
    Applies.EVERY: N_("Every incident"),
    Applies.MATERIAL: N_("Material incidents"),
    Applies.PERSONAL_DATA: N_("Incidents with personal data"),
}


class ReportState(StrEnum):
    """How one duty to tell stands, the most pressing first."""

    LATE = "late"
    PENDING = "pending"
    TOLD_LATE = "told_late"
    TOLD = "told"
    NOT_NEEDED = "not_needed"


REPORT_NAMES: Mapping[ReportState, str] = {
    ReportState.LATE: N_("Overdue"),
    ReportState.PENDING: N_("To be told"),
    ReportState.TOLD_LATE: N_("Told late"),
    ReportState.TOLD: N_("Told in time"),
    ReportState.NOT_NEEDED: N_("Not needed"),
}
REPORT_TONES: Mapping[ReportState, str] = {
    ReportState.LATE: "bad",
    ReportState.PENDING: "warn",
    ReportState.TOLD_LATE: "bad",
    ReportState.TOLD: "good",
    ReportState.NOT_NEEDED: "muted",
}


class IncidentState(StrEnum):
    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"
    VOID = "void"


INCIDENT_NAMES: Mapping[IncidentState, str] = {
    IncidentState.OPEN: N_("Under way"),
    IncidentState.CLOSING: N_("Waits for the second person"),
    IncidentState.CLOSED: N_("Closed"),
    IncidentState.VOID: N_("Entered by mistake"),
}
INCIDENT_TONES: Mapping[IncidentState, str] = {
    IncidentState.OPEN: "bad",
    IncidentState.CLOSING: "warn",
    IncidentState.CLOSED: "good",
    IncidentState.VOID: "muted",
}


LONGEST_DAYS = 3_650
LONGEST_MINUTES = LONGEST_DAYS * 24 * 60


@dataclass(frozen=True)
class Duty:
    """Who is told of which incidents within which time of the firm's knowing; `checked_on`: when somebody last held the
    time against the text in force, None where nobody has yet."""

    id: str
    name: Wording
    audience: Audience
    applies: Applies
    within: timedelta
    source: Wording
    effective_on: date
    checked_on: date | None = None
    is_dropped: bool = False
    """From that day on nobody has to be told."""

    def is_about(self, *, is_material: bool, has_personal_data: bool) -> bool:
        match self.applies:
            case Applies.MATERIAL:
                return is_material
            case Applies.PERSONAL_DATA:
                return has_personal_data
        return True


@dataclass(frozen=True)
class Policy:
    """The duties to tell, and the firm's own times in days."""

    duties: tuple[Duty, ...]
    close_days: int
    keep_days: int

    def in_force(self, on: date) -> list[Duty]:
        """Of each duty the newest that is in effect on a day, in the order of the file; the later one of a day counts."""
        newest: dict[str, Duty] = {}
        for duty in sorted(self.duties, key=lambda d: d.effective_on):
            if duty.effective_on <= on:
                newest[duty.id] = duty
        order = list(dict.fromkeys(duty.id for duty in self.duties))
        return sorted((d for d in newest.values() if not d.is_dropped), key=lambda d: order.index(d.id))

    def duties_of(self, on: date, *, is_material: bool, has_personal_data: bool) -> list[Duty]:
        """Who is to be told of an incident that the firm came to know of on a day."""
        found = self.in_force(on)
        return [d for d in found if d.is_about(is_material=is_material, has_personal_data=has_personal_data)]


def parse_policy(data: Mapping[str, Any]) -> Policy:
    """A policy from its data. Raises KeyError, TypeError or ValueError where the data are none."""
    duties = tuple(_duty(each) for each in data["duty"])
    if len(duties) > 100:
        raise ValueError("at most 100 duties")
    return Policy(duties, _days(data.get("close_days", 60)), _days(data.get("keep_days", 365)))


def _duty(data: Mapping[str, Any]) -> Duty:
    within = timedelta(**{unit: data["within"].get(unit, 0) for unit in ("minutes", "hours", "days")})
    if not timedelta(0) < within <= timedelta(minutes=LONGEST_MINUTES):
        raise ValueError(f"{data['id']}: no such time: {data['within']}")
    return Duty(
        id=str(data["id"])[:40],
        name=_words(data["name"]),
        audience=Audience(data["audience"]),
        applies=Applies(data["applies"]),
        within=within,
        source=_words(data["source"]),
        effective_on=_day(data["effective_on"]),
        checked_on=_day(data["checked_on"]) if data.get("checked_on") else None,
    )


def _words(data: Mapping[str, Any]) -> Wording:
    return Wording(str(data["zh"])[:300], str(data["en"])[:300])


def _day(value: Any) -> date:
    return value if type(value) is date else date.fromisoformat(str(value))


def _days(value: Any) -> int:
    if not isinstance(value, int) or not 1 <= value <= LONGEST_DAYS:
        raise ValueError(f"between 1 and {LONGEST_DAYS} days, not {value!r}")
    return value


@dataclass(frozen=True)
class Told:
    """What is known of one duty to tell: by when, and when it was told, if it was."""

    due_at: datetime | None
    told_at: datetime | None = None
    is_waived: bool = False


def report_state(told: Told, now: datetime) -> ReportState:
    """What is told at the very minute is in time; without a time limit nothing is late."""
    if told.told_at is not None:
        return ReportState.TOLD_LATE if told.due_at and told.told_at > told.due_at else ReportState.TOLD
    if told.is_waived:
        return ReportState.NOT_NEEDED
    return ReportState.LATE if told.due_at and told.due_at < now else ReportState.PENDING


def incident_state(*, closing_asked: bool, closed: bool, void: bool) -> IncidentState:
    if void:
        return IncidentState.VOID
    if closed:
        return IncidentState.CLOSED
    return IncidentState.CLOSING if closing_asked else IncidentState.OPEN


class Timeliness(StrEnum):
    """Whether the vendor told us in the time that its contract sets."""

    IN_TIME = "in_time"
    LATE = "late"
    UNDATED = "undated"
    NOT_AGREED = "not_agreed"


TIMELINESS_TONES: Mapping[Timeliness, str] = {
    Timeliness.IN_TIME: "good",
    Timeliness.LATE: "bad",
    Timeliness.UNDATED: "warn",
    Timeliness.NOT_AGREED: "muted",
}


def vendor_told(within: timedelta | None, detected_at: datetime | None, known_at: datetime) -> Timeliness:
    """The vendor's own duty runs from when it found the incident until we knew."""
    if within is None:
        return Timeliness.NOT_AGREED
    if detected_at is None:
        return Timeliness.UNDATED
    return Timeliness.LATE if known_at > detected_at + within else Timeliness.IN_TIME


def missing_to_close(
    *, root_cause: str, actions: int, open_actions: int, reports: Iterable[ReportState]
) -> list[Phrase]:
    """What has to be there before an incident can be closed."""
    found = []
    if not root_cause.strip():
        found.append(phrase(N_("The root cause is not written down.")))
    if not actions:
        found.append(phrase(N_("No corrective action is decided.")))
    if open_actions:
        found.append(phrase(N_("Corrective actions not done yet: %(n)s."), n=open_actions))
    waiting = sum(state in (ReportState.LATE, ReportState.PENDING) for state in reports)
    if waiting:
        found.append(phrase(N_("Still to be told: %(n)s."), n=waiting))
    return found
