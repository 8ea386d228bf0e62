from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.auth.models import User
from core.db import Model, Versioned, db
from core.phrases import Wording
from core.severity import Severity
from vendors.incidents.rules import Applies, Audience, Duty, IncidentState, Learnt, Nature, Told, incident_state
from vendors.register.models import Vendor
from vendors.services.models import BusinessFunction, Service

incident_service = Table(
    "incident_service",
    db.metadata,
    Column("incident_id", ForeignKey("incident.id"), primary_key=True),
    Column("service_id", ForeignKey("service.id"), primary_key=True, index=True),
)
incident_function = Table(
    "incident_function",
    db.metadata,
    Column("incident_id", ForeignKey("incident.id"), primary_key=True),
    Column("function_id", ForeignKey("business_function.id"), primary_key=True, index=True),
)


class Incident(Versioned, Model):
    """資安事件: what happened at or through a vendor, and what became of it. Closed by a second person, never removed."""

    __tablename__ = "incident"
    __table_args__ = (
        Index("ix_incident_vendor_id", "vendor_id", "known_at"),
        Index("ix_incident_known_at", "known_at"),
        Index("ix_incident_closed_at", "closed_at", "voided_at"),
        Index("ix_incident_owner_id", "owner_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendor.id"))
    title: Mapped[str] = mapped_column(String(200))
    nature: Mapped[Nature]
    severity: Mapped[Severity]
    is_material: Mapped[bool] = mapped_column(Boolean, default=False)
    """Within what the exchange calls a material incident (重大資安事件)."""
    has_personal_data: Mapped[bool] = mapped_column(Boolean, default=False)
    people_touched: Mapped[int | None] = mapped_column(Integer)
    occurred_at: Mapped[datetime | None]
    detected_at: Mapped[datetime | None]
    """When the vendor (or we) found it; the vendor's own duty to tell runs from here."""
    known_at: Mapped[datetime]
    """When the firm knew; the official clock runs from here."""
    learnt: Mapped[Learnt]
    told_by: Mapped[str] = mapped_column(String(200), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    contained_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    root_cause: Mapped[str] = mapped_column(Text, default="")
    lessons: Mapped[str] = mapped_column(Text, default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    registered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    registered_at: Mapped[datetime]
    closing_asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    closing_asked_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    closed_at: Mapped[datetime | None]
    closing_note: Mapped[str] = mapped_column(Text, default="")
    voided_at: Mapped[datetime | None]
    voided_why: Mapped[str] = mapped_column(String(500), default="")
    is_sample: Mapped[bool] = mapped_column(Boolean, default=False)

    vendor: Mapped[Vendor] = relationship()
    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])
    registered_by: Mapped[User | None] = relationship(foreign_keys=[registered_by_id])
    closing_asked_by: Mapped[User | None] = relationship(foreign_keys=[closing_asked_by_id])
    closed_by: Mapped[User | None] = relationship(foreign_keys=[closed_by_id])
    services: Mapped[list[Service]] = relationship(secondary=incident_service, order_by=Service.name)
    functions: Mapped[list[BusinessFunction]] = relationship(
        secondary=incident_function, order_by=BusinessFunction.name
    )
    reports: Mapped[list["IncidentReport"]] = relationship(
        back_populates="incident", order_by="IncidentReport.due_at, IncidentReport.id"
    )

    @property
    def name(self) -> str:
        return self.title

    @property
    def state(self) -> IncidentState:
        return incident_state(
            closing_asked=self.closing_asked_at is not None,
            closed=self.closed_at is not None,
            void=self.voided_at is not None,
        )


