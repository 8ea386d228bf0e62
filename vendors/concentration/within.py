"""Who shares one business function, and who stands directly or only through others below the vendors. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from vendors.concentration.bases import Holding
from vendors.concentration.parties import Names
from vendors.concentration.resting import Resting
from vendors.concentration.rules import Concentration, Weighing, concentrate
from vendors.concentration.supply import Supply


@dataclass(frozen=True)
class Within:
    """One business function and the groups that share it: each group's part of the function's weight."""

    function_id: int
    name: str
    found: Concentration[str]
    names: Mapping[str, str]


def within_functions(placed: Iterable[tuple[Weighing[str], Holding]], names: Names) -> tuple[Within, ...]:
    """What falls on each function, by group; the least shared first. `placed`: weighings by function."""
    of_function: dict[int, list[Weighing[str]]] = {}
    for weighing, holding in placed:
        kind, _, key = weighing.party.partition(":")
        if kind == "function" and holding.vendor_id is not None:
            party = names.party(holding.vendor_id)
            of_function.setdefault(int(key), []).append(Weighing(party, weighing.weight))
    found = [
        Within(
            function_id, names.functions[function_id], concentrate(weighed),
            {party: names.name(party) for party, _ in weighed},
        )
        for function_id, weighed in of_function.items()
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda each: (-(each.found.hhi or 0), each.name, each.function_id)))


@dataclass(frozen=True)
class Below:
    """Vendors by name that work with a subcontractor `direct`ly, and those that reach it only through others."""

    direct: tuple[str, ...]
    indirect: tuple[str, ...]


def below(supply: Supply, names: Names, rests: Resting) -> Mapping[str, Below]:
    """Each fourth party with the firm's vendors above it, those in use only."""
    supplied = supply.of_vendors()
    direct: dict[str, set[int]] = {}
    for vendor_id, service_id, sub in supply.below:
        if vendor_id in supplied and (service_id is None or service_id in supply.services):
            direct.setdefault(names.party(sub), set()).add(vendor_id)
    reached: dict[str, set[int]] = {}
    for vendor_id, services in supplied.items():
        for party in frozenset[str]().union(*(rests.by_service[service_id] for service_id in services)):
            reached.setdefault(party, set()).add(vendor_id)

    def called(vendor_ids: Iterable[int]) -> tuple[str, ...]:
        return tuple(sorted(names.vendors[vendor_id][0] for vendor_id in vendor_ids))

    return {
        party: Below(called(direct.get(party, set()) & above), called(above - direct.get(party, set())))
        for party, above in reached.items()
    }
