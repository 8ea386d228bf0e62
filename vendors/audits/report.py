"""Audits of vendors in the board's workbook: the same standing as the plan."""

from collections import Counter
from datetime import date

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core.db import db
from core.i18n import say
from core.report import Figure, Sheet, Table
from core.web.addresses import address
from core.web.listing import Column, Kind
from vendors.audits import listings, queries
from vendors.audits.models import AuditFinding, VendorAudit
from vendors.audits.rules import STANDING_NAMES, FindingState, Standing


def sheet(as_of: date) -> Sheet:
    """How vendors stand to their audits, and what audits found that is not closed."""
    tally = Counter(found.standing for found in queries.standings(as_of).values())
    query = (
        select(AuditFinding)
        .where(AuditFinding.state != FindingState.CLOSED)
        .options(joinedload(AuditFinding.audit).joinedload(VendorAudit.vendor))
        .order_by(AuditFinding.due_on, AuditFinding.id)
    )
    found = list(db.session.scalars(query))
    late = sum(finding.due_on < as_of for finding in found)
    columns = [c for c in listings.finding_columns() if c.key in ("title", "severity", "state", "due")]
    vendor = Column(
        "vendor",
        gettext("Vendor"),
        lambda f: f.audit.vendor.name,
        url=lambda f: address("vendors.audits.show", audit_id=f.audit_id),
    )
    return Sheet(
        title=gettext("Vendor audits"),
        lead=gettext("How often a vendor is audited, its tier says; a finding is closed by a second person."),
        figures=[
            Figure(
                "audits_overdue",
                gettext("Audits overdue"),
                tally[Standing.OVERDUE],
                tone="bad" if tally[Standing.OVERDUE] else "good",
            ),
            Figure("audit_findings_late", gettext("Findings past their day"), late, tone="bad" if late else "good"),
        ],
        tables=[
            Table(
                gettext("How vendors stand to their audits"),
                [
                    Column("state", gettext("State"), lambda r: say(STANDING_NAMES[r[0]])),
                    Column("n", gettext("Vendors"), lambda r: r[1], Kind.NUMBER),
                ],
                [(each, tally[each]) for each in Standing],
                totals=(1,),
            ),
            Table(gettext("Findings that are not closed"), [vendor, *columns], found, gettext("None.")),
        ],
    )
