from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contracts.documents.models import Document
from contracts.documents.rules import DocumentKind, Extraction, phrase_of
from contracts.facts.rules import FactKind
from contracts.facts.values import Value, value_of
from contracts.register.models import Contract
from core.auth.models import User
from core.db import Model, Versioned
from core.phrases import Phrase


class DocumentFacts(Model):
    """What was read out of a stored file's text, kept once beside that text and gone with it; a newer reading replaces it."""

    __tablename__ = "document_facts"

    sha256: Mapped[str] = mapped_column(ForeignKey("document_words.sha256", ondelete="CASCADE"), primary_key=True)
    reading: Mapped[str] = mapped_column(String(20))
    """The version of the reading (contracts.facts.reading.VERSION)."""
    characters: Mapped[int] = mapped_column(Integer)
    """How long the text was: pages of a scan may be read later."""
    facts: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """As `operations.packed` makes them."""

    @property
    def id(self) -> str:
        return self.sha256


class ContractFact(Versioned, Model):
    """A fact of a contract that a person confirmed, with the passage it rests on. Ended, never erased."""

    __tablename__ = "contract_fact"
    __table_args__ = (
        Index("ix_contract_fact_contract_id", "contract_id", "kind"),
        Index("ix_contract_fact_kind", "kind", "ended_at"),
        Index("ix_contract_fact_document_id", "document_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("contract_document.id"))
    kind: Mapped[FactKind]
    value: Mapped[dict[str, Any]] = mapped_column(JSON)
    """As `contracts.facts.values.kept` makes it."""
    about: Mapped[str] = mapped_column(String(120), default="")
    """Which of several it is: a fault class, what a warranty is for."""
    start: Mapped[int] = mapped_column(Integer)
    end: Mapped[int] = mapped_column(Integer)
    page: Mapped[int] = mapped_column(Integer)
    passage: Mapped[str] = mapped_column(Text)
    is_edited: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether the person changed what the reading offered."""
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    confirmed_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    end_reason: Mapped[str] = mapped_column(String(500), default="")

    contract: Mapped[Contract] = relationship()
    document: Mapped[Document] = relationship()
    confirmed_by: Mapped[User | None] = relationship(foreign_keys=[confirmed_by_id])
    ended_by: Mapped[User | None] = relationship(foreign_keys=[ended_by_id])

    @property
    def meaning(self) -> Value:
        return value_of(self.value)


class Intake(Versioned, Model):
    """Papers uploaded before their contract is registered; the contract is then registered from them."""

    __tablename__ = "contract_intake"
    __table_args__ = (Index("ix_contract_intake_contract_id", "contract_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]
    contract_id: Mapped[int | None] = mapped_column(ForeignKey("contract.id"))
    """What came of it; empty while it waits."""
    dropped_at: Mapped[datetime | None]

    created_by: Mapped[User | None] = relationship()
    papers: Mapped[list["IntakePaper"]] = relationship(back_populates="intake", order_by="IntakePaper.id")

    @property
    def is_open(self) -> bool:
        return self.contract_id is None and self.dropped_at is None


class IntakePaper(Model):
    """One paper of an intake, read as a contract's paper is read."""

    __tablename__ = "contract_intake_paper"
    __table_args__ = (Index("ix_contract_intake_paper_intake_id", "intake_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    intake_id: Mapped[int] = mapped_column(ForeignKey("contract_intake.id"))
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    name: Mapped[str] = mapped_column(String(255))
    kind: Mapped[DocumentKind] = mapped_column(default=DocumentKind.CONTRACT)
    extraction: Mapped[Extraction] = mapped_column(default=Extraction.WAITING)
    message: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    intake: Mapped[Intake] = relationship(back_populates="papers")

    @property
    def failure(self) -> Phrase | None:
        """Why it could not be read."""
        return phrase_of(self.message) if self.message else None
