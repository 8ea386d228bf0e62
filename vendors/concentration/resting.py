"""What rests on subcontractors, components and their suppliers: one thing on several at once, each counted once for each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from math import lcm

from vendors.concentration.bases import Holding
from vendors.concentration.chains import Chains
from vendors.concentration.dimensions import Dimension
from vendors.concentration.parties import Names
from vendors.concentration.rules import Concentration, added_up
from vendors.concentration.supply import Supply, service_node, vendor_node
from vendors.concentration.underlying import underlying, underlying_kinds


@dataclass(frozen=True)
class Resting:
    """`by_vendor` and `by_service`: the parties that a vendor's work as a whole, or one service, rests on."""

    by_vendor: Mapping[int, frozenset[str]]
    by_service: Mapping[int, frozenset[str]]
    names: Mapping[str, str]
    paths: Mapping[str, str] = field(default_factory=dict)
    """Where each is looked up, of those that have such a page."""


def resting(by: Dimension, as_of: date, names: Names, supply: Supply) -> Resting:
    """Who rests on what in a dimension whose shares overlap."""
    chains = supply.chains(names, ())
    if by is Dimension.FOURTH_PARTY:
        below = {names.party(sub) for _, _, sub in supply.below}
        touched = {vendor_node(v): frozenset({names.party(v)} & below) for v in names.vendors}
        return _spread(chains, touched, names, supply, {}, own=False)
    kind = next((each for each in underlying_kinds() if each.name == by.value), None)
    held: dict[str, set[str]] = {}
    called, paths = {}, {}
    if kind is None:
        return Resting({}, {}, {})
    for each in underlying(kind, as_of):
        party = f"{by.value}:{each.key}"
        called[party], paths[party] = each.name, each.path
        for node in each.nodes:
            held.setdefault(node, set()).add(party)
    found = _spread(chains, {k: frozenset(v) for k, v in held.items()}, names, supply, called, own=True)
    return replace(found, paths=paths)


def _spread(
    chains: Chains[int, str],
    touched: Mapping[str, frozenset[str]],
    names: Names,
    supply: Supply,
    called: Mapping[str, str],
    *,
    own: bool,
) -> Resting:
    """Upwards through the chains; `own`: what a vendor holds itself counts too, else only what lies below it."""
    reached = chains.gathered(touched)
    nothing: frozenset[str] = frozenset()

    def both(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
        """The same set where nothing is added, so that what rests on the same is seen to."""
        return one if other <= one else one | other

    def parties(node: str, whose: str) -> frozenset[str]:
        found = reached.get(node, nothing)
        return found if own or whose not in found else found - {whose}

    whole = {v: parties(vendor_node(v), names.party(v)) for v in names.vendors}
    by_service = {}
    for service in supply.services.values():
        subs = chains.subcontractors[service_node(service.id)] - {vendor_node(service.vendor_id)}
        found = both(whole[service.vendor_id], touched.get(service_node(service.id), nothing))
        for sub in subs:
            more = touched.get(sub, nothing) | parties(sub, names.party(service.vendor_id))
            found = both(found, more)
        by_service[service.id] = found
    by_vendor = dict(whole)
    for service in supply.services.values():
        own_ones = touched.get(service_node(service.id), nothing)
        by_vendor[service.vendor_id] = both(by_vendor[service.vendor_id], own_ones)
    return Resting(by_vendor, by_service, called)


def overlapping(holdings: Iterable[Holding], rests: Resting) -> Concentration[str]:
    """Each party with all that rests on it, of the whole that is known.

    A critical function weighs 1 in the whole and 1 on each party that one of its vendors rests on, once; other things
    weigh what they weigh. A holding's services say where its chain begins; without them, its vendor does.
    """
    every = list(holdings)
    known = [holding for holding in every if holding.weight is not None]
    alike = added_up(
        ((holding.vendor_id, holding.services), holding.weight or 0) for holding in known if holding.function_id is None
    )
    functions = {holding.function_id: set[str]() for holding in known if holding.function_id is not None}
    for holding in known:
        if holding.function_id is not None:
            functions[holding.function_id] |= _under(holding.vendor_id, holding.services, rests)
    together = added_up((_under(*where, rests), weight) for where, weight in alike.items())
    for parties in functions.values():
        together[frozenset(parties)] = together.get(frozenset(parties), Fraction(0)) + 1
    unknown = [_under(holding.vendor_id, holding.services, rests) for holding in every if holding.weight is None]
    whole = sum(alike.values(), Fraction(len(functions)))
    return Concentration(_on_each(together), frozenset().union(*unknown), len(known), len(every), whole)


def _on_each(together: Mapping[frozenset[str], Fraction]) -> dict[str, Fraction]:
    """Every weight on each of the parties it rests on, in whole numbers of one denominator."""
    common = lcm(*(weight.denominator for weight in together.values()))
    sums: dict[str, int] = {}
    for parties, weight in together.items():
        whole = weight.numerator * (common // weight.denominator)
        for party in parties:
            sums[party] = sums.get(party, 0) + whole
    return {party: Fraction(total, common) for party, total in sums.items()}


def _under(vendor_id: int | None, services: tuple[int, ...], rests: Resting) -> frozenset[str]:
    found = [rests.by_service[s] for s in services if s in rests.by_service]
    if found:
        return found[0] if all(each is found[0] for each in found) else frozenset().union(*found)
    return rests.by_vendor.get(vendor_id, frozenset()) if vendor_id is not None else frozenset()
