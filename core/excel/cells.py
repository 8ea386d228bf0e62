"""One value → one safe cell, with the format its kind asks for."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from core import clock
from core.i18n import formats, say
from core.phrases import Phrase
from core.web.listing import Kind, Status

LONGEST = 32_000
"""Excel takes 32,767 characters in a cell."""


def cell_value(value: Any, kind: Kind) -> tuple[Any, str]:
    """(what to write, number format). Numbers stay numbers, days stay days, amounts carry their currency in the format."""
    if value is None:
        return None, "General"
    if kind is Kind.MONEY and isinstance(value, tuple):
        amount, currency = value
        if amount is None:
            return None, "General"
        cents = "." + "0" * formats.digits(currency) if formats.digits(currency) else ""
        return float(formats.major(amount, currency)), f'"{currency}" #,##0{cents}'
    if kind is Kind.PERCENT:
        return float(value), "0.0%"
    if isinstance(value, datetime):
        return value.astimezone(clock.zone()).replace(tzinfo=None, microsecond=0), "yyyy-mm-dd hh:mm"
    if isinstance(value, date):
        return value, "yyyy-mm-dd"
    if isinstance(value, bool):
        return value, "General"
    if isinstance(value, int | float | Decimal | Fraction):
        return (float(value) if not isinstance(value, int) else value), "#,##0" if isinstance(
            value, int
        ) else "#,##0.##"
    if isinstance(value, Phrase):
        value = say(value)
    elif isinstance(value, Status):
        value = say(value.label)
    elif isinstance(value, tuple | list):
        value = "\n".join(str(v) for v in value)
    return text_value(str(value)), "@"


def text_value(text: str) -> str:
    """Text as a workbook can hold it: no control characters, not longer than a cell, no lone surrogates."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    return str(ILLEGAL_CHARACTERS_RE.sub("", text))[:LONGEST]


def put(cell: Any, value: Any, kind: Kind) -> Any:
    """Fill an openpyxl cell; text is marked as text so that "=1+1" stays what somebody typed."""
    cell.value, cell.number_format = cell_value(value, kind)
    if isinstance(cell.value, str):
        cell.data_type = "s"
    return cell
