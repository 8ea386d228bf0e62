"""Who or what a weight falls on in each dimension, and how that is called."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from sqlalchemy import select

from core.audit.kept import while_tables_unchanged
from core.db import db
from core.i18n import say
from core.places import country_name
from core.web.addresses import address
from vendors.concentration.bases import Holding
from vendors.concentration.dimensions import Dimension
from vendors.concentration.rules import Weighing
from vendors.register.models import Group, Ownership, Vendor
from vendors.register.rules import COMMON_OWNER, connected, groups
from vendors.services.models import BusinessFunction, Service, service_function
from vendors.services.rules import SERVICE_KIND_NAMES, ServiceKind

WHOLE = Fraction(1)
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

    owners: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """Vendors by number → the keys of those who hold 25 % or more of each."""
    owner_names: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls) -> "Names":
        columns = (Vendor.id, Vendor.name_zh, Vendor.name_en, Vendor.group_id, Vendor.out_of_scope_reason)
        rows = db.session.execute(select(*columns)).all()
        known = db.session.execute(select(Group.id, Group.name, Group.parent_id)).all()
        functions = db.session.execute(select(BusinessFunction.id, BusinessFunction.name))
        owners, owner_names = _owners()
        return cls(
            vendors={r.id: (r.name_zh or r.name_en, r.group_id) for r in rows},
            groups={g.id: g.name for g in known},
            parents={g.id: g.parent_id for g in known},
            functions={f.id: f.name for f in functions},
            outside=frozenset(r.id for r in rows if r.out_of_scope_reason),
            owners=owners,
            owner_names=owner_names,
        )

    @cached_property
    def _ultimate(self) -> Mapping[int, int]:
        return groups(self.parents).ultimate

    @cached_property
    def _parties(self) -> Mapping[int, str]:
        """Every vendor's party: its topmost group, and with it all that a common owner connects."""
        told = {
            vendor_id: f"vendor:{vendor_id}" if group_id is None else f"group:{self._ultimate[group_id]}"
            for vendor_id, (_, group_id) in self.vendors.items()
        }
        joined = connected(
            (told[vendor_id], f"owner:{key}")
            for vendor_id, keys in self.owners.items()
            for key in keys
            if vendor_id in told
        )
        return {vendor_id: joined.get(party, party) for vendor_id, party in told.items()}

    def party(self, vendor_id: int) -> str:
        """The topmost group of a vendor or the owner it shares with others; the vendor itself where it has neither."""
        return self._parties[vendor_id]

    def members(self, party: str) -> list[int]:
        """The vendors of a party."""
        return [vendor_id for vendor_id, whose in self._parties.items() if whose == party]

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
            case "owner":
                return self.owner_names[key]
            case "cloud":
                return key
        return "—"

    @staticmethod
    def url(party: str) -> str:
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


def _owners() -> tuple[dict[int, tuple[str, ...]], dict[str, str]]:
    """Who holds enough of whom, where at least two vendors share the owner."""
    query = select(Ownership.vendor_id, Ownership.owner_key, Ownership.owner_name, Ownership.share).where(
        Ownership.ended_on.is_(None)
    )
    holders: dict[str, set[int]] = {}
    names: dict[str, str] = {}
    for row in db.session.execute(query.order_by(Ownership.id)):
        if Decimal(row.share) >= COMMON_OWNER:
            holders.setdefault(row.owner_key, set()).add(row.vendor_id)
            names.setdefault(row.owner_key, row.owner_name)
    found: dict[int, list[str]] = {}
    for key, vendor_ids in holders.items():
        for vendor_id in vendor_ids if len(vendor_ids) > 1 else ():
            found.setdefault(vendor_id, []).append(key)
    return {vendor_id: tuple(sorted(keys)) for vendor_id, keys in found.items()}, names


@dataclass(frozen=True)
class Placed:
    """What is needed of a service to place a weight."""

    kind: ServiceKind
    processing_country: str
    storage_country: str
    cloud_provider: str
    cloud_region: str
    functions: tuple[int, ...]


