"""The figures against another's arithmetic: numpy for weights, networkx for chains, on firms drawn at random."""

from fractions import Fraction

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.concentration.bases import Holding
from vendors.concentration.chains import Chains, exposures, if_fails, single_points, unknown_chain_share
from vendors.concentration.leaving import locked_in
from vendors.concentration.rules import Weighing, concentrate, hhi_change
from vendors.services.rules import Substitutability, recovery_gap

weights = st.lists(st.integers(0, 10**9), min_size=1, max_size=40).filter(any)


@given(weights)
def test_indices_are_what_numpy_says(drawn):
    found = concentrate(Weighing(f"p{n}", weight) for n, weight in enumerate(drawn))
    shares = np.sort(np.array([w for w in drawn if w], dtype=float) / sum(drawn))[::-1]
    assert float(found.hhi) == pytest.approx(10_000 * float(np.sum(shares**2)))
    assert float(found.effective_number) == pytest.approx(1 / float(np.sum(shares**2)))
    for largest in (1, 3, 5):
        assert float(found.cr(largest)) == pytest.approx(float(shares[:largest].sum()))
    gaps = np.abs(shares[:, None] - shares[None, :]).sum()
    assert float(found.gini) == pytest.approx(float(gaps / (2 * len(shares) ** 2 * shares.mean())), abs=1e-9)
    count = len(shares)
    if count > 1:
        spread = (float(np.sum(shares**2)) - 1 / count) / (1 - 1 / count)
        assert float(found.normalised_hhi) == pytest.approx(spread, abs=1e-9)


@pytest.mark.parametrize(
    ("drawn", "hhi", "effective", "normalised", "gini"),
    [
        ((30, 30, 20, 20), 2600, "3.846", "0.0133", "0.1000"),
        ((40, 30, 20, 10), 3000, "3.333", "0.0667", "0.2500"),
        ((100,), 10000, "1.000", "1.0000", "0.0000"),
        ((25, 25, 25, 25), 2500, "4.000", "0.0000", "0.0000"),
    ],
)
def test_worked_examples(drawn, hhi, effective, normalised, gini):
    found = concentrate(Weighing(str(n), weight) for n, weight in enumerate(drawn))
    assert found.hhi == hhi
    said = (f"{float(found.effective_number):.3f}", f"{float(found.normalised_hhi):.4f}", f"{float(found.gini):.4f}")
    assert said == (effective, normalised, gini)


def test_two_that_become_one_add_twice_the_product_of_their_shares():
    drawn = [Weighing(name, weight) for name, weight in zip("abcd", (40, 30, 20, 10), strict=True)]
    assert hhi_change(concentrate(drawn), concentrate(drawn, {"b": "b", "c": "b"})) == 1200


@st.composite
def firms(draw):
    """Vendors in groups on five levels and more, services of theirs, functions on services, named alternatives; a
    subcontractor of some services alone."""
    vendors = [f"v{n}" for n in range(draw(st.integers(2, 14)))]
    group = {v: f"g{draw(st.integers(0, 3))}" for v in vendors if draw(st.booleans())}
    below = {v: draw(st.sets(st.sampled_from(vendors), max_size=3)) - {v} for v in vendors}
    services = {f"s{n}": draw(st.sampled_from(vendors)) for n in range(draw(st.integers(1, 8)))}
    providers = {f"f{n}": draw(st.sets(st.sampled_from(sorted(services)), max_size=3)) for n in range(4)}
    alternatives = {f: draw(st.sets(st.sampled_from(vendors), max_size=2)) for f in providers}
    rooms = {s: draw(st.sampled_from(vendors)) for s in services if draw(st.booleans())}
    return vendors, group, below, services, providers, alternatives, rooms


