"""What a contract costs in a year, in TWD at a dated rate; not known where an amount, a term or a rate is. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from babel.core import Locale
from babel.numbers import get_currency_precision

from core.days import last_day_of_months
from core.phrases import N_, Phrase, phrase

HOME_CURRENCY = "TWD"
CURRENCIES = frozenset(str(code) for code in Locale.parse("en").currencies)


class Pricing(StrEnum):
    """What the contract's value is the price of."""

    WHOLE_TERM = "whole_term"
    YEAR = "year"
    MONTH = "month"


PRICING_NAMES = {
    Pricing.WHOLE_TERM: N_("For the whole term"),
    Pricing.YEAR: N_("A year"),
    Pricing.MONTH: N_("A month"),
}


class Price(NamedTuple):
    """A contract's value in minor units of its currency (ISO 4217), and what it covers. None: not known."""

    value_minor: int | None
    currency: str
    pricing: Pricing
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class Rate:
    """TWD for one unit (not minor unit) of a currency on a day, and who said so."""

    currency: str
    on: date
    twd: Decimal
    source: str


@dataclass(frozen=True)
class YearlySpend:
    """Minor units of TWD a year, with the rate used; or None and the reason why it is not known."""

    twd_minor: Fraction | None
    rate: Rate | None = None
    unknown_because: Phrase | None = None
    lacks_rate: bool = False
    """It is the rate that is missing, nothing of the contract."""


@lru_cache(maxsize=1 << 14)
def months_in(starts_on: date, ends_on: date) -> Fraction:
    """Months of a term, both days included: whole months, and the rest in days of the month it falls in."""
    whole = max(0, (ends_on.year - starts_on.year) * 12 + ends_on.month - starts_on.month - 1)
    while last_day_of_months(starts_on, whole + 1) <= ends_on:
        whole += 1
    rest_from = last_day_of_months(starts_on, whole) + timedelta(days=1)
    month_ends = last_day_of_months(starts_on, whole + 1)
    rest = (ends_on - rest_from).days + 1
    return whole + Fraction(rest, (month_ends - rest_from).days + 1)


def yearly_value(price: Price) -> Fraction | Phrase:
    """Minor units of the contract's own currency a year, or why that is not known.

    A price for the whole term is spread over its months; a term shorter than a year counts with its whole price, since
    that is what the year costs.
    """
    if price.value_minor is None:
        return phrase(N_("The contract's value is not recorded."))
    if price.value_minor < 0:
        return phrase(N_("The contract's value is negative."))
    match price.pricing:
        case Pricing.YEAR:
            return Fraction(price.value_minor)
        case Pricing.MONTH:
            return Fraction(price.value_minor * 12)
        case Pricing.WHOLE_TERM:
            if price.starts_on is None or price.ends_on is None or price.ends_on < price.starts_on:
                return phrase(N_("The value is for the whole term, and the term has no start or no end."))
            return Fraction(price.value_minor) * 12 / max(Fraction(12), months_in(price.starts_on, price.ends_on))


def rate_on(rates: Iterable[Rate], currency: str, day: date) -> Rate | None:
    """The latest rate of a currency not later than `day`."""
    return max((r for r in rates if r.currency == currency and r.on <= day), key=lambda r: r.on, default=None)


def yearly_spend(price: Price, rates: Iterable[Rate], as_of: date) -> YearlySpend:
    """The contract's yearly cost in TWD at the rate of `as_of`, or of the last day before it that has one."""
    rate = None if price.currency == HOME_CURRENCY else rate_on(rates, price.currency, as_of)
    return spend_at(price, rate, as_of)


def spend_at(price: Price, rate: Rate | None, as_of: date) -> YearlySpend:
    """The same at a rate that was looked up before; None where there is none, or none is needed."""
    found = converted(price, rate)
    if not found.lacks_rate:
        return found
    missing = phrase(N_("There is no %(currency)s rate on or before %(day)s."), currency=price.currency, day=as_of)
    return YearlySpend(None, unknown_because=missing, lacks_rate=True)


@lru_cache(maxsize=1 << 18)
def converted(price: Price, rate: Rate | None) -> YearlySpend:
    """The same whatever the day, and so remembered from day to day: room for ten times the contracts designed for, since
    a cache that all of them just do not fit in remembers none."""
    value = yearly_value(price)
    if isinstance(value, Phrase):
        return YearlySpend(None, unknown_because=value)
    if price.currency == HOME_CURRENCY:
        return YearlySpend(value)
    if rate is None:
        return YearlySpend(None, lacks_rate=True)
    return YearlySpend(value * _in_twd(rate), rate)


@lru_cache(maxsize=256)
def _in_twd(rate: Rate) -> Fraction:
    """Minor units of TWD for one minor unit of the currency."""
    shift = get_currency_precision(HOME_CURRENCY) - get_currency_precision(rate.currency)
    return Fraction(rate.twd) * Fraction(10) ** shift
