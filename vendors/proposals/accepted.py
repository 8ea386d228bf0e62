"""Dependence that was accepted before a contract was signed, for the limits that are passed once it runs."""

from collections.abc import Collection, Iterator
from datetime import date, datetime

from sqlalchemy import select

from core.db import db
from vendors.concentration.bases import bases
from vendors.concentration.beforehand import Beforehand
from vendors.concentration.supply import vendor_node
from vendors.proposals.drafts import running
from vendors.proposals.keeping import from_record
from vendors.proposals.models import Proposal
from vendors.proposals.rules import NEW, Decision
from vendors.register.models import Vendor


def accepted(as_of: date) -> Iterator[Beforehand]:
    """Checks that were approved until a later day and whose contract runs. What was accepted of a vendor that nobody had
    registered says nothing of one that was there already, whichever contract is named."""
    query = select(Proposal).where(
        Proposal.decision == Decision.APPROVED, Proposal.holds_until >= as_of, Proposal.draft_id.is_not(None)
    )
    rows = list(db.session.scalars(query.order_by(Proposal.id)))
    vendors = running([row.draft_id for row in rows if row.draft_id], as_of)
    usual, since = bases()[0].name, _registered(set(vendors.values()))
    for row in rows:
        vendor_id = vendors.get(row.draft_id or 0)
        if vendor_id is None or row.holds_until is None or row.approver_id is None:
            continue
        if row.vendor_id is None and since[vendor_id] < row.made_at:
            continue
        for each in from_record(row.assessment).passed:
            party = vendor_node(vendor_id) if each.party == vendor_node(NEW) else each.party
            basis = each.basis or usual  # what is the same whatever weighs is on record under the usual basis
            key = (each.dimension, basis, each.measure, party)
            yield Beforehand(key, each.value, row.holds_until, row.approver_id, f"{row.title}: {row.reason}")


def _registered(vendor_ids: Collection[int]) -> dict[int, datetime]:
    query = select(Vendor.id, Vendor.created_at).where(Vendor.id.in_(vendor_ids))
    return {row.id: row.created_at for row in db.session.execute(query)}
