from datetime import date, datetime

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.auth.models import User
from core.db import Model, Versioned
from vendors.register.rules import VendorStatus


class Group(Versioned, Model):
    """A corporate group; a group may stand under another. Vendors are measured at the topmost one."""

    __tablename__ = "vendor_group"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    country: Mapped[str] = mapped_column(String(2), default="")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("vendor_group.id"))
    is_sample: Mapped[bool] = mapped_column(Boolean, default=False)

    parent: Mapped["Group | None"] = relationship(remote_side=[id])


class Vendor(Versioned, Model):
    """廠商: a legal entity that supplies IT services, or stands in the chain of one that does. Never deleted."""

    __tablename__ = "vendor"
    __table_args__ = (
        Index("ix_vendor_name_key", "name_key"),
        Index("ix_vendor_status", "status"),
        Index("ix_vendor_group_id", "group_id"),
        Index("ix_vendor_merged_into_id", "merged_into_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name_zh: Mapped[str] = mapped_column(String(200), default="")
    name_en: Mapped[str] = mapped_column(String(200), default="")
    name_key: Mapped[str] = mapped_column(String(200), default="")
    """The name without its legal form, for finding doubles (vendors.register.rules.name_key)."""
    business_number: Mapped[str | None] = mapped_column(String(8), unique=True)
    """統一編號, checked; empty for vendors abroad."""
    lei: Mapped[str | None] = mapped_column(String(20), unique=True)
    country: Mapped[str] = mapped_column(String(2), default="TW")
    """ISO 3166-1 alpha-2 of the seat."""
    group_id: Mapped[int | None] = mapped_column(ForeignKey("vendor_group.id"))
    status: Mapped[VendorStatus] = mapped_column(default=VendorStatus.PROSPECT)
    categories: Mapped[list[str]] = mapped_column(JSON, default=list)
    website: Mapped[str] = mapped_column(String(300), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    out_of_scope_reason: Mapped[str] = mapped_column(String(500), default="")
    """Why the rule does not reach this one (an exchange body, SWIFT …); empty for those it reaches."""
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """Who in the firm answers for the relation."""
    created_at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(Boolean, default=False)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("vendor.id"))
    """The vendor that remained when this one went into it (vendors.merging)."""

    group: Mapped[Group | None] = relationship()
    owner: Mapped[User | None] = relationship()
    merged_into: Mapped["Vendor | None"] = relationship(remote_side=[id])
    contacts: Mapped[list["Contact"]] = relationship(back_populates="vendor", order_by="Contact.id")

    @property
    def name(self) -> str:
        """The name in the reader's firm: Chinese where there is one."""
        return self.name_zh or self.name_en

    @property
    def is_in_scope(self) -> bool:
        return not self.out_of_scope_reason


class Ownership(Versioned, Model):
    """Who holds how much of a vendor. Vendors of which one owner holds 25 % or more are connected."""

    __tablename__ = "vendor_ownership"
    __table_args__ = (
        Index("ix_vendor_ownership_vendor_id", "vendor_id"),
        Index("ix_vendor_ownership_owner_key", "owner_key"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendor.id"))
    owner_name: Mapped[str] = mapped_column(String(200))
    owner_key: Mapped[str] = mapped_column(String(200))
    """The name without its legal form, so that one owner is one however it is spelt (rules.name_key)."""
    share: Mapped[str] = mapped_column(String(20))
    """Per cent, as an exact decimal."""
    source: Mapped[str] = mapped_column(String(300))
    known_on: Mapped[date] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date)

    @property
    def name(self) -> str:
        return f"{self.owner_name} {self.share}%"


class Contact(Versioned, Model):
    """A person or desk at a vendor: who to call about what."""

    __tablename__ = "vendor_contact"
    __table_args__ = (Index("ix_vendor_contact_vendor_id", "vendor_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendor.id"))
    name: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(120), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(60), default="")
    purpose: Mapped[str] = mapped_column(String(120), default="")
    """What to call them about: sales, technical, incidents …"""
    ended_on: Mapped[date | None] = mapped_column(Date)

    vendor: Mapped[Vendor] = relationship(back_populates="contacts")


class Subcontracting(Versioned, Model):
    """One vendor working for another: the chain to fourth parties. Closed by `ended_on`, not removed."""

    __tablename__ = "subcontracting"
    __table_args__ = (
        UniqueConstraint("vendor_id", "subcontractor_id", "service_id"),
        Index("ix_subcontracting_subcontractor_id", "subcontractor_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendor.id"))
    subcontractor_id: Mapped[int] = mapped_column(ForeignKey("vendor.id"))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
    """For which service; empty: for all the vendor does for us."""
    work: Mapped[str] = mapped_column(String(300), default="")
    started_on: Mapped[date | None] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date)

    vendor: Mapped[Vendor] = relationship(foreign_keys=[vendor_id])
    subcontractor: Mapped[Vendor] = relationship(foreign_keys=[subcontractor_id])
