from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contracts.access.models import AccessGrant
from contracts.access_reviews.rules import Answer, LineState, line_state
from core.audit.rules import plain
from core.auth.models import User
from core.db import Model, Versioned


class AccessReview(Versioned, Model):
    """帳號複核: the review of all vendors' accounts in one half-year. `period` makes it once."""

    __tablename__ = "access_review"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    period: Mapped[str] = mapped_column(String(10), unique=True)
    opened_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    """How many accounts stood where when it was closed."""

    opened_by: Mapped[User | None] = relationship(foreign_keys=[opened_by_id])
    closed_by: Mapped[User | None] = relationship(foreign_keys=[closed_by_id])

    @property
    def name(self) -> str:
        return self.period


SEEN = (
    "privilege",
    "is_remote",
    "two_factor",
    "hours",
    "sources",
    "granted_on",
    "last_used_on",
    "expires_on",
    "is_direct",
)


def seen_of(grant: Any) -> dict[str, Any]:
    """Of an account, or a row of its columns: what of it is before the eyes of whoever answers for it."""
    return {key: plain(getattr(grant, key)) for key in SEEN}


class AccessReviewLine(Versioned, Model):
    """One account in a review, as it stood when the review was opened, and what was said of it."""

    __tablename__ = "access_review_line"
    __table_args__ = (
        UniqueConstraint("review_id", "grant_id"),
        Index("ix_access_review_line_grant_id", "grant_id"),
        Index("ix_access_review_line_sponsor_id", "sponsor_id"),
        Index("ix_access_review_line_answer", "review_id", "answer"),
        Index("ix_access_review_line_sha256", "sha256"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("access_review.id"))
    grant_id: Mapped[int] = mapped_column(ForeignKey("access_grant.id"))
    sponsor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """Who vouched for it when the review was opened, and so answers."""
    seen: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What the account allowed, and when it was last used, when it was answered for; before that, when it was asked about."""
    answer: Mapped[Answer] = mapped_column(default=Answer.OPEN)
    reason: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    answered_at: Mapped[datetime | None]
    done_on: Mapped[date | None] = mapped_column(Date)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    proof: Mapped[str] = mapped_column(Text, default="")
    sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    file_name: Mapped[str] = mapped_column(String(200), default="")

    review: Mapped[AccessReview] = relationship()
    grant: Mapped[AccessGrant] = relationship()
    sponsor: Mapped[User | None] = relationship(foreign_keys=[sponsor_id])
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])
    done_by: Mapped[User | None] = relationship(foreign_keys=[done_by_id])

    @property
    def state(self) -> LineState:
        return line_state(self.answer, self.grant.revoked_on)
