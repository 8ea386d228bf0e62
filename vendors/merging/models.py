from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.auth.models import User
from core.db import Model, Versioned
from vendors.merging.rules import MergeKind
from vendors.register.models import Vendor


class VendorMerge(Versioned, Model):
    """廠商合併: one vendor went into another, with what moved. Taken back by a later entry, never deleted."""

    __tablename__ = "vendor_merge"
    __table_args__ = (
        Index("ix_vendor_merge_vendor_id", "vendor_id"),
        Index("ix_vendor_merge_into_id", "into_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendor.id"))
    into_id: Mapped[int] = mapped_column(ForeignKey("vendor.id"))
    kind: Mapped[MergeKind]
    effective_on: Mapped[date] = mapped_column(Date)
    note: Mapped[str] = mapped_column(Text)
    moved: Mapped[dict[str, list[int]]] = mapped_column(JSON)
    """The numbers of the records that moved, by what they are; taking it back moves these and no others."""
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    """States and groups of both as they were."""
    merged_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    merged_at: Mapped[datetime]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    undone_at: Mapped[datetime | None]
    undone_reason: Mapped[str] = mapped_column(Text, default="")

    vendor: Mapped[Vendor] = relationship(foreign_keys=[vendor_id])
    into: Mapped[Vendor] = relationship(foreign_keys=[into_id])
    merged_by: Mapped[User | None] = relationship(foreign_keys=[merged_by_id])
    undone_by: Mapped[User | None] = relationship(foreign_keys=[undone_by_id])

    @property
    def name(self) -> str:
        return f"{self.vendor.name} → {self.into.name}"
