from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.auth.models import User
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


class ConcentrationSnapshot(Model):
    """The figures of one basis in one dimension as they were on a day; taken once a day and never changed."""

    __tablename__ = "concentration_snapshot"
    __table_args__ = (
        UniqueConstraint("as_of", "dimension", "basis"),
        Index("ix_concentration_snapshot_series", "dimension", "basis", "as_of"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    as_of: Mapped[date] = mapped_column(Date)
    dimension: Mapped[Dimension]
    basis: Mapped[str] = mapped_column(String(60))
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Measure → number or null (undefined); shares as parts of 1, the HHI of 10,000."""
    parties: Mapped[list[Any]] = mapped_column(JSON)
    """The largest: [party, name, share]."""


class LimitBreach(Versioned, Model):
    """超過上限: a limit that is passed, from the day it was found to the day it was found no more; who answers for it,
    and up to which figure and until when somebody entitled accepted it. What is done about it are control measures."""

    __tablename__ = "concentration_breach"
    __table_args__ = (
        Index("ix_concentration_breach_closed_on", "closed_on"),
        Index("ix_concentration_breach_owner_id", "owner_id"),
        Index("ix_concentration_breach_what", "dimension", "basis", "measure", "party"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    dimension: Mapped[Dimension]
    basis: Mapped[str] = mapped_column(String(60))
    measure: Mapped[Measure]
    party: Mapped[str] = mapped_column(String(300), default="")
    party_name: Mapped[str] = mapped_column(String(300), default="")
    value: Mapped[str] = mapped_column(String(60))
    """As it was when it was found."""
    value_now: Mapped[str] = mapped_column(String(60))
    """As it was when somebody or the scheduler looked last, while it is open."""
    at_most: Mapped[str] = mapped_column(String(30))
    opened_on: Mapped[date] = mapped_column(Date)
    closed_on: Mapped[date | None] = mapped_column(Date)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    accepted_until: Mapped[date | None] = mapped_column(Date)
    accepted_value: Mapped[str | None] = mapped_column(String(60))
    """The figure up to which the acceptance holds."""
    acceptance_reason: Mapped[str] = mapped_column(Text, default="")
    found_at: Mapped[datetime]

    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])
    accepted_by: Mapped[User | None] = relationship(foreign_keys=[accepted_by_id])

    @property
    def name(self) -> str:
        return f"{self.party_name or self.measure.value} {self.dimension.value} {self.basis}"
