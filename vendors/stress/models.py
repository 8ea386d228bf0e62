from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.auth.models import User
from core.db import Model, Versioned


class StressTest(Versioned, Model):
    """壓力測試: what would have happened on a day if something had failed. The outcome is kept as it was, whatever the
    register says later; only the conclusion drawn from it is edited."""

    __tablename__ = "stress_test"
    __table_args__ = (Index("ix_stress_test_made_at", "made_at"), Index("ix_stress_test_scenario", "kind", "key"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(300))
    label: Mapped[str] = mapped_column(String(300))
    as_of: Mapped[date] = mapped_column(Date)
    outcome: Mapped[dict[str, Any]] = mapped_column(JSON)
    """vendors.stress.keeping: the first rows of each part, and how many there were."""
    lost: Mapped[int] = mapped_column(Integer)
    degraded: Mapped[int] = mapped_column(Integer)
    too_slow: Mapped[int] = mapped_column(Integer)
    """Core functions that stop, those that keep a way, and those of the first that are restored too late."""
    conclusion: Mapped[str] = mapped_column(Text, default="")
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(Boolean, default=False)

    made_by: Mapped[User | None] = relationship()

    @property
    def name(self) -> str:
        return f"{self.label} {self.as_of.isoformat()}"
