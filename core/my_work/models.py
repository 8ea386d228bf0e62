from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.auth.models import User
from core.db import Model


class CalendarFeed(Model):
    """The secret address under which a person's calendar program reads what is due: one a person, ended by a new one."""

    __tablename__ = "calendar_feed"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the secret: whoever reads the database cannot read the calendars."""
    made_at: Mapped[datetime]
    last_read_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()
