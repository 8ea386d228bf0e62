"""Reads of the tasks that end contracts: the list, one contract's plan, whose turn it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from contracts.offboarding.models import OffboardingTask, TaskEvidence
from contracts.offboarding.rules import TASK_KIND_NAMES, TASK_STATE_NAMES, TaskKind, TaskState
from contracts.register.models import Contract
from contracts.register.queries import VENDOR_NAME
from core import clock
from core.auth.models import User
from core.db import db
from core.i18n import say
from core.web import listing
from core.web.listing import Column, Filter, Kind, Listing, attribute_choices
from vendors.register.models import Vendor

TONES = {
    TaskState.OPEN: "info",
    TaskState.DONE: "warn",
    TaskState.VERIFIED: "good",
    TaskState.WITHDRAWN: "muted",
    TaskState.EXCEPTED: "warn",
}
SOON = timedelta(days=14)


def task_status(task: OffboardingTask, today: date) -> listing.Status:
    if task.state is TaskState.OPEN and task.due_on < today:
        return listing.Status(gettext("Overdue"), "bad")
    return listing.Status(say(TASK_STATE_NAMES[task.state]), TONES[task.state])


def tasks(as_of: date | None = None) -> Listing:
    """All tasks of all contracts that end; overdue as of a day (today)."""
    today = as_of or clock.today()
    return Listing(
        name="offboarding-tasks",
        title=gettext("End-of-contract tasks"),
        statement=select(OffboardingTask)
        .join(Contract, OffboardingTask.contract_id == Contract.id)
        .join(Vendor, Contract.vendor_id == Vendor.id)
        .outerjoin(User, OffboardingTask.owner_id == User.id)
        .options(
            contains_eager(OffboardingTask.contract).contains_eager(Contract.vendor),
            contains_eager(OffboardingTask.owner),
        ),
        tiebreak=OffboardingTask.id,
        search=(OffboardingTask.label, Contract.number, Contract.title, Vendor.name_zh, Vendor.name_en),
        default_sort="due_on",
        default_filters={"show": "unfinished"},
        filters=[
            Filter("show", gettext("Show"), _shown_choices, lambda v: _shown(v, today)),
            Filter(
                "kind",
                gettext("Kind"),
                attribute_choices(TASK_KIND_NAMES),
                lambda v: OffboardingTask.kind == TaskKind(v),
            ),
            Filter("whose", gettext("Responsible person"), _whose_choices, _whose),
        ],
        columns=[
            Column(
                "task",
                _l("Task"),
                lambda t: say(t.title),
                url=lambda t: url_for("contracts.offboarding.show", task_id=t.id),
            ),
            Column("due_on", _l("Due"), lambda t: t.due_on, Kind.DAY, sort=OffboardingTask.due_on),
            Column("state", _l("State"), lambda t: task_status(t, today), Kind.STATUS, sort=OffboardingTask.state),
            Column(
                "contract",
                _l("Contract"),
                lambda t: t.contract.number,
                sort=Contract.number,
                url=lambda t: url_for("contracts.offboarding.plan", contract_id=t.contract_id),
            ),
            Column("vendor", _l("Vendor"), lambda t: t.contract.vendor.name, sort=VENDOR_NAME),
            Column(
                "owner",
                _l("Responsible person"),
                lambda t: t.owner.name if t.owner else None,
                sort=User.name,
                is_minor=True,
            ),
            Column(
                "done_on", _l("Done on"), lambda t: t.done_on, Kind.DAY, sort=OffboardingTask.done_on, is_minor=True
            ),
        ],
    )


def _shown_choices() -> Sequence[tuple[str, str]]:
    return [
        ("unfinished", gettext("not finished")),
        ("open", gettext("open")),
        ("overdue", gettext("overdue")),
        ("to_verify", gettext("to be verified")),
        ("verified", gettext("verified")),
        ("withdrawn", gettext("withdrawn")),
        ("excepted", gettext("excepted")),
    ]


def _shown(value: str, today: date) -> ColumnElement[bool]:
    state = OffboardingTask.state
    return {
        "unfinished": state.in_([TaskState.OPEN, TaskState.DONE]),
        "open": state == TaskState.OPEN,
        "overdue": and_(state == TaskState.OPEN, OffboardingTask.due_on < today),
        "to_verify": state == TaskState.DONE,
        "verified": state == TaskState.VERIFIED,
        "withdrawn": state == TaskState.WITHDRAWN,
        "excepted": state == TaskState.EXCEPTED,
    }[value]


def _whose_choices() -> Sequence[tuple[str, str]]:
    query = select(User.id, User.name).where(User.id.in_(select(OffboardingTask.owner_id))).order_by(User.name)
    found = [(str(row.id), row.name) for row in db.session.execute(query)]
    return [("me", gettext("me")), ("none", gettext("nobody")), *found]


def _whose(value: str) -> ColumnElement[bool]:
    if value == "none":
        return OffboardingTask.owner_id.is_(None)
    return OffboardingTask.owner_id == (current_user.id if value == "me" else int(value))


def task_page(task_id: int) -> OffboardingTask:
    query = (
        select(OffboardingTask)
        .where(OffboardingTask.id == task_id)
        .options(
            joinedload(OffboardingTask.contract).joinedload(Contract.vendor),
            joinedload(OffboardingTask.owner),
            joinedload(OffboardingTask.completed_by),
            joinedload(OffboardingTask.verified_by),
            selectinload(OffboardingTask.evidence).joinedload(TaskEvidence.added_by),
        )
    )
    found: OffboardingTask = db.one_or_404(query)
    return found


def tasks_of(contract: Contract) -> Sequence[OffboardingTask]:
    """One contract's plan in the order in which it is worked through; withdrawn tasks last."""
    query = (
        select(OffboardingTask)
        .where(OffboardingTask.contract_id == contract.id)
        .options(
            joinedload(OffboardingTask.owner),
            joinedload(OffboardingTask.completed_by),
            joinedload(OffboardingTask.verified_by),
            selectinload(OffboardingTask.evidence),
        )
        .order_by(OffboardingTask.state == TaskState.WITHDRAWN, OffboardingTask.due_on, OffboardingTask.id)
    )
    return db.session.scalars(query).all()


