from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model


class JobRun(Model):
    """When a job last ran and what it did: the answer to "is anything watching?"."""

    __tablename__ = "job_run"
    __table_args__ = (Index("ix_job_run_job", "job", "id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    job: Mapped[str] = mapped_column(String(80))
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime]
    did: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Counts of what changed; empty when nothing was due."""
    error: Mapped[str] = mapped_column(String(300), default="")
