"""What a vendor supplies and which of our business functions lean on it."""

from enum import StrEnum

from core.errors import Refused
from core.phrases import N_


class ServiceKind(StrEnum):
    DEVELOPMENT = "development"
    MAINTENANCE = "maintenance"
    CLOUD = "cloud"
    SAAS = "saas"
    DATA_CENTRE = "data_centre"
    SOC = "soc"
    NETWORK = "network"
    STAFFING = "staffing"
    HARDWARE = "hardware"
    DATA = "data"
    OTHER = "other"


SERVICE_KIND_NAMES = {
    ServiceKind.DEVELOPMENT: N_("System development"),
    ServiceKind.MAINTENANCE: N_("Maintenance"),
    ServiceKind.CLOUD: N_("Cloud infrastructure"),
    ServiceKind.SAAS: N_("Software as a service"),
    ServiceKind.DATA_CENTRE: N_("Data centre"),
    ServiceKind.SOC: N_("Security monitoring (SOC)"),
    ServiceKind.NETWORK: N_("Network and lines"),
    ServiceKind.STAFFING: N_("Staff on site"),
    ServiceKind.HARDWARE: N_("Hardware"),
    ServiceKind.DATA: N_("Market data"),
    ServiceKind.OTHER: N_("Other"),
}


class Criticality(StrEnum):
    """How much the firm leans on a function or core system; CRITICAL ones count in concentration."""

    CRITICAL = "critical"
    IMPORTANT = "important"
    NORMAL = "normal"


CRITICALITY_NAMES = {
    Criticality.CRITICAL: N_("Critical"),
    Criticality.IMPORTANT: N_("Important"),
    Criticality.NORMAL: N_("Normal"),
}


class Substitutability(StrEnum):
    """How hard a service is to replace; unknown counts as the worst (CIR (EU) 2024/2956, B_07.01)."""

    NOT = "not_substitutable"
    COMPLEX = "highly_complex"
    MEDIUM = "medium"
    EASY = "easily_substitutable"
    UNKNOWN = "unknown"


SUBSTITUTABILITY_NAMES = {
    Substitutability.NOT: N_("Not substitutable"),
    Substitutability.COMPLEX: N_("Highly complex to substitute"),
    Substitutability.MEDIUM: N_("Medium complexity to substitute"),
    Substitutability.EASY: N_("Easily substitutable"),
    Substitutability.UNKNOWN: N_("Not known"),
}


class DataClass(StrEnum):
    NONE = "none"
    INTERNAL = "internal"
    CONFIDENTIAL = "confidential"
    PERSONAL = "personal"


DATA_CLASS_NAMES = {
    DataClass.NONE: N_("No data of ours"),
    DataClass.INTERNAL: N_("Internal"),
    DataClass.CONFIDENTIAL: N_("Confidential"),
    DataClass.PERSONAL: N_("Personal data"),
}


def check_recovery(*, mtpd_minutes: int | None, rto_minutes: int | None) -> None:
    """A function must be back (RTO) before its outage stops being tolerable (MTPD). CC-11000-4. Raises Refused."""
    if mtpd_minutes is not None and rto_minutes is not None and rto_minutes > mtpd_minutes:
        raise Refused(
            N_("The recovery time objective is longer than the tolerable outage; it must be at most as long."),
            field="rto_minutes",
        )
