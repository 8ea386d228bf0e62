"""The firm's supply read once: services in use, what they support, who else is named, and who works for whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from core.db import db
from vendors.concentration.chains import Chains
from vendors.concentration.functions import SUPPLYING
from vendors.concentration.parties import Names
from vendors.register.models import Subcontracting, Vendor
from vendors.register.rules import VendorStatus
from vendors.services.models import BusinessFunction, Service, service_alternative, service_function

SERVICE_COLUMNS = (
    Service.id, Service.vendor_id, Service.name, Service.kind, Service.data_class, Service.processing_country,
    Service.storage_country, Service.cloud_provider, Service.cloud_region, Service.substitutability,
    Service.restore_minutes, Service.exit_months, Service.exit_tested_on, Service.subcontractors_declared,
)  # fmt: skip
FUNCTION_COLUMNS = (
    BusinessFunction.id, BusinessFunction.name, BusinessFunction.criticality, BusinessFunction.mtpd_minutes,
    BusinessFunction.rto_minutes,
)  # fmt: skip


@dataclass(frozen=True)
class Supply:
    """Rows (columns, not records) by their numbers. `supports`: function → services; `alternatives`: service → vendors.
    `below`: (vendor, service or None for all it does for us, subcontractor)."""

    services: Mapping[int, Any]
    functions: Mapping[int, Any]
    supports: Mapping[int, tuple[int, ...]]
    alternatives: Mapping[int, tuple[int, ...]]
    below: tuple[tuple[int, int | None, int], ...]

    def of_vendors(self) -> Mapping[int, list[int]]:
        """vendor → its services in use."""
        found: dict[int, list[int]] = {}
        for service in self.services.values():
            found.setdefault(service.vendor_id, []).append(service.id)
        return found

    def chains(self, names: Names, functions: Iterable[int]) -> Chains[int, str]:
        """Functions on services, services on vendors, vendors on their subcontractors; everybody in their group.

        A named alternative that supplies the function already is one of its ways by what it supplies, not once more.
        """
        providers = {f: frozenset(service_node(s) for s in self.supports.get(f, ())) for f in functions}
        named = {f: frozenset(map(vendor_node, self.named(f) - self.serving(f))) for f in providers}
        below: dict[str, set[str]] = {service_node(s.id): {vendor_node(s.vendor_id)} for s in self.services.values()}
        for vendor_id, service_id, sub in self.below:
            whom = vendor_node(vendor_id) if service_id is None else service_node(service_id)
            below.setdefault(whom, set()).add(vendor_node(sub))
        parties = {vendor_node(v): names.party(v) for v in names.vendors}
        parties |= {service_node(s.id): names.party(s.vendor_id) for s in self.services.values()}
        supplied, wanted = self.of_vendors(), frozenset().union(*named.values())
        supplies = {node: frozenset(map(service_node, supplied.get(number(node), ()))) for node in wanted}
        return Chains(providers, named, below, parties, supplies)

    def named(self, function_id: int) -> frozenset[int]:
        """Vendors named as alternatives to the services behind a function."""
        return frozenset(v for s in self.supports.get(function_id, ()) for v in self.alternatives.get(s, ()))

    def serving(self, function_id: int) -> frozenset[int]:
        """Vendors whose services support a function."""
        return frozenset(self.services[s].vendor_id for s in self.supports.get(function_id, ()))


def service_node(service_id: int) -> str:
    return f"service:{service_id}"


def vendor_node(vendor_id: int) -> str:
    return f"vendor:{vendor_id}"


def number(node: str) -> int:
    return int(node.partition(":")[2])


def read_supply(as_of: date) -> Supply:
    """Services that run, of vendors the firm works with; functions in use; five queries whatever the size."""
    running = (
        select(*SERVICE_COLUMNS)
        .join(Vendor, Vendor.id == Service.vendor_id)
        .where(Service.is_ended.is_(False), Vendor.status.in_(SUPPLYING))
        .order_by(Service.id)
    )
    services = {row.id: row for row in db.session.execute(running)}
    used = select(*FUNCTION_COLUMNS).where(BusinessFunction.is_retired.is_(False)).order_by(BusinessFunction.name)
    functions = {row.id: row for row in db.session.execute(used)}
    supports: dict[int, list[int]] = {f: [] for f in functions}
    for service_id, function_id in db.session.execute(select(service_function).order_by(service_function.c.service_id)):
        if function_id in functions and service_id in services:
            supports[function_id].append(service_id)
    named = (
        select(service_alternative.c.service_id, service_alternative.c.vendor_id)
        .join(Vendor, Vendor.id == service_alternative.c.vendor_id)
        .where(Vendor.status != VendorStatus.ENDED)
        .order_by(service_alternative.c.vendor_id)
    )
    alternatives: dict[int, list[int]] = {}
    for service_id, vendor_id in db.session.execute(named):
        alternatives.setdefault(service_id, []).append(vendor_id)
    return Supply(services, functions, _fixed(supports), _fixed(alternatives), _below(as_of))


def _below(as_of: date) -> tuple[tuple[int, int | None, int], ...]:
    query = select(Subcontracting.vendor_id, Subcontracting.service_id, Subcontracting.subcontractor_id).where(
        or_(Subcontracting.started_on.is_(None), Subcontracting.started_on <= as_of),
        or_(Subcontracting.ended_on.is_(None), Subcontracting.ended_on >= as_of),
        Subcontracting.vendor_id != Subcontracting.subcontractor_id,
    )
    return tuple((v, s, sub) for v, s, sub in db.session.execute(query))


def _fixed(found: Mapping[int, list[int]]) -> dict[int, tuple[int, ...]]:
    return {key: tuple(values) for key, values in found.items()}
