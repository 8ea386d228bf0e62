"""What hangs on whom: single points of failure and exposure, through the chain of subcontractors. Pure.

A provider works while everybody in its chain works; a function works while one of its providers does. Companies belong
to their ultimate parents (`parties`), so two companies of one group fail as one.
Sources: DORA articles 29(1)(a) and 29(2); FSB third-party risk toolkit (2023) §3.8.
"""

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Generic, TypeVar

Party = TypeVar("Party", bound=Hashable)
Function = TypeVar("Function", bound=Hashable)


@dataclass(frozen=True)
class Chains(Generic[Function, Party]):
    """`providers` and `alternatives` of each function; `subcontractors` of each of them, one step down.

    `parties`: to whom each of these belongs who is not a party of its own, such as a service to its vendor's group.
    Chains go from one to the other; what fails is a party, with all that belongs to it. `supplies`: what an alternative
    supplies already; it is no help where all of that stands still, though itself it would not.
    """

    providers: Mapping[Function, AbstractSet[Party]]
    alternatives: Mapping[Function, AbstractSet[Party]]
    subcontractors: Mapping[Party, AbstractSet[Party]]
    parties: Mapping[Party, Party] = field(default_factory=dict)
    supplies: Mapping[Party, AbstractSet[Party]] = field(default_factory=dict)

    def rolled_up(self, ultimate: Mapping[Party, Party]) -> "Chains[Function, Party]":
        """The same, with everybody belonging to the ultimate parent."""
        return Chains(self.providers, self.alternatives, self.subcontractors, ultimate, self.supplies)

    def party(self, one: Party) -> Party:
        return self.parties.get(one, one)

    def reach(self, one: Party) -> frozenset[Party]:
        """The one itself and everybody its work rests on, at any depth; rings end."""
        found, todo = {one}, [one]
        while todo:
            for below in self.subcontractors.get(todo.pop(), ()):
                if below not in found:
                    found.add(below)
                    todo.append(below)
        return frozenset(found)

    def gathered(self, held: Mapping[Party, frozenset[Party]]) -> Mapping[Party, frozenset[Party]]:
        """What everybody's work rests on, of what each holds (`held`), its own included: from the bottom up, what lies
        below is worked out once, rings as one. Where nothing is added on the way up, it is the same set."""
        # Loaded when it is asked for: it takes a quarter of the time in which the whole product starts.
        import networkx as nx

        graph: nx.DiGraph[Party] = nx.DiGraph((one, sub) for one, subs in self.subcontractors.items() for sub in subs)
        graph.add_nodes_from(held)
        found: dict[Party, frozenset[Party]] = {}
        for ring in nx.strongly_connected_components(graph):  # comes in the order in which those below are ready
            below = {sub for one in ring for sub in self.subcontractors.get(one, ()) if sub not in ring}
            parts = [*(held.get(one, frozenset()) for one in ring), *(found[sub] for sub in below)]
            largest = max(parts, key=len)
            same = all(part is largest or part <= largest for part in parts)
            found |= dict.fromkeys(ring, largest if same else largest.union(*parts))
        return found

    def rests_on(self, one: Party) -> frozenset[Party]:
        """The parties that `one` needs, its own among them; of an alternative, also what all it supplies needs."""
        shared = [frozenset(map(self.party, self.reach(each))) for each in self.supplies.get(one, ())]
        own = frozenset(self.party(each) for each in self.reach(one))
        return own.union(frozenset.intersection(*shared)) if shared else own

    @cached_property
    def above(self) -> Mapping[Party, tuple[Party, ...]]:
        """Who rests directly on whom, upside down."""
        found: dict[Party, list[Party]] = {}
        for one, subs in self.subcontractors.items():
            for sub in subs:
                found.setdefault(sub, []).append(one)
        return {sub: tuple(sorted(those, key=_order)) for sub, those in found.items()}

    def down(self, failed: Iterable[Party]) -> dict[Party, Party | None]:
        """Everybody who stops when `failed` do, the nearest first, each with the one below that stops it (None for
        those who failed themselves)."""
        stopped: dict[Party, Party | None] = dict.fromkeys(sorted(set(failed), key=_order))
        todo = deque(stopped)
        while todo:
            one = todo.popleft()
            for above in self.above.get(one, ()):
                if above not in stopped:
                    stopped[above] = one
                    todo.append(above)
        return stopped

    def fails(self, alternative: Party, stopped: AbstractSet[Party]) -> bool:
        """Whether an alternative is no help: it stands still itself, or everything that it supplies."""
        supplied = self.supplies.get(alternative)
        return alternative in stopped or bool(supplied and supplied <= stopped)

    def members(self, party: Party) -> set[Party]:
        """The party and all that belongs to it."""
        return {party, *(one for one, whose in self.parties.items() if whose == party)}


