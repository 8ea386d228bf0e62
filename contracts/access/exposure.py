"""What counts for a vendor's tier beyond its services: its ways into our systems, what its running contracts cost a year."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from fractions import Fraction

from sqlalchemy import select

from contracts.access.models import AccessGrant
from contracts.access.rules import Privilege
from contracts.register.concentration import spend_of, spend_on
from contracts.register.models import Contract
from core.db import db
from vendors.assessments.tiers import Exposure

MINOR = 100
"""TWD's minor units in one."""


def exposure(as_of: date, vendor_ids: Collection[int] | None) -> Mapping[int, Exposure]:
    """Ways in that are not revoked, and yearly spend as far as it is known, by vendor."""
    ways, spent = _ways(vendor_ids), _spent(as_of, vendor_ids)
    return {
        vendor_id: Exposure(frozenset(ways.get(vendor_id, ())), int(spent.get(vendor_id, Fraction(0)) / MINOR))
        for vendor_id in ways.keys() | spent.keys()
    }


def _ways(vendor_ids: Collection[int] | None) -> dict[int, set[str]]:
    query = (
        select(Contract.vendor_id, AccessGrant.privilege, AccessGrant.is_remote)
        .join(Contract, Contract.id == AccessGrant.contract_id)
        .where(AccessGrant.revoked_on.is_(None))
        .distinct()
    )
    if vendor_ids is not None:
        query = query.where(Contract.vendor_id.in_(vendor_ids))
    found: dict[int, set[str]] = defaultdict(set)
    for vendor_id, privilege, is_remote in db.session.execute(query):
        ways = {"ordinary"} | ({"remote"} if is_remote else set())
        found[vendor_id] |= ways | ({"privileged"} if privilege is Privilege.PRIVILEGED else set())
    return found


def _spent(as_of: date, vendor_ids: Collection[int] | None) -> dict[int, Fraction]:
    found: dict[int, Fraction] = defaultdict(Fraction)
    for contract, spend in spend_on(as_of) if vendor_ids is None else spend_of(vendor_ids, as_of):
        if spend.twd_minor is not None:
            found[contract.vendor_id] += spend.twd_minor
    return found
