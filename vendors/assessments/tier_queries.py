"""Reads of tiers: which vendor is in which and why, other tiers that were asked for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core import clock
from core.db import db
from core.i18n import say
from core.phrases import Phrase
from vendors.assessments import shelf
from vendors.assessments.exposure import exposures
from vendors.assessments.tier_models import TierOverride
from vendors.assessments.tiers import Exposure, Supplied, Tier
from vendors.services.models import BusinessFunction, Service, service_function


def tier_choices() -> list[tuple[str, str]]:
    return [("", "—"), *((tier.id, say(tier.name)) for tier in shelf.policy().tiers)]


@dataclass(frozen=True)
class Tiering:
    """A vendor's tier: what the policy gives and why, and what holds, where that is another."""

    by_policy: Tier
    reasons: tuple[Phrase, ...]
    override: TierOverride | None = None

    @property
    def tier(self) -> Tier:
        return shelf.policy().tier(self.override.tier) if self.override else self.by_policy


def tierings(as_of: date, vendor_ids: Collection[int] | None = None) -> dict[int, Tiering]:
    """vendor → its tier and why, for all or for these; a handful of queries whatever their number."""
    supplied, exposed, policy = _supplied(vendor_ids), exposures(as_of, vendor_ids), shelf.policy()
    query = select(TierOverride).where(TierOverride.ended_on.is_(None) | (TierOverride.ended_on > as_of))
    if vendor_ids is not None:
        query = query.where(TierOverride.vendor_id.in_(vendor_ids))
    overrides = {
        each.vendor_id: each for each in db.session.scalars(query.order_by(TierOverride.id)) if each.holds(as_of)
    }
    found = {}
    for vendor_id in vendor_ids if vendor_ids is not None else supplied.keys() | exposed.keys() | overrides.keys():
        services, exposure = supplied.get(vendor_id, []), exposed.get(vendor_id, Exposure())
        tier = policy.tier_of(services, exposure)
        found[vendor_id] = Tiering(tier, tuple(tier.reasons(services, exposure)), overrides.get(vendor_id))
    return found


def overrides_of(vendor_id: int) -> list[TierOverride]:
    """Every other tier that was asked for, the newest first."""
    query = select(TierOverride).where(TierOverride.vendor_id == vendor_id)
    query = query.options(joinedload(TierOverride.asked_by), joinedload(TierOverride.approver))
    return list(db.session.scalars(query.order_by(TierOverride.id.desc())))


def override_page(vendor_id: int, override_id: int) -> TierOverride:
    """404 for one of another vendor."""
    query = select(TierOverride).where(TierOverride.id == override_id, TierOverride.vendor_id == vendor_id)
    found: TierOverride = db.one_or_404(query)
    return found


def tiers(vendor_ids: Collection[int] | None = None, as_of: date | None = None) -> dict[int, Tier]:
    """vendor → its tier on a day (today), for those of which anything is known."""
    return {key: found.tier for key, found in tierings(as_of or clock.today(), vendor_ids).items()}


def _supplied(vendor_ids: Collection[int] | None) -> dict[int, list[Supplied]]:
    supports = select(service_function.c.service_id, BusinessFunction.criticality).join(
        BusinessFunction, BusinessFunction.id == service_function.c.function_id
    )
    services = select(
        Service.id, Service.vendor_id, Service.data_class, Service.is_internet_facing, Service.is_investor_app,
        Service.takes_orders,
    ).where(Service.is_ended.is_(False))  # fmt: skip
    if vendor_ids is not None:
        services = services.where(Service.vendor_id.in_(vendor_ids))
        own = select(Service.id).where(Service.vendor_id.in_(vendor_ids))
        supports = supports.where(service_function.c.service_id.in_(own))
    weights: dict[int, list[Any]] = {}
    for service_id, criticality in db.session.execute(supports.where(BusinessFunction.is_retired.is_(False))):
        weights.setdefault(service_id, []).append(criticality)
    supplied: dict[int, list[Supplied]] = {}
    for row in db.session.execute(services):
        for criticality in weights.get(row.id, [None]):
            supplied.setdefault(row.vendor_id, []).append(Supplied(criticality, *row[2:]))
    return supplied


def tier_of(vendor_id: int) -> Tier:
    return tiers([vendor_id]).get(vendor_id) or shelf.policy().tiers[-1]
