"""What a fact can be: a day, a length of time, an amount, a share, a name. Normalised, comparable, kept as JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from contracts.register.agreed import NoticeUnit, Renewal
from core.phrases import N_


class Unit(StrEnum):
    """What a length of time is counted in, as the paper counts it."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    BUSINESS_DAYS = "business_days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


UNIT_NAMES = {
    Unit.MINUTES: N_("minutes"),
    Unit.HOURS: N_("hours"),
    Unit.DAYS: N_("calendar days"),
    Unit.BUSINESS_DAYS: N_("business days"),
    Unit.WEEKS: N_("weeks"),
    Unit.MONTHS: N_("months"),
    Unit.YEARS: N_("years"),
}
ONE_UNIT_NAMES = {
    Unit.MINUTES: N_("one minute"),
    Unit.HOURS: N_("one hour"),
    Unit.DAYS: N_("one calendar day"),
    Unit.BUSINESS_DAYS: N_("one business day"),
    Unit.WEEKS: N_("one week"),
    Unit.MONTHS: N_("one month"),
    Unit.YEARS: N_("one year"),
}
COUNTED_UNIT_NAMES = {
    Unit.MINUTES: N_("%(amount)s minutes"),
    Unit.HOURS: N_("%(amount)s hours"),
    Unit.DAYS: N_("%(amount)s calendar days"),
    Unit.BUSINESS_DAYS: N_("%(amount)s business days"),
    Unit.WEEKS: N_("%(amount)s weeks"),
    Unit.MONTHS: N_("%(amount)s months"),
    Unit.YEARS: N_("%(amount)s years"),
}
_MINUTES = {
    Unit.MINUTES: 1,
    Unit.HOURS: 60,
    Unit.DAYS: 1_440,
    Unit.BUSINESS_DAYS: 1_440,
    Unit.WEEKS: 10_080,
    Unit.MONTHS: 43_200,
    Unit.YEARS: 525_600,
}


class Per(StrEnum):
    """How often something is paid or counted; `TOTAL` is the whole, once."""

    TOTAL = "total"
    YEAR = "year"
    HALF_YEAR = "half_year"
    QUARTER = "quarter"
    MONTH = "month"
    WEEK = "week"
    DAY = "day"
    HOUR = "hour"
    TIME = "time"


class Tax(StrEnum):
    """What the paper says of business tax on an amount."""

    UNSAID = "unsaid"
    INCLUDED = "included"
    EXCLUDED = "excluded"


TAX_NAMES = {
    Tax.UNSAID: N_("tax not mentioned"),
    Tax.INCLUDED: N_("tax included"),
    Tax.EXCLUDED: N_("tax to be added"),
}


class Role(StrEnum):
    """Which side a party is on."""

    CLIENT = "client"
    VENDOR = "vendor"
    UNKNOWN = "unknown"


ROLE_NAMES = {Role.CLIENT: N_("Client"), Role.VENDOR: N_("Vendor"), Role.UNKNOWN: N_("Contract party")}


@dataclass(frozen=True, slots=True)
class Text:
    """Words as the paper has them: a title, a number, a court."""

    words: str


@dataclass(frozen=True, slots=True)
class Day:
    on: date


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time, in the paper's own unit; amounts are positive and may be fractions (1.5 hours)."""

    amount: Decimal
    unit: Unit

    @property
    def months(self) -> int | None:
        """Whole months, where it is any number of them; None for shorter units and for fractions of a month."""
        factor = {Unit.MONTHS: 1, Unit.YEARS: 12}.get(self.unit)
        months = self.amount * factor if factor else None
        return int(months) if months is not None and months == months.to_integral_value() else None

    @property
    def hours(self) -> Decimal:
        """About so many hours. A business day counts as 24, the earliest reading; a month as 30 days."""
        return self.amount * _MINUTES[self.unit] / 60

    @property
    def notice(self) -> tuple[int, NoticeUnit] | None:
        """As the register keeps a notice period; None where it cannot (hours, a day and a half)."""
        amount, unit = {
            Unit.WEEKS: (self.amount * 7, NoticeUnit.DAYS),
            Unit.DAYS: (self.amount, NoticeUnit.DAYS),
            Unit.BUSINESS_DAYS: (self.amount, NoticeUnit.BUSINESS_DAYS),
            Unit.MONTHS: (self.amount, NoticeUnit.MONTHS),
            Unit.YEARS: (self.amount * 12, NoticeUnit.MONTHS),
        }.get(self.unit, (Decimal("0.5"), NoticeUnit.DAYS))
        return (int(amount), unit) if amount == amount.to_integral_value() else None