@dataclass(frozen=True)
class TaskTally:
    """One contract's tasks: how many are wanted, and how many of those are in which state."""

    wanted: int = 0
    open: int = 0
    overdue: int = 0
    to_verify: int = 0
    verified: int = 0
    excepted: int = 0
    next_due_on: date | None = None
    reminder_done: bool = False
    closed: bool = False


def tallies(as_of: date, kinds: Sequence[TaskKind] | None = None) -> dict[int, TaskTally]:
    """Per contract id, over all tasks or those of some kinds; withdrawn ones are not wanted and do not count."""
    query = select(
        OffboardingTask.contract_id, OffboardingTask.kind, OffboardingTask.state, OffboardingTask.due_on
    ).where(OffboardingTask.state != TaskState.WITHDRAWN)
    if kinds is not None:
        query = query.where(OffboardingTask.kind.in_(kinds))
    grouped: dict[int, list[tuple[TaskKind, TaskState, date]]] = {}
    for row in db.session.execute(query):
        grouped.setdefault(row.contract_id, []).append((row.kind, row.state, row.due_on))
    return {key: _tally(found, as_of) for key, found in grouped.items()}


def _tally(found: Sequence[tuple[TaskKind, TaskState, date]], as_of: date) -> TaskTally:
    opened = [due for _, state, due in found if state is TaskState.OPEN]
    states = [state for _, state, _ in found]
    settled = {kind for kind, state, _ in found if state in (TaskState.DONE, TaskState.VERIFIED)}
    return TaskTally(
        wanted=len(found),
        open=len(opened),
        overdue=sum(due < as_of for due in opened),
        to_verify=states.count(TaskState.DONE),
        verified=states.count(TaskState.VERIFIED),
        excepted=states.count(TaskState.EXCEPTED),
        next_due_on=min(opened, default=None),
        reminder_done=TaskKind.CONFIDENTIALITY_REMINDER in settled,
        closed=bool(states) and all(state in (TaskState.VERIFIED, TaskState.EXCEPTED) for state in states),
    )


def tally_of(tasks: Sequence[OffboardingTask], as_of: date) -> TaskTally | None:
    """The tally of one contract's tasks, already read; None where none is wanted."""
    found = [(task.kind, task.state, task.due_on) for task in tasks if task.state is not TaskState.WITHDRAWN]
    return _tally(found, as_of) if found else None


def due_for(user: User, today: date) -> tuple[int, Sequence[OffboardingTask]]:
    """A person's open tasks that are overdue or due within two weeks, and those that nobody answers for."""
    where = and_(
        OffboardingTask.state == TaskState.OPEN,
        OffboardingTask.due_on <= today + SOON,
        or_(OffboardingTask.owner_id == user.id, OffboardingTask.owner_id.is_(None)),
    )
    return _first(where)


def to_verify_for(user: User) -> tuple[int, Sequence[OffboardingTask]]:
    """Tasks that somebody else completed and nobody has verified."""
    return _first(and_(OffboardingTask.state == TaskState.DONE, OffboardingTask.completed_by_id != user.id))


def _first(where: ColumnElement[bool]) -> tuple[int, Sequence[OffboardingTask]]:
    count = db.session.scalar(select(func.count()).select_from(OffboardingTask).where(where)) or 0
    query = (
        select(OffboardingTask)
        .where(where)
        .options(joinedload(OffboardingTask.contract))
        .order_by(OffboardingTask.due_on, OffboardingTask.id)
        .limit(8)
    )
    return count, db.session.scalars(query).all()
