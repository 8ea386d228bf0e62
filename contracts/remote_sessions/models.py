from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contracts.access.models import AccessGrant
from contracts.register.models import Contract
from contracts.remote_sessions.rules import Session, SessionState
from core.auth.models import User
from core.db import Model, Versioned
from core.phrases import Phrase, from_kept


class RemoteSession(Versioned, Model):
    """遠端維護: one session of a vendor's engineer in a system of ours, through one way in."""

    __tablename__ = "remote_session"
    __table_args__ = (
        Index("ix_remote_session_contract_id", "contract_id"),
        Index("ix_remote_session_grant_id", "grant_id"),
        Index("ix_remote_session_state", "state"),
        Index("ix_remote_session_window_from", "window_from"),
        Index("ix_remote_session_sha256", "sha256"),
        Index("ix_remote_session_asked_by_id", "asked_by_id"),
        Index("ix_remote_session_review_id", "review_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    grant_id: Mapped[int] = mapped_column(ForeignKey("access_grant.id"))
    state: Mapped[SessionState] = mapped_column(default=SessionState.ASKED)
    engineer: Mapped[str] = mapped_column(String(120))
    """Who of the vendor connects."""
    purpose: Mapped[str] = mapped_column(Text)
    systems: Mapped[str] = mapped_column(String(300))
    window_from: Mapped[datetime]
    window_until: Mapped[datetime]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    asked_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]
    decision: Mapped[str] = mapped_column(Text, default="")
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    done: Mapped[str] = mapped_column(Text, default="")
    sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    file_name: Mapped[str] = mapped_column(String(200), default="")
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime | None]
    review_id: Mapped[int | None] = mapped_column(ForeignKey("session_review.id"))
    """The review that looked at it; one recorded after its month's review waits for a further one."""
    fell_away: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """Why it was cancelled by itself: a sentence as `core.phrases.kept` keeps it."""

    contract: Mapped[Contract] = relationship()
    grant: Mapped[AccessGrant] = relationship()
    asked_by: Mapped[User | None] = relationship(foreign_keys=[asked_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])
    recorded_by: Mapped[User | None] = relationship(foreign_keys=[recorded_by_id])
    review: Mapped["SessionReview | None"] = relationship()

    @property
    def why_fallen(self) -> Phrase | None:
        found = from_kept(self.fell_away)
        return found if isinstance(found, Phrase) else None

    @property
    def name(self) -> str:
        return f"{self.engineer} · {self.systems}"

    @property
    def as_session(self) -> Session:
        return session_of(self)


def session_of(row: Any) -> Session:
    """The pure session behind a record or a row of its columns."""
    is_approved = row.state in (SessionState.APPROVED, SessionState.DONE)
    return Session(
        row.state, row.window_from, row.window_until, row.decided_at if is_approved else None, row.started_at,
        row.ended_at, row.sha256 is not None,
    )  # fmt: skip


class SessionReview(Model):
    """That the responsible manager looked at a month's sessions, and what they found. Sessions that come to light after it
    are looked at in a further `round`; month and round make each once."""

    __tablename__ = "session_review"
    __table_args__ = (UniqueConstraint("month", "round"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    month: Mapped[str] = mapped_column(String(7))
    round: Mapped[int] = mapped_column(Integer, default=1)
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reviewed_at: Mapped[datetime]
    remarks: Mapped[str] = mapped_column(Text)
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)

    reviewed_by: Mapped[User | None] = relationship()

    @property
    def name(self) -> str:
        return self.month
