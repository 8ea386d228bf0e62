from datetime import date, datetime

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contracts.register.agreed import NoticeUnit, Renewal
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
    created_at: Mapped[datetime]

    vendor: Mapped[Vendor] = relationship()
    owner: Mapped[User | None] = relationship()
    services: Mapped[list[Service]] = relationship(secondary=contract_service, order_by=Service.name)

    @property
    def name(self) -> str:
        return f"{self.number} {self.title}"