def weighings(
    holdings: Sequence[Holding], by: Dimension, names: Names, services: Mapping[int, Placed] | None = None
) -> Iterator[tuple[Weighing[str], Holding]]:
    """Each holding, placed on the parties of a dimension; what cannot be placed is unknown there, never dropped. In the
    dimensions of the cloud, what runs in none is no part of the question."""
    services = {} if by in {Dimension.VENDOR, Dimension.GROUP} else placed_services() if services is None else services
    for holding in holdings:
        parties = _placed_on(holding, by, names, services)
        if parties is None:
            continue
        if holding.weight is None or not parties:
            yield Weighing(next(iter(parties), NOBODY), None), holding
            continue
        for party, part in parties.items():
            weight = holding.weight if part is WHOLE else holding.weight * part
            yield Weighing(party, None if party == NOBODY else weight), holding


def _placed_on(
    holding: Holding, by: Dimension, names: Names, services: Mapping[int, Placed]
) -> dict[str, Fraction] | None:
    """The parties a holding falls on, and the part of it that each bears; None where it is not asked about."""
    if by is Dimension.FUNCTION and holding.function_id is not None:
        return {f"function:{holding.function_id}": WHOLE}
    if holding.vendor_id is None:
        return None if by in CLOUDS else {}
    if by is Dimension.VENDOR:
        return {f"vendor:{holding.vendor_id}": WHOLE}
    if by is Dimension.GROUP:
        return {names.party(holding.vendor_id): WHOLE}
    found: dict[str, Fraction] = {}
    for service_id in holding.services:
        keys = keys_of(services[service_id], by)
        for key in keys:
            part = Fraction(1, len(holding.services) * len(keys))
            found[key] = found[key] + part if key in found else part
    return None if by in CLOUDS and not found else found


CLOUDS = frozenset({Dimension.CLOUD, Dimension.REGION})


def keys_of(service: Placed, by: Dimension) -> list[str]:
    match by:
        case Dimension.COUNTRY:
            return [f"country:{service.processing_country}" if service.processing_country else NOBODY]
        case Dimension.STORAGE:
            return [f"country:{service.storage_country}" if service.storage_country else NOBODY]
        case Dimension.SERVICE_KIND:
            return [f"kind:{service.kind.value}"]
        case Dimension.CLOUD | Dimension.REGION:
            return _in_cloud(service, by)
    return [f"function:{function_id}" for function_id in service.functions] or [NOBODY]


def _in_cloud(service: Placed, by: Dimension) -> list[str]:
    """The cloud a service runs in; nothing for one that runs in none."""
    provider, region = service.cloud_provider.strip(), service.cloud_region.strip()
    if not provider and service.kind is not ServiceKind.CLOUD:
        return []
    if not provider or (by is Dimension.REGION and not region):
        return [NOBODY]
    return [f"cloud:{provider}" if by is Dimension.CLOUD else f"cloud:{provider} · {region}"]


def placed_services() -> dict[int, Placed]:
    """Every service, also ended ones: contracts speak of them. Two queries whatever their number."""
    return while_tables_unchanged(("concentration", "placed"), _read_placed)


def _read_placed() -> dict[int, Placed]:
    supports: dict[int, list[int]] = {}
    for service_id, function_id in db.session.execute(
        select(service_function).order_by(service_function.c.function_id)
    ):
        supports.setdefault(service_id, []).append(function_id)
    spelt: dict[str, str] = {}

    def same(text: str) -> str:
        """The first spelling of what differs only in capitals."""
        return spelt.setdefault(text.strip().casefold(), text.strip())

    rows = db.session.execute(
        select(
            Service.id, Service.kind, Service.processing_country, Service.storage_country, Service.cloud_provider,
            Service.cloud_region,
        ).order_by(Service.id)
    )  # fmt: skip
    return {
        r.id: Placed(
            r.kind, r.processing_country, r.storage_country, same(r.cloud_provider), same(r.cloud_region),
            tuple(supports.get(r.id, ())),
        )
        for r in rows
    }  # fmt: skip
