from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contracts.offboarding.rules import TASK_TITLES, Task, TaskKind, TaskState, step_title
from contracts.offboarding.steps import Step
from contracts.register.models import Contract
from core import clock
from core.auth.models import User
from core.db import Model, Versioned
from core.phrases import Phrase, Wording, phrase
from vendors.services.rules import Criticality, ServiceKind


class OffboardingTask(Versioned, Model):
    """終止作業: one thing to do at a contract's end. `key` makes it once, whoever plans, however often."""

    __tablename__ = "offboarding_task"
    __table_args__ = (
        Index("ix_offboarding_task_contract_id", "contract_id"),
        Index("ix_offboarding_task_state", "state", "due_on"),
        Index("ix_offboarding_task_owner_id", "owner_id"),
        Index("ix_offboarding_task_item_id", "item_id", "kind"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    kind: Mapped[TaskKind]
    item_id: Mapped[int | None] = mapped_column(Integer)
    """The access grant or asset it ends; None for the reminder and the closing."""
    label: Mapped[str] = mapped_column(String(300))
    label_en: Mapped[str] = mapped_column(String(300), default="")
    """The label in English where it has two languages: that of a step."""
    due_on: Mapped[date] = mapped_column(Date)
    state: Mapped[TaskState] = mapped_column(default=TaskState.OPEN)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    done_on: Mapped[date | None] = mapped_column(Date)
    completion_note: Mapped[str] = mapped_column(Text, default="")
    completed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    completed_at: Mapped[datetime | None]
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    verified_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """Why it is not wanted any more: a message id and its values."""
    created_at: Mapped[datetime]

    contract: Mapped[Contract] = relationship()
    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])
    completed_by: Mapped[User | None] = relationship(foreign_keys=[completed_by_id])
    verified_by: Mapped[User | None] = relationship(foreign_keys=[verified_by_id])
    evidence: Mapped[list["TaskEvidence"]] = relationship(back_populates="task", order_by="TaskEvidence.id")

    @property
    def title(self) -> Phrase:
        return title_of(self)

    @property
    def name(self) -> str:
        return str(self.title)

    @property
    def why_withdrawn(self) -> Phrase | None:
        found = self.withdrawn_reason
        return Phrase(found["msgid"], found["params"]) if found else None

    @property
    def as_task(self) -> Task:
        return task_of(self)


def title_of(row: Any) -> Phrase:
    """What a task says, of a record or a row of its columns; a step in the reader's language."""
    if row.kind is TaskKind.STEP:
        return step_title(Wording(row.label, row.label_en or row.label))
    return phrase(TASK_TITLES[row.kind], item=row.label)


def task_of(row: Any) -> Task:
    """The pure task behind a record or a row of its columns."""
    return Task(
        row.key, row.kind, row.due_on, row.state, row.item_id, row.completed_by_id, row.verified_by_id,
        row.created_at.astimezone(clock.zone()).date(),
    )  # fmt: skip


class TaskEvidence(Model):
    """A file that shows that a task was done. Added, never taken away."""

    __tablename__ = "task_evidence"
    __table_args__ = (Index("ix_task_evidence_task_id", "task_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("offboarding_task.id"))
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    file_name: Mapped[str] = mapped_column(String(200))
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    added_at: Mapped[datetime]

    task: Mapped[OffboardingTask] = relationship(back_populates="evidence")
    added_by: Mapped[User | None] = relationship()


class EndStep(Versioned, Model):
    """A step of the firm's own at the end of contracts; one with the key of a step that ships takes its place."""

    __tablename__ = "end_step"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    name_zh: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200), default="")
    days: Mapped[int] = mapped_column(Integer)
    kinds: Mapped[list[str]] = mapped_column(JSON)
    least: Mapped[Criticality] = mapped_column(default=Criticality.ORDINARY)
    after: Mapped[list[str]] = mapped_column(JSON)
    is_off: Mapped[bool] = mapped_column(Boolean, default=False)

    @property
    def name(self) -> str:
        return self.name_zh

    @property
    def step(self) -> Step:
        return Step(
            self.key, Wording(self.name_zh, self.name_en or self.name_zh), self.days,
            frozenset(ServiceKind(kind) for kind in self.kinds), self.least, tuple(self.after), self.is_off,
        )  # fmt: skip
