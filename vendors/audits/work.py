"""Audits that wait for somebody: to be planned, conducted, concluded; findings to be put right and to be closed."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, func, select

from core.db import db
from core.my_work import Task
from core.my_work.registry import Owners
from core.phrases import N_, phrase
from vendors.assessments.listings import VENDOR_NAME
from vendors.assessments.queries import REACHED
from vendors.audits import queries
from vendors.audits.models import AuditFinding, VendorAudit
from vendors.audits.rules import AuditState, FindingState, Standing
from vendors.register.models import Vendor

CONCLUDING = timedelta(days=30)
"""How long the report of an audit may take."""


def audits(_as_of: date, owners: Owners) -> Iterator[Task]:
    """What lead auditors have under way."""
    query = (
        select(
            VendorAudit.id, VendorAudit.state, VendorAudit.planned_on, VendorAudit.conducted_on, VendorAudit.lead_id,
            VENDOR_NAME.label("vendor"),
        )
        .join(Vendor, Vendor.id == VendorAudit.vendor_id)
        .where(VendorAudit.state.in_(queries.OPEN), owners.answer_for(VendorAudit.lead_id, VendorAudit.planned_on))
    )  # fmt: skip
    for row in db.session.execute(query):
        is_planned = row.state is AuditState.PLANNED
        says = N_("Conduct the audit of the vendor") if is_planned else N_("Conclude the audit of the vendor")
        due = row.planned_on if is_planned else row.conducted_on + CONCLUDING
        yield Task(
            f"audit:{row.id}:{row.state}", phrase(says), due, "vendors.audits.show", {"audit_id": row.id}, row.vendor,
            row.lead_id,
        )  # fmt: skip


def due(as_of: date, owners: Owners) -> Iterator[Task]:
    """Vendors whose audit is due and not planned."""
    found = queries.standings(as_of)
    query = select(Vendor.id, Vendor.owner_id, VENDOR_NAME.label("vendor")).where(
        REACHED, owners.answer_for(Vendor.owner_id)
    )
    for row in db.session.execute(query):
        stands = found[row.id]
        if stands.due_on and stands.open_id is None and stands.standing in (Standing.OVERDUE, Standing.DUE_SOON):
            yield Task(
                f"audit-vendor:{row.id}:{stands.due_on.isoformat()}", phrase(N_("Plan the audit of the vendor")),
                stands.due_on, "vendors.audits.new", {"vendor_id": row.id}, row.vendor, row.owner_id,
            )  # fmt: skip


def findings(_as_of: date, owners: Owners) -> Iterator[Task]:
    """What is to be put right; whoever leads the audit where nobody else follows it up."""
    owner = func.coalesce(AuditFinding.owner_id, VendorAudit.lead_id)
    for row in db.session.execute(_findings(owner).where(
        AuditFinding.state.in_((FindingState.OPEN, FindingState.ANSWERED)), owners.answer_for(owner, AuditFinding.due_on)
    )):  # fmt: skip
        yield Task(
            f"audit-finding:{row.id}", phrase(N_("Put right: %(what)s"), what=row.title), row.due_on,
            "vendors.audits.finding", {"audit_id": row.audit_id, "finding_id": row.id}, row.vendor, row.owner_id,
        )  # fmt: skip


def closing(_as_of: date, _owners: Owners) -> Iterator[Task]:
    """What is reported put right, for anybody but whoever reported it."""
    query = _findings(AuditFinding.owner_id).where(AuditFinding.state == FindingState.REMEDIED)
    for row in db.session.execute(query):
        yield Task(
            f"audit-finding:{row.id}:close", phrase(N_("Check and close: %(what)s"), what=row.title), row.due_on,
            "vendors.audits.finding", {"audit_id": row.audit_id, "finding_id": row.id}, row.vendor, is_shared=True,
            not_for=row.remedied_by_id,
        )  # fmt: skip


def _findings(owner: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(
            AuditFinding.id, AuditFinding.audit_id, AuditFinding.title, AuditFinding.due_on, AuditFinding.remedied_by_id,
            owner.label("owner_id"), VENDOR_NAME.label("vendor"),
        )
        .join(VendorAudit, VendorAudit.id == AuditFinding.audit_id)
        .join(Vendor, Vendor.id == VendorAudit.vendor_id)
    )  # fmt: skip
