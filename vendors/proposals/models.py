from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.auth.models import User
from core.db import Model, Versioned
from vendors.proposals.rules import Decision


class Proposal(Versioned, Model):
    """簽約前檢核: a contract that was weighed before it was signed; what would be passed, and who accepted that.
    What was asked and the answer are kept as they were."""

    __tablename__ = "contract_proposal"
    __table_args__ = (
        Index("ix_contract_proposal_made_at", "made_at"),
        Index("ix_contract_proposal_decision", "decision", "approver_id"),
        Index("ix_contract_proposal_draft_id", "draft_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    vendor_name: Mapped[str] = mapped_column(String(200))
    vendor_id: Mapped[int | None] = mapped_column(Integer)
    draft_id: Mapped[int | None] = mapped_column(Integer)
    """The draft contract it speaks of, where there is one in the register."""
    as_of: Mapped[date] = mapped_column(Date)
    proposed: Mapped[dict[str, Any]] = mapped_column(JSON)
    assessment: Mapped[dict[str, Any]] = mapped_column(JSON)
    decision: Mapped[Decision]
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """Who was named to decide on a limit that would be passed; nobody where none would."""
    reason: Mapped[str] = mapped_column(Text, default="")
    holds_until: Mapped[date | None] = mapped_column(Date)
    decided_at: Mapped[datetime | None]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(Boolean, default=False)

    approver: Mapped[User | None] = relationship(foreign_keys=[approver_id])
    made_by: Mapped[User | None] = relationship(foreign_keys=[made_by_id])

    @property
    def name(self) -> str:
        return f"{self.title} ({self.vendor_name})"
