from datetime import date, datetime
from uuid import uuid4

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model, Versioned
from vendors.register.models import Vendor
from vendors.services.models import Service


class Product(Versioned, Model):
    """軟體產品: software that a vendor delivers to us, perhaps as part of a service. Never deleted, only ended."""

    __tablename__ = "product"
    __table_args__ = (UniqueConstraint("vendor_id", "name"), Index("ix_product_service_id", "service_id"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendor.id"))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
    name: Mapped[str] = mapped_column(String(200))
    own_namespace: Mapped[str] = mapped_column(String(200), default="")
    """What the vendor's own components begin with (a purl such as pkg:maven/tw.com.example/, or a supplier's name)."""
    note: Mapped[str] = mapped_column(Text, default="")
    is_ended: Mapped[bool] = mapped_column(Boolean, default=False)
    created_at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(Boolean, default=False)

    vendor: Mapped[Vendor] = relationship()
    service: Mapped[Service | None] = relationship()
    releases: Mapped[list["Release"]] = relationship(back_populates="product", order_by="Release.id.desc()")


class Release(Versioned, Model):
    """版本: one version of a product as we run or received it; the current one is the one that is judged."""

    __tablename__ = "release"
    __table_args__ = (
        UniqueConstraint("product_id", "number"),
        Index("ix_release_is_current", "is_current"),
        Index("ix_release_uuid", "uuid", unique=True),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    number: Mapped[str] = mapped_column(String(100))
    """The vendor's version number, as it writes it."""
    released_on: Mapped[date | None] = mapped_column(Date)
    is_current: Mapped[bool] = mapped_column(Boolean, default=True)
    is_ended: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether it runs nowhere any more; the current release never is."""
    uuid: Mapped[str] = mapped_column(String(36), default=lambda: str(uuid4()))
    """What build pipelines know it by."""
    created_at: Mapped[datetime]

    product: Mapped[Product] = relationship(back_populates="releases")
