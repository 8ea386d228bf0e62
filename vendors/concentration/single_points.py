"""Who alone can stop a critical function, through the chain; read from the register, decided by chains.py."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import or_, select

from core.db import db
from vendors.concentration.chains import Chains, single_points, unknown_chain_share
from vendors.concentration.functions import carriers, critical_functions, named_alternatives
from vendors.concentration.parties import Names
from vendors.register.models import Subcontracting
from vendors.services.models import BusinessFunction


@dataclass(frozen=True)
class Point:
    """One single point of failure, ready to show. `alternatives`: who is named, though they rest on the same party."""

    function: BusinessFunction
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
    nobody: tuple[BusinessFunction, ...]
    functions: int
    unknown_chains: Fraction | None

    @property
    def stopped(self) -> int:
        """How many critical functions have at least one."""
        return len({point.function.id for point in self.points})


def find_single_points(as_of: date, names: Names) -> SinglePoints:
    """Every critical function that one party can stop, groups taken together."""
    functions, found = critical_functions(), carriers()
    providers: dict[int, set[str]] = {function_id: set() for function_id in functions}
    for each in found:
        providers[each.function_id].add(names.party(each.vendor_id))
    alternatives = {
        function_id: {names.party(vendor_id) for vendor_id in vendors}
        for function_id, vendors in named_alternatives(found).items()
    }
    chains = Chains(providers, alternatives, _subcontractors(as_of, names))
    points = tuple(
        Point(
            functions[point.function],
            point.party,
            names.name(point.party),
            names.url(point.party),
            point.is_hidden,
            tuple(sorted(names.name(p) for p in alternatives.get(point.function, ()))),
        )
        for point in single_points(chains)
    )
    declared = {each.service_id: each.has_declared for each in found}
    nobody = tuple(functions[f] for f, parties in providers.items() if not parties)
    ranked = tuple(sorted(points, key=lambda p: (_tolerable(p.function), p.function.name, p.is_hidden)))
    return SinglePoints(ranked, nobody, len(functions), unknown_chain_share(declared.values()))


def _tolerable(function: BusinessFunction) -> int:
    """What may stand still the shortest comes first; what nobody has said, before all."""
    return function.mtpd_minutes or 0


def _subcontractors(as_of: date, names: Names) -> Mapping[str, frozenset[str]]:
    query = select(Subcontracting.vendor_id, Subcontracting.subcontractor_id).where(
        or_(Subcontracting.started_on.is_(None), Subcontracting.started_on <= as_of),
        or_(Subcontracting.ended_on.is_(None), Subcontracting.ended_on >= as_of),
    )
    below: dict[str, set[str]] = {}
    for above, sub in db.session.execute(query):
        party, under = names.party(above), names.party(sub)
        if party != under:
            below.setdefault(party, set()).add(under)
    return {party: frozenset(under) for party, under in below.items()}