@dataclass(frozen=True, slots=True)
class Forever:
    """Without an end in time."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units of its currency (ISO 4217), for the whole or for each month, year …"""

    minor: int
    currency: str
    per: Per = Per.TOTAL
    tax: Tax = Tax.UNSAID


@dataclass(frozen=True, slots=True)
class Share:
    """So many per cent: 99.9, 0.1."""

    percent: Decimal


@dataclass(frozen=True, slots=True)
class Penalty:
    """What lateness or a miss costs: per cent of a `base`, or an amount, for each day, hour or time."""

    per: Per
    percent: Decimal | None = None
    minor: int | None = None
    currency: str = ""
    base: str = ""


@dataclass(frozen=True, slots=True)
class Renewing:
    """What happens when the term ends; `months` is 0 where the paper names no length."""

    renewal: Renewal
    months: int = 0


@dataclass(frozen=True, slots=True)
class Payments:
    """In which rhythm the price is paid; `count` where it is paid in so many parts."""

    per: Per
    count: int = 0


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who signs: the name as written, the side, and the 統一編號 where one stands by it and passes its check."""

    name: str
    role: Role = Role.UNKNOWN
    business_number: str = ""


Value = Text | Day | Duration | Forever | Money | Share | Penalty | Renewing | Payments | Party
KINDS: Mapping[str, type[Value]] = {
    "text": Text, "day": Day, "duration": Duration, "forever": Forever, "money": Money, "share": Share,
    "penalty": Penalty, "renewing": Renewing, "payments": Payments, "party": Party,
}  # fmt: skip
_TYPES = {shape: name for name, shape in KINDS.items()}
_FIELDS: Mapping[str, Any] = {
    "on": date.fromisoformat, "unit": Unit, "per": Per, "tax": Tax, "role": Role, "renewal": Renewal,
    "amount": Decimal, "percent": lambda kept: None if kept is None else Decimal(kept),
}  # fmt: skip


def kept(value: Value) -> dict[str, Any]:
    """A value as it is stored: its type and its fields, days and decimals as text."""
    fields = {k: str(v) if isinstance(v, date | Decimal) else v for k, v in asdict(value).items()}
    return {"type": _TYPES[type(value)], **fields}


def value_of(stored: Mapping[str, Any]) -> Value:
    """The value that `kept` stored."""
    fields = {k: _FIELDS[k](v) if k in _FIELDS else v for k, v in stored.items() if k != "type"}
    return KINDS[stored["type"]](**fields)


PER_NAMES = {
    Per.TOTAL: N_("in all"),
    Per.YEAR: N_("a year"),
    Per.HALF_YEAR: N_("a half-year"),
    Per.QUARTER: N_("a quarter"),
    Per.MONTH: N_("a month"),
    Per.WEEK: N_("a week"),
    Per.DAY: N_("a day"),
    Per.HOUR: N_("an hour"),
    Per.TIME: N_("each time"),
}
RHYTHM_NAMES = {
    Per.TOTAL: N_("once, in full"),
    Per.YEAR: N_("yearly"),
    Per.HALF_YEAR: N_("half-yearly"),
    Per.QUARTER: N_("quarterly"),
    Per.MONTH: N_("monthly"),
    Per.TIME: N_("in instalments"),
}
IN_A_YEAR = {Per.YEAR: 1, Per.HALF_YEAR: 2, Per.QUARTER: 4, Per.MONTH: 12}
"""How often a rhythm comes in a year."""
