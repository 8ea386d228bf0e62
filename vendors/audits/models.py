from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.auth.models import User
from core.db import Model, Versioned
from core.severity import Severity
from vendors.audits.rules import AuditKind, AuditState, FindingState, Outcome, Result
from vendors.register.models import Vendor


class VendorAudit(Versioned, Model):
    """廠商稽核: one audit of one vendor, from its place in the plan to its conclusion. Never removed, only called off."""

    __tablename__ = "vendor_audit"
    __table_args__ = (
        Index("ix_vendor_audit_vendor_id", "vendor_id", "conducted_on"),
        Index("ix_vendor_audit_state", "state", "planned_on"),
        Index("ix_vendor_audit_planned_on", "planned_on"),
        Index("ix_vendor_audit_lead_id", "lead_id"),
        Index("ix_vendor_audit_sha256", "sha256"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendor.id"))
    kind: Mapped[AuditKind]
    state: Mapped[AuditState] = mapped_column(default=AuditState.PLANNED)
    planned_on: Mapped[date] = mapped_column(Date)
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    team: Mapped[str] = mapped_column(String(300), default="")
    """Who audits besides, in names; also from outside the firm."""
    scope: Mapped[str] = mapped_column(Text, default="")
    conducted_on: Mapped[date | None] = mapped_column(Date)
    summary: Mapped[str] = mapped_column(Text, default="")
    outcome: Mapped[Outcome | None]
    concluded_on: Mapped[date | None] = mapped_column(Date)
    concluded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    cancelled_why: Mapped[str] = mapped_column(String(500), default="")
    sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    file_name: Mapped[str] = mapped_column(String(255), default="")
    """The working papers or the report as it was signed."""
    created_at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(Boolean, default=False)

    vendor: Mapped[Vendor] = relationship()
    lead: Mapped[User | None] = relationship(foreign_keys=[lead_id])
    concluded_by: Mapped[User | None] = relationship(foreign_keys=[concluded_by_id])
    items: Mapped[list["AuditItem"]] = relationship(back_populates="audit", order_by="AuditItem.id")
    findings: Mapped[list["AuditFinding"]] = relationship(back_populates="audit", order_by="AuditFinding.id")

    @property
    def name(self) -> str:
        return f"V{self.id} {self.vendor.name}"


class AuditItem(Model):
    """One control within an audit's scope, and what was seen of it."""

    __tablename__ = "vendor_audit_item"
    __table_args__ = (UniqueConstraint("audit_id", "control"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("vendor_audit.id"))
    control: Mapped[str] = mapped_column(String(40))
    result: Mapped[Result | None]
    note: Mapped[str] = mapped_column(Text, default="")

    audit: Mapped[VendorAudit] = relationship(back_populates="items")


class AuditFinding(Versioned, Model):
    """稽核缺失: what an audit found wanting, what the vendor says to it, and how it was put right and closed."""

    __tablename__ = "vendor_audit_finding"
    __table_args__ = (
        Index("ix_vendor_audit_finding_audit_id", "audit_id"),
        Index("ix_vendor_audit_finding_due_on", "state", "due_on"),
        Index("ix_vendor_audit_finding_owner_id", "owner_id"),
        Index("ix_vendor_audit_finding_sha256", "sha256"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("vendor_audit.id"))
    control: Mapped[str] = mapped_column(String(40), default="")
    severity: Mapped[Severity]
    title: Mapped[str] = mapped_column(String(300))
    detail: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[FindingState] = mapped_column(default=FindingState.OPEN)
    due_on: Mapped[date] = mapped_column(Date)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """Who of us follows it up."""
    response: Mapped[str] = mapped_column(Text, default="")
    responded_on: Mapped[date | None] = mapped_column(Date)
    remedied_on: Mapped[date | None] = mapped_column(Date)
    remedied_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    remedy: Mapped[str] = mapped_column(Text, default="")
    sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    file_name: Mapped[str] = mapped_column(String(255), default="")
    closed_on: Mapped[date | None] = mapped_column(Date)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    close_note: Mapped[str] = mapped_column(Text, default="")

    audit: Mapped[VendorAudit] = relationship(back_populates="findings")
    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])
    remedied_by: Mapped[User | None] = relationship(foreign_keys=[remedied_by_id])
    closed_by: Mapped[User | None] = relationship(foreign_keys=[closed_by_id])

    @property
    def name(self) -> str:
        return self.title[:200]
