"""Who alone can stop a critical function, through the chain; read from the register, decided by chains.py."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from vendors.concentration.chains import single_points, unknown_chain_share
from vendors.concentration.parties import Names
from vendors.concentration.supply import Supply, number, read_supply
from vendors.services.rules import Criticality


@dataclass(frozen=True)
class Point:
    """One single point of failure, ready to show. `function`: a row of its columns; `alternatives`: who is named, though
    they rest on the same party."""

    function: Any
    party: str
    party_name: str
    party_url: str
    is_hidden: bool
    alternatives: tuple[str, ...]


@dataclass(frozen=True)
class SinglePoints:
    """`nobody`: critical functions that no vendor is recorded for. `unknown_chains`: the part of the critical services
    whose vendor has not declared its subcontractors; None when there is none."""

    points: tuple[Point, ...]
    nobody: tuple[Any, ...]
    functions: int
    unknown_chains: Fraction | None

    @property
    def stopped(self) -> int:
        """How many critical functions have at least one."""
        return len({point.function.id for point in self.points})

    @property
    def known_stopped(self) -> Fraction | None:
        """The same as a figure; None where no critical function has a vendor on record: that none can be stopped is not
        known then."""
        return Fraction(self.stopped) if self.functions > len(self.nobody) else None


def critical_in(supply: Supply) -> list[int]:
    return [f.id for f in supply.functions.values() if f.criticality is Criticality.CORE]


def find_single_points(as_of: date, names: Names, supply: Supply | None = None) -> SinglePoints:
    """Every critical function that one party can stop, groups taken together."""
    supply = supply or read_supply(as_of)
    critical = critical_in(supply)
    chains = supply.chains(names, critical)
    points = tuple(
        Point(
            supply.functions[point.function],
            point.party,
            names.name(point.party),
            names.url(point.party),
            point.is_hidden,
            tuple(sorted({names.vendors[vendor_id][0] for vendor_id in supply.named(point.function)})),
        )
        for point in single_points(chains)
    )
    behind = {number(node) for ways in chains.providers.values() for node in ways}
    declared = [supply.services[service_id].subcontractors_declared for service_id in behind]
    nobody = tuple(supply.functions[f] for f, ways in chains.providers.items() if not ways)
    ranked = tuple(sorted(points, key=lambda p: (_tolerable(p.function), p.function.name, p.is_hidden)))
    return SinglePoints(ranked, nobody, len(critical), unknown_chain_share(declared))


def _tolerable(function: Any) -> int:
    """What may stand still the shortest comes first; what nobody has said, before all."""
    return int(function.mtpd_minutes or 0)
