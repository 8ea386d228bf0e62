from datetime import date
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import Boolean, Date, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, Versioned
from vendors.concentration.dimensions import Dimension
from vendors.concentration.rules import Limit, Measure
from vendors.concentration.spend import Rate


class ExchangeRate(Versioned, Model):
    """What one unit of a currency was worth in TWD on a day, and who said so. The number is kept as it was written."""

    __tablename__ = "exchange_rate"
    __table_args__ = (UniqueConstraint("currency", "quoted_on"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    currency: Mapped[str] = mapped_column(String(3))
    quoted_on: Mapped[date] = mapped_column(Date)
    twd: Mapped[str] = mapped_column(String(30))
    """An exact decimal number, such as 31.505."""
    source: Mapped[str] = mapped_column(String(200))
    is_sample: Mapped[bool] = mapped_column(Boolean, default=False)

    @property
    def name(self) -> str:
        return f"{self.currency} {self.quoted_on.isoformat()}"

    @property
    def rate(self) -> Rate:
        return Rate(self.currency, self.quoted_on, Decimal(self.twd), self.source)


class ConcentrationLimit(Versioned, Model):
    """The firm's own limit for one measure in one dimension. Where no row stands, the default holds (dimensions.py)."""

    __tablename__ = "concentration_limit"
    __table_args__ = (UniqueConstraint("dimension", "measure"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    dimension: Mapped[Dimension]
    measure: Mapped[Measure]
    at_most: Mapped[str | None] = mapped_column(String(30))
    """An exact decimal: a part of 1, for the HHI of 10,000; empty: the firm has set no limit here."""
    source: Mapped[str] = mapped_column(String(300), default="")
    """Where the value comes from: a resolution of the board, a rule, a practice."""

    @property
    def name(self) -> str:
        return f"{self.dimension} {self.measure}"

    @property
    def limit(self) -> Limit | None:
        return None if self.at_most is None else Limit(self.measure, Fraction(self.at_most), self.source)
