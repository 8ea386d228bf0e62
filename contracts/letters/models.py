from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contracts.clauses.rules import Verdict
from contracts.letters.rules import Answer, LetterKind, LetterState, state_of
from contracts.register.models import Contract
from core.auth.models import User
from core.db import Model, Versioned
from vendors.register.models import Vendor


class Letter(Versioned, Model):
    """A letter that asks a vendor for something: the file as it was made, until when an answer is due, what came of it.

    The file is never changed; a letter that was wrong is withdrawn and another one drafted.
    """

    __tablename__ = "clause_letter"
    __table_args__ = (
        Index("ix_clause_letter_vendor_id", "vendor_id"),
        Index("ix_clause_letter_sha256", "sha256"),
        Index("ix_clause_letter_kind", "kind"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[LetterKind] = mapped_column(default=LetterKind.CLAUSES)
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendor.id"))
    about: Mapped[str] = mapped_column(String(500), default="")
    """What it speaks of, where that is not contracts: products and their releases."""
    reference: Mapped[str] = mapped_column(String(60), unique=True)
    """The number under which the firm sends it (發文字號)."""
    language: Mapped[str] = mapped_column(String(20))
    attention: Mapped[str] = mapped_column(String(300), default="")
    """The person it is addressed to, as the register named them then."""
    dated_on: Mapped[date] = mapped_column(Date)
    reply_by: Mapped[date] = mapped_column(Date)
    """The last day on which an answer is in time."""
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    size: Mapped[int] = mapped_column(Integer)
    drafted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    drafted_at: Mapped[datetime]
    sent_on: Mapped[date | None] = mapped_column(Date)
    sent_how: Mapped[str] = mapped_column(String(200), default="")
    answered_on: Mapped[date | None] = mapped_column(Date)
    answer: Mapped[Answer | None]
    answer_note: Mapped[str] = mapped_column(Text, default="")
    withdrawn_at: Mapped[datetime | None]
    withdrawal_reason: Mapped[str] = mapped_column(String(500), default="")

    vendor: Mapped[Vendor] = relationship()
    drafted_by: Mapped[User | None] = relationship()
    gaps: Mapped[list["LetterGap"]] = relationship(back_populates="letter", order_by="LetterGap.id")

    @property
    def name(self) -> str:
        return self.reference

    @property
    def file_name(self) -> str:
        return f"{self.reference}.docx"

    def state(self, today: date) -> LetterState:
        return state_of(
            self.sent_on, self.reply_by, self.answered_on, today, is_withdrawn=self.withdrawn_at is not None
        )


class LetterGap(Model):
    """One clause of one contract that a letter asks for, as it was judged when the letter was made."""

    __tablename__ = "clause_letter_gap"
    __table_args__ = (
        UniqueConstraint("letter_id", "contract_id", "rulebook_id", "clause_id", name="uq_clause_letter_gap_once"),
        Index("ix_clause_letter_gap_contract_id", "contract_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("clause_letter.id"))
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    rulebook_id: Mapped[str] = mapped_column(String(40))
    rulebook_version: Mapped[str] = mapped_column(String(40))
    clause_id: Mapped[str] = mapped_column(String(60))
    verdict: Mapped[Verdict]

    letter: Mapped[Letter] = relationship(back_populates="gaps")
    contract: Mapped[Contract] = relationship()
