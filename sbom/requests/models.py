from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, ForeignKeyConstraint, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contracts.letters.models import Letter
from core.auth.models import User
from core.db import Model, Versioned
from sbom.components.models import Delivery
from sbom.requests.rules import Line


class ComponentRequest(Model):
    """What a letter to a vendor asks about components: its workbook and its rows. When it was sent, until when an answer is
    due and what came of it is the letter's."""

    __tablename__ = "sbom_request"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("clause_letter.id"), unique=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"), index=True)
    """The workbook as it was made."""
    lines: Mapped[int] = mapped_column(Integer)
    left_out: Mapped[int] = mapped_column(Integer, default=0)
    """Components with gaps that one workbook has no room for."""
    answered: Mapped[int] = mapped_column(Integer, default=0)
    """Rows to which everything asked for is stated."""

    letter: Mapped[Letter] = relationship()
    files: Mapped[list["AnswerFile"]] = relationship(back_populates="request", order_by="AnswerFile.id.desc()")

    @property
    def name(self) -> str:
        return self.letter.reference

    @property
    def file_name(self) -> str:
        return f"{self.letter.reference}.xlsx"


class RequestLine(Model):
    """One component that a request asks about, as it stood in a delivery."""

    __tablename__ = "sbom_request_line"
    __table_args__ = (
        ForeignKeyConstraint(
            ["delivery_id", "position"],
            ["sbom_component.delivery_id", "sbom_component.position"],
            name="fk_sbom_request_line_component",
        ),
        Index("ix_sbom_request_line_delivery_id", "delivery_id", "position"),
    )

    request_id: Mapped[int] = mapped_column(ForeignKey("sbom_request.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("sbom_delivery.id"))
    position: Mapped[int] = mapped_column(Integer)
    key: Mapped[str] = mapped_column(String(64))
    group_name: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    version: Mapped[str] = mapped_column(Text)
    purl: Mapped[str] = mapped_column(Text)
    needs: Mapped[int] = mapped_column(Integer)

    delivery: Mapped[Delivery] = relationship(overlaps="component")

    @property
    def as_line(self) -> Line:
        return Line(self.number, self.key, self.group_name, self.name, self.version, self.purl, self.needs)


class AnswerFile(Versioned, Model):
    """A workbook that a vendor sent back, and what became of it. What it would do is never kept: it is worked out anew."""

    __tablename__ = "sbom_answer_file"
    __table_args__ = (
        Index("ix_sbom_answer_file_request_id", "request_id"),
        Index("ix_sbom_answer_file_sha256", "sha256"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("sbom_request.id"))
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    name: Mapped[str] = mapped_column(String(255))
    stated_on: Mapped[date] = mapped_column(Date)
    """The day on which the vendor sent it."""
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    uploaded_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
    discarded_at: Mapped[datetime | None]
    accepted: Mapped[int] = mapped_column(Integer, default=0)
    refused: Mapped[int] = mapped_column(Integer, default=0)

    request: Mapped[ComponentRequest] = relationship(back_populates="files")
    uploaded_by: Mapped[User | None] = relationship()

    @property
    def is_open(self) -> bool:
        return self.applied_at is None and self.discarded_at is None
