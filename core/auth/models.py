from datetime import date, datetime

from flask_login import UserMixin
from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.auth.rules import Role
from core.db import Model, Versioned


class User(UserMixin, Versioned, Model):  # type: ignore[misc]
    """A person of the firm. Never deleted: disabled, so that what they did keeps its name."""

    __tablename__ = "user"
    __table_args__ = (Index("ix_user_manager_id", "manager_id"), Index("ix_user_deputy_id", "deputy_id"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    login: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254), default="")
    department: Mapped[str] = mapped_column(String(120), default="")
    password_hash: Mapped[str] = mapped_column(String(255), default="")
    """argon2id; empty for somebody who cannot sign in."""
    session_serial: Mapped[int] = mapped_column(Integer, default=1)
    """Raised to end every session of this person (password changed, account disabled, roles changed)."""
    language: Mapped[str] = mapped_column(String(20), default="")
    roc_dates: Mapped[bool] = mapped_column(Boolean, default=False)
    must_change_password: Mapped[bool] = mapped_column(Boolean, default=False)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    last_failure_at: Mapped[datetime | None]
    last_sign_in_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(Boolean, default=False)
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """To whom what this person leaves undone is reported."""
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """職務代理人: who does this person's work while they are away."""
    away_from: Mapped[date | None] = mapped_column(Date)
    away_until: Mapped[date | None] = mapped_column(Date)
    """The first and the last day of the present or coming absence; both or neither."""

    manager: Mapped["User | None"] = relationship(foreign_keys=[manager_id], remote_side=[id])
    deputy: Mapped["User | None"] = relationship(foreign_keys=[deputy_id], remote_side=[id])
    grants: Mapped[list["UserRole"]] = relationship(
        back_populates="user", cascade="all, delete-orphan", lazy="selectin", order_by="UserRole.role"
    )

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    @property
    def is_active(self) -> bool:
        return self.disabled_at is None

    def is_away(self, today: date) -> bool:
        return self.away_from is not None and self.away_from <= today <= (self.away_until or self.away_from)

    def get_id(self) -> str:
        return f"{self.id}:{self.session_serial}"


class UserRole(Model):
    __tablename__ = "user_role"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[Role] = mapped_column(primary_key=True)

    user: Mapped[User] = relationship(back_populates="grants")
