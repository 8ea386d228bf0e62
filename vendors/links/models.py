from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.auth.models import User
from core.db import Model, Versioned
from vendors.assessments.models import Assessment
from vendors.assessments.rules import State
from vendors.links.rules import LinkState, link_state


class QuestionnaireLink(Versioned, Model):
    """問卷連結: a secret address at which a vendor answers one assessment. The secret itself is never kept, only its
    hash; what was handed in stays as it was, also when it is taken over into the assessment."""

    __tablename__ = "questionnaire_link"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        Index("ix_questionnaire_link_assessment_id", "assessment_id"),
        Index("ix_questionnaire_link_valid_until", "valid_until"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("vendor_assessment.id"))
    token_hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the secret: whoever reads the database cannot answer for a vendor."""
    to_whom: Mapped[str] = mapped_column(String(300))
    language: Mapped[str] = mapped_column(String(20))
    """In which the page begins; the vendor may change it there."""
    valid_until: Mapped[date] = mapped_column(Date)
    """The last day."""
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    opened_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    handed_in_at: Mapped[datetime | None]
    handed_in_by: Mapped[str] = mapped_column(String(200), default="")
    """Who answered, as the vendor says."""
    revoked_at: Mapped[datetime | None]
    is_sample: Mapped[bool] = mapped_column(Boolean, default=False)

    assessment: Mapped[Assessment] = relationship()
    made_by: Mapped[User | None] = relationship()
    drafts: Mapped[list["LinkAnswer"]] = relationship(back_populates="link", order_by="LinkAnswer.id")

    @property
    def name(self) -> str:
        return f"A{self.assessment_id} {self.assessment.vendor.name}"

    def state(self, today: date) -> LinkState:
        return link_state(
            valid_until=self.valid_until,
            is_handed_in=self.handed_in_at is not None,
            is_revoked=self.revoked_at is not None,
            is_closed=self.assessment.state not in (State.DRAFTED, State.SENT, State.ANSWERED),
            today=today,
        )

    @property
    def said(self) -> dict[str, "LinkAnswer"]:
        """Question → what stands in the vendor's draft."""
        return {draft.question: draft for draft in self.drafts}


class LinkAnswer(Model):
    """What the vendor wrote to one question, as it was typed; once handed in, as it was read."""

    __tablename__ = "questionnaire_link_answer"
    __table_args__ = (
        UniqueConstraint("link_id", "question"),
        Index("ix_questionnaire_link_answer_sha256", "sha256"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_link.id"))
    question: Mapped[str] = mapped_column(String(40))
    value: Mapped[str] = mapped_column(Text, default="")
    remark: Mapped[str] = mapped_column(Text, default="")
    sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    file_name: Mapped[str] = mapped_column(String(255), default="")
    """Without `sha256`: the name of a file that the vendor took out."""
    file_size: Mapped[int] = mapped_column(BigInteger, default=0)
    is_last_years: Mapped[bool] = mapped_column(Boolean, default=False)
    """Taken from the assessment before this one; the vendor has not confirmed it yet."""

    ours: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What our side entered (`value`, `remark`) while the vendor had written something else; `is_seen` once the vendor saved
    that part with it in view."""

    link: Mapped[QuestionnaireLink] = relationship(back_populates="drafts")

    @property
    def is_file_out(self) -> bool:
        """Whether the vendor took out what stood there, and put nothing in its place."""
        return self.sha256 is None and self.file_name != ""
