"""The lists of audits and of what they found, and the plan of a year: page and export from one description."""

from functools import cached_property
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, func, select
from sqlalchemy.orm import contains_eager

from core import clock
from core.auth.models import User
from core.i18n import say
from core.severity import SEVERITY_NAMES, Severity
from core.web.listing import Column, Filter, Kind, Listing, attribute_choices
from vendors.assessments.listings import VENDOR_NAME
from vendors.assessments.shelf import policy
from vendors.audits.models import AuditFinding, VendorAudit
from vendors.audits.queries import (
    VendorStanding,
    control_name,
    finding_badge,
    outcome_badge,
    severity_badge,
    standing_badge,
    standings,
    state_badge,
)
from vendors.audits.rules import (
    AUDIT_KIND_NAMES,
    AUDIT_STATE_NAMES,
    FINDING_STATE_NAMES,
    STANDING_NAMES,
    AuditKind,
    AuditState,
    FindingState,
    Standing,
)
from vendors.register.models import Vendor


class _Standings:
    @cached_property
    def by_vendor(self) -> dict[int, VendorStanding]:
        return standings(clock.today())

    def __getitem__(self, vendor_id: int) -> VendorStanding:
        return self.by_vendor[vendor_id]


def plan(year: int) -> Listing:
    """Every vendor that is to be audited by the end of a year, or was in it: its tier, when by, what is planned."""
    stand, order = _Standings(), list(Standing)
    due = [key for key, found in stand.by_vendor.items() if _is_in(found, year)]
    return Listing(
        name="audit-plan",
        title=gettext("Audit plan %(year)s", year=year),
        statement=select(Vendor.id, VENDOR_NAME.label("name"), User.name.label("owner"))
        .outerjoin(User, User.id == Vendor.owner_id)
        .where(Vendor.id.in_(due)),
        key=Vendor.id,
        tiebreak=Vendor.id,
        search=(Vendor.name_zh, Vendor.name_en),
        default_sort="due",
        filters=[
            Filter(
                "standing", gettext("State"), attribute_choices(STANDING_NAMES),
                keep=lambda v: lambda key: stand[key].standing is Standing(v),
            ),
            Filter(
                "tier", gettext("Tier"), lambda: [(tier.id, say(tier.name)) for tier in policy().tiers],
                keep=lambda v: lambda key: stand[key].tier.id == v,
            ),
        ],
        columns=[
            Column("name", _l("Vendor"), lambda r: r.name, sort=VENDOR_NAME, url=_vendor_url),
            Column("tier", _l("Tier"), lambda r: say(stand[r.id].tier.name), rank=lambda k: policy().rank(stand[k].tier.id)),
            Column(
                "standing", _l("State"), lambda r: standing_badge(stand[r.id]), Kind.STATUS,
                rank=lambda k: order.index(stand[k].standing),
            ),
            Column("last", _l("Last audited on"), lambda r: stand[r.id].last_on, Kind.DAY, rank=lambda k: stand[k].last_on),
            Column("due", _l("Due"), lambda r: stand[r.id].due_on, Kind.DAY, rank=lambda k: stand[k].due_on),
            Column("kind", _l("Kind"), lambda r: say(AUDIT_KIND_NAMES[AuditKind(stand[r.id].tier.audit_kind)])),
            Column("planned", _l("Planned for"), lambda r: stand[r.id].planned_on, Kind.DAY, url=lambda r: _open_url(stand[r.id])),
            Column("owner", _l("Responsible person"), lambda r: r.owner, sort=User.name, is_minor=True),
        ],
    )  # fmt: skip


def _is_in(found: VendorStanding, year: int) -> bool:
    is_due = any(day is not None and day.year <= year for day in (found.due_on, found.planned_on))
    return is_due or (found.last_on is not None and found.last_on.year == year)


def _vendor_url(row: Any) -> str:
    return url_for("vendors.register.show", vendor_id=row.id) + "#audits"


def _open_url(found: VendorStanding) -> str:
    return url_for("vendors.audits.show", audit_id=found.open_id) if found.open_id else ""


