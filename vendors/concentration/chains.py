"""What hangs on whom: single points of failure and exposure, through the chain of subcontractors. Pure.

A provider works while everybody in its chain works; a function works while one of its providers does. Parties are
rolled up to their ultimate parents before (`rolled_up`), so two companies of one group are one provider.
Sources: DORA articles 29(1)(a) and 29(2); FSB third-party risk toolkit (2023) §3.8.
"""

from collections.abc import Hashable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

Party = TypeVar("Party", bound=Hashable)
Function = TypeVar("Function", bound=Hashable)


@dataclass(frozen=True)
class Chains(Generic[Function, Party]):
    """`providers` and `alternatives` of each critical function; `subcontractors` of each party, one step down."""

    providers: Mapping[Function, AbstractSet[Party]]
    alternatives: Mapping[Function, AbstractSet[Party]]
    subcontractors: Mapping[Party, AbstractSet[Party]]

    def rolled_up(self, ultimate: Mapping[Party, Party]) -> "Chains[Function, Party]":
        """The same with every party replaced by its ultimate parent."""

        def up(parties: Iterable[Party]) -> frozenset[Party]:
            return frozenset(ultimate.get(party, party) for party in parties)

        below: dict[Party, frozenset[Party]] = {}
        for party, subs in self.subcontractors.items():
            parent = ultimate.get(party, party)
            below[parent] = below.get(parent, frozenset()) | up(subs) - {parent}
        return Chains(
            {function: up(parties) for function, parties in self.providers.items()},
            {function: up(parties) for function, parties in self.alternatives.items()},
            below,
        )

    def reach(self, party: Party) -> frozenset[Party]:
        """The party and everybody its work rests on, at any depth; rings end."""
        found, todo = {party}, [party]
        while todo:
            for below in self.subcontractors.get(todo.pop(), ()):
                if below not in found:
                    found.add(below)
                    todo.append(below)
        return frozenset(found)


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
    for function, providers in chains.providers.items():
        ways = providers | chains.alternatives.get(function, frozenset())
        if not providers:
            continue
        shared = frozenset.intersection(*(chains.reach(party) for party in ways))
        points = [SinglePoint(function, party, is_hidden=ways != {party}) for party in shared]
        found += sorted(points, key=lambda point: (point.is_hidden, _order(point.party)))
    return tuple(found)


def exposures(chains: Chains[Function, Party]) -> tuple[Exposure[Function, Party], ...]:
    """How many critical functions rest on each party, the most first; each counts once, whatever paths lead to it."""
    direct: dict[Party, set[Function]] = {}
    reached: dict[Party, set[Function]] = {}
    for function, providers in chains.providers.items():
        for provider in providers:
            direct.setdefault(provider, set()).add(function)
            for party in chains.reach(provider):
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
    """The stress test of one party: a provider is down when the party is anywhere in its chain."""
    lost: set[Function] = set()
    degraded: set[Function] = set()
    for function, providers in chains.providers.items():
        down = {provider for provider in providers if party in chains.reach(provider)}
        if down and down == providers:
            standby = chains.alternatives.get(function, frozenset()) - providers
            usable = any(party not in chains.reach(each) for each in standby)
            (degraded if usable else lost).add(function)
        elif down:
            degraded.add(function)
    return Failure(frozenset(lost), frozenset(degraded))


def unknown_chain_share(is_declared: Iterable[bool | None]) -> Fraction | None:
    """The part of the critical services whose vendor has not declared its subcontractors (a declared "none" is
    declared); None when there is no critical service."""
    every = list(is_declared)
    return Fraction(sum(not each for each in every), len(every)) if every else None


def _order(party: Hashable) -> tuple[int, str]:
    return len(str(party)), str(party)
