"""Changes to one task that ends a contract. Each is called inside a unit of work; none commits."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import IO, Any, NamedTuple

from sqlalchemy import select

from contracts.access import operations as access
from contracts.access.events import AccessRevoking
from contracts.access.models import AccessGrant
from contracts.assets import operations as assets
from contracts.assets.events import AssetEnding
from contracts.assets.models import Asset
from contracts.offboarding.catalogue import steps
from contracts.offboarding.models import OffboardingTask, TaskEvidence
from contracts.offboarding.planning import ASSET_TASKS
from contracts.offboarding.rules import (
    TaskKind,
    TaskState,
    check_completion,
    check_exception,
    check_reopening,
    check_verification,
    step_key,
)
from core import clock, files
from core.audit import record
from core.auth.models import User
from core.db import check_version, db
from core.errors import Refused
from core.phrases import N_

_HOW = {kind: how for how, kind in ASSET_TASKS.items()}


class Proof(NamedTuple):
    """A file that is kept: its name and its SHA-256."""

    name: str
    sha256: str


def complete_task(
    task: OffboardingTask,
    *,
    done_on: date,
    note: str,
    uploads: Iterable[tuple[str, IO[bytes]]] = (),
    proof: Iterable[Proof] = (),
    ending: Mapping[str, Any] | None = None,
    version: int | str | None = None,
    by: User,
) -> OffboardingTask:
    """Report a task as done, with its evidence (`proof`: files kept already); the access or asset it is about ends with it
    (`ending`: the method and certificate of a destruction, who took something over)."""
    check_version(task, version)
    added = [_add_evidence(task, each, by) for each in [*proof, *kept_files(uploads)]]
    evidence = [*task.evidence, *added, *([note.strip()] if note.strip() else [])]
    query = select(OffboardingTask).where(OffboardingTask.contract_id == task.contract_id)
    others = list(db.session.scalars(query))
    first = [each.title for each in others if each.key in _before(task) and each.state is TaskState.OPEN]
    check_completion(task.as_task, evidence, [each.as_task for each in others], first)
    if done_on > clock.today():
        raise Refused(N_("This day lies in the future; enter it once it is done."), field="done_on")
    task.state, task.done_on, task.completion_note = TaskState.DONE, done_on, note.strip()
    task.completed_by_id, task.completed_at = by.id, clock.now()
    db.session.flush()
    names = [each.file_name for each in added]
    record("contracts:offboarding:complete", task, by=by, done_on=done_on, note=note.strip(), files=names)
    _end_item(task, done_on, note, ending or {}, bool(task.evidence or added), by)
    return task


def _before(task: OffboardingTask) -> set[str]:
    """The keys of the tasks that the firm's list puts before this one."""
    if task.kind is not TaskKind.STEP:
        return set()
    found = next((step for step in steps() if step_key(task.contract_id, step.key) == task.key), None)
    return {step_key(task.contract_id, key) for key in found.after} if found else set()


def except_task(task: OffboardingTask, *, reason: str, version: int | str | None = None, by: User) -> OffboardingTask:
    """Somebody entitled to, and not who answers for it, accepts that a task stays undone; the closing says so."""
    check_version(task, version)
    check_exception(task.as_task, reason, is_own=task.owner_id == by.id)
    task.state, task.completion_note = TaskState.EXCEPTED, reason.strip()
    task.verified_by_id, task.verified_at = by.id, clock.now()
    record("contracts:offboarding:except", task, by=by, reason=reason.strip())
    return task


def verify_task(task: OffboardingTask, *, version: int | str | None = None, by: User) -> OffboardingTask:
    """Somebody else confirms that it was done."""
    check_version(task, version)
    check_verification(task.as_task, by.id)
    task.state, task.verified_by_id, task.verified_at = TaskState.VERIFIED, by.id, clock.now()
    record("contracts:offboarding:verify", task, by=by)
    return task


