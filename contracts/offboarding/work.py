"""What the end of contracts asks of people: tasks to do, tasks to verify, ways in past their day."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, select

from contracts.access.models import AccessGrant
from contracts.offboarding.models import OffboardingTask, title_of
from contracts.offboarding.rules import TaskKind, TaskState
from contracts.register.models import Contract
from contracts.register.queries import VENDOR_NAME
from core import clock
from core.auth.models import User
from core.db import db
from core.my_work import Task
from core.my_work.registry import Owners
from core.my_work.rules import Work
from core.phrases import N_, Phrase, phrase
from core.web.listing import Rows
from vendors.register.models import Vendor

VERIFY_WITHIN = timedelta(days=7)
"""How soon somebody else should have looked at what was reported as done."""
EXPIRY_NEAR = timedelta(days=14)

_COLUMNS = (
    OffboardingTask.id, OffboardingTask.key, OffboardingTask.kind, OffboardingTask.label, OffboardingTask.label_en,
    OffboardingTask.due_on,
    OffboardingTask.owner_id, Contract.number, VENDOR_NAME.label("vendor"),
)  # fmt: skip


def _tasks() -> Rows:
    return (
        select(*_COLUMNS)
        .join(Contract, OffboardingTask.contract_id == Contract.id)
        .join(Vendor, Contract.vendor_id == Vendor.id)
    )


def to_do(as_of: date, owners: Owners) -> Iterable[Work]:
    """Open tasks of contracts that end."""
    query = _tasks().where(
        OffboardingTask.state == TaskState.OPEN, owners.answer_for(OffboardingTask.owner_id, OffboardingTask.due_on)
    )
    return map(_ToDo, db.session.execute(query).all())


class _ToDo:
    """An open task behind its row: somebody may have thousands, so that its words are made when they are read."""

    __slots__ = ("due_on", "key", "owner_id", "row")
    endpoint = "contracts.offboarding.show"
    is_shared = False
    not_for = role = None

    def __init__(self, row: Any) -> None:
        self.row, self.key, self.due_on, self.owner_id = row, row.key, row.due_on, row.owner_id

    @property
    def what(self) -> Phrase:
        return title_of(self.row)

    @property
    def values(self) -> dict[str, int]:
        return {"task_id": self.row.id}

    @property
    def about(self) -> str:
        return f"{self.row.number} · {self.row.vendor}"


def to_verify(as_of: date, owners: Owners) -> Iterator[Task]:
    """Tasks reported as done: somebody else looks at the evidence, within a week. Who answers for the task or the contract
    if they did not do it, else the deputy or the manager of who did, else anybody."""
    query = (
        _tasks()
        .add_columns(
            OffboardingTask.completed_by_id, OffboardingTask.completed_at,
            Contract.owner_id.label("contract_owner_id"), User.deputy_id, User.manager_id,
        )
        .outerjoin(User, OffboardingTask.completed_by_id == User.id)
        .where(OffboardingTask.state == TaskState.DONE)
    )  # fmt: skip
    for row in db.session.execute(query):
        others = (row.owner_id, row.contract_owner_id, row.deputy_id, row.manager_id)
        second = next((each for each in others if each is not None and each != row.completed_by_id), None)
        what = phrase(N_("Verify: %(task)s"), task=title_of(row))
        done_on = row.completed_at.astimezone(clock.zone()).date() if row.completed_at else row.due_on
        yield Task(
            f"{row.key}:verify", what, done_on + VERIFY_WITHIN, "contracts.offboarding.show", {"task_id": row.id},
            f"{row.number} · {row.vendor}", second, is_shared=second is None, not_for=row.completed_by_id,
        )  # fmt: skip


def expiring_access(as_of: date, owners: Owners) -> Iterator[Task]:
    """Live ways in whose own last day is near or past, where no task ends them already: their sponsors decide."""
    ending = select(OffboardingTask.id).where(
        OffboardingTask.kind == TaskKind.REVOKE_ACCESS,
        OffboardingTask.item_id == AccessGrant.id,
        OffboardingTask.state == TaskState.OPEN,
    )
    query = (
        select(
            AccessGrant.id, AccessGrant.system, AccessGrant.account, AccessGrant.expires_on, AccessGrant.sponsor_id,
            Contract.number, VENDOR_NAME.label("vendor"),
        )
        .join(Contract, AccessGrant.contract_id == Contract.id)
        .join(Vendor, Contract.vendor_id == Vendor.id)
        .where(
            and_(AccessGrant.revoked_on.is_(None), AccessGrant.expires_on <= as_of + EXPIRY_NEAR),
            owners.answer_for(AccessGrant.sponsor_id, AccessGrant.expires_on),
            ~ending.exists(),
        )
    )  # fmt: skip
    for row in db.session.execute(query):
        what = phrase(N_("Revoke or extend access: %(item)s"), item=f"{row.system} · {row.account}")
        yield Task(
            f"access:{row.id}:expiry", what, row.expires_on, "contracts.access.show", {"grant_id": row.id},
            f"{row.number} · {row.vendor}", row.sponsor_id,
        )  # fmt: skip
