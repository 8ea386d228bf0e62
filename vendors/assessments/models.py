from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.auth.models import User
from core.db import Model, Versioned
from vendors.assessments.questionnaire import Questionnaire, parse
from vendors.assessments.rules import Conclusion, ProofDecision, Review, State
from vendors.assessments.scoring import Answer
from vendors.register.models import Vendor


class Assessment(Versioned, Model):
    """評估: one questionnaire put to one vendor, from the first question to the second signature. Its questions are kept
    with it as they were asked; it is never removed, a later one stands beside it."""

    __tablename__ = "vendor_assessment"
    __table_args__ = (
        Index("ix_vendor_assessment_vendor_id", "vendor_id", "questionnaire"),
        Index("ix_vendor_assessment_state", "state", "questionnaire", "approved_on"),
        Index("ix_vendor_assessment_assessor_id", "assessor_id"),
        Index("ix_vendor_assessment_approver_id", "approver_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendor.id"))
    questionnaire: Mapped[str] = mapped_column(String(40))
    questionnaire_version: Mapped[str] = mapped_column(String(40))
    asked: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    """The questionnaire's data as it was when this began."""
    state: Mapped[State]
    tier: Mapped[str] = mapped_column(String(40))
    """The vendor's tier when this began; when it was approved, from then on."""
    assessor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    opened_on: Mapped[date] = mapped_column(Date)
    sent_on: Mapped[date | None] = mapped_column(Date)
    reply_by: Mapped[date | None] = mapped_column(Date)
    sent_to: Mapped[str] = mapped_column(String(300), default="")
    answered_on: Mapped[date | None] = mapped_column(Date)
    """The day of the vendor's latest answer."""
    conclusion: Mapped[Conclusion | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    score: Mapped[str] = mapped_column(String(20), default="")
    """Of 100, as it was when it was concluded."""
    grade: Mapped[str] = mapped_column(String(20), default="")
    figures: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What the answers tell besides points, by its meaning (questionnaire: `means`)."""
    concluded_on: Mapped[date | None] = mapped_column(Date)
    """Points are of this day."""
    concluded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    approved_on: Mapped[date | None] = mapped_column(Date)
    approval_note: Mapped[str] = mapped_column(Text, default="")
    """What the second person said, approving or sending back."""
    valid_until: Mapped[date | None] = mapped_column(Date)
    withdrawn_reason: Mapped[str] = mapped_column(String(500), default="")
    changed_at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(Boolean, default=False)

    vendor: Mapped[Vendor] = relationship()
    assessor: Mapped[User | None] = relationship(foreign_keys=[assessor_id])
    concluded_by: Mapped[User | None] = relationship(foreign_keys=[concluded_by_id])
    approver: Mapped[User | None] = relationship(foreign_keys=[approver_id])
    answers: Mapped[list["AssessmentAnswer"]] = relationship(
        back_populates="assessment", order_by="AssessmentAnswer.id"
    )
    files: Mapped[list["AssessmentFile"]] = relationship(
        back_populates="assessment", order_by="AssessmentFile.id.desc()"
    )

    conditions: Mapped[list["AssessmentCondition"]] = relationship(
        back_populates="assessment", order_by="(AssessmentCondition.due_on, AssessmentCondition.id)",
        cascade="all, delete-orphan",
    )  # fmt: skip
    proofs: Mapped[list["AssessmentProof"]] = relationship(
        back_populates="assessment", order_by="AssessmentProof.id.desc()"
    )

    @property
    def name(self) -> str:
        return f"A{self.id} {self.vendor.name}"

    @cached_property
    def questions(self) -> Questionnaire:
        return parse(self.asked)

    @property
    def said(self) -> dict[str, "AssessmentAnswer"]:
        """Question → its answer."""
        return {answer.question: answer for answer in self.answers}


class AssessmentAnswer(Model):
    """What was answered to one question, what proves it, and what the reviewer made of it."""

    __tablename__ = "vendor_assessment_answer"
    __table_args__ = (
        UniqueConstraint("assessment_id", "question"),
        Index("ix_vendor_assessment_answer_ends_on", "ends_on"),
        Index("ix_vendor_assessment_answer_sha256", "sha256"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("vendor_assessment.id"))
    question: Mapped[str] = mapped_column(String(40))
    value: Mapped[str] = mapped_column(Text, default="")
    """As scoring.read_answer gives it; empty: not answered."""
    remark: Mapped[str] = mapped_column(Text, default="")
    evidence: Mapped[str] = mapped_column(String(255), default="")
    """What the vendor names as proof."""
    sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    """The file that proves it, where it was handed in."""
    file_name: Mapped[str] = mapped_column(String(255), default="")
    ends_on: Mapped[date | None] = mapped_column(Date)
    """The end of what is answered (a certificate); moved on when a renewed one is accepted, `value` stays as it was."""
    review: Mapped[Review | None]
    review_note: Mapped[str] = mapped_column(Text, default="")
    overruled: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    """What our side had entered (`value`, `remark`) when the vendor handed in something else in its place."""
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    assessment: Mapped[Assessment] = relationship(back_populates="answers")

    @property
    def as_answer(self) -> Answer:
        return Answer(self.value, self.review)


class AssessmentFile(Versioned, Model):
    """An answered workbook, and what became of it. What it would change is worked out anew whenever it is shown."""

    __tablename__ = "vendor_assessment_file"
    __table_args__ = (
        Index("ix_vendor_assessment_file_assessment_id", "assessment_id"),
        Index("ix_vendor_assessment_file_sha256", "sha256"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("vendor_assessment.id"))
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    name: Mapped[str] = mapped_column(String(255))
    received_on: Mapped[date] = mapped_column(Date)
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    uploaded_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
    discarded_at: Mapped[datetime | None]

    assessment: Mapped[Assessment] = relationship(back_populates="files")
    uploaded_by: Mapped[User | None] = relationship()

    @property
    def is_open(self) -> bool:
        return self.applied_at is None and self.discarded_at is None


class AssessmentCondition(Model):
    """One condition on which a vendor was found capable: what, who of ours sees to it, by when. Past its day and not met,
    the vendor is not held capable any more."""

    __tablename__ = "vendor_assessment_condition"
    __table_args__ = (
        Index("ix_vendor_assessment_condition_assessment_id", "assessment_id"),
        Index("ix_vendor_assessment_condition_owner_id", "owner_id"),
        Index("ix_vendor_assessment_condition_due_on", "met_on", "due_on"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("vendor_assessment.id"))
    what: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    due_on: Mapped[date] = mapped_column(Date)
    met_on: Mapped[date | None] = mapped_column(Date)
    """The day on which a second person found that it is met."""

    assessment: Mapped[Assessment] = relationship(back_populates="conditions")
    owner: Mapped[User | None] = relationship()


class AssessmentProof(Versioned, Model):
    """What came after an assessment was approved: a renewed certificate (`answer`), or that a condition is met. It counts
    once a second person has accepted it; one that was refused stays on record."""

    __tablename__ = "vendor_assessment_proof"
    __table_args__ = (
        Index("ix_vendor_assessment_proof_assessment_id", "assessment_id"),
        Index("ix_vendor_assessment_proof_answer_id", "answer_id"),
        Index("ix_vendor_assessment_proof_condition_id", "condition_id"),
        Index("ix_vendor_assessment_proof_decision", "decision"),
        Index("ix_vendor_assessment_proof_sha256", "sha256"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("vendor_assessment.id"))
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("vendor_assessment_answer.id"))
    condition_id: Mapped[int | None] = mapped_column(ForeignKey("vendor_assessment_condition.id"))
    ends_on: Mapped[date | None] = mapped_column(Date)
    """The last day of the renewed certificate."""
    note: Mapped[str] = mapped_column(Text, default="")
    sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    file_name: Mapped[str] = mapped_column(String(255), default="")
    recorded_on: Mapped[date] = mapped_column(Date)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decision: Mapped[ProofDecision | None]
    decision_note: Mapped[str] = mapped_column(Text, default="")
    decided_on: Mapped[date | None] = mapped_column(Date)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    assessment: Mapped[Assessment] = relationship(back_populates="proofs")
    answer: Mapped[AssessmentAnswer | None] = relationship()
    condition: Mapped[AssessmentCondition | None] = relationship()
    recorded_by: Mapped[User | None] = relationship(foreign_keys=[recorded_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])

    @property
    def is_waiting(self) -> bool:
        return self.decision is None
