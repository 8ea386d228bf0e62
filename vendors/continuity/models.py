from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.auth.models import User
from core.db import Model, Versioned
from vendors.continuity.rules import PARTS, Drill, DrillKind, DrillResult, Plan, Promise, PromiseSource, Times
from vendors.services.models import Service


class RecoveryPromise(Versioned, Model):
    """復原承諾: within which time a vendor promised to have a service back, where and when. Of each time the newest
    that was not withdrawn counts; earlier ones stay as history."""

    __tablename__ = "recovery_promise"
    __table_args__ = (
        Index("ix_recovery_promise_service_id", "service_id", "promised_on"),
        Index("ix_recovery_promise_sha256", "sha256"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    rto_minutes: Mapped[int | None] = mapped_column(Integer)
    rpo_minutes: Mapped[int | None] = mapped_column(Integer)
    promised_on: Mapped[date] = mapped_column(Date)
    source: Mapped[PromiseSource]
    reference: Mapped[str] = mapped_column(String(300), default="")
    """Where it stands: the paper, its clause and page."""
    sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    file_name: Mapped[str] = mapped_column(String(200), default="")
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    added_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_why: Mapped[str] = mapped_column(String(500), default="")

    service: Mapped[Service] = relationship()
    added_by: Mapped[User | None] = relationship()

    @property
    def name(self) -> str:
        return f"{self.service.name} {self.promised_on.isoformat()}"

    @property
    def as_promise(self) -> Promise:
        return Promise(Times(self.rto_minutes, self.rpo_minutes), self.promised_on, self.source)


class RecoveryTest(Versioned, Model):
    """復原演練: one exercise of getting a service back: what was played, how long it took, what was lost, the report."""

    __tablename__ = "recovery_test"
    __table_args__ = (
        Index("ix_recovery_test_service_id", "service_id", "tested_on"),
        Index("ix_recovery_test_tested_on", "tested_on"),
        Index("ix_recovery_test_sha256", "sha256"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[DrillKind]
    tested_on: Mapped[date] = mapped_column(Date)
    scenario: Mapped[str] = mapped_column(String(300), default="")
    result: Mapped[DrillResult]
    rto_minutes: Mapped[int | None] = mapped_column(Integer)
    rpo_minutes: Mapped[int | None] = mapped_column(Integer)
    people: Mapped[str] = mapped_column(String(500), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    file_name: Mapped[str] = mapped_column(String(200), default="")
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    added_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_why: Mapped[str] = mapped_column(String(500), default="")

    service: Mapped[Service] = relationship()
    added_by: Mapped[User | None] = relationship()

    @property
    def name(self) -> str:
        return self.title

    @property
    def as_drill(self) -> Drill:
        return Drill(self.kind, self.tested_on, self.result, Times(self.rto_minutes, self.rpo_minutes))


class ContinuityPlan(Versioned, Model):
    """營運持續計畫中廠商部分: who is called, who does what, where it goes on, and without whom (CC-20000 (八))."""

    __tablename__ = "continuity_plan"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), unique=True)
    contacts: Mapped[str] = mapped_column(Text, default="")
    roles: Mapped[str] = mapped_column(Text, default="")
    alternate_site: Mapped[str] = mapped_column(Text, default="")
    substitute: Mapped[str] = mapped_column(Text, default="")
    workaround: Mapped[str] = mapped_column(Text, default="")
    contract_suits: Mapped[bool | None] = mapped_column(Boolean)
    """Whether the contract supports the plan; None where nobody judged."""
    contract_why: Mapped[str] = mapped_column(Text, default="")
    reviewed_on: Mapped[date] = mapped_column(Date)
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    service: Mapped[Service] = relationship()
    reviewed_by: Mapped[User | None] = relationship()

    @property
    def name(self) -> str:
        return self.service.name

    @property
    def as_plan(self) -> Plan:
        written = {part for part in PARTS if part != "contract_suits" and getattr(self, part).strip()}
        if self.contract_suits is not None and self.contract_why.strip():
            written.add("contract_suits")
        return Plan(frozenset(written), self.contract_suits, self.reviewed_on)


class ScenarioResponse(Versioned, Model):
    """風險情境之應變: what is done about one scenario that interrupts a service (CC-20000 (十四))."""

    __tablename__ = "scenario_response"
    __table_args__ = (UniqueConstraint("service_id", "scenario"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    scenario: Mapped[str] = mapped_column(String(40))
    """The policy's id, or `own-…` for one that the firm named itself."""
    title: Mapped[str] = mapped_column(String(200), default="")
    """The firm's own name of it; empty for the policy's."""
    response: Mapped[str] = mapped_column(Text, default="")
    """Response, mitigation and recovery; empty: taken back."""
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    changed_at: Mapped[datetime]

    service: Mapped[Service] = relationship()
    changed_by: Mapped[User | None] = relationship()

    @property
    def name(self) -> str:
        return self.title or self.scenario
