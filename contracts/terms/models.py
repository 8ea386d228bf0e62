from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contracts.register.models import Contract
from contracts.terms.deciding import Choice
from core.auth.models import User
from core.db import Model


class RenewalDecision(Model):
    """續約決定: what the firm wants at the end of one period. The latest counts; none is changed."""

    __tablename__ = "renewal_decision"
    __table_args__ = (Index("ix_renewal_decision_contract_id", "contract_id", "period_ends_on"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    period_ends_on: Mapped[date] = mapped_column(Date)
    choice: Mapped[Choice]
    note: Mapped[str] = mapped_column(Text)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime]

    contract: Mapped[Contract] = relationship()
    decided_by: Mapped[User | None] = relationship()
