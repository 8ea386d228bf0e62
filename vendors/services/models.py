from datetime import date

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model, Versioned, db
from vendors.register.models import Vendor
from vendors.services.rules import Criticality, DataClass, ServiceKind, Substitutability

service_function = Table(
    "service_function",
    db.metadata,
    Column("service_id", ForeignKey("service.id"), primary_key=True),
    Column("function_id", ForeignKey("business_function.id"), primary_key=True, index=True),
)
service_alternative = Table(
    "service_alternative",
    db.metadata,
    Column("service_id", ForeignKey("service.id"), primary_key=True),
    Column("vendor_id", ForeignKey("vendor.id"), primary_key=True),
)


class BusinessFunction(Versioned, Model):
    """業務功能／核心系統: what the firm does, how critical it is, and how long it may stand still (CC-11000-4)."""

    __tablename__ = "business_function"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    criticality: Mapped[Criticality] = mapped_column(default=Criticality.ORDINARY)
    mtpd_minutes: Mapped[int | None] = mapped_column(Integer)
    rto_minutes: Mapped[int | None] = mapped_column(Integer)
    rpo_minutes: Mapped[int | None] = mapped_column(Integer)
    is_retired: Mapped[bool] = mapped_column(Boolean, default=False)
    is_sample: Mapped[bool] = mapped_column(Boolean, default=False)


class Service(Versioned, Model):
    """服務: what one vendor supplies, the functions it supports, where it runs and how it could be replaced."""

    __tablename__ = "service"
    __table_args__ = (Index("ix_service_vendor_id", "vendor_id"), Index("ix_service_kind", "kind"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendor.id"))
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[ServiceKind]
    description: Mapped[str] = mapped_column(Text, default="")
    is_internet_facing: Mapped[bool] = mapped_column(Boolean, default=False)
    is_investor_app: Mapped[bool] = mapped_column(Boolean, default=False)
    takes_orders: Mapped[bool] = mapped_column(Boolean, default=False)
    """Serves online orders (CC-19000-19)."""
    delivers_software: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether the vendor delivers systems or programs (CC-19000-4-3: none holds malicious or back-door code)."""
    data_class: Mapped[DataClass] = mapped_column(default=DataClass.INTERNAL)
    processing_country: Mapped[str] = mapped_column(String(2), default="")
    storage_country: Mapped[str] = mapped_column(String(2), default="")
    cloud_provider: Mapped[str] = mapped_column(String(120), default="")
    cloud_region: Mapped[str] = mapped_column(String(120), default="")
    substitutability: Mapped[Substitutability] = mapped_column(default=Substitutability.UNKNOWN)
    restore_minutes: Mapped[int | None] = mapped_column(Integer)
    """How fast the vendor promised, or last proved, to have it back."""
    exit_months: Mapped[int | None] = mapped_column(Integer)
    exit_tested_on: Mapped[date | None] = mapped_column(Date)
    """When leaving, or recovering without the vendor, was last rehearsed."""
    users: Mapped[int | None] = mapped_column(Integer)
    """How many people or accounts use it; None is not known."""
    subcontractors_declared: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether the vendor has told us its subcontractors (none is an answer); unknown chains are shown as such."""
    is_ended: Mapped[bool] = mapped_column(Boolean, default=False)

    vendor: Mapped[Vendor] = relationship()
    functions: Mapped[list[BusinessFunction]] = relationship(secondary=service_function, order_by=BusinessFunction.name)
    alternatives: Mapped[list[Vendor]] = relationship(secondary=service_alternative)
