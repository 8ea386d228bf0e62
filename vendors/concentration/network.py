"""What critical functions rest on, level by level: their vendors, those below them, the components beneath. And who carries
which function. Read from the register once; laid out in layers for drawing."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import networkx as nx

from core.audit.kept import while_unchanged
from core.phrases import N_
from vendors.concentration.parties import Names
from vendors.concentration.queries import known_names, supply_on
from vendors.concentration.single_points import critical_in, find_single_points
from vendors.concentration.supply import Supply
from vendors.concentration.underlying import underlying, underlying_kinds

MOST_IN_LAYER = 14
"""Boxes that one layer has room for; what has none is counted and stands in the table."""
MOST_THINGS = 12
"""Components and suppliers beneath: those that most of the drawn vendors share."""


class Shape(StrEnum):
    FUNCTION = "function"
    VENDOR = "vendor"
    BELOW = "below"
    THING = "thing"


SHAPE_NAMES = {
    Shape.FUNCTION: N_("Critical function"),
    Shape.VENDOR: N_("Vendor or group that serves it"),
    Shape.BELOW: N_("Subcontractor, at any depth"),
    Shape.THING: N_("Component or its supplier"),
}


@dataclass(frozen=True)
class Node:
    """`functions`: how many critical functions rest on it. `is_single`: one of them stops if it fails."""

    key: str
    name: str
    url: str
    shape: Shape
    layer: int
    functions: int
    is_single: bool


@dataclass(frozen=True)
class Network:
    """`edges`: (upper, lower). `left_out`: how many have no place in the drawing."""

    nodes: Mapping[str, Node]
    edges: tuple[tuple[str, str], ...]
    layers: tuple[tuple[str, ...], ...]
    left_out: int


@dataclass(frozen=True)
class Carried:
    """One party against every critical function: "sole", "direct", "below" or nothing, in the functions' order."""

    party: str
    name: str
    url: str
    marks: tuple[str, ...]

    @property
    def functions(self) -> int:
        return sum(bool(mark) for mark in self.marks)


def network(as_of: date, function_id: int | None = None) -> Network:
    """Everything that critical functions (or one of them) rest on."""
    return while_unchanged(("concentration", "network", as_of, function_id), lambda: _network(as_of, function_id))


def _network(as_of: date, function_id: int | None) -> Network:
    names, supply = known_names(), supply_on(as_of)
    chosen = [f for f in critical_in(supply) if function_id in (None, f)]
    graph = _graph(chosen, supply, names)
    tops = [f"function:{f}" for f in chosen if f"function:{f}" in graph]
    depth = {key: level for level, layer in enumerate(nx.bfs_layers(graph, tops)) for key in layer}
    things = _things(as_of, chosen, supply, names, graph)
    rests = Counter(node for top in tops for node in nx.descendants(graph, top))
    single = {point.party for point in find_single_points(as_of, names, supply).points if point.function.id in chosen}
    lowest = max(depth.values(), default=0) + 1
    nodes = {
        key: _node(key, names, things, depth.get(key, lowest), rests, single)
        for key in graph
        if key in depth or key in things
    }
    layers: list[list[str]] = [[] for _ in range(lowest + 1)]
    for key, node in nodes.items():
        layers[node.layer].append(key)
    kept = [sorted(layer, key=lambda k: (-nodes[k].functions, nodes[k].name, k))[:MOST_IN_LAYER] for layer in layers]
    drawn = _untangled([layer for layer in kept if layer], graph)
    return Network(nodes, tuple(graph.edges), drawn, len(nodes) - sum(map(len, drawn)))


def _graph(functions: Iterable[int], supply: Supply, names: Names) -> "nx.DiGraph[str]":
    """Functions on the parties that serve them, parties on those below; a party's own parts are one."""
    below: dict[int, set[int]] = {}
    of_service: dict[int, set[int]] = {}
    for vendor_id, service_id, sub in supply.below:
        (below.setdefault(vendor_id, set()) if service_id is None else of_service.setdefault(service_id, set())).add(
            sub
        )
    graph: nx.DiGraph[str] = nx.DiGraph()
    todo: list[int] = []

    def rest(upper: int, subs: Iterable[int]) -> None:
        for sub in sorted(subs):
            if names.party(upper) != names.party(sub):
                graph.add_edge(names.party(upper), names.party(sub))
            todo.append(sub)

    for function_id in functions:
        graph.add_node(f"function:{function_id}")
        for service_id in supply.supports.get(function_id, ()):
            vendor_id = supply.services[service_id].vendor_id
            graph.add_edge(f"function:{function_id}", names.party(vendor_id))
            rest(vendor_id, of_service.get(service_id, ()))
            todo.append(vendor_id)
    seen: set[int] = set()
    while todo:
        vendor_id = todo.pop()
        if vendor_id not in seen:
            seen.add(vendor_id)
            rest(vendor_id, below.get(vendor_id, ()))
    return graph


