from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.auth.models import User
from core.db import Model


class SavedFilter(Model):
    """What somebody asks of a list again and again: its address with search, filters and order, under a name."""

    __tablename__ = "saved_filter"
    __table_args__ = (
        UniqueConstraint("user_id", "path", "name"),
        Index("ix_saved_filter_path", "path", "is_shared"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    name: Mapped[str] = mapped_column(String(80))
    path: Mapped[str] = mapped_column(String(200))
    query: Mapped[str] = mapped_column(String(1000))
    is_shared: Mapped[bool] = mapped_column(Boolean, default=False)
    """Shown to everybody who may open the list."""
    made_at: Mapped[datetime]

    user: Mapped[User] = relationship()

    @property
    def address(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path


class Bookmark(Model):
    """A page that somebody marked as a favourite, or looked at: one row a person and page."""

    __tablename__ = "bookmark"
    __table_args__ = (
        UniqueConstraint("user_id", "address"),
        Index("ix_bookmark_user_id", "user_id", "is_favourite", "seen_at"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    address: Mapped[str] = mapped_column(String(300))
    title: Mapped[str] = mapped_column(String(200))
    is_favourite: Mapped[bool] = mapped_column(Boolean, default=False)
    seen_at: Mapped[datetime]
