from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.auth.models import User
from core.db import Model, Versioned
from core.severity import Severity
from vendors.diligence.rules import EvidenceKind, FindingState, Verdict
from vendors.services.models import Service


class ServiceRelease(Versioned, Model):
    """上線版本: a version of what a service runs, gone or going into use on a day; tests are asked for by release."""

    __tablename__ = "service_release"
    __table_args__ = (UniqueConstraint("service_id", "number"), Index("ix_service_release_released_on", "released_on"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    number: Mapped[str] = mapped_column(String(60))
    released_on: Mapped[date] = mapped_column(Date)
    is_major: Mapped[bool] = mapped_column(Boolean, default=False)
    """Touches orders, accounts, identification or customers' rights (CC-19000 (十七) 3: 重大更新項目)."""
    note: Mapped[str] = mapped_column(Text, default="")

    service: Mapped[Service] = relationship()

    @property
    def name(self) -> str:
        return self.number


class Evidence(Versioned, Model):
    """佐證: one paper that shows that a service was tested, or that somebody answers for it. Never erased, only withdrawn."""

    __tablename__ = "evidence"
    __table_args__ = (
        Index("ix_evidence_service_id", "service_id", "kind"),
        Index("ix_evidence_release_id", "release_id"),
        Index("ix_evidence_valid_until", "valid_until"),
        Index("ix_evidence_tested_on", "tested_on"),
        Index("ix_evidence_sha256", "sha256"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    kind: Mapped[EvidenceKind]
    title: Mapped[str] = mapped_column(String(200))
    scope: Mapped[str] = mapped_column(Text, default="")
    release_id: Mapped[int | None] = mapped_column(ForeignKey("service_release.id"))
    """The version that was tested; none where the paper does not say."""
    tester: Mapped[str] = mapped_column(String(200), default="")
    accreditor: Mapped[str] = mapped_column(String(60), default="")
    accreditation: Mapped[str] = mapped_column(String(60), default="")
    """The number under which the accreditor lists the tester."""
    accredited_until: Mapped[date | None] = mapped_column(Date)
    tested_on: Mapped[date] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)
    verdict: Mapped[Verdict] = mapped_column(default=Verdict.UNREVIEWED)
    note: Mapped[str] = mapped_column(Text, default="")
    sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    file_name: Mapped[str] = mapped_column(String(200), default="")
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    added_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_why: Mapped[str] = mapped_column(String(500), default="")
    is_sample: Mapped[bool] = mapped_column(Boolean, default=False)

    service: Mapped[Service] = relationship()
    release: Mapped[ServiceRelease | None] = relationship()
    added_by: Mapped[User | None] = relationship()
    findings: Mapped[list["EvidenceFinding"]] = relationship(
        back_populates="evidence", order_by="EvidenceFinding.due_on, EvidenceFinding.id"
    )


class EvidenceFinding(Versioned, Model):
    """檢測發現: one weakness that a test found, to be remedied by a day and retested; closed, never erased."""

    __tablename__ = "evidence_finding"
    __table_args__ = (
        UniqueConstraint("evidence_id", "fingerprint"),
        Index("ix_evidence_finding_due_on", "state", "due_on"),
        Index("ix_evidence_finding_owner_id", "owner_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"))
    fingerprint: Mapped[str] = mapped_column(String(64))
    severity: Mapped[Severity]
    title: Mapped[str] = mapped_column(String(500))
    identifier: Mapped[str] = mapped_column(String(120), default="")
    """The tester's own rule or a public name: CWE-89, js/sql-injection."""
    place: Mapped[str] = mapped_column(String(300), default="")
    state: Mapped[FindingState] = mapped_column(default=FindingState.OPEN)
    due_on: Mapped[date] = mapped_column(Date)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    fixed_on: Mapped[date | None] = mapped_column(Date)
    fix_note: Mapped[str] = mapped_column(Text, default="")
    retested_on: Mapped[date | None] = mapped_column(Date)
    retest_note: Mapped[str] = mapped_column(Text, default="")
    accepted_until: Mapped[date | None] = mapped_column(Date)
    accepted_why: Mapped[str] = mapped_column(Text, default="")

    evidence: Mapped[Evidence] = relationship(back_populates="findings")
    owner: Mapped[User | None] = relationship()

    @property
    def name(self) -> str:
        return self.title[:200]
