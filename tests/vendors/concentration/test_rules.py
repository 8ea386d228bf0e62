"""Concentration is computed exactly, says what is not known, and is tested against limits before it is rounded."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from vendors.concentration.rules import (
    BAND_NAMES,
    DEFAULT_LIMITS,
    MEASURE_NAMES,
    Band,
    Limit,
    Measure,
    Weighing,
    band,
    breaches,
    concentrate,
    hhi_change,
    rounded,
)


def of(*weights, ultimate=None, **named):
    pairs = list(named.items()) or list(enumerate(weights))
    return concentrate([Weighing(party, weight) for party, weight in pairs], ultimate)


@pytest.mark.parametrize(
    ("weights", "hhi", "effective", "cr1", "cr3", "normalised"),
    [
        ((30, 30, 20, 20), "2600", "3.846", "0.30", "0.80", "0.0133"),
        ((40, 30, 20, 10), "3000", "3.333", "0.40", "0.90", "0.0667"),
        ((1, 1, 1, 1, 1), "2000", "5.000", "0.20", "0.60", "0.0000"),
        ((7,), "10000", "1.000", "1.00", "1.00", "1.0000"),
        ((50, 50, 0), "5000", "2.000", "0.50", "1.00", "0.0000"),
    ],
)
def test_worked_examples(weights, hhi, effective, cr1, cr3, normalised):
    found = of(*weights)
    assert found.hhi == Fraction(hhi)
    assert rounded(found.effective_number, 3) == Decimal(effective)
    assert (found.cr(1), found.cr(3)) == (Fraction(cr1), Fraction(cr3))
    assert rounded(found.normalised_hhi, 4) == Decimal(normalised)


def test_two_groups_that_become_one_raise_the_hhi_by_twice_the_product_of_their_shares():
    before = of(a=40, b=30, c=20, d=10)
    after = of(a=40, b=30, c=20, d=10, ultimate={"c": "b"})
    assert hhi_change(before, after) == 1200
    assert after.shares == {"b": Fraction(1, 2), "a": Fraction(2, 5), "d": Fraction(1, 10)}


def test_what_is_not_known_is_coverage_and_not_nothing():
    found = of(a=60, b=40, c=None)
    assert found.shares == {"a": Fraction(3, 5), "b": Fraction(2, 5)}
    assert found.coverage == Fraction(2, 3)
    assert found.partly_unknown == {"c"}


def test_a_party_with_one_contract_of_unknown_value_is_marked():
    found = concentrate([Weighing("a", 10), Weighing("a", None), Weighing("b", 10)])
    assert found.weights == {"a": 10, "b": 10}
    assert found.partly_unknown == {"a"}
    assert found.coverage == Fraction(2, 3)


@pytest.mark.parametrize("found", [of(), of(None, None), of(0, 0)])
def test_without_weight_the_indices_are_undefined_and_not_zero(found):
    assert (found.hhi, found.normalised_hhi, found.effective_number, found.cr(1)) == (None, None, None, None)
    assert found.shares == {}
    assert hhi_change(found, of(1)) is None
    assert breaches(found, DEFAULT_LIMITS) == ()


def test_nothing_to_count_has_no_coverage():
    assert of().coverage is None
    assert of(None).coverage == 0


def test_a_negative_weight_is_a_mistake():
    with pytest.raises(ValueError, match="negative"):
        of(5, -1)


weights = st.lists(st.fractions(min_value=0, max_value=10**9) | st.integers(0, 10**12), min_size=1, max_size=12)


@given(weights)
def test_the_indices_agree_with_one_another(weights):
    found = of(*weights)
    assume(found.total)
    count = len(found.shares)
    assert sum(found.shares.values()) == 1
    assert Fraction(10_000, count) <= found.hhi <= 10_000
    assert 0 <= found.normalised_hhi <= 1
    assert 1 <= found.effective_number <= count
    assert found.cr(1) <= found.cr(3) <= found.cr(5) <= 1
    assert found.cr(1) ** 2 <= found.hhi / 10_000 <= found.cr(1)


@given(weights, st.fractions(min_value=Fraction(1, 1000), max_value=1000), st.randoms())
def test_scale_and_order_do_not_matter(weights, factor, random):
    scaled = list(enumerate(weight * factor for weight in weights))
    random.shuffle(scaled)
    again = concentrate(Weighing(party, weight) for party, weight in scaled)
    assert (again.hhi, again.shares) == (of(*weights).hhi, of(*weights).shares)
    assert list(again.shares) == list(of(*weights).shares)


@given(weights, st.data())
def test_rolling_up_never_lowers_the_hhi(weights, data):
    ultimate = {n: data.draw(st.integers(0, len(weights) - 1)) for n in range(len(weights))}
    found = of(*weights)
    assume(found.total)
    assert of(*weights, ultimate=ultimate).hhi >= found.hhi


@pytest.mark.parametrize(
    ("hhi", "expected"),
    [(999, Band.LOW), (1000, Band.MODERATE), (1800, Band.MODERATE), (Fraction(180001, 100), Band.HIGH), (10_000, Band.HIGH)],
)  # fmt: skip
def test_bands_of_the_merger_guidelines(hhi, expected):
    assert band(Fraction(hhi)) is expected


def test_a_limit_is_tested_on_the_exact_value():
    limit = Limit(Measure.SHARE, Fraction(30, 100), "board, 2026-03-01")
    at_the_limit, just_over = of(a=30, b=30, c=20, d=20), of(a=3001, b=2999, c=2000, d=2000)
    assert breaches(at_the_limit, [limit]) == ()
    (breach,) = breaches(just_over, [limit])
    assert (breach.party, breach.value, breach.excess) == ("a", Fraction(3001, 10000), Fraction(1, 10000))
    assert rounded(breach.value * 100) == 30
    assert breach.limit.source == "board, 2026-03-01"


def test_each_measure_has_its_limit():
    limits = [Limit(measure, Fraction(0), "none at all") for measure in Measure]
    found = {breach.limit.measure: breach.value for breach in breaches(of(a=40, b=30, c=20, d=10), limits)}
    assert found[Measure.HHI] == 3000
    assert (found[Measure.CR1], found[Measure.CR3], found[Measure.CR5]) == (Fraction(2, 5), Fraction(9, 10), 1)


def test_every_measure_and_band_has_a_name():
    assert MEASURE_NAMES.keys() == set(Measure)
    assert BAND_NAMES.keys() == set(Band)


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [(Fraction(1, 2), 0, "1"), (Fraction(1, 8), 2, "0.13"), (Fraction(2, 3), 4, "0.6667"), (Fraction(3000), 0, "3000")],
)
def test_display_rounds_halves_up(value, places, shown):
    assert str(rounded(value, places)) == shown
