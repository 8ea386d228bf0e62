"""Another tier than the policy's, for a reason and a time, approved by a second person. Inside a unit of work; none commits."""

from datetime import date

from core import clock
from core.audit import record
from core.auth.models import User
from core.days import add_months
from core.db import check_version, db
from core.errors import Refused
from core.phrases import N_
from vendors.assessments import shelf
from vendors.assessments import tier_queries as queries
from vendors.assessments.tier_models import TierOverride
from vendors.register.models import Vendor

LONGEST_MONTHS = 24


def ask_override(
    vendor: Vendor, *, tier: str, reason: str, valid_until: date, approver_id: int | None, by: User
) -> TierOverride:
    """Ask for another tier than the policy gives; it counts once the person named has approved it."""
    if tier not in {each.id for each in shelf.policy().tiers}:
        raise Refused(N_("There is no such tier."), field="tier")
    if not reason.strip():
        raise Refused(N_("Say why: auditors will ask."), field="reason")
    today = clock.today()
    if not today < valid_until <= add_months(today, LONGEST_MONTHS):
        raise Refused(
            N_("Give a last day after today, at most %(n)s months ahead."), field="valid_until", n=LONGEST_MONTHS
        )
    approver = db.session.get(User, approver_id) if approver_id else None
    if approver is None or not approver.is_active:
        raise Refused(N_("Name who approves it."), field="approver_id")
    if approver.id == by.id:
        raise Refused(N_("Somebody else than you approves it."), field="approver_id")
    for earlier in queries.overrides_of(vendor.id):
        if earlier.is_asked:
            raise Refused(N_("Another tier is asked for already and waits for its approval."))
    override = TierOverride(
        vendor_id=vendor.id, tier=tier, reason=reason.strip(), valid_until=valid_until, approver_id=approver.id,
        asked_by_id=by.id, asked_on=today, decision_note="", is_sample=vendor.is_sample,
    )  # fmt: skip
    db.session.add(override)
    db.session.flush()
    record(
        "vendors:tier:ask", vendor, by=by, tier=(queries.tier_of(vendor.id).id, tier), reason=override.reason,
        valid_until=valid_until, approver=approver.name,
    )  # fmt: skip
    return override


def decide_override(
    override: TierOverride, *, is_approved: bool, note: str, version: int | str | None = None, by: User
) -> None:
    """The person named approves or refuses. An earlier override of the vendor ends with an approval."""
    check_version(override, version)
    if not override.is_asked:
        raise Refused(N_("This has been decided already."))
    if by.id != override.approver_id:
        raise Refused(N_("Only %(name)s decides on it."), name=override.approver.name)
    if not is_approved and not note.strip():
        raise Refused(N_("Say why."), field="note")
    today = clock.today()
    if is_approved:
        for earlier in queries.overrides_of(override.vendor_id):
            if earlier.holds(today):
                earlier.ended_on = today
        override.approved_on = today
    else:
        override.ended_on = today
    override.decision_note = note.strip()
    changes = {"tier": override.tier, "note": note.strip(), "valid_until": override.valid_until}
    if is_approved:
        record("vendors:tier:approve", override.vendor, by=by, **changes)
    else:
        record("vendors:tier:refuse", override.vendor, by=by, **changes)


def end_override(override: TierOverride, *, version: int | str | None = None, by: User) -> None:
    """Back to what the policy gives, before its time is over; or what was asked for is taken back."""
    check_version(override, version)
    if override.ended_on is None:
        override.ended_on = clock.today()
        record("vendors:tier:end", override.vendor, by=by, tier=override.tier)
