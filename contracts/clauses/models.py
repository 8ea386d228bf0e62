from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, Float, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contracts.clauses.effective import Effective, effective
from contracts.clauses.rules import Verdict
from contracts.documents.rules import phrase_of
from contracts.register.models import Contract
from core.auth.models import User
from core.db import Model, Versioned
from core.phrases import Phrase


class ClauseFinding(Versioned, Model):
    """What the check found on one clause of a rulebook in a contract's papers. A new check replaces it.

    `decided` and `excepted_until` repeat the decision and the exception that count now, so that lists can be narrowed.
    """

    __tablename__ = "clause_finding"
    __table_args__ = (
        UniqueConstraint("contract_id", "rulebook_id", "clause_id"),
        Index("ix_clause_finding_clause", "rulebook_id", "clause_id", "verdict"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    rulebook_id: Mapped[str] = mapped_column(String(40))
    rulebook_version: Mapped[str] = mapped_column(String(40))
    clause_id: Mapped[str] = mapped_column(String(60))
    verdict: Mapped[Verdict]
    score: Mapped[float] = mapped_column(Float)
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """[{"document_id", "page", "start", "end", "text"}], best first; offsets into that document's text."""
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    lacks: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    evidence_hash: Mapped[str] = mapped_column(String(64))
    """Of the verdict and the words it rests on: a decision made on other words is stale."""
    text_hash: Mapped[str] = mapped_column(String(64))
    """Of the papers that were read."""
    checked_at: Mapped[datetime]
    decided: Mapped[Verdict | None]
    excepted_until: Mapped[date | None] = mapped_column(Date)

    contract: Mapped[Contract] = relationship()

    @property
    def why(self) -> list[Phrase]:
        return [phrase_of(each) for each in self.reasons]

    @property
    def lacking(self) -> list[Phrase]:
        return [phrase_of(each) for each in self.lacks]

    def effective(self, today: date) -> Effective:
        return effective(self.verdict, self.decided, self.excepted_until, today)


class ClauseDecision(Model):
    """A reviewer's word on a clause, beside the machine's verdict and above it. Never changed; the last one counts."""

    __tablename__ = "clause_decision"
    __table_args__ = (Index("ix_clause_decision_contract", "contract_id", "rulebook_id", "clause_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    rulebook_id: Mapped[str] = mapped_column(String(40))
    clause_id: Mapped[str] = mapped_column(String(60))
    verdict: Mapped[Verdict]
    machine_verdict: Mapped[Verdict]
    reason: Mapped[str] = mapped_column(Text, default="")
    evidence_hash: Mapped[str] = mapped_column(String(64))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]

    by: Mapped[User | None] = relationship()

    @property
    def is_overruling(self) -> bool:
        return self.verdict is not self.machine_verdict


class ClauseException(Versioned, Model):
    """A missing clause accepted by somebody entitled to, for a reason, until a day. Ended, never erased."""

    __tablename__ = "clause_exception"
    __table_args__ = (
        Index("ix_clause_exception_contract", "contract_id", "rulebook_id", "clause_id"),
        Index("ix_clause_exception_expires_on", "expires_on"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    rulebook_id: Mapped[str] = mapped_column(String(40))
    clause_id: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(Text)
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    granted_on: Mapped[date] = mapped_column(Date)
    expires_on: Mapped[date] = mapped_column(Date)
    """The last day on which it counts."""
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(String(500), default="")

    contract: Mapped[Contract] = relationship()
    requested_by: Mapped[User] = relationship(foreign_keys=[requested_by_id])
    granted_by: Mapped[User | None] = relationship(foreign_keys=[granted_by_id])
