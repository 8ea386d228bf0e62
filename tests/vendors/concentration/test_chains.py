"""A function's single points of failure are found however deep they hide; each exposure counts once."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.concentration.chains import Chains, exposures, if_fails, single_points, unknown_chain_share


def chains(providers, alternatives=None, subs=None):
    def sets(each):
        return {key: frozenset(values) for key, values in (each or {}).items()}

    return Chains(sets(providers), sets(alternatives), sets(subs))


def points(found):
    return [(each.function, each.party, each.is_hidden) for each in single_points(found)]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (chains({"orders": "a"}), [("orders", "a", False)]),
        (chains({"orders": "ab"}), []),
        (chains({"orders": "a"}, {"orders": "b"}), []),
        (chains({"orders": "a"}, {"orders": "a"}), [("orders", "a", False)]),
        (chains({"orders": ""}), []),
        # the only provider, and whoever it rests on
        (chains({"orders": "a"}, subs={"a": "x", "x": "y"}), [("orders", "a", False), ("orders", "x", True), ("orders", "y", True)]),
        # two providers, one cloud under both
        (chains({"orders": "ab"}, subs={"a": "x", "b": "y", "y": "x"}), [("orders", "x", True)]),
        # the alternative rests on the same one
        (chains({"orders": "a"}, {"orders": "b"}, {"a": "x", "b": "x"}), [("orders", "x", True)]),
        # one provider is the other's subcontractor
        (chains({"orders": "ab"}, subs={"a": "b"}), [("orders", "b", True)]),
        # rings end
        (chains({"orders": "ab"}, subs={"a": "x", "x": "a", "b": "b"}), []),
    ],
)  # fmt: skip
def test_single_points_of_failure(found, expected):
    assert points(found) == expected


def test_two_companies_of_one_group_are_one_provider():
    found = chains({"orders": "ab"}, {"orders": "c"}, {"a": "b", "b": "x"})
    assert points(found) == []
    rolled = found.rolled_up({"a": "g", "b": "g", "c": "g"})
    assert points(rolled) == [("orders", "g", False)]  # x stops a and b; c works without it


def test_who_stops_is_told_the_nearest_first_with_whom_it_stops_by():
    found = chains({"orders": "a"}, subs={"a": "bc", "b": "x", "c": "y", "y": "x"})
    assert found.down("x") == {"x": None, "b": "x", "y": "x", "a": "b", "c": "y"}


def test_a_function_reached_by_two_paths_counts_once():
    found = chains({"orders": "ab", "clearing": "c", "web": "d", "mail": "d"}, subs={"a": "x", "b": "x", "c": "x"})
    by_party = {each.party: each for each in exposures(found)}
    x = by_party["x"]
    assert (x.direct, x.indirect, x.share) == (frozenset(), {"orders", "clearing"}, Fraction(1, 2))
    assert (by_party["d"].direct, by_party["d"].share) == ({"web", "mail"}, Fraction(1, 2))
    assert [each.party for each in exposures(found)][:2] == ["d", "x"]


def test_a_direct_provider_that_is_also_a_subcontractor_is_direct():
    by_party = {each.party: each for each in exposures(chains({"orders": "ab"}, subs={"a": "b"}))}
    assert by_party["b"].direct == {"orders"}
    assert by_party["b"].indirect == frozenset()


def test_the_stress_test_tells_lost_from_degraded():
    found = chains(
        {"orders": "ab", "clearing": "a", "web": "a", "mail": "c"}, {"web": "c", "clearing": "d"}, {"d": "x", "a": "x"}
    )
    assert if_fails("a", found).lost == frozenset()
    assert if_fails("a", found).degraded == {"orders", "clearing", "web"}
    assert if_fails("x", found).lost == {"clearing"}
    assert if_fails("unheard of", found).lost == frozenset()


def test_chains_nobody_declared_are_counted():
    assert unknown_chain_share([True, False, None, True]) == Fraction(1, 2)
    assert unknown_chain_share([]) is None


parties = st.sets(st.integers(0, 7), max_size=4)
graphs = st.builds(
    chains,
    st.dictionaries(st.sampled_from("FGHJ"), parties, min_size=1),
    st.dictionaries(st.sampled_from("FGHJ"), parties),
    st.dictionaries(st.integers(0, 7), parties),
)


@given(graphs)
def test_a_single_point_is_exactly_what_loses_the_function_when_it_fails(found):
    lost_by = {(f, p) for p in range(8) for f in if_fails(p, found).lost}
    assert {(each.function, each.party) for each in single_points(found)} == lost_by


@given(graphs)
def test_no_exposure_exceeds_all_functions(found):
    for each in exposures(found):
        assert not each.direct & each.indirect
        assert each.share == Fraction(len(each.direct | each.indirect), len(found.providers))
        assert 0 < each.share <= 1