@dataclass(frozen=True)
class SinglePoint(Generic[Function, Party]):
    """A party whose failure alone stops a critical function. `is_hidden`: it is not the function's sole provider but
    lies in the chain of every provider and alternative."""

    function: Function
    party: Party
    is_hidden: bool


@dataclass(frozen=True)
class Exposure(Generic[Function, Party]):
    """The critical functions that rest on a party, each once: `direct` ones it serves itself, `indirect` ones only
    through others. `share`: of all critical functions."""

    party: Party
    direct: frozenset[Function]
    indirect: frozenset[Function]
    share: Fraction


@dataclass(frozen=True)
class Failure(Generic[Function]):
    """What happens if a party fails: functions `lost` (no provider left) and `degraded` (fewer left, or only a named
    alternative that does not serve yet)."""

    lost: frozenset[Function]
    degraded: frozenset[Function]


def single_points(chains: Chains[Function, Party]) -> tuple[SinglePoint[Function, Party], ...]:
    """Every single point of failure, function by function; the sole provider first. A function that nobody is
    recorded for has none: that is missing data, reported elsewhere."""
    found: list[SinglePoint[Function, Party]] = []
    rests_on = _remembered(chains)
    for function, providers in chains.providers.items():
        ways = providers | chains.alternatives.get(function, frozenset())
        if not providers:
            continue
        shared = frozenset.intersection(*(rests_on(way) for way in ways))
        owners = {chains.party(way) for way in ways}
        points = [SinglePoint(function, party, is_hidden=owners != {party}) for party in shared]
        found += sorted(points, key=lambda point: (point.is_hidden, _order(point.party)))
    return tuple(found)


def exposures(chains: Chains[Function, Party]) -> tuple[Exposure[Function, Party], ...]:
    """How many critical functions rest on each party, the most first; each counts once, whatever paths lead to it."""
    direct: dict[Party, set[Function]] = {}
    reached: dict[Party, set[Function]] = {}
    rests_on = _remembered(chains)
    for function, providers in chains.providers.items():
        for provider in providers:
            direct.setdefault(chains.party(provider), set()).add(function)
            for party in rests_on(provider):
                reached.setdefault(party, set()).add(function)
    every = len(chains.providers)
    found = [
        Exposure(
            party,
            frozenset(direct.get(party, ())),
            frozenset(functions - direct.get(party, set())),
            Fraction(len(functions), every),
        )
        for party, functions in reached.items()
    ]
    return tuple(sorted(found, key=lambda each: (-each.share, -len(each.direct), _order(each.party))))


def if_fails(party: Party, chains: Chains[Function, Party]) -> Failure[Function]:
    """The stress test of one party, with all that belongs to it."""
    return if_down(chains.down(chains.members(party)).keys(), chains)


def if_down(stopped: AbstractSet[Party], chains: Chains[Function, Party]) -> Failure[Function]:
    """What becomes of each function when all of `stopped` stand still (`Chains.down`)."""
    lost: set[Function] = set()
    degraded: set[Function] = set()
    for function, providers in chains.providers.items():
        down = providers & stopped
        if down and down == providers:
            standbys = chains.alternatives.get(function, frozenset()) - providers
            (lost if all(chains.fails(each, stopped) for each in standbys) else degraded).add(function)
        elif down:
            degraded.add(function)
    return Failure(frozenset(lost), frozenset(degraded))


def _remembered(chains: Chains[Function, Party]) -> Callable[[Party], frozenset[Party]]:
    """`rests_on`, asked once for each."""
    known: dict[Party, frozenset[Party]] = {}

    def rests_on(one: Party) -> frozenset[Party]:
        if one not in known:
            known[one] = chains.rests_on(one)
        return known[one]

    return rests_on


def unknown_chain_share(is_declared: Iterable[bool | None]) -> Fraction | None:
    """The part of the critical services whose vendor has not declared its subcontractors (a declared "none" is
    declared); None when there is no critical service."""
    every = list(is_declared)
    return Fraction(sum(not each for each in every), len(every)) if every else None


def _order(party: Hashable) -> tuple[int, str]:
    return len(str(party)), str(party)