def reopen_task(task: OffboardingTask, *, reason: str, version: int | str | None = None, by: User) -> OffboardingTask:
    """It was not done after all: the task is open again, its evidence stays, the access or asset counts as live."""
    check_version(task, version)
    check_reopening(task.as_task, reason)
    record(
        "contracts:offboarding:reopen", task, by=by, reason=reason.strip(), completion_note=task.completion_note,
        completed_by=task.completed_by.name if task.completed_by else "",
    )  # fmt: skip
    task.state, task.done_on = TaskState.OPEN, None
    task.completed_by_id = task.completed_at = task.verified_by_id = task.verified_at = None
    db.session.flush()
    _restore_item(task, reason, by)
    return task


def assign_task(
    task: OffboardingTask, *, owner_id: int | None, version: int | str | None = None, by: User
) -> OffboardingTask:
    check_version(task, version)
    before = task.owner.name if task.owner else ""
    task.owner_id = owner_id
    db.session.flush()
    db.session.refresh(task, ["owner"])
    record("contracts:offboarding:assign", task, by=by, owner=(before, task.owner.name if task.owner else ""))
    return task


def kept_files(uploads: Iterable[tuple[str, IO[bytes]]]) -> list[Proof]:
    return [Proof(files.plain_name(name), files.store(stream).sha256) for name, stream in uploads]


def _add_evidence(task: OffboardingTask, proof: Proof, by: User) -> TaskEvidence:
    added = TaskEvidence(
        task_id=task.id, sha256=proof.sha256, file_name=proof.name, added_by_id=by.id, added_at=clock.now()
    )
    db.session.add(added)
    db.session.flush()
    return added


def _end_item(
    task: OffboardingTask, done_on: date, note: str, ending: Mapping[str, Any], is_shown: bool, by: User
) -> None:
    if task.item_id is None:
        return
    if task.kind is TaskKind.REVOKE_ACCESS:
        grant = db.session.get(AccessGrant, task.item_id)
        if grant is not None and grant.revoked_on is None:
            _at_field("done_on", lambda: access.revoke_access(grant, revoked_on=done_on, note=note, by=by))
    else:
        asset = db.session.get(Asset, task.item_id)
        if asset is not None and asset.ended_on is None:
            how = _HOW[task.kind]
            _at_field(
                "done_on",
                lambda: assets.end_asset(
                    asset, ended_on=done_on, ended_how=note, how=how, is_shown=is_shown, by=by, **ending
                ),
            )


def _at_field(field: str, act) -> None:  # type: ignore[no-untyped-def]
    """The refusal of a lower operation, shown at this form's own field."""
    try:
        act()
    except Refused as error:
        kept = error.field if error.field in ("method", "certificate", "receiver") else field
        raise Refused(error.phrase.msgid, field=kept, **error.phrase.params) from error


def _restore_item(task: OffboardingTask, reason: str, by: User) -> None:
    if task.item_id is None:
        return
    if task.kind is TaskKind.REVOKE_ACCESS:
        grant = db.session.get(AccessGrant, task.item_id)
        if grant is not None and grant.revoked_on is not None:
            access.restore_access(grant, reason=reason, by=by)
    else:
        asset = db.session.get(Asset, task.item_id)
        if asset is not None and asset.ended_on is not None:
            assets.restore_asset(asset, reason=reason, by=by)


def guard_access(event: AccessRevoking) -> None:
    """While a task is to end a way in, it is ended by that task: with evidence, and verified."""
    _refuse_while_open(TaskKind.REVOKE_ACCESS, event.grant_id)


def guard_asset(event: AssetEnding) -> None:
    for kind in (TaskKind.RETURN_ASSET, TaskKind.DESTROY_ASSET, TaskKind.HAND_OVER_ASSET):
        _refuse_while_open(kind, event.asset_id)


def _refuse_while_open(kind: TaskKind, item_id: int) -> None:
    query = select(OffboardingTask).where(
        OffboardingTask.kind == kind, OffboardingTask.item_id == item_id, OffboardingTask.state == TaskState.OPEN
    )
    if (task := db.session.scalar(query)) is not None:
        raise Refused(
            N_("A task of contract %(number)s ends this: complete that task, with its evidence."),
            number=task.contract.number,
        )
