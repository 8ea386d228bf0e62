"""CC-19000-4-2: vendors are audited as often as their tier asks, and what audits find is put right by its day."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core.db import db
from core.obligations import Obligation, State
from core.phrases import N_, phrase
from core.web.addresses import address
from vendors.assessments.listings import VENDOR_NAME
from vendors.audits import queries
from vendors.audits.models import AuditFinding, VendorAudit
from vendors.audits.rules import FindingState, Standing
from vendors.merging.queries import remaining
from vendors.register.models import Vendor

STATES = {Standing.OVERDUE: State.NOT_MET, Standing.DUE_SOON: State.DUE_SOON, Standing.AUDITED: State.MET}
"""A first audit that has time yet is nobody's duty today."""


def judge(as_of: date) -> Iterator[Obligation]:
    names = {row.id: row.name for row in db.session.execute(select(Vendor.id, VENDOR_NAME.label("name")))}
    for vendor_id, stands in queries.standings(as_of).items():
        if stands.standing not in STATES:
            continue
        shown = stands.open_id or stands.last_id
        yield Obligation(
            rule_id="CC-19000-4-2",
            subject_type="vendor",
            subject_id=vendor_id,
            subject_name=names[vendor_id],
            vendor_id=vendor_id,
            vendor_name=names[vendor_id],
            state=STATES[stands.standing],
            why=stands.why,
            evidence=f"V{stands.last_id}" if stands.last_id else "",
            next_step=None if stands.standing is Standing.AUDITED else phrase(_step(stands)),
            due_on=stands.due_on,
            url=address("vendors.audits.show", audit_id=shown)
            if shown
            else address("vendors.register.show", vendor_id=vendor_id),
            aspect="audit",
        )
    yield from _late(as_of, names)


def _step(stands: queries.VendorStanding) -> str:
    return N_("Conduct the audit that is planned.") if stands.open_id else N_("Plan an audit of the vendor.")


def _late(as_of: date, names: dict[int, str]) -> Iterator[Obligation]:
    """Findings whose day has passed; of a vendor that went into another, they are for the one that remains."""
    now = remaining()
    query = (
        select(AuditFinding)
        .where(AuditFinding.state != FindingState.CLOSED, AuditFinding.due_on < as_of)
        .options(joinedload(AuditFinding.audit), joinedload(AuditFinding.owner))
        .order_by(AuditFinding.due_on, AuditFinding.id)
    )
    for finding in db.session.scalars(query):
        audit: VendorAudit = finding.audit
        yield Obligation(
            rule_id="CC-19000-4-2",
            subject_type="vendor_audit_finding",
            subject_id=finding.id,
            subject_name=finding.title,
            vendor_id=now.get(audit.vendor_id, audit.vendor_id),
            vendor_name=names[now.get(audit.vendor_id, audit.vendor_id)],
            state=State.NOT_MET,
            why=phrase(N_("an audit's finding was to be put right by %(day)s and is not closed"), day=finding.due_on),
            evidence=f"V{audit.id}",
            next_step=phrase(N_("Have the vendor put it right; a second person closes it.")),
            due_on=finding.due_on,
            url=address("vendors.audits.finding", audit_id=audit.id, finding_id=finding.id),
            aspect="audit-finding",
            owner=finding.owner.name if finding.owner else "",
        )
