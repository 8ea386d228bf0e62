"""Changes to the plans that end contracts. Each is called inside a unit of work; none commits."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from contracts.access.events import AccessChanged
from contracts.access.queries import linked_to
from contracts.assets.events import AssetsChanged
from contracts.offboarding.models import OffboardingTask
from contracts.offboarding.planning import Revision, revisions
from contracts.offboarding.rescheduling import Create, Move, Restore, Withdraw
from contracts.offboarding.rules import TaskKind, TaskState, Wanted
from contracts.register.events import ContractTermChanged
from contracts.register.models import Contract
from core import clock
from core.audit import record
from core.auth.models import User
from core.db import db
from core.phrases import N_, Phrase, Wording, phrase
from vendors.merging.events import VendorsMoved

CHUNK = 200
KEYS_AT_ONCE = 1_000
"""Parameters of one statement; databases bound them."""


def replan(contract_ids: Collection[int], *, by: User | None = None) -> Counter[str]:
    """Bring the tasks of these contracts into agreement with their ends; a second call does nothing.

    The contracts are locked first, so that two who plan at once plan one after the other.
    """
    did: Counter[str] = Counter()
    ids = sorted(contract_ids)
    for at in range(0, len(ids), CHUNK):
        part = ids[at : at + CHUNK]
        db.session.flush()
        db.session.execute(select(Contract.id).where(Contract.id.in_(part)).order_by(Contract.id).with_for_update())
        did += _apply(revisions(part, clock.today()), by)
    return did


def _apply(found: Sequence[Revision], by: User | None) -> Counter[str]:
    """The changes of some hundred contracts: read at once, written at once, recorded contract by contract."""
    did = _create(found)
    changes = [(each, change) for each in found for change in each.changes if not isinstance(change, Create)]
    tasks = _tasks_by_key([change.key for _, change in changes])
    for revision, change in changes:
        did[revision.contract_id][_change(tasks[change.key], change, revision.ends_on, by)] += 1
    db.session.flush()
    ends = {each.contract_id: each.ends_on for each in found}
    planned = sorted(key for key, said in did.items() if said)
    for contract in db.session.scalars(select(Contract).where(Contract.id.in_(planned)).order_by(Contract.id)):
        record("contracts:offboarding:plan", contract, by=by, effective_end=ends[contract.id], **did[contract.id])
    return sum(did.values(), Counter())


def _change(task: OffboardingTask, change: Move | Restore | Withdraw, ends_on: date | None, by: User | None) -> str:
    """One task follows, and its own history says from when to when, and why; what was done, in a word."""
    was, why = task.due_on, phrase(N_("The contract ends on %(day)s."), day=ends_on)
    match change:
        case Move(_, due_on):
            task.due_on = due_on
            record("contracts:offboarding:move", task, by=by, due_on=(was, due_on), reason=why)
            return "moved"
        case Restore(_, due_on):
            task.state, task.due_on, task.withdrawn_reason = TaskState.OPEN, due_on, None
            record("contracts:offboarding:restore", task, by=by, due_on=(was, due_on), reason=why)
            return "restored"
        case Withdraw(_, reason):
            task.state, task.withdrawn_reason = TaskState.WITHDRAWN, _kept(reason)
            record("contracts:offboarding:withdraw", task, by=by, reason=reason)
            return "withdrawn"


def _tasks_by_key(keys: Sequence[str]) -> dict[str, OffboardingTask]:
    found: dict[str, OffboardingTask] = {}
    for at in range(0, len(keys), KEYS_AT_ONCE):
        part = keys[at : at + KEYS_AT_ONCE]
        found |= {t.key: t for t in db.session.scalars(select(OffboardingTask).where(OffboardingTask.key.in_(part)))}
    return found


def _create(found: Sequence[Revision]) -> defaultdict[int, Counter[str]]:
    """By contract, how many tasks were made: one that another process made in between is not made again, the key decides."""
    did: defaultdict[int, Counter[str]] = defaultdict(Counter)
    rows = [
        _row(revision, change.wanted) for revision in found for change in revision.changes if isinstance(change, Create)
    ]
    if rows:
        dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
        statement = dialect.insert(OffboardingTask).on_conflict_do_nothing(index_elements=["key"])
        for contract_id in db.session.scalars(statement.returning(OffboardingTask.contract_id), rows):
            did[contract_id]["created"] += 1
    return did


def _row(revision: Revision, wanted: Wanted) -> dict[str, object]:
    item = wanted.title.params["item"]
    label, label_en = (item.zh, item.en) if isinstance(item, Wording) else (str(item), "")
    return {
        "key": wanted.key,
        "contract_id": revision.contract_id,
        "kind": wanted.kind,
        "item_id": wanted.item_id,
        "label": label[:300],
        "label_en": label_en[:300],
        "due_on": wanted.due_on,
        "state": TaskState.OPEN,
        "owner_id": revision.owner_id,
        "completion_note": "",
        "created_at": clock.now(),
        "version": 1,
    }


def _kept(reason: Phrase) -> dict[str, object]:
    params = {k: v.isoformat() if isinstance(v, date) else str(v) for k, v in reason.params.items()}
    return {"msgid": reason.msgid, "params": params}


def follow_term(event: ContractTermChanged) -> None:
    """A term moved: so do its tasks, and those of the contracts that share a way in with it."""
    replan(linked_to([event.contract_id]))


def follow_vendor(event: VendorsMoved) -> None:
    """Whoever is reminded of confidentiality is from now on the vendor that the contracts went to; what is done stays."""
    where = (
        OffboardingTask.kind == TaskKind.CONFIDENTIALITY_REMINDER, OffboardingTask.state == TaskState.OPEN,
        OffboardingTask.label == event.was[:300],
    )  # fmt: skip
    ids = event.moved.get("contract", ())
    for at in range(0, len(ids), KEYS_AT_ONCE):
        part = OffboardingTask.contract_id.in_(ids[at : at + KEYS_AT_ONCE])
        for task in db.session.scalars(select(OffboardingTask).where(part, *where)):
            task.label = event.now[:300]
    db.session.flush()


def follow_access(event: AccessChanged) -> None:
    replan(event.contract_ids)


def follow_assets(event: AssetsChanged) -> None:
    replan([event.contract_id])
