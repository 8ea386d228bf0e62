"""What an audit found, until a second person closes it. Each is called inside a unit of work; none commits."""

from datetime import date

from core import clock
from core.audit import record
from core.auth.models import User
from core.db import check_version, db
from core.errors import Refused
from core.files import plain_name, store
from core.phrases import N_
from core.severity import Severity
from vendors.audits.models import AuditFinding, VendorAudit
from vendors.audits.operations import Upload
from vendors.audits.rules import AuditState, FindingState


def add_finding(
    audit: VendorAudit, *, severity: Severity, control: str, title: str, detail: str, due_on: date,
    owner_id: int | None, version: int | str | None = None, by: User | None,
) -> AuditFinding:  # fmt: skip
    """Something wanting, to be put right by a day."""
    check_version(audit, version)
    if audit.state is not AuditState.CONDUCTED:
        raise Refused(N_("Findings are added once the audit took place and before it is concluded."))
    if due_on < clock.today():
        raise Refused(N_("This day has passed; give a day by which it can be done."), field="due_on")
    finding = AuditFinding(
        audit_id=audit.id, severity=severity, control=control, title=title.strip(), detail=detail.strip(), due_on=due_on,
        owner_id=owner_id, state=FindingState.OPEN, response="", remedy="", close_note="",
    )  # fmt: skip
    audit.findings.append(finding)
    db.session.flush()
    record(
        "vendors:audit-finding:add", finding, by=by, severity=severity, due_on=due_on, owner_id=owner_id, audit=audit.name
    )  # fmt: skip
    return finding


def respond(
    finding: AuditFinding, *, response: str, responded_on: date, due_on: date, version: int | str | None = None,
    by: User | None,
) -> None:  # fmt: skip
    """What the vendor says to it, and by when it will be put right."""
    _begin(finding, version, FindingState.OPEN, FindingState.ANSWERED)
    _refuse_future(responded_on, "responded_on")
    if not response.strip():
        raise Refused(N_("Say what the vendor answered."), field="response")
    record(
        "vendors:audit-finding:respond", finding, by=by, vendor_response=(finding.response, response.strip()),
        responded_on=responded_on, due_on=(finding.due_on, due_on),
    )  # fmt: skip
    finding.response, finding.responded_on, finding.due_on = response.strip(), responded_on, due_on
    finding.state = FindingState.ANSWERED


def remedy(
    finding: AuditFinding, *, remedied_on: date, remedy: str, file: Upload, version: int | str | None = None, by: User
) -> None:
    """It is put right, and this shows it; a second person looks at it."""
    _begin(finding, version, FindingState.OPEN, FindingState.ANSWERED)
    _refuse_future(remedied_on, "remedied_on")
    if not remedy.strip():
        raise Refused(N_("Say what was done, and how it shows."), field="remedy")
    if file is not None:
        finding.file_name, finding.sha256 = plain_name(file[0], "proof", longest=255), store(file[1]).sha256
    finding.state, finding.remedied_on, finding.remedy = FindingState.REMEDIED, remedied_on, remedy.strip()
    finding.remedied_by_id = by.id
    record(
        "vendors:audit-finding:remedy", finding, by=by, remedied_on=remedied_on, note=finding.remedy,
        file=finding.file_name,
    )  # fmt: skip


def close(finding: AuditFinding, *, is_good: bool, note: str, version: int | str | None = None, by: User) -> None:
    """The second person has looked: it is closed, or goes back with the reason."""
    _begin(finding, version, FindingState.REMEDIED)
    if by.id == finding.remedied_by_id:
        raise Refused(N_("You reported it put right yourself; a second person closes it."))
    if not is_good and not note.strip():
        raise Refused(N_("Say why."), field="note")
    finding.close_note = note.strip()
    if is_good:
        finding.state, finding.closed_on, finding.closed_by_id = FindingState.CLOSED, clock.today(), by.id
        record("vendors:audit-finding:close", finding, by=by, note=finding.close_note)
    else:
        finding.state = FindingState.ANSWERED
        record("vendors:audit-finding:send-back", finding, by=by, reason=finding.close_note)


def _begin(finding: AuditFinding, version: int | str | None, *states: FindingState) -> None:
    check_version(finding, version)
    if finding.state not in states:
        raise Refused(N_("This cannot be done as the finding stands now; the page shows how it stands."))


def _refuse_future(day: date, field: str) -> None:
    if day > clock.today():
        raise Refused(N_("This day lies in the future; enter it once it is done."), field=field)