@given(firms())
def test_single_points_exposures_and_failures_are_what_a_graph_library_says(firm):
    vendors, group, below, services, providers, alternatives, rooms = firm
    subs = {v: frozenset(those) for v, those in below.items()} | {s: frozenset({v}) for s, v in services.items()}
    subs |= {s: subs[s] | {rooms[s]} for s in services if s in rooms}
    parties = dict(group) | {s: group.get(v, v) for s, v in services.items()}
    supplies = {v: frozenset(s for s in services if services[s] == v) for v in vendors}
    chains = Chains(
        {f: frozenset(ways) for f, ways in providers.items()},
        {f: frozenset(named) for f, named in alternatives.items()},
        subs,
        parties,
        supplies,
    )
    graph = nx.DiGraph((above, sub) for above, those in subs.items() for sub in those)
    graph.add_nodes_from([*vendors, *services])
    every = {group.get(v, v) for v in vendors}

    def works_without(way, party):
        gone = {v for v in vendors if group.get(v, v) == party}
        return not gone & ({way} | nx.descendants(graph, way))

    def helps_without(vendor, party):
        """It works itself, and if it supplies anything, some of that does."""
        return works_without(vendor, party) and (
            not supplies[vendor] or any(works_without(s, party) for s in supplies[vendor])
        )

    lost, rests = set(), {}
    for function, ways in providers.items():
        for party in every:
            down = {way for way in ways if not works_without(way, party)}
            if down:
                rests.setdefault(party, set()).add(function)
            if ways and down == set(ways) and not any(helps_without(v, party) for v in alternatives[function]):
                lost.add((function, party))
    assert {(point.function, point.party) for point in single_points(chains)} == lost
    assert {e.party: set(e.direct | e.indirect) for e in exposures(chains)} == rests
    assert all(e.share == Fraction(len(rests[e.party]), len(providers)) for e in exposures(chains))
    for party in every:
        assert {(function, party) for function in if_fails(party, chains).lost} == {x for x in lost if x[1] == party}


@given(firms())
def test_all_gathered_at_once_is_what_each_reaches_by_itself(firm):
    vendors, _, below, services, providers, _, _ = firm
    subs = {v: frozenset(those) for v, those in below.items()} | {s: frozenset({v}) for s, v in services.items()}
    chains = Chains({f: frozenset(ways) for f, ways in providers.items()}, {}, subs)
    found = chains.gathered({node: frozenset({node}) for node in [*vendors, *services]})
    assert all(found[node] == chains.reach(node) for node in [*vendors, *services])
    odd = {node: frozenset({node}) for node in list(vendors)[::2]}
    some = chains.gathered(odd)
    assert all(some.get(node, frozenset()) == chains.reach(node) & odd.keys() for node in [*vendors, *services])


judgements = st.sampled_from(list(Substitutability))
held_things = st.lists(
    st.tuples(st.one_of(st.none(), st.integers(0, 10**6)), st.lists(st.integers(0, 7), max_size=3)), max_size=30
)


@given(held_things, st.lists(judgements, min_size=8, max_size=8))
def test_what_cannot_be_replaced_is_what_numpy_adds_up(things, judged):
    """Half of a contract for two services, one of them easily replaced, is stuck; one that names none is, as a whole."""
    found = locked_in(
        [Holding(1, weight, "x", tuple(services)) for weight, services in things], dict(enumerate(judged))
    )
    known = [(weight, services) for weight, services in things if weight is not None]
    total = sum(weight for weight, _ in known)
    stuck = [np.mean([judged[s].counts_as_locked_in for s in services]) if services else 1.0 for _, services in known]
    if total:
        assert float(found) == pytest.approx(float(np.dot([weight for weight, _ in known], stuck)) / total)
    else:
        assert found is None


@given(st.lists(st.one_of(st.none(), st.booleans()), max_size=30))
def test_undeclared_chains_are_the_part_that_nobody_declared(declared):
    found = unknown_chain_share(declared)
    assert (
        found is None if not declared else float(found) == pytest.approx(1 - np.mean([bool(each) for each in declared]))
    )


@given(st.one_of(st.none(), st.integers(0, 10_000)), st.one_of(st.none(), st.integers(0, 10_000)))
def test_a_gap_in_time_is_what_is_longer_than_tolerable_or_not_known(promised, tolerable):
    found = recovery_gap(promised, tolerable)
    expected = None if None in (promised, tolerable) else float(np.clip(promised - tolerable, 0, None))
    assert found == expected
