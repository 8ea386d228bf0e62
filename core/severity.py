"""How grave something that is wrong is: a vulnerability, what a test found. One scale, so that people compare."""

from collections.abc import Mapping
from enum import StrEnum

from core.phrases import N_


class Severity(StrEnum):
    """The gravest first, the unknown last."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NONE = "none"
    UNKNOWN = "unknown"


SEVERITY_NAMES: Mapping[Severity, str] = {
    Severity.CRITICAL: N_("Critical severity"),
    Severity.HIGH: N_("High severity"),
    Severity.MEDIUM: N_("Medium severity"),
    Severity.LOW: N_("Low severity"),
    Severity.NONE: N_("None"),
    Severity.UNKNOWN: N_("Not rated"),
}
SEVERITY_TONES: Mapping[Severity, str] = {
    Severity.CRITICAL: "bad",
    Severity.HIGH: "bad",
    Severity.MEDIUM: "warn",
    Severity.LOW: "info",
    Severity.NONE: "muted",
    Severity.UNKNOWN: "muted",
}
