"""Several tasks that end contracts reported or assigned at once: all of them, or, with the reason at each, none. Each is
called inside a unit of work; none commits."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import IO

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from contracts.offboarding.models import OffboardingTask
from contracts.offboarding.operations import assign_task, complete_task, kept_files
from contracts.offboarding.rules import ONE_BY_ONE, not_together, together_as
from contracts.register.models import Contract
from core.auth.models import User
from core.db import db
from core.errors import Refused
from core.phrases import N_, Phrase

MOST = 50
"""As many as a page of work shows."""
Versions = Mapping[int, int]
"""By task, the version in which it was shown."""


class RefusedTogether(Refused):
    """Nothing was saved: why each of these tasks cannot be what was asked, by its id."""

    def __init__(self, why: Mapping[int, Phrase], asked: int) -> None:
        super().__init__(
            N_("Nothing was saved: %(n)s of %(all)s cannot be done so. The reason stands at each; leave it out, or mend it."),
            n=len(why), all=asked,
        )  # fmt: skip
        self.why = why


def tasks_of(ids: Iterable[int]) -> Sequence[OffboardingTask]:
    """These tasks in the order in which they are due; what is no task is left out."""
    query = (
        select(OffboardingTask)
        .where(OffboardingTask.id.in_(set(ids)))
        .options(
            joinedload(OffboardingTask.contract).joinedload(Contract.vendor), joinedload(OffboardingTask.owner),
            selectinload(OffboardingTask.evidence),
        )
        .order_by(OffboardingTask.due_on, OffboardingTask.id)
    )  # fmt: skip
    return db.session.scalars(query).all()


def commonest_kind(tasks: Iterable[OffboardingTask]) -> str:
    """What most of these tasks are, of those that are reported together at all."""
    counted = Counter(together_as(task.as_task) for task in tasks if task.kind not in ONE_BY_ONE)
    return counted.most_common(1)[0][0] if counted else ""


def complete_tasks(
    versions: Versions, *, done_on: date, note: str, uploads: Iterable[tuple[str, IO[bytes]]] = (), by: User
) -> Sequence[OffboardingTask]:
    """Report tasks of one kind as done on a day, with one note and the same files as evidence of each. A second person
    verifies them one by one."""
    tasks = _asked(versions)
    kind, proof = commonest_kind(tasks), kept_files(uploads)

    def complete(task: OffboardingTask) -> None:
        if why := not_together(task.as_task, kind):
            raise Refused(why.msgid, **why.params)
        complete_task(task, done_on=done_on, note=note, proof=proof, version=versions[task.id], by=by)

    return _each(tasks, complete)


def assign_tasks(versions: Versions, *, owner_id: int | None, by: User) -> Sequence[OffboardingTask]:
    """Have one person answer for these tasks."""
    return _each(_asked(versions), lambda task: assign_task(task, owner_id=owner_id, version=versions[task.id], by=by))


def _asked(versions: Versions) -> Sequence[OffboardingTask]:
    if len(versions) > MOST:
        raise Refused(N_("At most %(most)s at once."), most=MOST)
    found = tasks_of(versions)
    if not found:
        raise Refused(N_("Tick at least one task."))
    return found


def _each(tasks: Sequence[OffboardingTask], act: Callable[[OffboardingTask], object]) -> Sequence[OffboardingTask]:
    """Do it with each; what one refusal says of all of them is said once, at its field."""
    refused: dict[int, Refused] = {}
    for task in tasks:
        try:
            act(task)
        except Refused as error:
            refused[task.id] = error
    if refused:
        first = next(iter(refused.values()))
        if first.field and len(refused) == len(tasks) and all(each.phrase == first.phrase for each in refused.values()):
            raise first
        raise RefusedTogether({key: error.phrase for key, error in refused.items()}, len(tasks))
    return tasks
