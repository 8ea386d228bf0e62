"""A contract's yearly cost in TWD at a dated rate; what is not known says why."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.days import last_day_of_months
from vendors.concentration.spend import PRICING_NAMES, Price, Pricing, Rate, months_in, rate_on, yearly_spend

TODAY = date(2026, 6, 30)
RATES = [
    Rate("USD", date(2026, 1, 2), Decimal("31.5"), "臺灣銀行"),
    Rate("USD", date(2026, 6, 1), Decimal("32.125"), "臺灣銀行"),
    Rate("USD", date(2026, 7, 1), Decimal("99"), "臺灣銀行"),
    Rate("JPY", date(2026, 6, 1), Decimal("0.2125"), "臺灣銀行"),
]


def yearly(value, currency="TWD", pricing=Pricing.WHOLE_TERM, starts="2025-01-01", ends="2025-12-31"):
    price = Price(
        value, currency, pricing, starts and date.fromisoformat(starts), ends and date.fromisoformat(ends)
    )  # fmt: skip
    return yearly_spend(price, RATES, TODAY)


@pytest.mark.parametrize(
    ("found", "twd_minor"),
    [
        (yearly(120_000_00), 120_000_00),
        (yearly(120_000_00, starts="2024-01-01", ends="2024-12-31"), 120_000_00),  # a leap year is a year
        (yearly(360_000_00, ends="2027-12-31"), 120_000_00),
        (yearly(180_000_00, ends="2026-06-30"), 120_000_00),  # 18 months
        (yearly(120_000_00, ends="2025-03-31"), 120_000_00),  # a quarter's project costs the year its whole price
        (yearly(10_000_00, pricing=Pricing.MONTH, ends=None), 120_000_00),
        (yearly(120_000_00, pricing=Pricing.YEAR, starts=None, ends=None), 120_000_00),
        (yearly(1_000_00, "USD"), 32_125_00),
        (yearly(1_000_000, "JPY"), 212_500_00),  # the yen has no minor unit
        (yearly(0), 0),
        (yearly(10_00, starts="2025-01-01", ends="2028-12-31"), Fraction(1000, 4)),
    ],
)
def test_what_a_contract_costs_a_year(found, twd_minor):
    assert found.twd_minor == twd_minor
    assert found.unknown_because is None


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (yearly(None), "not recorded"),
        (yearly(-1), "negative"),
        (yearly(100, ends=None), "no start or no end"),
        (yearly(100, starts=None), "no start or no end"),
        (yearly(100, "EUR"), "no EUR rate on or before 2026-06-30"),
    ],
)
def test_what_is_not_known_says_why(found, reason):
    assert found.twd_minor is None
    assert reason in str(found.unknown_because)


def test_the_rate_is_the_last_one_by_the_day_and_is_shown():
    assert yearly(1_00, "USD").rate == RATES[1]
    assert rate_on(RATES, "USD", date(2026, 3, 1)) == RATES[0]
    assert rate_on(RATES, "USD", date(2025, 12, 31)) is None


@pytest.mark.parametrize(
    ("starts", "ends", "months"),
    [
        ("2025-01-01", "2025-12-31", 12),
        ("2025-01-31", "2025-02-28", 1),
        ("2025-01-15", "2025-02-28", 1 + Fraction(14, 28)),
        ("2025-06-15", "2025-06-15", Fraction(1, 30)),
        ("2024-02-29", "2025-02-28", 12),
    ],
)
def test_months_of_a_term(starts, ends, months):
    assert months_in(date.fromisoformat(starts), date.fromisoformat(ends)) == months


some_day = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@given(some_day, st.integers(1, 240))
def test_whole_months_are_whole(starts, months):
    assert months_in(starts, last_day_of_months(starts, months)) == months


@given(some_day, st.integers(0, 4000), st.integers(1, 60))
def test_a_longer_term_has_more_months(starts, days, more):
    ends = date.fromordinal(starts.toordinal() + days)
    assert 0 < months_in(starts, ends) < months_in(starts, date.fromordinal(ends.toordinal() + more))


def test_every_pricing_has_a_name():
    assert PRICING_NAMES.keys() == set(Pricing)
