"""The outcome of a stress test, worked out from the register; and the tests that were kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core.auth.models import User
from core.db import db
from core.web.listing import Column, Filter, Kind, Listing
from vendors.concentration.chains import Chains, if_down
from vendors.concentration.parties import Names
from vendors.concentration.queries import known_names, supply_on
from vendors.concentration.supply import Supply, number, service_node, vendor_node
from vendors.register.models import Contact, Vendor
from vendors.services.rules import Criticality
from vendors.stress.keeping import MOST
from vendors.stress.models import StressTest
from vendors.stress.rules import PLACES, Effect, FunctionHit, Outcome, ServiceHit, Standby, VendorHit, soonest
from vendors.stress.scenarios import Scenario, kinds
from vendors.stress.touched import touched

ORDER = list(Criticality)


def outcome(scenario: Scenario, as_of: date, *, most: int | None = MOST) -> Outcome:
    """What happens if it fails: a handful of queries, whatever the size of the firm. `most`: how many contracts,
    accounts and assets are named; all are counted."""
    names, supply = known_names(), supply_on(as_of)
    chains = supply.chains(names, supply.functions)
    stopped = chains.down(scenario.failed)
    services = {number(node) for node in stopped if node.startswith("service:")}
    whole = {number(node) for node in stopped if node.startswith("vendor:")}
    concerned = sorted(whole | {supply.services[s].vendor_id for s in services})
    return Outcome(
        kind=scenario.kind,
        key=scenario.key,
        label=scenario.label,
        as_of=as_of.isoformat(),
        functions=_functions(_Standing(chains, supply, names, stopped, scenario.kind in PLACES)),
        services=tuple(_service(supply.services[s], names, stopped) for s in sorted(services)),
        vendors=_vendors(concerned, names, stopped),
        parts=tuple(touched(as_of, whole, services, most)),
        counts={
            "services": len(services),
            "vendors": len(concerned),
            "undeclared": len({supply.services[s].vendor_id for s in services if not supply.services[s].subcontractors_declared}),
        },
    )  # fmt: skip


def through(node: str, stopped: Mapping[str, str | None], names: Names) -> tuple[str, ...]:
    """Whom it stops by, the nearest first; nothing for what failed itself."""
    found: list[str] = []
    below = stopped.get(node)
    while below is not None:
        if below.startswith("vendor:"):
            found.append(names.name(below))
        below = stopped.get(below)
    return tuple(found)


@dataclass(frozen=True)
class _Standing:
    """Who stands still: what every part of the outcome is read from. `stopped`: node → the one below that stops it."""

    chains: Chains[int, str]
    supply: Supply
    names: Names
    stopped: Mapping[str, str | None]
    is_place: bool

    @cached_property
    def supplied(self) -> Mapping[int, list[int]]:
        return self.supply.of_vendors()

    @cached_property
    def kin(self) -> frozenset[str]:
        """The groups and owners of vendors that failed or stand still."""
        down = {number(node) for node in self.stopped if node.startswith("vendor:")}
        return frozenset(p for v in down if (p := self.names.party(v)) != vendor_node(v))


def _functions(at: _Standing) -> tuple[FunctionHit, ...]:
    failure = if_down(at.stopped.keys(), at.chains)
    hits = [
        _function(function_id, effect, at)
        for effect, ids in ((Effect.LOST, failure.lost), (Effect.DEGRADED, failure.degraded))
        for function_id in ids
    ]
    rank = {c.value: n for n, c in enumerate(ORDER)}
    return tuple(sorted(hits, key=lambda h: (h.effect != Effect.LOST, rank[h.criticality], h.tolerable or 0, h.name)))


def _function(function_id: int, effect: Effect, at: _Standing) -> FunctionHit:
    function = at.supply.functions[function_id]
    ways = [at.supply.services[s] for s in at.supply.supports[function_id]]
    down = [s for s in ways if service_node(s.id) in at.stopped]
    left = [s for s in ways if service_node(s.id) not in at.stopped]
    return FunctionHit(
        id=function_id,
        name=function.name,
        criticality=function.criticality.value,
        effect=effect.value,
        down=tuple(f"{s.name} ({at.names.vendors[s.vendor_id][0]})" for s in down),
        left=tuple(f"{s.name} ({at.names.vendors[s.vendor_id][0]})" for s in left),
        standbys=tuple(_standby(v, ways, at) for v in sorted(at.supply.named(function_id))),
        tolerable=function.mtpd_minutes,
        restore=soonest([s.restore_minutes for s in down]),
        exit=soonest([s.exit_months for s in down]),
    )


def _standby(vendor_id: int, ways: Sequence[Any], at: _Standing) -> Standby:
    """A named alternative; one that supplies the function already helps by that, not once more."""
    node, party = vendor_node(vendor_id), at.names.party(vendor_id)
    mine = [s for s in ways if s.vendor_id == vendor_id]
    still = [s for s in at.supplied.get(vendor_id, ()) if service_node(s) in at.stopped]
    here = all(service_node(s.id) in at.stopped for s in mine)
    return Standby(
        name=at.names.name(node),
        vendor_id=vendor_id,
        fails=here if mine else at.chains.fails(node, at.stopped.keys()),
        through=" ← ".join(through(node, at.stopped, at.names)),
        serves=bool(mine),
        stopped=() if node in at.stopped else tuple(at.supply.services[s].name for s in still),
        kin=at.names.name(party) if party in at.kin else "",
        unplaced=at.is_place and not at.supplied.get(vendor_id),
    )


def _service(row: Any, names: Names, stopped: Mapping[str, str | None]) -> ServiceHit:
    return ServiceHit(
        id=row.id,
        name=row.name,
        vendor_id=row.vendor_id,
        vendor=names.vendors[row.vendor_id][0],
        kind=row.kind.value,
        data_class=row.data_class.value,
        through=through(service_node(row.id), stopped, names),
        substitutability=row.substitutability.value,
        restore=row.restore_minutes,
        exit=row.exit_months,
        exit_tested=row.exit_tested_on.isoformat() if row.exit_tested_on else None,
    )


def _vendors(vendor_ids: Sequence[int], names: Names, stopped: Mapping[str, str | None]) -> tuple[VendorHit, ...]:
    """Everybody concerned, the failed ones first, with whom to call."""
    wanted = set(vendor_ids)
    contacts: dict[int, list[tuple[str, str, str, str, str]]] = {}
    columns = (Contact.vendor_id, Contact.name, Contact.title, Contact.phone, Contact.email, Contact.purpose)
    for vendor_id, *contact in db.session.execute(
        select(*columns).where(Contact.ended_on.is_(None)).order_by(Contact.id)
    ):
        if vendor_id in wanted:
            contacts.setdefault(vendor_id, []).append((contact[0], contact[1], contact[2], contact[3], contact[4]))
    responsible = select(Vendor.id, User.name).join(User, Vendor.owner_id == User.id)
    owners = {row.id: row.name for row in db.session.execute(responsible)}
    place = {node: n for n, node in enumerate(stopped)}
    ranked = sorted(vendor_ids, key=lambda v: (place.get(vendor_node(v), len(place)), v))
    return tuple(
        VendorHit(
            v, names.vendors[v][0], owners.get(v, ""), tuple(contacts.get(v, ())), through(vendor_node(v), stopped, names)
        )
        for v in ranked
    )  # fmt: skip


# --- what was kept ---------------------------------------------------------------------------------------------------


def test_page(test_id: int) -> StressTest:
    """One kept test. 404 for a number nobody has."""
    query = select(StressTest).where(StressTest.id == test_id).options(joinedload(StressTest.made_by))
    found: StressTest = db.one_or_404(query)
    return found


def tests() -> Listing:
    """The stress tests that were kept, the newest first."""
    labels = dict(kinds())
    return Listing(
        name="stress-tests",
        title=gettext("Stress tests"),
        statement=select(StressTest).options(joinedload(StressTest.made_by)),
        key=StressTest.id,
        tiebreak=StressTest.id.desc(),
        search=(StressTest.label,),
        default_sort="-made",
        filters=[
            Filter("kind", gettext("What fails"), lambda: [(k, gettext(v)) for k, v in kinds()], _of_kind),
        ],
        columns=[
            Column("label", _l("If this fails"), lambda t: t.label, sort=StressTest.label, url=_url),
            Column("kind", _l("What fails"), lambda t: gettext(labels.get(t.kind, t.kind)), sort=StressTest.kind),
            Column("as_of", _l("As of"), lambda t: t.as_of, Kind.DAY, sort=StressTest.as_of),
            Column("lost", _l("Core functions that stop"), lambda t: t.lost, Kind.NUMBER, sort=StressTest.lost),
            Column("slow", _l("Of these, too slow to restore"), lambda t: t.too_slow, Kind.NUMBER, sort=StressTest.too_slow, is_minor=True),
            Column("weak", _l("Core functions weakened"), lambda t: t.degraded, Kind.NUMBER, sort=StressTest.degraded, is_minor=True),
            Column("made", _l("Kept"), lambda t: t.made_at, Kind.INSTANT, sort=StressTest.made_at, is_minor=True),
            Column("by", _l("By"), lambda t: t.made_by.name if t.made_by else None, is_minor=True),
        ],
    )  # fmt: skip


def _of_kind(value: str) -> Any:
    return StressTest.kind == value


def _url(test: StressTest) -> str:
    return url_for("vendors.stress.show", test_id=test.id)
