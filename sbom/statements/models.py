from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.auth.models import User
from core.db import Model
from sbom.products.models import Product
from sbom.statements.rules import Subject


class Statement(Model):
    """廠商說明: one thing a vendor stated of one component of a product, with its day and the file it stands in.

    A later statement on the same thing ends it; nothing is changed or removed.
    """

    __tablename__ = "sbom_statement"
    __table_args__ = (
        Index("ix_sbom_statement_product_id", "product_id", "ended_at"),
        Index("ix_sbom_statement_key", "key", "ended_at"),
        Index("ix_sbom_statement_sha256", "sha256"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    key: Mapped[str] = mapped_column(String(64))
    """Of the component in this version (rules.key_of of its identity)."""
    package_key: Mapped[str] = mapped_column(String(64))
    """Of the component in any version."""
    component_name: Mapped[str] = mapped_column(Text)
    component_version: Mapped[str] = mapped_column(Text)
    purl: Mapped[str] = mapped_column(Text)
    subject: Mapped[Subject]
    said: Mapped[dict[str, Any]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(Text, default="")
    stated_on: Mapped[date] = mapped_column(Date)
    """The day on which the vendor gave it."""
    sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    """The file it stands in."""
    file_name: Mapped[str] = mapped_column(String(255))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    product: Mapped[Product] = relationship()
    recorded_by: Mapped[User | None] = relationship()
