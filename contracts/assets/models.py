from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contracts.assets.rules import AssetKind, MustEnd
from contracts.register.models import Contract
from core.auth.models import User
from core.db import Model, Versioned
from vendors.services.rules import DataClass


class Asset(Versioned, Model):
    """資產: something of ours that the vendor holds. It ends returned, destroyed or handed over; it is never deleted."""

    __tablename__ = "asset"
    __table_args__ = (Index("ix_asset_contract_id", "contract_id"), Index("ix_asset_ended_on", "ended_on"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    kind: Mapped[AssetKind]
    label: Mapped[str] = mapped_column(String(200))
    data_class: Mapped[DataClass] = mapped_column(default=DataClass.INTERNAL)
    quantity: Mapped[int] = mapped_column(Integer, default=1)
    must_end: Mapped[MustEnd]
    handed_over_on: Mapped[date] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date)
    ended_how: Mapped[str] = mapped_column(Text, default="")
    """How it ended and how that is proven: receipt, certificate of destruction, who took it over."""
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]

    contract: Mapped[Contract] = relationship()
    ended_by: Mapped[User | None] = relationship()

    @property
    def name(self) -> str:
        return f"{self.label} × {self.quantity}" if self.quantity != 1 else self.label
