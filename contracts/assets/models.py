from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contracts.assets.rules import AssetKind, MustEnd, PaperKind, Sanitization
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

    ends: Mapped[list["AssetEnd"]] = relationship(back_populates="asset", order_by="AssetEnd.id")

    @property
    def outstanding(self) -> int:
        """How many of it the vendor still holds."""
        if self.ended_on is not None:
            return 0
        return self.quantity - sum(each.quantity for each in self.ends if each.undone_at is None)

    @property
    def name(self) -> str:
        return f"{self.label} × {self.quantity}" if self.quantity != 1 else self.label


class AssetEnd(Model):
    """A part of an asset, or all of it, that came back, was destroyed or handed over. Undone, never deleted."""

    __tablename__ = "asset_end"
    __table_args__ = (Index("ix_asset_end_asset_id", "asset_id"), Index("ix_asset_end_sha256", "sha256"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id"))
    how: Mapped[MustEnd]
    quantity: Mapped[int] = mapped_column(Integer)
    done_on: Mapped[date] = mapped_column(Date)
    method: Mapped[Sanitization | None]
    certificate: Mapped[str] = mapped_column(String(120), default="")
    receiver: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    file_name: Mapped[str] = mapped_column(String(200), default="")
    undone_at: Mapped[datetime | None]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime]

    asset: Mapped[Asset] = relationship(back_populates="ends")
    recorded_by: Mapped[User | None] = relationship()


class AssetPaper(Model):
    """The signed copy of a hand-over or return form. Added, never taken away."""

    __tablename__ = "asset_paper"
    __table_args__ = (Index("ix_asset_paper_contract_id", "contract_id"), Index("ix_asset_paper_sha256", "sha256"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    kind: Mapped[PaperKind]
    signed_on: Mapped[date] = mapped_column(Date)
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    file_name: Mapped[str] = mapped_column(String(200))
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    added_at: Mapped[datetime]

    added_by: Mapped[User | None] = relationship()
