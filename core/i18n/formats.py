"""Dates, amounts and shares as people read them: ISO days (or 民國 on request), amounts with their currency."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from babel.core import UnknownLocaleError
from babel.numbers import format_decimal, get_currency_precision
from flask import has_request_context
from flask_babel import get_locale
from flask_login import current_user

from core import clock
from core.days import roc_date

NOTHING = "—"


def wants_roc() -> bool:
    """Whether the reader asked for the Republic's years."""
    return has_request_context() and bool(getattr(current_user, "roc_dates", False))


def day(value: date | None, *, roc: bool | None = None) -> str:
    """2026-11-22, or 民國115年11月22日 for those who asked for it."""
    if value is None:
        return NOTHING
    if isinstance(value, datetime):
        value = value.astimezone(clock.zone()).date()
    return roc_date(value) if (wants_roc() if roc is None else roc) else value.isoformat()


def instant(value: datetime | None) -> str:
    """A moment in the firm's zone, to the minute."""
    if value is None:
        return NOTHING
    local = value.astimezone(clock.zone())
    return f"{day(local.date())} {local:%H:%M}"


def digits(currency: str) -> int:
    """How many digits a currency has after the point (TWD 2 by ISO 4217, JPY 0)."""
    try:
        return int(get_currency_precision(currency))
    except (KeyError, ValueError, UnknownLocaleError):
        return 2


def minor(amount: Decimal, currency: str) -> int:
    """An amount of the main unit in minor units: 12.50 USD → 1250."""
    return int((amount * 10 ** digits(currency)).to_integral_value())


def major(amount_minor: int, currency: str) -> Decimal:
    """Minor units back in the main unit: 1250 USD → 12.50."""
    return Decimal(amount_minor).scaleb(-digits(currency))


def money(amount_minor: int | None, currency: str = "TWD") -> str:
    """TWD 1,200,000 — the code first, the cents only where there are any."""
    if amount_minor is None:
        return NOTHING
    amount = major(amount_minor, currency)
    whole = amount == amount.to_integral_value()
    return f"{currency} {amount:,.0f}" if whole else f"{currency} {amount:,.{digits(currency)}f}"


def number(value: Any, places: int | None = None) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, Fraction):
        value = Decimal(value.numerator) / Decimal(value.denominator)
    if places is not None:
        return f"{value:,.{places}f}"
    exact = isinstance(value, Decimal)  # a rate of 0.2115 is not one of 0.212
    return str(format_decimal(value, locale=get_locale() or "en", decimal_quantization=not exact))


def percent(value: Any, places: int = 1) -> str:
    """A share of one as a percentage; a dash where it is unknown, never 0."""
    if value is None:
        return NOTHING
    return f"{float(value) * 100:.{places}f}%"


def filesize(size: int | None) -> str:
    if size is None:
        return NOTHING
    for unit, step in (("MB", 1_000_000), ("kB", 1_000)):
        if size >= step:
            return f"{size / step:,.1f} {unit}"
    return f"{size} B"


def plain(value: Any) -> Any:
    """A value inside a sentence: dates the reader's way, the rest as it is."""
    return day(value) if isinstance(value, date) else value
