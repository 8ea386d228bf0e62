"""Reads of audits: one page, and how every vendor stands."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from core import clock
from core.auth.queries import people_with
from core.auth.rules import READERS
from core.db import db
from core.i18n import say
from core.phrases import Phrase
from core.severity import SEVERITY_NAMES, SEVERITY_TONES, Severity
from core.web.listing import Status
from vendors.assessments.queries import REACHED
from vendors.assessments.shelf import policy
from vendors.assessments.tier_queries import tiers
from vendors.assessments.tiers import Tier
from vendors.audits.catalogue import controls
from vendors.audits.models import AuditFinding, VendorAudit
from vendors.audits.rules import (
    AUDIT_STATE_NAMES,
    AUDIT_STATE_TONES,
    FINDING_STATE_NAMES,
    FINDING_STATE_TONES,
    OUTCOME_NAMES,
    OUTCOME_TONES,
    STANDING_NAMES,
    STANDING_TONES,
    AuditState,
    FindingState,
    Standing,
    next_audit,
    standing,
    why,
)
from vendors.merging.queries import went_into
from vendors.register.models import Vendor

OPEN = (AuditState.PLANNED, AuditState.CONDUCTED)


def lead_choices() -> list[tuple[int | str, str]]:
    return [("", "—"), *((p.id, p.name) for p in people_with(sorted(READERS)))]


def control_name(name: str) -> str:
    known = controls().get(name)
    return say(known.name) if known else name


def audit_page(audit_id: int) -> VendorAudit:
    """One with everything its pages show. 404 for a number nobody has."""
    query = (
        select(VendorAudit)
        .where(VendorAudit.id == audit_id)
        .options(
            joinedload(VendorAudit.vendor),
            joinedload(VendorAudit.lead),
            joinedload(VendorAudit.concluded_by),
            selectinload(VendorAudit.items),
            selectinload(VendorAudit.findings).joinedload(AuditFinding.owner),
        )
    )
    found: VendorAudit = db.one_or_404(query)
    return found


def finding_page(audit_id: int, finding_id: int) -> AuditFinding:
    """404 for a finding of another audit."""
    query = select(AuditFinding).where(AuditFinding.id == finding_id, AuditFinding.audit_id == audit_id)
    found: AuditFinding = db.one_or_404(query)
    return found


def planned_of(vendor_id: int) -> VendorAudit | None:
    """The one under way; there is one at most."""
    query = select(VendorAudit).where(VendorAudit.vendor_id == vendor_id, VendorAudit.state.in_(OPEN))
    return db.session.scalar(query.order_by(VendorAudit.id).limit(1))


def audits_of(vendor_id: int) -> Sequence[VendorAudit]:
    """Its audits, then those of vendors that went into it: what they found is put right by the one that remains."""
    whose = [vendor_id, *went_into(vendor_id)]
    query = select(VendorAudit).where(VendorAudit.vendor_id.in_(whose))
    query = query.options(selectinload(VendorAudit.findings), joinedload(VendorAudit.vendor))
    return db.session.scalars(query.order_by(VendorAudit.vendor_id != vendor_id, VendorAudit.id.desc())).all()


# --- how vendors stand ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class VendorStanding:
    """A vendor's tier, its last audit, until when the next is due, and the one under way."""

    tier: Tier
    last_on: date | None
    due_on: date | None
    standing: Standing
    open_id: int | None = None
    planned_on: date | None = None
    last_id: int | None = None

    @property
    def why(self) -> Phrase:
        return why(self.standing, self.due_on, self.last_on, self.planned_on)


def standings(as_of: date, vendor_ids: Collection[int] | None = None) -> dict[int, VendorStanding]:
    """Every vendor that the rule reaches (or these) → how it stands to its audits on a day."""
    by_vendor, rest = tiers(vendor_ids, as_of), policy().tiers[-1]
    vendors = select(Vendor.id, Vendor.created_at)
    vendors = vendors.where(REACHED) if vendor_ids is None else vendors.where(Vendor.id.in_(vendor_ids))
    done = select(VendorAudit.vendor_id, VendorAudit.id, VendorAudit.conducted_on).where(
        VendorAudit.conducted_on <= as_of, VendorAudit.state.in_((AuditState.CONDUCTED, AuditState.CONCLUDED))
    )
    under_way = select(VendorAudit.vendor_id, VendorAudit.id, VendorAudit.planned_on).where(VendorAudit.state.in_(OPEN))
    if vendor_ids is not None:
        done = done.where(VendorAudit.vendor_id.in_(vendor_ids))
        under_way = under_way.where(VendorAudit.vendor_id.in_(vendor_ids))
    last = {r.vendor_id: r for r in db.session.execute(done.order_by(VendorAudit.conducted_on, VendorAudit.id))}
    going = {row.vendor_id: row for row in db.session.execute(under_way)}
    found = {}
    for vendor_id, created_at in db.session.execute(vendors):
        tier, seen, now = by_vendor.get(vendor_id, rest), last.get(vendor_id), going.get(vendor_id)
        last_on = seen.conducted_on if seen else None
        due_on = next_audit(last_on, created_at.astimezone(clock.zone()).date(), tier.audit_months)
        found[vendor_id] = VendorStanding(
            tier, last_on, due_on, standing(due_on, last_on, as_of), now.id if now else None,
            now.planned_on if now else None, seen.id if seen else None,
        )  # fmt: skip
    return found


def standing_badge(found: VendorStanding) -> Status:
    return Status(say(STANDING_NAMES[found.standing]), STANDING_TONES[found.standing])


def state_badge(audit: VendorAudit) -> Status:
    return Status(say(AUDIT_STATE_NAMES[audit.state]), AUDIT_STATE_TONES[audit.state])


def outcome_badge(audit: VendorAudit) -> Status | None:
    return Status(say(OUTCOME_NAMES[audit.outcome]), OUTCOME_TONES[audit.outcome]) if audit.outcome else None


def finding_badge(finding: AuditFinding) -> Status:
    if finding.state is not FindingState.CLOSED and finding.due_on < clock.today():
        return Status(gettext("Overdue"), "bad")
    return Status(say(FINDING_STATE_NAMES[finding.state]), FINDING_STATE_TONES[finding.state])


def severity_badge(severity: Severity) -> Status:
    return Status(say(SEVERITY_NAMES[severity]), SEVERITY_TONES[severity])
