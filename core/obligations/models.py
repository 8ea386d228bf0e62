from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.auth.models import User
from core.db import Model
from core.obligations.rules import State


class KeptState(Model):
    """How one obligation stood from a day on, until another state took its place: what was judged, never worked out anew.

    A row begins when the state changes, so that years of a large firm stay small; reasons are those of that day.
    """

    __tablename__ = "obligation_state"
    __table_args__ = (
        Index("ix_obligation_state_until_on", "until_on", "from_on"),
        Index("ix_obligation_state_vendor_id", "vendor_id"),
        Index("ix_obligation_state_from_on", "from_on"),
        Index("ix_obligation_state_rule_id", "rule_id", "from_on"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(String(200))
    """Rule line, table, number and aspect: what makes it the same obligation tomorrow."""
    rule_id: Mapped[str] = mapped_column(String(40))
    subject_type: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[int] = mapped_column(Integer)
    subject_name: Mapped[str] = mapped_column(String(300))
    vendor_id: Mapped[int | None] = mapped_column(Integer)
    vendor_name: Mapped[str] = mapped_column(String(300))
    state: Mapped[State]
    why: Mapped[Any] = mapped_column(JSON)
    next_step: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    evidence: Mapped[str] = mapped_column(String(300), default="")
    owner: Mapped[str] = mapped_column(String(200), default="")
    due_on: Mapped[date | None] = mapped_column(Date)
    url: Mapped[str] = mapped_column(String(300), default="")
    from_on: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date)
    """The first day on which it stood otherwise; none while it stands."""


class KeptDay(Model):
    """A day on which all obligations were judged and kept: how many stood how, by rule line."""

    __tablename__ = "obligation_day"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    day: Mapped[date] = mapped_column(Date, unique=True)
    tally: Mapped[dict[str, dict[str, int]]] = mapped_column(JSON)


class Pack(Model):
    """An audit pack that was made: what it holds, and its own hash. Its bytes may go; that it was made stays."""

    __tablename__ = "audit_pack"
    __table_args__ = (Index("ix_audit_pack_sha256", "sha256"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    as_of: Mapped[date] = mapped_column(Date)
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    size: Mapped[int] = mapped_column(BigInteger)
    obligations: Mapped[int] = mapped_column(Integer)
    files: Mapped[int] = mapped_column(Integer)
    missing: Mapped[int] = mapped_column(Integer)
    entries: Mapped[int] = mapped_column(Integer)

    made_by: Mapped[User | None] = relationship()

    @property
    def name(self) -> str:
        return f"audit-pack-{self.as_of.isoformat()}-{self.id}.zip"
