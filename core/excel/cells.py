"""One value → one safe cell, with the format its kind asks for."""

import re
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from unicodedata import east_asian_width

from core import clock
from core.i18n import formats, say
from core.phrases import Phrase
from core.web.listing import Kind, Measured, Status

ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What XML 1.0, and so a workbook, cannot hold."""

LONGEST = 32_000
"""Excel takes 32,767 characters in a cell."""


WIDTHS = {
    Kind.DAY: 12,
    Kind.INSTANT: 17,
    Kind.NUMBER: 12,
    Kind.MONEY: 20,
    Kind.PERCENT: 10,
    Kind.STATUS: 16,
    Kind.TEXT: 28,
}
"""Of a column, in characters of its font."""


def cell_value(value: Any, kind: Kind) -> tuple[Any, str]:
    """(what to write, number format). Numbers stay numbers, days stay days, amounts carry their currency in the format."""
    if isinstance(value, Measured):
        value, kind = value.value, value.kind
    if value is None:
        return None, "General"
    if kind is Kind.MONEY and isinstance(value, tuple):
        return _money(*value)
    if kind is Kind.PERCENT:
        return float(value), "0.0%"
    if isinstance(value, datetime):
        return value.astimezone(clock.zone()).replace(tzinfo=None, microsecond=0), "yyyy-mm-dd hh:mm"
    if isinstance(value, date):
        return value, "yyyy-mm-dd"
    if isinstance(value, bool | int | float | Decimal | Fraction):
        return _number(value)
    if isinstance(value, Status):
        value = say(value.label)
    if isinstance(value, tuple | list):
        return text_value("\n".join(str(v) for v in value)), "@"
    return text_value(say(value) if isinstance(value, Phrase) else str(value)), "@"


def _money(amount: int | None, currency: str) -> tuple[Any, str]:
    if amount is None:
        return None, "General"
    major = formats.major(amount, currency)
    cents = "" if major == major.to_integral_value() else "." + "0" * formats.digits(currency)
    return float(major), f'"{currency}" #,##0{cents}'


def _number(value: bool | float | Decimal | Fraction) -> tuple[Any, str]:
    if isinstance(value, bool):
        return value, "General"
    return (value if isinstance(value, int) else float(value)), number_format(value)


def number_format(value: float | Decimal | Fraction) -> str:
    """Thousands apart, and as many digits after the point as the value has: an exchange rate is never rounded in sight,
    a whole number has no point. What was divided shows two."""
    if isinstance(value, int):
        return "#,##0"
    exact = value if isinstance(value, Decimal) else Decimal(str(round(float(value), 2)))
    exponent = exact.normalize().as_tuple().exponent if exact.is_finite() else 0
    digits = max(0, -exponent) if isinstance(exponent, int) else 0
    return "General" if digits > 8 else "#,##0." + "0" * digits if digits else "#,##0"


def text_value(text: str) -> str:
    """Text as a workbook can hold it: no control characters, not longer than a cell, no lone surrogates."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    return ILLEGAL.sub("", text)[:LONGEST]


def display_width(text: str) -> int:
    """How many columns of a Latin letter's width a line takes: Chinese characters take two."""
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def put(cell: Any, value: Any, kind: Kind) -> Any:
    """Fill an openpyxl cell; text is marked as text so that "=1+1" stays what somebody typed."""
    cell.value, cell.number_format = cell_value(value, kind)
    if isinstance(cell.value, str):
        cell.data_type = "s"
    return cell


def sheet_title(text: str) -> str:
    """A sheet name as Excel allows it: 31 characters, none of []:*?/\\ ."""
    return text_value("".join(" " if c in "[]:*?/\\'" else c for c in text)).strip()[:31] or "Sheet1"
