from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.auth.models import User
from core.db import Model, Versioned
from vendors.changes.rules import ChangeState, Field, Result
from vendors.register.models import Vendor
from vendors.services.models import Service


class ServiceChange(Versioned, Model):
    """變更風險評估: a change of what a vendor delivers, from the request to the look after it was made."""

    __tablename__ = "service_change"
    __table_args__ = (
        Index("ix_service_change_vendor_id", "vendor_id", "state"),
        Index("ix_service_change_service_id", "service_id"),
        Index("ix_service_change_subcontractor_id", "subcontractor_id"),
        Index("ix_service_change_state", "state", "planned_on"),
        Index("ix_service_change_asked_by_id", "asked_by_id"),
        Index("ix_service_change_assessed_by_id", "assessed_by_id"),
        Index("ix_service_change_reviewed_by_id", "reviewed_by_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendor.id"))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
    """None: all that the vendor does for us."""
    title: Mapped[str] = mapped_column(String(200))
    kinds: Mapped[list[str]] = mapped_column(JSON)
    description: Mapped[str] = mapped_column(Text, default="")
    planned_on: Mapped[date] = mapped_column(Date)
    """When it takes effect."""
    subcontractor_id: Mapped[int | None] = mapped_column(ForeignKey("vendor.id"))
    country: Mapped[str] = mapped_column(String(2), default="")
    release: Mapped[str] = mapped_column(String(100), default="")
    state: Mapped[ChangeState] = mapped_column(default=ChangeState.ASKED)
    round: Mapped[int] = mapped_column(Integer, default=1)
    """Assessed anew, approvals begin anew: those of earlier rounds stay and count no more."""
    likelihood: Mapped[int | None] = mapped_column(Integer)
    impact: Mapped[int | None] = mapped_column(Integer)
    level: Mapped[str] = mapped_column(String(40), default="")
    risks: Mapped[str] = mapped_column(Text, default="")
    effects: Mapped[list[Any]] = mapped_column(JSON, default=list, deferred=True)
    """What the product found that it touches, as it was when it was assessed."""
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    asked_at: Mapped[datetime]
    assessed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    assessed_on: Mapped[date | None] = mapped_column(Date)
    decided_on: Mapped[date | None] = mapped_column(Date)
    review_on: Mapped[date | None] = mapped_column(Date)
    reviewed_on: Mapped[date | None] = mapped_column(Date)
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    result: Mapped[Result | None]
    review_note: Mapped[str] = mapped_column(Text, default="")
    withdrawn_why: Mapped[str] = mapped_column(String(500), default="")
    is_sample: Mapped[bool] = mapped_column(Boolean, default=False)

    vendor: Mapped[Vendor] = relationship(foreign_keys=[vendor_id])
    service: Mapped[Service | None] = relationship()
    subcontractor: Mapped[Vendor | None] = relationship(foreign_keys=[subcontractor_id])
    asked_by: Mapped[User | None] = relationship(foreign_keys=[asked_by_id])
    assessed_by: Mapped[User | None] = relationship(foreign_keys=[assessed_by_id])
    reviewed_by: Mapped[User | None] = relationship(foreign_keys=[reviewed_by_id])
    answers: Mapped[list["ChangeApproval"]] = relationship(back_populates="change", order_by="ChangeApproval.id")

    @property
    def name(self) -> str:
        return self.title

    @property
    def approvals(self) -> list["ChangeApproval"]:
        """Who approved in this round."""
        return [each for each in self.answers if each.round == self.round and each.is_approved]


class ChangeApproval(Model):
    """One person's answer to one round of an assessment. Never changed."""

    __tablename__ = "change_approval"
    __table_args__ = (
        UniqueConstraint("change_id", "round", "person_id"),
        Index("ix_change_approval_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    change_id: Mapped[int] = mapped_column(ForeignKey("service_change.id"))
    round: Mapped[int] = mapped_column(Integer)
    person_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    is_approved: Mapped[bool] = mapped_column(Boolean)
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]

    change: Mapped[ServiceChange] = relationship(back_populates="answers")
    person: Mapped[User] = relationship()


class NoticedChange(Versioned, Model):
    """What changed in the register of its own: a subcontractor, a place, a group. Covered by an approved assessment, or
    set aside with a reason; kept from the day this is watched, so that what stood before is no change."""

    __tablename__ = "noticed_change"
    __table_args__ = (
        Index("ix_noticed_change_vendor_id", "vendor_id", "settled_at"),
        Index("ix_noticed_change_service_id", "service_id"),
        Index("ix_noticed_change_change_id", "change_id"),
        Index("ix_noticed_change_noticed_at", "settled_at", "noticed_at"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendor.id"))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
    field: Mapped[Field]
    was: Mapped[str] = mapped_column(String(200), default="")
    is_now: Mapped[str] = mapped_column(String(200), default="")
    noticed_at: Mapped[datetime]
    noticed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    change_id: Mapped[int | None] = mapped_column(ForeignKey("service_change.id"))
    settled_at: Mapped[datetime | None]
    settled_why: Mapped[str] = mapped_column(String(500), default="")
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)

    vendor: Mapped[Vendor] = relationship()
    service: Mapped[Service | None] = relationship()
    change: Mapped[ServiceChange | None] = relationship()
    noticed_by: Mapped[User | None] = relationship(foreign_keys=[noticed_by_id])

    @property
    def name(self) -> str:
        return f"{self.was or '—'} → {self.is_now or '—'}"
