"""Who or what a weight falls on in each dimension, and how that is called."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from sqlalchemy import select

from core.db import db
from core.i18n import say
from core.places import country_name
from core.web.addresses import address
from vendors.concentration.bases import Holding
from vendors.concentration.dimensions import Dimension
from vendors.concentration.rules import Weighing
from vendors.register.models import Group, Vendor
from vendors.register.rules import groups
from vendors.services.models import BusinessFunction, Service, service_function
from vendors.services.rules import SERVICE_KIND_NAMES, ServiceKind

NOBODY = "nobody:"
"""The party of a weight that nothing recorded places: always with an unknown weight."""


@dataclass(frozen=True)
class Names:
    """Vendors, groups and their ultimate parents, read once for a page. A party is a text: `group:5`, `vendor:7`."""

    vendors: Mapping[int, tuple[str, int | None]]
    groups: Mapping[int, str]
    parents: Mapping[int, int | None]
    functions: Mapping[int, str] = field(default_factory=dict)
    outside: frozenset[int] = frozenset()
    """Vendors that the rule does not reach: bodies one must use are no matter of concentration."""

    @classmethod
    def read(cls) -> "Names":
        columns = (Vendor.id, Vendor.name_zh, Vendor.name_en, Vendor.group_id, Vendor.out_of_scope_reason)
        rows = db.session.execute(select(*columns)).all()
        known = db.session.execute(select(Group.id, Group.name, Group.parent_id)).all()
        functions = db.session.execute(select(BusinessFunction.id, BusinessFunction.name))
        return cls(
            vendors={r.id: (r.name_zh or r.name_en, r.group_id) for r in rows},
            groups={g.id: g.name for g in known},
            parents={g.id: g.parent_id for g in known},
            functions={f.id: f.name for f in functions},
            outside=frozenset(r.id for r in rows if r.out_of_scope_reason),
        )

    @cached_property
    def _ultimate(self) -> Mapping[int, int]:
        return groups(self.parents).ultimate

    def party(self, vendor_id: int) -> str:
        """The topmost group of a vendor, or the vendor itself where it belongs to none."""
        group_id = self.vendors[vendor_id][1]
        return f"vendor:{vendor_id}" if group_id is None else f"group:{self._ultimate[group_id]}"

    def name(self, party: str) -> str:
        kind, _, key = party.partition(":")
        match kind:
            case "vendor":
                return self.vendors[int(key)][0]
            case "group":
                return self.groups[int(key)]
            case "country":
                return country_name(key)
            case "kind":
                return say(SERVICE_KIND_NAMES[ServiceKind(key)])
            case "function":
                return self.functions[int(key)]
        return "—"

    def url(self, party: str) -> str:
        kind, _, key = party.partition(":")
        match kind:
            case "vendor":
                return address("vendors.register.show", vendor_id=int(key))
            case "group":
                return address("vendors.register.index", group=key)
            case "kind":
                return address("vendors.services.index", kind=key)
            case "function":
                return address("vendors.services.function", function_id=int(key))
        return ""


@dataclass(frozen=True)
class _Supplied:
    kind: ServiceKind
    country: str
    functions: tuple[int, ...]


def weighings(holdings: list[Holding], by: Dimension, names: Names) -> Iterator[tuple[Weighing[str], Holding]]:
    """Each holding, placed on the parties of a dimension; what cannot be placed is unknown there, never dropped."""
    supplied = _supplied(holdings) if by not in {Dimension.VENDOR, Dimension.GROUP} else {}
    for holding in holdings:
        parties = _parties(holding, by, names, supplied)
        if holding.weight is None or not parties:
            yield Weighing(next(iter(parties), NOBODY), None), holding
            continue
        for party, part in parties.items():
            yield Weighing(party, None if party == NOBODY else holding.weight * part), holding


def _parties(holding: Holding, by: Dimension, names: Names, supplied: Mapping[int, _Supplied]) -> dict[str, Fraction]:
    """The parties a holding falls on, and the part of it that each bears."""
    if by is Dimension.FUNCTION and holding.function_id is not None:
        return {f"function:{holding.function_id}": Fraction(1)}
    if holding.vendor_id is None:
        return {}
    if by is Dimension.VENDOR:
        return {f"vendor:{holding.vendor_id}": Fraction(1)}
    if by is Dimension.GROUP:
        return {names.party(holding.vendor_id): Fraction(1)}
    found: dict[str, Fraction] = {}
    for service_id in holding.services:
        keys = _keys(supplied[service_id], by)
        for key in keys:
            found[key] = found.get(key, Fraction(0)) + Fraction(1, len(holding.services) * len(keys))
    return found


def _keys(service: _Supplied, by: Dimension) -> list[str]:
    match by:
        case Dimension.COUNTRY:
            return [f"country:{service.country}" if service.country else NOBODY]
        case Dimension.SERVICE_KIND:
            return [f"kind:{service.kind.value}"]
    return [f"function:{function_id}" for function_id in service.functions] or [NOBODY]


def _supplied(holdings: list[Holding]) -> dict[int, _Supplied]:
    """What is needed of the services that the holdings speak of, in two queries whatever their number."""
    wanted = {service_id for holding in holdings for service_id in holding.services}
    supports: dict[int, list[int]] = {}
    for service_id, function_id in db.session.execute(
        select(service_function).order_by(service_function.c.function_id)
    ):
        supports.setdefault(service_id, []).append(function_id)
    rows = db.session.execute(select(Service.id, Service.kind, Service.processing_country))
    return {
        r.id: _Supplied(r.kind, r.processing_country, tuple(supports.get(r.id, ()))) for r in rows if r.id in wanted
    }
