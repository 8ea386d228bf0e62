"""The words of vulnerability handling, and when a finding must be dealt with. Pure.

The states and justifications are those of CycloneDX VEX (`impactAnalysisState`, `impactAnalysisJustification`); the other
VEX vocabulary (CSAF 2.0, profile 5) is translated into them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from core.phrases import N_
from core.severity import Severity

GRAVITY = list(Severity)

_BANDS = ((9.0, Severity.CRITICAL), (7.0, Severity.HIGH), (4.0, Severity.MEDIUM), (0.1, Severity.LOW))


def severity_of(score: float | None) -> Severity:
    """The band of a CVSS score (FIRST, Common Vulnerability Scoring System v3.1, section 5)."""
    if score is None:
        return Severity.UNKNOWN
    return next((severity for least, severity in _BANDS if score >= least), Severity.NONE)


_WORDS = {
    "moderate": Severity.MEDIUM,
    "important": Severity.HIGH,
    "info": Severity.NONE,
    "informational": Severity.NONE,
}


def severity_named(word: object) -> Severity:
    """A database's own word for it (GitHub says "MODERATE", Red Hat "Important")."""
    text = word.strip().lower() if isinstance(word, str) else ""
    if text in _WORDS:
        return _WORDS[text]
    return Severity(text) if text in set(Severity) else Severity.UNKNOWN


def gravest(found: Iterable[Severity]) -> Severity:
    """The gravest of several; what nobody rated is not rated."""
    return min(found, key=GRAVITY.index, default=Severity.UNKNOWN)


class Match(StrEnum):
    """How a finding was made, the surest first."""

    VERSION = "version"
    RANGE = "range"
    SAID = "said"
    NAME = "name"


MATCH_NAMES: Mapping[Match, str] = {
    Match.VERSION: N_("Package, version listed"),
    Match.RANGE: N_("Package, version in range"),
    Match.SAID: N_("Said by the vendor"),
    Match.NAME: N_("Possible"),
}
MATCH_TONES: Mapping[Match, str] = {Match.VERSION: "info", Match.RANGE: "info", Match.SAID: "info", Match.NAME: "muted"}
SURENESS = list(Match)


class State(StrEnum):
    """Where a finding stands, in the words of VEX."""

    IN_TRIAGE = "in_triage"
    EXPLOITABLE = "exploitable"
    NOT_AFFECTED = "not_affected"
    FALSE_POSITIVE = "false_positive"
    RESOLVED = "resolved"


STATE_NAMES: Mapping[State, str] = {
    State.IN_TRIAGE: N_("To be judged"),
    State.EXPLOITABLE: N_("Affected"),
    State.NOT_AFFECTED: N_("Not affected"),
    State.FALSE_POSITIVE: N_("False positive"),
    State.RESOLVED: N_("Resolved"),
}
STATE_TONES: Mapping[State, str] = {
    State.IN_TRIAGE: "warn",
    State.EXPLOITABLE: "bad",
    State.NOT_AFFECTED: "good",
    State.FALSE_POSITIVE: "good",
    State.RESOLVED: "good",
}
STATE_MEANINGS: Mapping[State, str] = {
    State.IN_TRIAGE: N_("Nobody has judged yet whether it concerns us."),
    State.EXPLOITABLE: N_("It concerns us and has to be remedied."),
    State.NOT_AFFECTED: N_("The component holds it and it cannot be used against us."),
    State.FALSE_POSITIVE: N_("The match is wrong: another component or version is meant."),
    State.RESOLVED: N_("It was remedied, for instance by a patch that keeps the version number."),
}
OPEN_STATES = (State.IN_TRIAGE, State.EXPLOITABLE)


class Justification(StrEnum):
    """Why something is not affected."""

    CODE_NOT_PRESENT = "code_not_present"
    CODE_NOT_REACHABLE = "code_not_reachable"
    REQUIRES_CONFIGURATION = "requires_configuration"
    REQUIRES_DEPENDENCY = "requires_dependency"
    REQUIRES_ENVIRONMENT = "requires_environment"
    PROTECTED_BY_COMPILER = "protected_by_compiler"
    PROTECTED_AT_RUNTIME = "protected_at_runtime"
    PROTECTED_AT_PERIMETER = "protected_at_perimeter"
    PROTECTED_BY_MITIGATING_CONTROL = "protected_by_mitigating_control"


JUSTIFICATION_NAMES: Mapping[Justification, str] = {
    Justification.CODE_NOT_PRESENT: N_("The vulnerable code is not in it"),
    Justification.CODE_NOT_REACHABLE: N_("The vulnerable code is never run"),
    Justification.REQUIRES_CONFIGURATION: N_("Only with a configuration that we do not use"),
    Justification.REQUIRES_DEPENDENCY: N_("Only with a dependency that is not there"),
    Justification.REQUIRES_ENVIRONMENT: N_("Only in an environment that we do not have"),
    Justification.PROTECTED_BY_COMPILER: N_("Prevented by how it was compiled"),
    Justification.PROTECTED_AT_RUNTIME: N_("Prevented while it runs"),
    Justification.PROTECTED_AT_PERIMETER: N_("Prevented at the network's edge"),
    Justification.PROTECTED_BY_MITIGATING_CONTROL: N_("Prevented by another control"),
}


DEFAULT_DAYS: Mapping[Severity, int] = {
    Severity.CRITICAL: 7,
    Severity.HIGH: 30,
    Severity.MEDIUM: 90,
    Severity.LOW: 180,
    Severity.NONE: 365,
    Severity.UNKNOWN: 30,
}
"""Calendar days from finding to remedy, until the firm sets its own."""


def due_on(found_on: date, severity: Severity, days: Mapping[Severity, int]) -> date:
    """The last day on which a finding may still be open."""
    return found_on + timedelta(days=days.get(severity, DEFAULT_DAYS[severity]))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a finding stands on a day: as people judged it, or no longer found at all."""

    state: State
    is_gone: bool
    due_on: date | None

    @property
    def is_open(self) -> bool:
        return not self.is_gone and self.state in OPEN_STATES

    def is_overdue(self, today: date) -> bool:
        """Still open after its last day."""
        return self.is_open and self.due_on is not None and self.due_on < today
