from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contracts.documents.rules import DocumentKind, Extraction, phrase_of
from contracts.register.models import Contract
from core import clock
from core.auth.models import User
from core.db import Model, Versioned
from core.phrases import Phrase


class Document(Versioned, Model):
    """A paper of a contract, as it was uploaded. Never changed, never deleted: withdrawn, with a reason."""

    __tablename__ = "contract_document"
    __table_args__ = (
        Index("ix_contract_document_contract_id", "contract_id"),
        Index("ix_contract_document_sha256", "sha256"),
        Index("ix_contract_document_extraction", "extraction"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    name: Mapped[str] = mapped_column(String(255))
    """As the file was called."""
    kind: Mapped[DocumentKind] = mapped_column(default=DocumentKind.CONTRACT)
    signed_on: Mapped[date | None] = mapped_column(Date)
    effective_on: Mapped[date | None] = mapped_column(Date)
    """The day from which it counts, where that is later than its signature; the contract itself counts at once."""
    size: Mapped[int] = mapped_column(Integer)
    extraction: Mapped[Extraction] = mapped_column(default=Extraction.WAITING)
    message: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Why it could not be read (rules.sentence); empty when it could."""
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    uploaded_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawal_reason: Mapped[str] = mapped_column(String(500), default="")

    contract: Mapped[Contract] = relationship()
    uploaded_by: Mapped[User | None] = relationship()

    @property
    def failure(self) -> Phrase | None:
        """Why it could not be read."""
        return phrase_of(self.message) if self.message else None

    @property
    def dated_on(self) -> date:
        """The day by which it stands before or after another: its signature's, else its upload's."""
        return self.signed_on or self.uploaded_at.astimezone(clock.zone()).date()

    def waits_on(self, day: date) -> bool:
        """Whether it takes effect only later."""
        return self.kind is not DocumentKind.CONTRACT and self.effective_on is not None and self.effective_on > day

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


class DocumentWords(Model):
    """The text of a stored file, kept once whatever number of contracts it belongs to (rules.packed)."""

    __tablename__ = "document_words"

    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"), primary_key=True)
    format: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    pages: Mapped[list[list[int]]] = mapped_column(JSON)
    paragraphs: Mapped[list[list[int]]] = mapped_column(JSON)
    remarks: Mapped[list[dict[str, Any]]] = mapped_column(JSON)

    @property
    def id(self) -> str:
        return self.sha256
