"""Evidence about a service: the words it is spoken of in, and what is judged of it. Pure.

Source: CC-19000 (四) 3, (十七) 3 and (十九) of the Standard for the Internal Control Systems of Securities Firms (2023).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.phrases import N_, Phrase, Wording
from core.severity import Severity


class EvidenceKind(StrEnum):
    MOBILE_APP_TEST = "mobile_app_test"
    MOBILE_APP_RETEST = "mobile_app_retest"
    SOURCE_SCAN = "source_scan"
    BLACK_BOX = "black_box"
    VULNERABILITY_SCAN = "vulnerability_scan"
    ATTESTATION = "attestation"
    CERTIFICATE = "certificate"
    OTHER = "other"


class Verdict(StrEnum):
    """What the paper says of the whole; what nobody has read yet says nothing."""

    UNREVIEWED = "unreviewed"
    PASSED = "passed"
    FAILED = "failed"


class FindingState(StrEnum):
    OPEN = "open"
    FIXED = "fixed"
    CLOSED = "closed"
    ACCEPTED = "accepted"


class Renewal(StrEnum):
    """Which releases ask for evidence of their own: the first, major updates, every one."""

    NEVER = "never"
    FIRST = "first"
    MAJOR = "major"
    EVERY = "every"


class Standing(StrEnum):
    """How a service stands with one requirement; the best first."""

    MET = "met"
    EXPIRING = "expiring"
    RELEASE_COMING = "release_coming"
    NO_RELEASE = "no_release"
    UNREVIEWED = "unreviewed"
    FINDINGS_LATE = "findings_late"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    UNACCREDITED = "unaccredited"
    FAILED = "failed"
    MISSING = "missing"


KIND_NAMES: Mapping[EvidenceKind, str] = {
    EvidenceKind.MOBILE_APP_TEST: N_("Mobile-app test by a laboratory"),
    EvidenceKind.MOBILE_APP_RETEST: N_("Mobile-app test of an update"),
    EvidenceKind.SOURCE_SCAN: N_("Source-code scan"),
    EvidenceKind.BLACK_BOX: N_("Black-box test"),
    EvidenceKind.VULNERABILITY_SCAN: N_("Vulnerability scan"),
    EvidenceKind.ATTESTATION: N_("Attestation: no malicious or back-door code"),
    EvidenceKind.CERTIFICATE: N_("Certificate"),
    EvidenceKind.OTHER: N_("Other"),
}
VERDICT_NAMES: Mapping[Verdict, str] = {
    Verdict.UNREVIEWED: N_("Not reviewed yet"),
    Verdict.PASSED: N_("Test passed"),
    Verdict.FAILED: N_("Test not passed"),
}
VERDICT_TONES: Mapping[Verdict, str] = {Verdict.UNREVIEWED: "muted", Verdict.PASSED: "good", Verdict.FAILED: "bad"}
FINDING_STATE_NAMES: Mapping[FindingState, str] = {
    FindingState.OPEN: N_("To be remedied"),
    FindingState.FIXED: N_("Remedied, to be retested"),
    FindingState.CLOSED: N_("Retested and closed"),
    FindingState.ACCEPTED: N_("Risk accepted"),
}
FINDING_TONES: Mapping[FindingState, str] = {
    FindingState.OPEN: "warn",
    FindingState.FIXED: "info",
    FindingState.CLOSED: "good",
    FindingState.ACCEPTED: "muted",
}
STANDING_NAMES: Mapping[Standing, str] = {
    Standing.MET: N_("Met"),
    Standing.EXPIRING: N_("Expires soon"),
    Standing.RELEASE_COMING: N_("Release coming"),
    Standing.NO_RELEASE: N_("Release not known"),
    Standing.UNREVIEWED: N_("Not reviewed yet"),
    Standing.FINDINGS_LATE: N_("Findings late"),
    Standing.SUPERSEDED: N_("Older than the release"),
    Standing.EXPIRED: N_("Expired"),
    Standing.UNACCREDITED: N_("Not accredited"),
    Standing.FAILED: N_("Test not passed"),
    Standing.MISSING: N_("No evidence"),
}
STANDING_TONES: Mapping[Standing, str] = {
    Standing.MET: "good",
    Standing.EXPIRING: "warn",
    Standing.RELEASE_COMING: "warn",
    Standing.NO_RELEASE: "muted",
    Standing.UNREVIEWED: "muted",
}
"""What is not named is bad."""
ORDER = list(Standing)


@dataclass(frozen=True)
class Requirement:
    """One kind of evidence that services of a kind need. `applies` are attributes of a service, all of which it has;
    `kinds` answer it; `accreditor` must have accredited the tester; `valid_months` 0 means without end."""

    id: str
    rule: str
    name: Wording
    must: Wording
    applies: tuple[str, ...]
    kinds: tuple[EvidenceKind, ...]
    accreditor: str = ""
    valid_months: int = 0
    renewal: Renewal = Renewal.NEVER

    def applies_to(self, attributes: Collection[str]) -> bool:
        return all(each in attributes for each in self.applies)


@dataclass(frozen=True)
class Release:
    """A version of a service that went, or will go, into use on a day."""

    id: int
    number: str
    released_on: date
    is_major: bool


@dataclass(frozen=True)
class Finding:
    """What a test found, as far as judging needs it."""

    severity: Severity
    state: FindingState
    due_on: date
    accepted_until: date | None = None

    def is_open(self, today: date) -> bool:
        if self.state is FindingState.ACCEPTED:
            return self.accepted_until is not None and self.accepted_until < today
        return self.state is not FindingState.CLOSED

    def is_late(self, today: date) -> bool:
        """Open beyond its day; an acceptance that has run out is late from the day after."""
        return self.is_open(today) and (self.state is FindingState.ACCEPTED or self.due_on < today)


@dataclass(frozen=True)
class Evidence:
    """A paper about a test, as far as judging needs it."""

    id: int
    name: str
    kind: EvidenceKind
    tested_on: date
    verdict: Verdict = Verdict.PASSED
    valid_until: date | None = None
    accreditor: str = ""
    accreditation: str = ""
    accredited_until: date | None = None
    release_id: int | None = None
    findings: Sequence[Finding] = ()


@dataclass(frozen=True)
class Judgement:
    """How one service stands with one requirement, why, on which evidence, and what is next by when."""

    requirement: Requirement
    standing: Standing
    why: Phrase
    evidence: Evidence | None = None
    next_step: Phrase | None = None
    due_on: date | None = None
