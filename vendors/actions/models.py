from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.auth.models import User
from core.db import Model, Versioned
from vendors.actions.rules import Cause


class Action(Versioned, Model):
    """控制措施: what somebody does, by a day, about a dependence that a stress test, a limit or a check brought up."""

    __tablename__ = "risk_action"
    __table_args__ = (
        Index("ix_risk_action_cause", "cause", "cause_id"),
        Index("ix_risk_action_owner_id", "owner_id"),
        Index("ix_risk_action_due_on", "done_on", "due_on"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    cause: Mapped[Cause]
    cause_id: Mapped[int] = mapped_column(Integer)
    about: Mapped[str] = mapped_column(String(300))
    """What it answers, in words, as it was when the measure was decided."""
    what: Mapped[str] = mapped_column(String(500))
    owner_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    due_on: Mapped[date] = mapped_column(Date)
    done_on: Mapped[date | None] = mapped_column(Date)
    done_note: Mapped[str] = mapped_column(Text, default="")
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(Boolean, default=False)

    owner: Mapped[User] = relationship(foreign_keys=[owner_id])
    done_by: Mapped[User | None] = relationship(foreign_keys=[done_by_id])

    @property
    def name(self) -> str:
        return self.what[:200]
