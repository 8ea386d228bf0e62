from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contracts.register.agreed import (
    Amendment,
    Event,
    EventKind,
    Notice,
    NoticeUnit,
    Renewal,
    Renewed,
    Term,
    Termination,
    TerminationCancelled,
)
from core.auth.models import User
from core.db import Model, Versioned, db
from vendors.register.models import Vendor
from vendors.services.models import Service

contract_service = Table(
    "contract_service",
    db.metadata,
    Column("contract_id", ForeignKey("contract.id"), primary_key=True),
    Column("service_id", ForeignKey("service.id"), primary_key=True, index=True),
)


class Contract(Versioned, Model):
    """合約: what was agreed at first. What happened since stands in `contract_event`; status and end are derived."""

    __tablename__ = "contract"
    __table_args__ = (
        Index("ix_contract_vendor_id", "vendor_id"),
        Index("ix_contract_ends_on", "ends_on"),
        Index("ix_contract_owner_id", "owner_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    number: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendor.id"))
    signed_on: Mapped[date | None] = mapped_column(Date)
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    """The end first agreed, inclusive; None is open-ended."""
    renewal: Mapped[Renewal] = mapped_column(default=Renewal.NONE)
    renewal_months: Mapped[int | None] = mapped_column(Integer)
    notice_amount: Mapped[int] = mapped_column(Integer, default=0)
    notice_unit: Mapped[NoticeUnit] = mapped_column(default=NoticeUnit.DAYS)
    value_minor: Mapped[int | None] = mapped_column(BigInteger)
    """Minor units of `currency`, over the whole first term, or a year's worth when `is_yearly`; None is not known."""
    currency: Mapped[str] = mapped_column(String(3), default="TWD")
    is_yearly: Mapped[bool] = mapped_column(Boolean, default=False)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """Who in the firm answers for the contract and its end."""
    note: Mapped[str] = mapped_column(Text, default="")
    signed_as: Mapped[str] = mapped_column(String(200), default="")
    """The name under which the vendor signed, where it has merged into another since; empty: its name."""
    created_at: Mapped[datetime]
    vendor: Mapped[Vendor] = relationship()
    owner: Mapped[User | None] = relationship()
    services: Mapped[list[Service]] = relationship(secondary=contract_service, order_by=Service.name)
    events: Mapped[list["ContractEvent"]] = relationship(back_populates="contract", order_by="ContractEvent.id")

    @property
    def name(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def term(self) -> Term | None:
        return term_of(self, self.events)


class ContractEvent(Model):
    """What happened to a contract's term: amended, renewed, terminated, the termination cancelled. Never changed."""

    __tablename__ = "contract_event"
    __table_args__ = (Index("ix_contract_event_contract_id", "contract_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    kind: Mapped[EventKind]
    known_on: Mapped[date] = mapped_column(Date)
    """Signed, notified or agreed: from then on it counts."""
    effective_on: Mapped[date] = mapped_column(Date)
    """Takes effect, begins, or (a termination) the contract's last day."""
    changes_end: Mapped[bool] = mapped_column(Boolean, default=False)
    ends_on: Mapped[date | None] = mapped_column(Date)
    renewal: Mapped[Renewal | None]
    renewal_months: Mapped[int | None] = mapped_column(Integer)
    notice_amount: Mapped[int | None] = mapped_column(Integer)
    notice_unit: Mapped[NoticeUnit | None]
    note: Mapped[str] = mapped_column(Text, default="")
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime]

    contract: Mapped[Contract] = relationship(back_populates="events")
    recorded_by: Mapped[User | None] = relationship()


def term_of(row: Any, events: Iterable[Any]) -> Term | None:
    """The term that a contract's columns and its events' columns (records, or rows with words as the database writes
    them) stand for; None without a start."""
    if row.starts_on is None:
        return None
    return Term(
        signed_on=row.signed_on,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        renewal=Renewal(row.renewal),
        renewal_months=row.renewal_months or 0,
        notice=_notice(row.notice_amount, row.notice_unit),
        events=tuple(event_of(event) for event in events),
    )


def event_of(row: Any) -> Event:
    match row.kind:
        case EventKind.AMENDMENT:
            notice = None if row.notice_amount is None else _notice(row.notice_amount, row.notice_unit)
            renewal = None if row.renewal is None else Renewal(row.renewal)
            return Amendment(
                row.known_on, row.effective_on, row.changes_end, row.ends_on, renewal, row.renewal_months, notice
            )
        case EventKind.RENEWAL:
            return Renewed(row.known_on, row.effective_on, row.ends_on)
        case EventKind.TERMINATION:
            return Termination(row.known_on, row.effective_on)
        case _:
            return TerminationCancelled(row.known_on)


@lru_cache(maxsize=256)  # a firm agrees on few
def _notice(amount: int, unit: str) -> Notice:
    return Notice(amount, NoticeUnit(unit))
