from datetime import date

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.auth.models import User
from core.db import Model, Versioned
from vendors.register.models import Vendor


class TierOverride(Versioned, Model):
    """另定分級: another tier than the policy gives a vendor, with the reason, who approved it, and its last day."""

    __tablename__ = "vendor_tier_override"
    __table_args__ = (
        Index("ix_vendor_tier_override_vendor_id", "vendor_id"),
        Index("ix_vendor_tier_override_valid_until", "ended_on", "valid_until"),
        Index("ix_vendor_tier_override_approver_id", "approver_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendor.id"))
    tier: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(Text)
    valid_until: Mapped[date] = mapped_column(Date)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    asked_on: Mapped[date] = mapped_column(Date)
    approver_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    approved_on: Mapped[date | None] = mapped_column(Date)
    decision_note: Mapped[str] = mapped_column(Text, default="")
    ended_on: Mapped[date | None] = mapped_column(Date)
    """Refused, taken back, or ended before its time."""
    is_sample: Mapped[bool] = mapped_column(Boolean, default=False)

    vendor: Mapped[Vendor] = relationship()
    asked_by: Mapped[User] = relationship(foreign_keys=[asked_by_id])
    approver: Mapped[User] = relationship(foreign_keys=[approver_id])

    @property
    def is_asked(self) -> bool:
        return self.approved_on is None and self.ended_on is None

    def holds(self, on: date) -> bool:
        is_approved = self.approved_on is not None and self.approved_on <= on
        return is_approved and (self.ended_on is None or self.ended_on > on) and on <= self.valid_until