@dataclass(frozen=True)
class _Thing:
    name: str
    functions: int
    """The critical functions of which a way rests on it."""


def _things(
    as_of: date, chosen: Iterable[int], supply: Supply, names: Names, graph: "nx.DiGraph[str]"
) -> dict[str, _Thing]:
    """The components and suppliers that most functions rest on, put under the parties that bring them; by their keys."""
    chains = supply.chains(names, chosen)
    rests = [frozenset[str]().union(*map(chains.reach, ways)) for ways in chains.providers.values()]
    reached = frozenset[str]().union(*rests)
    found: list[tuple[int, int, str, str, set[str]]] = []
    for kind in underlying_kinds():
        for each in underlying(kind, as_of):
            functions = sum(not each.nodes.isdisjoint(nodes) for nodes in rests)
            parties = {chains.party(node) for node in each.nodes & reached} & set(graph)
            if functions and parties:
                found.append((functions, len(parties), f"{kind.name}:{each.key}", each.name, parties))
    found.sort(key=lambda each: (-each[0], -each[1], each[3], each[2]))
    for _, _, key, _, parties in found[:MOST_THINGS]:
        graph.add_edges_from((party, key) for party in sorted(parties))
    return {key: _Thing(name, functions) for functions, _, key, name, _ in found[:MOST_THINGS]}


def _node(
    key: str, names: Names, things: Mapping[str, _Thing], layer: int, rests: Mapping[str, int], single: set[str]
) -> Node:
    if key in things:
        return Node(key, things[key].name, "", Shape.THING, layer, things[key].functions, is_single=False)
    if key.startswith("function:"):
        return Node(key, names.name(key), names.url(key), Shape.FUNCTION, 0, 1, is_single=False)
    shape = Shape.VENDOR if layer == 1 else Shape.BELOW
    return Node(key, names.name(key), names.url(key), shape, layer, rests.get(key, 0), key in single)


def _untangled(layers: Sequence[Sequence[str]], graph: "nx.DiGraph[str]") -> tuple[tuple[str, ...], ...]:
    """Each layer in the order of the middle of its neighbours in the layer before, down and up again: fewer crossings
    (Sugiyama's barycentres)."""
    ordered = [list(layer) for layer in layers]
    for sweep in range(4):
        places = range(1, len(ordered)) if sweep % 2 == 0 else range(len(ordered) - 2, -1, -1)
        for place in places:
            beside = ordered[place - 1] if sweep % 2 == 0 else ordered[place + 1]
            at = {key: number for number, key in enumerate(beside)}
            near = graph.predecessors if sweep % 2 == 0 else graph.successors

            def middle(key: str, near: Any = near, at: Mapping[str, int] = at) -> float:
                found = [at[each] for each in near(key) if each in at]
                return sum(found) / len(found) if found else len(at) / 2

            ordered[place].sort(key=middle)
    return tuple(tuple(layer) for layer in ordered)


def matrix(as_of: date) -> tuple[tuple[tuple[int, str], ...], tuple[Carried, ...]]:
    """(critical functions, parties by how many they carry): who serves which directly, alone, or through others."""
    return while_unchanged(("concentration", "matrix", as_of), lambda: _matrix(as_of))


def _matrix(as_of: date) -> tuple[tuple[tuple[int, str], ...], tuple[Carried, ...]]:
    names, supply = known_names(), supply_on(as_of)
    functions = [f for f in critical_in(supply) if supply.supports.get(f)]
    graph = _graph(functions, supply, names)
    direct = {f: set(graph.successors(f"function:{f}")) for f in functions}
    reached = {f: nx.descendants(graph, f"function:{f}") for f in functions}
    stopping = {(p.function.id, p.party) for p in find_single_points(as_of, names, supply).points}

    def mark(party: str, function_id: int) -> str:
        if (function_id, party) in stopping:
            return "sole"
        if party in direct[function_id]:
            return "direct"
        return "below" if party in reached[function_id] else ""

    parties = sorted(set().union(*reached.values())) if reached else []
    rows = [
        Carried(party, names.name(party), names.url(party), tuple(mark(party, f) for f in functions))
        for party in parties
    ]
    rows.sort(key=lambda row: (-row.functions, -sum(m in ("sole", "direct") for m in row.marks), row.name))
    return tuple((f, supply.functions[f].name) for f in functions), tuple(rows)
