from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.auth.models import User
from core.db import Model, Versioned
from sbom.licences.policy import Ruling
from sbom.products.models import Product


class LicenceRule(Versioned, Model):
    """One line of the firm's licence policy: a category or a single licence. Where no row stands, the default holds."""

    __tablename__ = "licence_rule"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    subject: Mapped[str] = mapped_column(String(220), unique=True)
    """`category:strong_copyleft`, or a licence's lower-case SPDX id or name."""
    ruling: Mapped[Ruling | None]
    """None: taken back, the default holds again."""
    reason: Mapped[str] = mapped_column(Text, default="")
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    set_at: Mapped[datetime]

    set_by: Mapped[User | None] = relationship()

    @property
    def name(self) -> str:
        return self.subject


class LicenceDecision(Model):
    """A reviewer's word on one licence statement, for one product or all. Never changed; the last one counts."""

    __tablename__ = "licence_decision"
    __table_args__ = (Index("ix_licence_decision_statement_key", "statement_key"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    statement: Mapped[str] = mapped_column(Text)
    statement_key: Mapped[str] = mapped_column(String(200))
    """The statement in lower case, cut: what it is looked up by."""
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    """None: for every product."""
    ruling: Mapped[Ruling]
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]

    product: Mapped[Product | None] = relationship()
    by: Mapped[User | None] = relationship()

    @property
    def name(self) -> str:
        return self.statement[:120]
