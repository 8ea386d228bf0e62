from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contracts.bulk.rules import FileState
from contracts.clauses.rules import Verdict
from contracts.documents.models import Document
from contracts.documents.rules import phrase_of
from contracts.register.models import Contract
from core.auth.models import User
from core.db import Model, Versioned
from core.phrases import Phrase


class BulkCheck(Versioned, Model):
    """A zip of papers checked in one go: who asked, when, by which rulebook. Kept until somebody deletes it."""

    __tablename__ = "bulk_check"
    __table_args__ = (Index("ix_bulk_check_archive_sha256", "archive_sha256"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(255))
    """As the zip was called."""
    rulebook_id: Mapped[str] = mapped_column(String(40))
    rulebook_version: Mapped[str] = mapped_column(String(40))
    rulebook_digest: Mapped[str] = mapped_column(String(64))
    archive_sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    """The zip, as long as files of it wait; its papers are kept one by one."""
    work_id: Mapped[int | None] = mapped_column(Integer)
    """The piece of background work that may go on with it: one at a time, so that no file is checked twice."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]

    by: Mapped[User | None] = relationship()


class BulkFile(Model):
    """One file of a check, and what came of it."""

    __tablename__ = "bulk_file"
    __table_args__ = (
        UniqueConstraint("check_id", "position"),
        Index("ix_bulk_file_state", "check_id", "state"),
        Index("ix_bulk_file_sha256", "sha256"),
        Index("ix_bulk_file_contract_id", "contract_id"),
        Index("ix_bulk_file_document_id", "document_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    check_id: Mapped[int] = mapped_column(ForeignKey("bulk_check.id"))
    position: Mapped[int] = mapped_column(Integer)
    """In the zip."""
    name: Mapped[str] = mapped_column(String(255))
    size: Mapped[int] = mapped_column(Integer)
    state: Mapped[FileState] = mapped_column(default=FileState.WAITING)
    message: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Why it was refused (documents.rules.sentence)."""
    sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    pages: Mapped[int] = mapped_column(Integer, default=0)
    absent: Mapped[int] = mapped_column(Integer, default=0)
    partial: Mapped[int] = mapped_column(Integer, default=0)
    checked_at: Mapped[datetime | None]
    contract_id: Mapped[int | None] = mapped_column(ForeignKey("contract.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("contract_document.id"))
    filed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    filed_at: Mapped[datetime | None]

    check: Mapped[BulkCheck] = relationship()
    contract: Mapped[Contract | None] = relationship()
    document: Mapped[Document | None] = relationship()
    filed_by: Mapped[User | None] = relationship()

    @property
    def failure(self) -> Phrase | None:
        return phrase_of(self.message) if self.message else None


class BulkFinding(Model):
    """What the check found on one clause in one file."""

    __tablename__ = "bulk_finding"
    __table_args__ = (UniqueConstraint("file_id", "clause_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("bulk_file.id"))
    clause_id: Mapped[str] = mapped_column(String(60))
    verdict: Mapped[Verdict]
    score: Mapped[float] = mapped_column(Float)
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """[{"page", "start", "end", "text"}], best first; offsets into the file's text."""
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    lacks: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
