"""What becomes of a finding: remedied, retested, accepted. Each is called inside a unit of work; none commits."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from core import clock
from core.audit import record
from core.auth.models import User
from core.db import check_version, db
from core.errors import Refused
from core.phrases import N_
from core.severity import Severity
from vendors.diligence.catalogue import terms
from vendors.diligence.importing import Found
from vendors.diligence.models import Evidence, EvidenceFinding
from vendors.diligence.rules import FindingState


def add_finding(
    evidence: Evidence, *, severity: Severity, title: str, identifier: str = "", place: str = "",
    due_on: date | None = None, owner_id: int | None = None, by: User | None,
) -> EvidenceFinding:  # fmt: skip
    """A weakness that the test found; without a day of its own it is due within the term of its severity."""
    found = Found(severity, title.strip(), identifier.strip(), place.strip())
    if not found.title:
        raise Refused(N_("Say in a line what was found."), field="title")
    if found.fingerprint in {f.fingerprint for f in evidence.findings}:
        raise Refused(N_("This finding is registered already."), field="title")
    finding = _made(evidence, found, due_on, owner_id)
    db.session.flush()
    record("vendors:finding:add", finding, by=by, severity=severity, due_on=finding.due_on, evidence=evidence.title)
    return finding


def _made(evidence: Evidence, found: Found, due_on: date | None = None, owner_id: int | None = None) -> EvidenceFinding:
    finding = EvidenceFinding(
        severity=found.severity, title=found.title[:500], identifier=found.identifier[:120], place=found.place[:300],
        fingerprint=found.fingerprint, due_on=due_on or clock.today() + terms()[found.severity], owner_id=owner_id,
        state=FindingState.OPEN, fix_note="", retest_note="", accepted_why="",
    )  # fmt: skip
    evidence.findings.append(finding)
    return finding


def take_findings(evidence: Evidence, found: Sequence[Found], *, source: str, by: User | None) -> int:
    """Those of a report that are not registered yet; how many were."""
    known = {f.fingerprint for f in evidence.findings}
    fresh = {f.fingerprint: f for f in found if f.fingerprint not in known}
    for each in fresh.values():
        _made(evidence, each)
    db.session.flush()
    record("vendors:finding:import", evidence, by=by, file=source[:200], rows=len(found), added=len(fresh))
    return len(fresh)


def change_finding(
    finding: EvidenceFinding, *, severity: Severity, due_on: date, owner_id: int | None,
    version: int | str | None = None, by: User | None,
) -> EvidenceFinding:  # fmt: skip
    check_version(finding, version)
    owner = db.session.get(User, owner_id) if owner_id else None
    record(
        "vendors:finding:change", finding, by=by, severity=(finding.severity, severity),
        due_on=(finding.due_on, due_on), owner=(finding.owner.name if finding.owner else None, owner.name if owner else None),
    )  # fmt: skip
    finding.severity, finding.due_on, finding.owner_id = severity, due_on, owner.id if owner else None
    return finding


def fix_finding(
    finding: EvidenceFinding, *, fixed_on: date, note: str, version: int | str | None = None, by: User | None
) -> EvidenceFinding:
    """The vendor says it is remedied; it stays open until a retest shows it."""
    check_version(finding, version)
    _refuse_future(fixed_on, "fixed_on")
    _move(finding, FindingState.FIXED, fixed_on=fixed_on, fix_note=note.strip())
    record("vendors:finding:fix", finding, by=by, fixed_on=fixed_on, note=note.strip())
    return finding


def retest_finding(
    finding: EvidenceFinding, *, retested_on: date, passed: bool, note: str, version: int | str | None = None,
    by: User | None,
) -> EvidenceFinding:  # fmt: skip
    """What the retest showed: gone, or still there and to be remedied again."""
    check_version(finding, version)
    _refuse_future(retested_on, "retested_on")
    state = FindingState.CLOSED if passed else FindingState.OPEN
    _move(finding, state, retested_on=retested_on, retest_note=note.strip())
    record("vendors:finding:retest", finding, by=by, retested_on=retested_on, passed=passed, note=note.strip())
    return finding


def accept_finding(
    finding: EvidenceFinding, *, until: date, reason: str, version: int | str | None = None, by: User | None
) -> EvidenceFinding:
    """The risk is borne until a day, for a reason; from the day after it is open again."""
    check_version(finding, version)
    if until < clock.today():
        raise Refused(N_("This day has passed; give a day by which it can be done."), field="until")
    if not reason.strip():
        raise Refused(N_("Say why: auditors will ask."), field="reason")
    _move(finding, FindingState.ACCEPTED, accepted_until=until, accepted_why=reason.strip())
    record("vendors:finding:accept", finding, by=by, until=until, reason=reason.strip())
    return finding


def _move(finding: EvidenceFinding, state: FindingState, **values: Any) -> None:
    if finding.state is FindingState.CLOSED:
        raise Refused(N_("The finding is closed; nothing is left to do about it."))
    if finding.state is FindingState.ACCEPTED and state is not FindingState.ACCEPTED and finding.accepted_until:
        # The time that was granted is the time there is; the acceptance itself is over.
        finding.due_on, finding.accepted_until = max(finding.due_on, finding.accepted_until), None
    finding.state = state
    for name, value in values.items():
        setattr(finding, name, value)
    db.session.flush()


def _refuse_future(day: date, field: str) -> None:
    if day > clock.today():
        raise Refused(N_("This day lies in the future; enter it once it is done."), field=field)
