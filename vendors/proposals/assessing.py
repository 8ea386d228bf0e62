"""The answer to "what if we sign this?": the same figures as the concentration page, before and after."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import reduce
from types import SimpleNamespace

from core.phrases import N_, Phrase, phrase
from vendors.concentration.bases import Basis, Holding, bases
from vendors.concentration.dimensions import DIMENSION_NAMES, Dimension
from vendors.concentration.functions import CRITICAL_FUNCTIONS, USERS
from vendors.concentration.parties import Names, Placed, placed_services, weighings
from vendors.concentration.queries import held, known_names, limits_of, supply_on
from vendors.concentration.rules import Breach, Concentration, Limit, Measure, breaches, concentrate
from vendors.concentration.single_points import SinglePoints, critical_in, find_single_points
from vendors.concentration.supply import Supply, number, vendor_node
from vendors.concentration.wording import breach_sentence, limit_text, measured
from vendors.proposals.rules import NEW, Assessment, Change, Connected, Other, Passed, Point, Proposed
from vendors.services.rules import SERVICE_KIND_NAMES, DataClass, ServiceKind, Substitutability

OTHERS = 30


def assess(proposed: Proposed, as_of: date) -> Assessment:
    """What signing would do, as of a day."""
    names_before, supply_before = known_names(), supply_on(as_of)
    vendor_id = proposed.vendor_id or NEW
    names = _with_vendor(names_before, proposed)
    supply = _with_service(supply_before, proposed, vendor_id)
    changes: list[Change] = []
    told: list[tuple[Passed, Phrase]] = []
    for basis in bases():
        if basis.name == USERS.name:
            continue
        before = [h for h in held(as_of, basis) if h.vendor_id not in names.outside]
        after = list(_after(before, basis, proposed, vendor_id, supply))
        for by in _dimensions(proposed):
            change, passed = _changed(before, after, basis, by, proposed, names_before, names)
            changes.append(change)
            told += passed
    points = find_single_points(as_of, names_before, supply_before), find_single_points(as_of, names, supply)
    told += _firm_wide(points)
    added, removed = _points(*points)
    return Assessment(
        as_of=as_of.isoformat(),
        vendor=names.vendors[vendor_id][0],
        changes=tuple(changes),
        breaches=tuple(says for _, says in told),
        passed=tuple(passed for passed, _ in told),
        points_before=points[0].stopped,
        points_after=points[1].stopped,
        points_added=added,
        points_removed=removed,
        connected=_connected(vendor_id, names, supply),
        others=_others(proposed, vendor_id, names, supply_before),
        unknown=_unknown(proposed),
    )


def _with_vendor(names: Names, proposed: Proposed) -> Names:
    if proposed.vendor_id is None:
        return replace(names, vendors={**names.vendors, NEW: (proposed.new_name, proposed.group_id)})
    if proposed.group_id is None:
        return names
    name, _ = names.vendors[proposed.vendor_id]
    return replace(names, vendors={**names.vendors, proposed.vendor_id: (name, proposed.group_id)})


def _with_service(supply: Supply, proposed: Proposed, vendor_id: int) -> Supply:
    """The supply with one service more, and what it rests on."""
    service = SimpleNamespace(
        id=NEW, vendor_id=vendor_id, name=proposed.title, kind=ServiceKind(proposed.kind), data_class=DataClass.INTERNAL,
        processing_country=proposed.country, storage_country="", cloud_provider="", cloud_region="",
        substitutability=Substitutability.UNKNOWN, restore_minutes=None, exit_months=None, exit_tested_on=None,
        subcontractors_declared=False,
    )  # fmt: skip
    below = ((vendor_id, NEW, proposed.subcontractor_id),) if proposed.subcontractor_id else ()
    return replace(
        supply,
        services={**supply.services, NEW: service},
        supports={f: (*ids, *((NEW,) if f in proposed.function_ids else ())) for f, ids in supply.supports.items()},
        below=(*supply.below, *below),
    )


def _after(
    before: list[Holding], basis: Basis, proposed: Proposed, vendor_id: int, supply: Supply
) -> Iterator[Holding]:
    """What would weigh, by a basis."""
    if basis.name == CRITICAL_FUNCTIONS.name:
        yield from _function_weights(before, supply)
        return
    for holding in before:
        if not (proposed.replaces and holding.vendor_id == vendor_id):
            yield holding
    weight: Fraction | None = Fraction(1)
    if basis.is_money:
        weight = None if proposed.twd_minor is None else Fraction(proposed.twd_minor)
    yield Holding(vendor_id, weight, proposed.title, (NEW,))


def _function_weights(before: list[Holding], supply: Supply) -> Iterator[Holding]:
    """Each critical function weighs 1, shared equally by the vendors that would carry it."""
    for function_id in critical_in(supply):
        carriers: dict[int, list[int]] = {}
        for service_id in supply.supports.get(function_id, ()):
            carriers.setdefault(supply.services[service_id].vendor_id, []).append(service_id)
        for vendor_id, services in carriers.items():
            weight = Fraction(1, len(carriers))
            yield Holding(vendor_id, weight, "", tuple(services), function_id=function_id)
    yield from (each for each in before if each.vendor_id is None and not supply.supports.get(each.function_id or 0))


def _dimensions(proposed: Proposed) -> list[Dimension]:
    found = [Dimension.GROUP, Dimension.VENDOR, Dimension.SERVICE_KIND]
    return [*found, Dimension.COUNTRY] if proposed.country else found


def _changed(
    before: list[Holding],
    after: list[Holding],
    basis: Basis,
    by: Dimension,
    proposed: Proposed,
    names_before: Names,
    names: Names,
) -> tuple[Change, list[tuple[Passed, Phrase]]]:
    services = {**placed_services(), NEW: _placed(proposed)}
    was = concentrate([w for w, _ in weighings(before, by, names_before, services)])
    is_now = concentrate([w for w, _ in weighings(after, by, names, services)])
    party = _party(proposed, by, names)
    limits = limits_of(by)
    of_old = {(each.limit.measure, each.party): each.value for each in breaches(was, tuple(limits.values()))}
    change = Change(
        basis.name, basis.label, by.value, DIMENSION_NAMES[by], _called(proposed, by, names, party),
        _share(was, party), _share(is_now, party), _limit(limits), was.hhi, is_now.hhi,
    )  # fmt: skip
    return change, [
        (
            Passed(basis.name, by.value, breach.limit.measure.value, breach.party or "", breach.value),
            phrase(
                N_("%(basis)s over %(dimension)s: %(breach)s"),
                basis=phrase(basis.label),
                dimension=phrase(DIMENSION_NAMES[by]),
                breach=_by_how_much(breach, names, of_old.get((breach.limit.measure, breach.party))),
            ),
        )
        for breach in breaches(is_now, tuple(limits.values()))
        # for the first time or by more; of other parties' shares none is the contract's doing
        if breach.party in (None, party)
        and breach.value > of_old.get((breach.limit.measure, breach.party), Fraction(0))
    ]


def _share(found: Concentration[str], party: str) -> Fraction | None:
    return found.shares.get(party, Fraction(0)) if found.shares else None


def _by_how_much(breach: Breach[str], names: Names, before: Fraction | None) -> Phrase:
    """The limit that would be passed; `before`: how far it is passed already."""
    says = breach_sentence(breach, names.name(breach.party) if breach.party else "")
    if before is None:
        return says
    return phrase(
        N_("%(breach)s; passed already today: %(before)s"), breach=says, before=measured(breach.limit.measure, before)
    )


def _limit(limits: Mapping[Measure, Limit]) -> str:
    return limit_text(limits[Measure.SHARE]) if Measure.SHARE in limits else ""


def _placed(proposed: Proposed) -> Placed:
    return Placed(ServiceKind(proposed.kind), proposed.country, "", "", "", tuple(proposed.function_ids))


def _party(proposed: Proposed, by: Dimension, names: Names) -> str:
    vendor_id = proposed.vendor_id or NEW
    match by:
        case Dimension.GROUP:
            return names.party(vendor_id)
        case Dimension.VENDOR:
            return f"vendor:{vendor_id}"
        case Dimension.COUNTRY:
            return f"country:{proposed.country}"
    return f"kind:{proposed.kind}"


def _called(proposed: Proposed, by: Dimension, names: Names, party: str) -> str:
    """Vendors and groups by name; kinds and countries so that each reader is told in their language."""
    match by:
        case Dimension.SERVICE_KIND:
            return SERVICE_KIND_NAMES[ServiceKind(proposed.kind)]
        case Dimension.COUNTRY:
            return proposed.country
    return names.name(party)


def _firm_wide(points: tuple[SinglePoints, SinglePoints]) -> list[tuple[Passed, Phrase]]:
    limit = limits_of(Dimension.GROUP).get(Measure.SINGLE_POINTS)
    was, is_now = (each.stopped for each in points)
    if limit is None or is_now <= limit.at_most or is_now <= was:
        return []
    passed = Passed("", Dimension.GROUP.value, limit.measure.value, "", Fraction(is_now))
    return [(passed, breach_sentence(Breach(limit, Fraction(is_now)), ""))]


def _points(before: SinglePoints, after: SinglePoints) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    was = {(p.function.name, p.party): p.party_name for p in before.points}
    is_now = {(p.function.name, p.party): p.party_name for p in after.points}
    added = tuple(Point(key[0], name) for key, name in is_now.items() if key not in was)
    return added, tuple(Point(key[0], name) for key, name in was.items() if key not in is_now)


def _connected(vendor_id: int, names: Names, supply: Supply) -> tuple[Connected, ...]:
    """Vendors of the same party, and those that rest on the same subcontractor."""
    party = names.party(vendor_id)
    found = {
        other: phrase(N_("same group or owner: %(name)s"), name=names.name(party))
        for other in names.members(party)
        if other != vendor_id
    }
    chains = supply.chains(names, ())
    mine = {number(n) for n in chains.reach(f"service:{NEW}") if n.startswith("vendor:")} - {vendor_id}
    below: dict[int, set[int]] = {}
    for above, _, sub in supply.below:
        below.setdefault(above, set()).add(sub)
    for other, subs in below.items():
        if other != vendor_id and other not in found and (shared := subs & mine):
            called: list[Phrase | str] = [names.name(vendor_node(sub)) for sub in sorted(shared)[:MOST_NAMED]]
            found[other] = phrase(N_("same subcontractor: %(name)s"), name=reduce(_and, called))
    return tuple(Connected(names.vendors[other][0], other, why) for other, why in sorted(found.items()))


def _others(proposed: Proposed, vendor_id: int, names: Names, supply: Supply) -> tuple[Other, ...]:
    """Who supplies the same kind or the same functions today, those who support the functions first."""
    wanted = {s for f in proposed.function_ids for s in supply.supports.get(f, ())}
    supplies: dict[int, list[str]] = {}
    best: set[int] = set()
    for service in supply.services.values():
        if service.vendor_id == vendor_id or not (service.id in wanted or service.kind.value == proposed.kind):
            continue
        supplies.setdefault(service.vendor_id, []).append(service.name)
        if service.id in wanted:
            best.add(service.vendor_id)
    ranked = sorted(supplies, key=lambda v: (v not in best, v))[:OTHERS]
    party = names.party(vendor_id)
    return tuple(Other(names.vendors[v][0], v, tuple(supplies[v]), names.party(v) == party) for v in ranked)


def _unknown(proposed: Proposed) -> tuple[Phrase, ...]:
    """What was not said, and what it keeps from being judged."""
    found = []
    if proposed.twd_minor is None:
        found.append(phrase(N_("The yearly value is not known: shares by spend leave the contract out.")))
    if not proposed.function_ids:
        found.append(
            phrase(N_("No business function is named: critical functions and single points stay as they are."))
        )
    if not proposed.country:
        found.append(phrase(N_("The country of processing is not named.")))
    if not proposed.subcontractor_id:
        found.append(phrase(N_("No subcontractor is named: what it rests on is not known.")))
    return tuple(found)


MOST_NAMED = 10
"""Subcontractors that are told by name where two vendors share them."""


def _and(one: Phrase | str, other: Phrase | str) -> Phrase | str:
    return phrase(N_("%(one)s, %(other)s"), one=one, other=other)
