from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contracts.clauses.rules import Verdict
from contracts.register.models import Contract
from core.auth.models import User
from core.auth.rules import Role
from core.db import Model, Versioned


class ClauseQuestion(Versioned, Model):
    """A question on a clause to a person, or to whoever holds a role. Answered with a verdict and a reason, or taken back."""

    __tablename__ = "clause_question"
    __table_args__ = (
        Index("ix_clause_question_contract_id", "contract_id", "rulebook_id", "clause_id"),
        Index("ix_clause_question_asked_of_id", "asked_of_id"),
        Index("ix_clause_question_asked_by_id", "asked_by_id"),
        Index("ix_clause_question_closed_at", "closed_at"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    rulebook_id: Mapped[str] = mapped_column(String(40))
    clause_id: Mapped[str] = mapped_column(String(60))
    question: Mapped[str] = mapped_column(Text)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    asked_at: Mapped[datetime]
    asked_of_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    asked_role: Mapped[Role | None]
    """Whom: a person, or everybody who holds the role."""
    verdict: Mapped[Verdict | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("clause_decision.id"))
    """The decision that the answer became, where who answered may decide."""
    closed_at: Mapped[datetime | None]
    """When it was answered or taken back."""

    contract: Mapped[Contract] = relationship()
    asked_by: Mapped[User] = relationship(foreign_keys=[asked_by_id])
    asked_of: Mapped[User | None] = relationship(foreign_keys=[asked_of_id])
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_answered(self) -> bool:
        return self.verdict is not None

    def is_for(self, user: User) -> bool:
        """Whether this person may answer: who was asked, who holds the role that was asked, and compliance for somebody
        whose account is closed."""
        if self.asked_role is not None:
            return self.asked_role in user.roles
        if self.asked_of is not None and not self.asked_of.is_active:
            return Role.COMPLIANCE in user.roles
        return self.asked_of_id == user.id
