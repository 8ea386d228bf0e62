from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.auth.models import User
from core.db import Model, Versioned
from vendors.cloud.rules import Measure, Outcome, State, Template, parse_template
from vendors.services.models import Service


class CloudAssessment(Versioned, Model):
    """雲端評估: one assessment of one cloud service, with the questions as they were asked; approved by a second person,
    never removed, a later one stands beside it."""

    __tablename__ = "cloud_assessment"
    __table_args__ = (
        Index("ix_cloud_assessment_service_id", "service_id", "state"),
        Index("ix_cloud_assessment_state", "state", "valid_until"),
        Index("ix_cloud_assessment_assessor_id", "assessor_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    asked: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The template's data as it was when this began."""
    template_version: Mapped[str] = mapped_column(String(40))
    state: Mapped[State]
    is_critical: Mapped[bool] = mapped_column(Boolean)
    """Whether the service was critical when it was submitted; when it was begun, until then."""
    facts: Mapped[dict[str, str]] = mapped_column(JSON)
    """Where it runs and what it holds, as it was when it was submitted."""
    opened_on: Mapped[date] = mapped_column(Date)
    assessor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    outcome: Mapped[Outcome | None]
    conclusion: Mapped[str] = mapped_column(Text, default="")
    submitted_on: Mapped[date | None] = mapped_column(Date)
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    approved_on: Mapped[date | None] = mapped_column(Date)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    approval_note: Mapped[str] = mapped_column(Text, default="")
    valid_until: Mapped[date | None] = mapped_column(Date)
    withdrawn_why: Mapped[str] = mapped_column(String(500), default="")
    changed_at: Mapped[datetime]

    service: Mapped[Service] = relationship()
    assessor: Mapped[User | None] = relationship(foreign_keys=[assessor_id])
    submitted_by: Mapped[User | None] = relationship(foreign_keys=[submitted_by_id])
    approved_by: Mapped[User | None] = relationship(foreign_keys=[approved_by_id])
    parts: Mapped[list["CloudPart"]] = relationship(back_populates="assessment", order_by="CloudPart.id")

    @property
    def name(self) -> str:
        return f"L{self.id} {self.service.name}"

    @cached_property
    def template(self) -> Template:
        return parse_template(self.asked)

    @property
    def by_part(self) -> dict[str, "CloudPart"]:
        return {part.part: part for part in self.parts}


class CloudPart(Model):
    """One part of an assessment: the answers, where it is written, and what makes up for what falls short."""

    __tablename__ = "cloud_part"
    __table_args__ = (
        UniqueConstraint("assessment_id", "part"),
        Index("ix_cloud_part_measure_until", "measure_until"),
        Index("ix_cloud_part_sha256", "sha256"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("cloud_assessment.id"))
    part: Mapped[str] = mapped_column(String(40))
    answers: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    note: Mapped[str] = mapped_column(Text, default="")
    """Where it is written: contract, clause, report, page."""
    sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    file_name: Mapped[str] = mapped_column(String(200), default="")
    measure: Mapped[str] = mapped_column(Text, default="")
    measure_until: Mapped[date | None] = mapped_column(Date)
    measure_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    measure_approved_on: Mapped[date | None] = mapped_column(Date)
    measure_approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    assessment: Mapped[CloudAssessment] = relationship(back_populates="parts")
    measure_by: Mapped[User | None] = relationship(foreign_keys=[measure_by_id])
    measure_approved_by: Mapped[User | None] = relationship(foreign_keys=[measure_approved_by_id])

    @property
    def as_measure(self) -> Measure | None:
        if not self.measure or self.measure_until is None:
            return None
        return Measure(self.measure_until, self.measure_approved_on is not None)
