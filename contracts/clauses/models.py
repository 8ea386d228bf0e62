from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, Float, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contracts.clauses.basis import Decided
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
        Index("ix_clause_finding_recheck_on", "recheck_on"),
        Index("ix_clause_finding_judged_by", "rulebook_id", "rulebook_version", "rulebook_digest", "contract_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    rulebook_id: Mapped[str] = mapped_column(String(40))
    rulebook_version: Mapped[str] = mapped_column(String(40))
    rulebook_digest: Mapped[str] = mapped_column(String(40), default="")
    """Of the rulebook's words (rulebook.digest): a changed one may judge otherwise. Empty for what was checked before it was kept."""
    clause_id: Mapped[str] = mapped_column(String(60))
    verdict: Mapped[Verdict]
    score: Mapped[float] = mapped_column(Float)
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """[{"document_id", "page", "start", "end", "text"}], best first; offsets into that document's text."""
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    lacks: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    evidence_hash: Mapped[str] = mapped_column(String(64))
    """Of the verdict and the words it rests on: what a reviewer's page was opened on."""
    text_hash: Mapped[str] = mapped_column(String(64))
    """Of the papers that were read."""
    ground_mark: Mapped[str] = mapped_column(String(64), default="")
    """Of all their words that count (basis.Ground)."""
    checked_at: Mapped[datetime]
    recheck_on: Mapped[date | None] = mapped_column(Date)
    """The day on which another paper of the contract begins to count."""
    decided: Mapped[Verdict | None]
    is_stale: Mapped[bool] = mapped_column(default=False)
    """Whether the text under the decision changed since it was made."""
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
    quote: Mapped[str] = mapped_column(Text, default="")
    """Words of the papers that the reviewer rests it on, where the check found none."""
    evidence_hash: Mapped[str] = mapped_column(String(64))
    passages: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    """The passages it was made on; None for decisions older than this column whose passages are not known."""
    ground_mark: Mapped[str] = mapped_column(String(64), default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]

    by: Mapped[User | None] = relationship()

    @property
    def is_overruling(self) -> bool:
        return self.verdict is not self.machine_verdict

    @property
    def decided(self) -> Decided:
        return Decided(self.verdict, self.machine_verdict, self.passages, self.ground_mark)


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


class ContractRulebook(Model):
    """A further rulebook by which a contract is judged, beside the one that judges all. Dropped, never erased."""

    __tablename__ = "contract_rulebook"
    __table_args__ = (Index("ix_contract_rulebook_contract_id", "contract_id", "rulebook_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    rulebook_id: Mapped[str] = mapped_column(String(40))
    chosen_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    chosen_at: Mapped[datetime]
    dropped_at: Mapped[datetime | None]


class VerdictChange(Model):
    """The check came to another verdict than before: from what to what, and whether the papers or the rulebook changed."""

    __tablename__ = "verdict_change"
    __table_args__ = (
        Index("ix_verdict_change_contract_id", "contract_id", "rulebook_id"),
        Index("ix_verdict_change_at", "rulebook_id", "at"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    rulebook_id: Mapped[str] = mapped_column(String(40))
    clause_id: Mapped[str] = mapped_column(String(60))
    before: Mapped[Verdict]
    after: Mapped[Verdict]
    version_before: Mapped[str] = mapped_column(String(40))
    version_after: Mapped[str] = mapped_column(String(40))
    by_papers: Mapped[bool]
    """Whether the papers were others than before; else it was the rulebook."""
    by_rulebook: Mapped[bool]
    decided: Mapped[Verdict | None]
    """The reviewer's verdict that stood above it at the time."""
    at: Mapped[datetime]

    contract: Mapped[Contract] = relationship()