class IncidentReport(Versioned, Model):
    """通報紀錄: somebody who is to be told of an incident, by when and on which ground; and when they were, with proof."""

    __tablename__ = "incident_report"
    __table_args__ = (
        Index("ix_incident_report_incident_id", "incident_id"),
        Index("ix_incident_report_due_at", "told_at", "due_at"),
        Index("ix_incident_report_sha256", "sha256"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"))
    duty: Mapped[str] = mapped_column(String(40), default="")
    """The duty's id in the policy; empty: somebody decided to tell."""
    title: Mapped[dict[str, Any]] = mapped_column(JSON)
    """{"zh", "en"}, as the policy named it when the incident was registered."""
    ground: Mapped[dict[str, Any]] = mapped_column(JSON)
    """{"zh", "en"}: where the time comes from."""
    audience: Mapped[Audience]
    due_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    told_how: Mapped[str] = mapped_column(String(300), default="")
    """By which way, to whom, and the number of the receipt."""
    note: Mapped[str] = mapped_column(Text, default="")
    told_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    file_name: Mapped[str] = mapped_column(String(200), default="")
    waived_at: Mapped[datetime | None]
    waived_why: Mapped[str] = mapped_column(String(500), default="")
    waived_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    dropped_at: Mapped[datetime | None]
    """The incident turned out to be of another kind: nobody is to be told by this duty."""

    incident: Mapped[Incident] = relationship(back_populates="reports")
    told_by: Mapped[User | None] = relationship(foreign_keys=[told_by_id])
    waived_by: Mapped[User | None] = relationship(foreign_keys=[waived_by_id])

    @property
    def wording(self) -> Wording:
        return Wording(str(self.title["zh"]), str(self.title["en"]))

    @property
    def source(self) -> Wording:
        return Wording(str(self.ground["zh"]), str(self.ground["en"]))

    @property
    def name(self) -> str:
        return self.wording.zh

    @property
    def as_told(self) -> Told:
        return Told(self.due_at, self.told_at, self.waived_at is not None)


class IncidentTime(Model):
    """One line of the official clock as the firm set it, from a day on. Never changed: a newer one takes its place."""

    __tablename__ = "incident_time"
    __table_args__ = (
        Index("ix_incident_time_duty", "duty", "effective_on"),
        Index("ix_incident_time_set_by_id", "set_by_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    duty: Mapped[str] = mapped_column(String(40))
    """The duty's id: of one that came with the product, or of the firm's own."""
    name_zh: Mapped[str] = mapped_column(String(300))
    name_en: Mapped[str] = mapped_column(String(300))
    audience: Mapped[Audience]
    applies: Mapped[Applies]
    within_minutes: Mapped[int] = mapped_column(Integer)
    source_zh: Mapped[str] = mapped_column(String(300), default="")
    source_en: Mapped[str] = mapped_column(String(300), default="")
    effective_on: Mapped[date] = mapped_column(Date)
    checked_on: Mapped[date | None] = mapped_column(Date)
    """When somebody held it against the text in force."""
    is_dropped: Mapped[bool] = mapped_column(Boolean, default=False)
    """From that day on nobody has to be told so."""
    reason: Mapped[str] = mapped_column(String(500))
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    set_at: Mapped[datetime]

    set_by: Mapped[User | None] = relationship()

    @property
    def name(self) -> str:
        return self.name_zh[:200]

    @property
    def as_duty(self) -> Duty:
        return Duty(
            self.duty, Wording(self.name_zh, self.name_en), self.audience, self.applies,
            timedelta(minutes=self.within_minutes), Wording(self.source_zh, self.source_en), self.effective_on,
            self.checked_on, self.is_dropped,
        )  # fmt: skip


class IncidentDays(Model):
    """The firm's own times in days as somebody set them: the newest line counts. Never changed."""

    __tablename__ = "incident_days"
    __table_args__ = (Index("ix_incident_days_set_by_id", "set_by_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    close_days: Mapped[int] = mapped_column(Integer)
    """By when cause and correction of an incident are settled and it is closed, counted from our knowing."""
    keep_days: Mapped[int] = mapped_column(Integer)
    """How long a closed one stays among the obligations as evidence."""
    reason: Mapped[str] = mapped_column(String(500))
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    set_at: Mapped[datetime]

    set_by: Mapped[User | None] = relationship()

    @property
    def name(self) -> str:
        return f"{self.close_days} / {self.keep_days}"
