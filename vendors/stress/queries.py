"""The outcome of a stress test, worked out from the register; and the tests that were kept."""

from collections.abc import Mapping, Sequence
from datetime import date
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
from vendors.stress.rules import Effect, FunctionHit, Outcome, ServiceHit, Standby, VendorHit, soonest
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
        functions=_functions(chains, supply, names, stopped),
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


def _functions(
    chains: Chains[int, str], supply: Supply, names: Names, stopped: Mapping[str, str | None]
) -> tuple[FunctionHit, ...]:
    failure = if_down(stopped.keys(), chains)
    hits = [
        _function(function_id, effect, chains, supply, names, stopped)
        for effect, ids in ((Effect.LOST, failure.lost), (Effect.DEGRADED, failure.degraded))
        for function_id in ids
    ]
    rank = {c.value: n for n, c in enumerate(ORDER)}
    return tuple(sorted(hits, key=lambda h: (h.effect != Effect.LOST, rank[h.criticality], h.tolerable or 0, h.name)))


def _function(
    function_id: int,
    effect: Effect,
    chains: Chains[int, str],
    supply: Supply,
    names: Names,
    stopped: Mapping[str, str | None],
) -> FunctionHit:
    function = supply.functions[function_id]
    ways = [supply.services[s] for s in supply.supports[function_id]]
    down = [s for s in ways if service_node(s.id) in stopped]
    left = [s for s in ways if service_node(s.id) not in stopped]
    serving = {s.vendor_id for s in ways}
    standbys = tuple(
        Standby(
            names.name(node), number(node), node in stopped, " ← ".join(through(node, stopped, names)), number(node) in serving
        )
        for node in sorted(chains.alternatives[function_id], key=number)
    )  # fmt: skip
    return FunctionHit(
        id=function_id,
        name=function.name,
        criticality=function.criticality.value,
        effect=effect.value,
        down=tuple(f"{s.name} ({names.vendors[s.vendor_id][0]})" for s in down),
        left=tuple(f"{s.name} ({names.vendors[s.vendor_id][0]})" for s in left),
        standbys=standbys,
        tolerable=function.mtpd_minutes,
        restore=soonest([s.restore_minutes for s in down]),
        exit=soonest([s.exit_months for s in down]),
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