def audits() -> Listing:
    """Every audit, what is under way first."""
    audit = VendorAudit
    count = (
        select(func.count())
        .where(AuditFinding.audit_id == audit.id, AuditFinding.state != FindingState.CLOSED)
        .correlate(audit)
        .scalar_subquery()
    )
    return Listing(
        name="vendor-audits",
        title=gettext("Vendor audits"),
        statement=select(audit, count.label("open"))
        .join(Vendor, Vendor.id == audit.vendor_id)
        .outerjoin(User, User.id == audit.lead_id)
        .options(contains_eager(audit.vendor), contains_eager(audit.lead)),
        key=audit.id,
        tiebreak=audit.id.desc(),
        search=(Vendor.name_zh, Vendor.name_en, audit.scope, User.name),
        default_sort="-planned",
        filters=[
            Filter("state", gettext("State"), attribute_choices(AUDIT_STATE_NAMES), lambda v: audit.state == AuditState(v)),
            Filter("kind", gettext("Kind"), attribute_choices(AUDIT_KIND_NAMES), lambda v: audit.kind == AuditKind(v)),
        ],
        columns=[
            Column("vendor", _l("Vendor"), lambda r: r[0].name, sort=VENDOR_NAME, url=_audit_url),
            Column("kind", _l("Kind"), lambda r: say(AUDIT_KIND_NAMES[r[0].kind]), sort=audit.kind),
            Column("state", _l("State"), lambda r: state_badge(r[0]), Kind.STATUS),
            Column("planned", _l("Planned for"), lambda r: r[0].planned_on, Kind.DAY, sort=audit.planned_on),
            Column("conducted", _l("Conducted on"), lambda r: r[0].conducted_on, Kind.DAY, sort=audit.conducted_on),
            Column("outcome", _l("Outcome"), lambda r: outcome_badge(r[0]), Kind.STATUS),
            Column("open", _l("Open findings"), lambda r: r.open, Kind.NUMBER, sort=count),
            Column("lead", _l("Lead auditor"), lambda r: r[0].lead.name if r[0].lead else "", sort=User.name, is_minor=True),
        ],
    )  # fmt: skip


def _audit_url(row: Any) -> str:
    return url_for("vendors.audits.show", audit_id=row[0].id)


def findings() -> Listing:
    """Everything that audits found wanting, what is due first."""
    finding, today = AuditFinding, clock.today()
    late = and_(finding.state != FindingState.CLOSED, finding.due_on < today)
    return Listing(
        name="audit-findings",
        title=gettext("Findings of audits"),
        statement=select(finding)
        .join(VendorAudit, VendorAudit.id == finding.audit_id)
        .join(Vendor, Vendor.id == VendorAudit.vendor_id)
        .outerjoin(User, User.id == finding.owner_id)
        .options(contains_eager(finding.audit).contains_eager(VendorAudit.vendor), contains_eager(finding.owner)),
        key=finding.id,
        tiebreak=finding.id.desc(),
        search=(finding.title, finding.detail, Vendor.name_zh, Vendor.name_en),
        default_sort="due",
        filters=[
            Filter(
                "state", gettext("State"),
                lambda: [("overdue", gettext("Overdue")), *((s.value, say(n)) for s, n in FINDING_STATE_NAMES.items())],
                lambda v: late if v == "overdue" else finding.state == FindingState(v),
            ),
            Filter("severity", gettext("Severity"), attribute_choices(SEVERITY_NAMES), lambda v: finding.severity == Severity(v)),
        ],
        columns=[
            Column("title", _l("Finding"), lambda r: r.title, sort=finding.title, url=finding_url),
            Column("vendor", _l("Vendor"), lambda r: r.audit.name, sort=VENDOR_NAME),
            Column("control", _l("Control"), lambda r: control_name(r.control) if r.control else "", is_minor=True),
            Column("severity", _l("Severity"), lambda r: severity_badge(r.severity), Kind.STATUS),
            Column("state", _l("State"), finding_badge, Kind.STATUS),
            Column("due", _l("Due"), lambda r: r.due_on, Kind.DAY, sort=finding.due_on),
            Column("response", _l("Vendor's answer"), lambda r: r.response, is_minor=True),
            Column("closed", _l("Closed on"), lambda r: r.closed_on, Kind.DAY, sort=finding.closed_on, is_minor=True),
            Column("owner", _l("Responsible person"), lambda r: r.owner.name if r.owner else "", sort=User.name, is_minor=True),
        ],
    )  # fmt: skip


def finding_url(finding: AuditFinding) -> str:
    return url_for("vendors.audits.finding", audit_id=finding.audit_id, finding_id=finding.id)


def finding_columns() -> list[Column]:
    """The findings of one audit, on its page and in its workbook."""
    return [
        Column("title", gettext("Finding"), lambda f: f.title, url=finding_url),
        Column("control", gettext("Control"), lambda f: control_name(f.control) if f.control else ""),
        Column("severity", gettext("Severity"), lambda f: severity_badge(f.severity), Kind.STATUS),
        Column("state", gettext("State"), finding_badge, Kind.STATUS),
        Column("due", gettext("Due"), lambda f: f.due_on, Kind.DAY),
        Column("response", gettext("Vendor's answer"), lambda f: f.response),
        Column("remedy", gettext("How it was put right"), lambda f: f.remedy, is_minor=True),
    ]
