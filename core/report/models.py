from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model


class BoardSnapshot(Model):
    """The summary's figures as the board saw them, so that the next workbook can say what changed."""

    __tablename__ = "board_snapshot"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    as_of: Mapped[date] = mapped_column(Date, unique=True)
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(200), default="")

    @property
    def name(self) -> str:
        return self.as_of.isoformat()
