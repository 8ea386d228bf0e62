from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contracts.letters.models import Letter
from core.auth.models import User
from core.db import Model, Versioned
from sbom.notices.rules import Channel, Kind, Severity, Standing, names_in, standing_of
from sbom.products.models import Product, Release
from vendors.register.models import Vendor


class Notice(Versioned, Model):
    """通報: what a vendor told us, when and how, by when it should have, and what it touches. Closed, never removed."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_vendor_id", "vendor_id", "closed_at"),
        Index("ix_notice_told_at", "told_at"),
        Index("ix_notice_closed_at", "closed_at"),
        Index("ix_notice_sha256", "sha256"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendor.id"))
    kind: Mapped[Kind]
    title: Mapped[str] = mapped_column(String(200))
    references: Mapped[str] = mapped_column(String(500), default="")
    """Names that others give it: CVE, GHSA, the vendor's own number."""
    severity: Mapped[Severity]
    channel: Mapped[Channel]
    told_by: Mapped[str] = mapped_column(String(200), default="")
    told_at: Mapped[datetime]
    known_at: Mapped[datetime | None]
    """Since when the vendor knew, or the world did; None: not known."""
    text: Mapped[str] = mapped_column(Text, default="")
    sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    file_name: Mapped[str] = mapped_column(String(200), default="")
    sought: Mapped[list[str]] = mapped_column(JSON, default=list)
    """What it touches, as it is searched for: `log4j-core <2.17.1`, a package URL."""
    due_at: Mapped[datetime | None]
    """By when it was due; None where nobody knows since when the vendor knew."""
    due_from: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Where the time comes from, as it stood then: {"amount", "unit", "contract_id", "number"}; no contract: the default."""
    registered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    registered_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    closing_note: Mapped[str] = mapped_column(Text, default="")
    is_sample: Mapped[bool] = mapped_column(Boolean, default=False)

    vendor: Mapped[Vendor] = relationship()
    registered_by: Mapped[User | None] = relationship(foreign_keys=[registered_by_id])
    closed_by: Mapped[User | None] = relationship(foreign_keys=[closed_by_id])
    touched: Mapped[list["TouchedRelease"]] = relationship(back_populates="notice", order_by="TouchedRelease.id")
    measures: Mapped[list["Measure"]] = relationship(back_populates="notice", order_by="Measure.due_on, Measure.id")

    @property
    def name(self) -> str:
        return self.title

    @property
    def names(self) -> frozenset[str]:
        return names_in(f"{self.references} {self.title}")

    @property
    def is_late(self) -> bool:
        return self.due_at is not None and self.told_at > self.due_at

    def standing(self, today: date) -> Standing:
        open_ = [measure.due_on for measure in self.measures if not measure.is_done]
        return standing_of(
            is_closed=self.closed_at is not None,
            measures=len(self.measures),
            open_measures=len(open_),
            next_due=min(open_, default=None),
            today=today,
        )


class TouchedRelease(Model):
    """A release of ours that holds what a notice speaks of, as it was matched last."""

    __tablename__ = "notice_release"
    __table_args__ = (
        UniqueConstraint("notice_id", "release_id"),
        Index("ix_notice_release_release_id", "release_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    components: Mapped[list[str]] = mapped_column(JSON)
    """Name and version of the first of them."""
    count: Mapped[int] = mapped_column(Integer)

    notice: Mapped[Notice] = relationship(back_populates="touched")
    release: Mapped[Release] = relationship()


class Measure(Versioned, Model):
    """因應措施: one thing to be done about a notice, by whom and until when, and what shows that it was."""

    __tablename__ = "notice_measure"
    __table_args__ = (
        Index("ix_notice_measure_notice_id", "notice_id"),
        Index("ix_notice_measure_done_on", "done_on", "due_on"),
        Index("ix_notice_measure_owner_id", "owner_id"),
        Index("ix_notice_measure_sha256", "sha256"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    title: Mapped[str] = mapped_column(String(300))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    due_on: Mapped[date] = mapped_column(Date)
    done_on: Mapped[date | None] = mapped_column(Date)
    done_note: Mapped[str] = mapped_column(Text, default="")
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    file_name: Mapped[str] = mapped_column(String(200), default="")

    notice: Mapped[Notice] = relationship(back_populates="measures")
    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])
    done_by: Mapped[User | None] = relationship(foreign_keys=[done_by_id])

    @property
    def name(self) -> str:
        return self.title

    @property
    def is_done(self) -> bool:
        return self.done_on is not None


class Reminded(Model):
    """A known vulnerability of which a letter says that no notice of it came."""

    __tablename__ = "notice_reminded"
    __table_args__ = (
        UniqueConstraint("letter_id", "product_id", "name"),
        Index("ix_notice_reminded_product_id", "product_id", "name"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("clause_letter.id"))
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    name: Mapped[str] = mapped_column(String(120))

    letter: Mapped[Letter] = relationship()
    product: Mapped[Product] = relationship()
