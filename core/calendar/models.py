from datetime import date

from sqlalchemy import Boolean, Date, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, Versioned


class CalendarException(Versioned, Model):
    """A day that is not as the published calendar says: a typhoon day, a working Saturday."""

    __tablename__ = "calendar_exception"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    day: Mapped[date] = mapped_column(Date, unique=True)
    is_working: Mapped[bool] = mapped_column(Boolean)
    reason: Mapped[str] = mapped_column(String(200))

    @property
    def name(self) -> str:
        return f"{self.day.isoformat()} {self.reason}"
