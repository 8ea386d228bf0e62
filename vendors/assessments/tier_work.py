"""Tiers that wait for somebody: to be decided on, to be asked for again; and the questionnaires that a tier brings."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import select

from core.db import db
from core.my_work import Task
from core.my_work.registry import Owners
from core.phrases import N_, phrase
from vendors.assessments import listings, queries, shelf
from vendors.assessments.tier_models import TierOverride
from vendors.assessments.work import WORKING_DAYS
from vendors.register.models import Vendor

SOON_OVER = timedelta(days=30)


def tier_approvals(_as_of: date, owners: Owners) -> Iterator[Task]:
    """Other tiers that wait for the person named; those that soon end, for whoever answers for the vendor."""
    query = (
        select(TierOverride.id, TierOverride.vendor_id, TierOverride.asked_on, TierOverride.approver_id,
               listings.VENDOR_NAME.label("vendor"))
        .join(Vendor, Vendor.id == TierOverride.vendor_id)
        .where(TierOverride.approved_on.is_(None), TierOverride.ended_on.is_(None))
        .where(owners.answer_for(TierOverride.approver_id))
    )  # fmt: skip
    for row in db.session.execute(query):
        yield Task(
            f"tier:{row.id}", phrase(N_("Decide on another tier")), row.asked_on + WORKING_DAYS, "vendors.tiers.show",
            {"vendor_id": row.vendor_id}, row.vendor, row.approver_id,
        )  # fmt: skip


def tiers_ending(as_of: date, owners: Owners) -> Iterator[Task]:
    """Other tiers whose time is soon over, for whoever answers for the vendor."""
    query = (
        select(TierOverride.id, TierOverride.vendor_id, TierOverride.valid_until, Vendor.owner_id,
               listings.VENDOR_NAME.label("vendor"))
        .join(Vendor, Vendor.id == TierOverride.vendor_id)
        .where(TierOverride.approved_on.is_not(None), TierOverride.ended_on.is_(None))
        .where(TierOverride.valid_until.between(as_of, as_of + SOON_OVER), owners.answer_for(Vendor.owner_id))
    )  # fmt: skip
    for row in db.session.execute(query):
        yield Task(
            f"tier:{row.id}:ends", phrase(N_("The vendor's other tier ends: ask again, or let it end")), row.valid_until,
            "vendors.tiers.show", {"vendor_id": row.vendor_id}, row.vendor, row.owner_id,
        )  # fmt: skip


def further(as_of: date, owners: Owners) -> Iterator[Task]:
    """The other questionnaires that a vendor's tier asks for, where none holds and none is under way."""
    policy = shelf.policy()
    names = {name for tier in policy.tiers for name in tier.questionnaires} - {shelf.CAPABILITY}
    known = shelf.questionnaires()
    for name in sorted(names & known.keys()):
        found = queries.standings(as_of, questionnaire=name)
        query = select(Vendor.id, Vendor.owner_id, listings.VENDOR_NAME.label("vendor")).where(
            queries.REACHED, owners.answer_for(Vendor.owner_id)
        )
        for row in db.session.execute(query):
            stands = found[row.id]
            is_due = stands.current is None or stands.due_on - timedelta(days=policy.remind_days) <= as_of
            if name in stands.tier.questionnaires and stands.open_id is None and is_due:
                yield Task(
                    f"ask:{name}:{row.id}:{stands.due_on.isoformat()}",
                    phrase(N_("Send the vendor the questionnaire: %(name)s"), name=known[name].title), stands.due_on,
                    "vendors.assessments.new", {"vendor_id": row.id}, row.vendor, row.owner_id,
                )  # fmt: skip
