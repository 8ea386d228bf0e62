from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.auth.models import User
from core.db import Model
from core.outbox.rules import MailState
from core.phrases import Phrase


class Mail(Model):
    """A mail to one person. `key` makes it once, whoever asks for it how often; `message_id` goes with every attempt."""

    __tablename__ = "mail"
    __table_args__ = (
        Index("ix_mail_state", "state", "next_try_at"),
        Index("ix_mail_created_at", "created_at"),
        Index("ix_mail_user_id", "user_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    to_name: Mapped[str] = mapped_column(String(120), default="")
    to_address: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text, default="")
    """Both are emptied once the mail is old: what it said stands in the product."""
    state: Mapped[MailState] = mapped_column(default=MailState.WAITING)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    next_try_at: Mapped[datetime]
    claim: Mapped[str] = mapped_column(String(32), default="")
    """Which attempt is under way; only that one may say what came of it."""
    claimed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    error: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """Why the last attempt failed: a message id and its values."""
    created_at: Mapped[datetime]

    user: Mapped[User | None] = relationship()

    @property
    def name(self) -> str:
        return self.subject

    @property
    def why(self) -> Phrase | None:
        return Phrase(self.error["msgid"], self.error.get("params", {})) if self.error else None
