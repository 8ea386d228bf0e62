"""What a vendor supplies, how much hangs on it, and what contradicts itself in that. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from core.phrases import N_, Phrase, phrase
from vendors.services.durations import duration

TEST_VALID_FOR = timedelta(days=365)


class ServiceKind(StrEnum):
    DEVELOPMENT = "development"
    MAINTENANCE = "maintenance"
    CLOUD = "cloud"
    DATA_CENTRE = "data_centre"
    NETWORK = "network"
    SECURITY_OPERATIONS = "security_operations"
    SECURITY_TESTING = "security_testing"
    MARKET_DATA = "market_data"
    SOFTWARE_LICENCE = "software_licence"
    HARDWARE = "hardware"
    STAFFING = "staffing"
    CONSULTING = "consulting"
    OTHER = "other"


class Criticality(StrEnum):
    """How much hangs on a business function: a core system (核心系統, CC-11000-4), an important one, or neither."""

    CORE = "core"
    IMPORTANT = "important"
    ORDINARY = "ordinary"

    @property
    def is_critical(self) -> bool:
        return self is Criticality.CORE


class Substitutability(StrEnum):
    """How hard it is to replace the vendor (as in DORA's register of information, B_07.01)."""

    EASY = "easy"
    DIFFICULT = "difficult"
    HIGHLY_COMPLEX = "highly_complex"
    NOT_SUBSTITUTABLE = "not_substitutable"
    UNKNOWN = "unknown"

    @property
    def counts_as_locked_in(self) -> bool:
        """What nobody has judged counts as the worst."""
        return self not in {Substitutability.EASY, Substitutability.DIFFICULT}


class DataClass(StrEnum):
    """The most sensitive data the service touches."""

    PUBLIC = "public"
    INTERNAL = "internal"
    CONFIDENTIAL = "confidential"
    PERSONAL = "personal"


SERVICE_KIND_NAMES = {
    ServiceKind.DEVELOPMENT: N_("System development"),
    ServiceKind.MAINTENANCE: N_("System maintenance"),
    ServiceKind.CLOUD: N_("Cloud service"),
    ServiceKind.DATA_CENTRE: N_("Data centre"),
    ServiceKind.NETWORK: N_("Network"),
    ServiceKind.SECURITY_OPERATIONS: N_("Security operations (SOC)"),
    ServiceKind.SECURITY_TESTING: N_("Security testing"),
    ServiceKind.MARKET_DATA: N_("Market data"),
    ServiceKind.SOFTWARE_LICENCE: N_("Software licence"),
    ServiceKind.HARDWARE: N_("Hardware"),
    ServiceKind.STAFFING: N_("Staffing"),
    ServiceKind.CONSULTING: N_("Consulting"),
    ServiceKind.OTHER: N_("Other"),
}
CRITICALITY_NAMES = {
    Criticality.CORE: N_("Core"),
    Criticality.IMPORTANT: N_("Important"),
    Criticality.ORDINARY: N_("Ordinary"),
}
SUBSTITUTABILITY_NAMES = {
    Substitutability.EASY: N_("Easily replaced"),
    Substitutability.DIFFICULT: N_("Replaced with difficulty"),
    Substitutability.HIGHLY_COMPLEX: N_("Highly complex to replace"),
    Substitutability.NOT_SUBSTITUTABLE: N_("Cannot be replaced"),
    Substitutability.UNKNOWN: N_("Not known"),
}
DATA_CLASS_NAMES = {
    DataClass.PUBLIC: N_("Public"),
    DataClass.INTERNAL: N_("Internal"),
    DataClass.CONFIDENTIAL: N_("Confidential"),
    DataClass.PERSONAL: N_("Personal data"),
}


@dataclass(frozen=True)
class Tolerance:
    """What an outage may cost, in minutes (CC-11000-4); None is not known. `mtpd`: the longest tolerable downtime,
    `rto`: the time to restore it within, `rpo`: the data that may be lost."""

    mtpd: int | None = None
    rto: int | None = None
    rpo: int | None = None


@dataclass(frozen=True)
class Finding:
    """Something to put right, and the field it concerns."""

    field: str
    says: Phrase


def tolerance_findings(tolerance: Tolerance, criticality: Criticality) -> tuple[Finding, ...]:
    """What is missing of a core function's tolerances, and what contradicts itself in anyone's."""
    missing = [
        Finding(name, phrase(N_("A core function states its %(what)s (CC-11000-4)."), what=name.upper()))
        for name in ("mtpd", "rto", "rpo")
        if getattr(tolerance, name) is None and criticality.is_critical
    ]
    return (*missing, *contradictions(tolerance))


def contradictions(tolerance: Tolerance) -> tuple[Finding, ...]:
    """What cannot be true of a function's times, whatever its criticality."""
    found = [
        Finding(name, phrase(N_("A time cannot be negative.")))
        for name in ("mtpd", "rto", "rpo")
        if (getattr(tolerance, name) or 0) < 0
    ]
    if tolerance.mtpd is not None and tolerance.rto is not None and tolerance.rto > tolerance.mtpd:
        says = N_("Restoring takes %(rto)s at most, but only %(mtpd)s are tolerable: lower RTO or review MTPD.")
        found.append(Finding("rto", phrase(says, rto=duration(tolerance.rto), mtpd=duration(tolerance.mtpd))))
    return tuple(found)


def strictest(tolerances: Iterable[Tolerance]) -> Tolerance:
    """What a service must meet that supports several functions: the shortest of each time that is known."""
    every = list(tolerances)
    return Tolerance(*(_shortest(getattr(each, name) for each in every) for name in ("mtpd", "rto", "rpo")))


def _shortest(times: Iterable[int | None]) -> int | None:
    return min((time for time in times if time is not None), default=None)


def recovery_gap(promised: int | None, tolerable: int | None) -> int | None:
    """Minutes by which the promised restoring exceeds the tolerable outage; 0 if it does not, None if unknown."""
    if promised is None or tolerable is None:
        return None
    return max(0, promised - tolerable)


def exit_findings(
    substitutability: Substitutability, alternatives: Iterable[str], tested_on: date | None, today: date
) -> tuple[Finding, ...]:
    """What is missing for leaving a critical function's vendor: a judgement, a named alternative, a recent test."""
    found = []
    if substitutability is Substitutability.UNKNOWN:
        found.append(
            Finding("substitutability", phrase(N_("Nobody has judged yet whether the vendor can be replaced.")))
        )
    if not any(name.strip() for name in alternatives):
        found.append(Finding("alternatives", phrase(N_("No alternative vendor is named."))))
    if tested_on is None:
        found.append(Finding("exit_tested_on", phrase(N_("The exit plan has never been tested."))))
    elif today - tested_on > TEST_VALID_FOR:
        says = N_("The exit plan was last tested on %(day)s, more than a year ago.")
        found.append(Finding("exit_tested_on", phrase(says, day=tested_on)))
    return tuple(found)
