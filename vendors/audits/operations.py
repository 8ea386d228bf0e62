"""What is done with audits of vendors. Each is called inside a unit of work; none commits."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import IO

from sqlalchemy import select

from core import clock
from core.audit import record
from core.auth.models import User
from core.db import check_version, db
from core.errors import Refused
from core.files import plain_name, store
from core.i18n import say
from core.phrases import N_, counted, phrase
from vendors.audits import queries
from vendors.audits.catalogue import controls
from vendors.audits.models import AuditItem, VendorAudit
from vendors.audits.rules import AuditKind, AuditState, Outcome, Result
from vendors.merging.events import VendorsMoved
from vendors.register.models import Vendor
from vendors.register.operations import refuse_merged

Upload = tuple[str, IO[bytes]] | None
NOT_NOW = N_("This cannot be done as the audit stands now; the page shows how it stands.")


def plan_audit(
    vendor: Vendor, *, kind: AuditKind, planned_on: date, lead_id: int | None, team: str, scope: str,
    chosen: Collection[str], by: User | None,
) -> VendorAudit:  # fmt: skip
    """An audit in the plan, with what it looks at. One at a time is planned of a vendor."""
    refuse_merged(vendor)
    if queries.planned_of(vendor.id) is not None:
        raise Refused(N_("An audit of this vendor is under way already; go on with that one."))
    if planned_on < clock.today():
        raise Refused(N_("This day has passed; give a day by which it can be done."), field="planned_on")
    audit = VendorAudit(
        vendor_id=vendor.id, kind=kind, state=AuditState.PLANNED, planned_on=planned_on,
        lead_id=_person(lead_id), team=team.strip(), scope=scope.strip(), summary="", created_at=clock.now(),
        is_sample=vendor.is_sample,
    )  # fmt: skip
    audit.vendor = vendor
    _put_scope(audit, chosen)
    db.session.add(audit)
    db.session.flush()
    record(
        "vendors:audit:plan", audit, by=by, kind=kind, planned_on=planned_on, count=len(audit.items), lead_id=audit.lead_id
    )  # fmt: skip
    return audit


def _person(user_id: int | None) -> int | None:
    found = db.session.get(User, user_id) if user_id else None
    return found.id if found and found.is_active else None


def _put_scope(audit: VendorAudit, chosen: Collection[str]) -> None:
    known = controls()
    wanted = [each for each in known if each in set(chosen)]
    if not wanted:
        raise Refused(N_("Choose what the audit looks at."), field="chosen")
    held = {item.control: item for item in audit.items}
    for name, item in held.items():
        if name not in wanted and name in known:
            audit.items.remove(item)
            db.session.delete(item)
    audit.items.extend(AuditItem(control=each, note="") for each in wanted if each not in held)


def change_audit(
    audit: VendorAudit, *, kind: AuditKind, planned_on: date, lead_id: int | None, team: str, scope: str,
    chosen: Collection[str], version: int | str | None = None, by: User | None,
) -> None:  # fmt: skip
    """Another day, team or scope, while it is planned."""
    check_version(audit, version)
    _refuse_unless(audit, AuditState.PLANNED)
    before = sorted(item.control for item in audit.items)
    _put_scope(audit, chosen)
    lead = _person(lead_id)
    record(
        "vendors:audit:change", audit, by=by, kind=(audit.kind, kind), planned_on=(audit.planned_on, planned_on),
        lead_id=(audit.lead_id, lead), team=(audit.team, team.strip()), scope=(audit.scope, scope.strip()),
        controls=(", ".join(before), ", ".join(sorted(item.control for item in audit.items))),
    )  # fmt: skip
    audit.kind, audit.planned_on, audit.lead_id = kind, planned_on, lead
    audit.team, audit.scope = team.strip(), scope.strip()


def _refuse_unless(audit: VendorAudit, *states: AuditState) -> None:
    if audit.state not in states:
        raise Refused(NOT_NOW)


def conduct(
    audit: VendorAudit, *, conducted_on: date, results: Mapping[str, tuple[Result | None, str]],
    version: int | str | None = None, by: User | None,
) -> None:  # fmt: skip
    """It took place, and this was seen; may be filled in further until it is concluded."""
    check_version(audit, version)
    _refuse_unless(audit, AuditState.PLANNED, AuditState.CONDUCTED)
    if conducted_on > clock.today():
        raise Refused(N_("This day lies in the future; enter it once it is done."), field="conducted_on")
    told = []
    for item in audit.items:
        result, note = results.get(item.control, (item.result, item.note))
        if result in (Result.DEFICIENT, Result.NOT_EXAMINED) and not note.strip():
            raise Refused(N_("Say what was seen, or why it was not looked at."), field=f"n_{item.control}")
        if (item.result, item.note) != (result, note.strip()):
            told.append(f"{item.control}: {result or '—'}")
            item.result, item.note = result, note.strip()
    before = audit.conducted_on
    audit.conducted_on, audit.state = conducted_on, AuditState.CONDUCTED
    record(
        "vendors:audit:conduct", audit, by=by, conducted_on=(before, conducted_on), controls="; ".join(told)[:4_000]
    )  # fmt: skip


def conclude(
    audit: VendorAudit, *, outcome: Outcome, summary: str, file: Upload, version: int | str | None = None, by: User
) -> None:
    """What it came to. Every control in its scope has been judged, and what was deficient has a finding."""
    check_version(audit, version)
    _refuse_unless(audit, AuditState.CONDUCTED)
    if missing := [item for item in audit.items if item.result is None]:
        raise Refused(
            counted(len(missing), N_("%(n)s control is not judged yet."), N_("%(n)s controls are not judged yet.")),
            n=len(missing),
        )
    found = {finding.control for finding in audit.findings}
    if any(item.result is Result.DEFICIENT and item.control not in found for item in audit.items):
        raise Refused(N_("What is deficient needs a finding, so that it is followed up. Add it first."))
    if outcome is Outcome.SATISFACTORY and any(item.result is Result.DEFICIENT for item in audit.items):
        raise Refused(N_("Something was deficient: the outcome is not satisfactory."), field="outcome")
    if not summary.strip():
        raise Refused(N_("Say in a few sentences what was seen."), field="summary")
    if file is not None:
        audit.file_name, audit.sha256 = plain_name(file[0], "audit", longest=255), store(file[1]).sha256
    audit.outcome, audit.summary, audit.state = outcome, summary.strip(), AuditState.CONCLUDED
    audit.concluded_on, audit.concluded_by_id = clock.today(), by.id
    record(
        "vendors:audit:conclude", audit, by=by, audit_outcome=outcome, audit_summary=audit.summary,
        count=len(audit.findings), file=audit.file_name,
    )  # fmt: skip


def call_off(audit: VendorAudit, *, reason: str, version: int | str | None = None, by: User | None) -> None:
    check_version(audit, version)
    _refuse_unless(audit, AuditState.PLANNED)
    if not reason.strip():
        raise Refused(N_("Say why."), field="reason")
    audit.state, audit.cancelled_why = AuditState.CANCELLED, reason.strip()[:500]
    record("vendors:audit:call-off", audit, by=by, reason=audit.cancelled_why)


def follow_vendor(event: VendorsMoved) -> None:
    """An audit that is planned of a vendor that went into another is called off: the one that remains has a plan of its
    own. What took place stays the vendor's; its findings are put right by the one that remains."""
    if event.is_back:
        return
    query = select(VendorAudit).where(VendorAudit.vendor_id == event.from_id, VendorAudit.state == AuditState.PLANNED)
    for each in db.session.scalars(query.order_by(VendorAudit.id)).all():
        call_off(each, reason=say(phrase(N_("Merged into %(name)s"), name=event.now)), by=event.by)
