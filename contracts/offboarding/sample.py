"""The sample firm's assets with vendors, and the tasks of its contracts that end: open, done, verified, overdue."""

from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from contracts.access.models import AccessGrant
from contracts.assets.models import Asset, AssetEnd, AssetPaper
from contracts.assets.rules import AssetKind, MustEnd
from contracts.offboarding.models import OffboardingTask, TaskEvidence
from contracts.offboarding.plan_operations import replan
from contracts.offboarding.planning import contracts_to_plan
from contracts.offboarding.rules import TaskKind, TaskState
from contracts.register.models import Contract
from contracts.register.sample import CHUNK, SAMPLE
from contracts.register.standings import standings
from core import clock
from core.auth.rules import Role
from core.db import db
from core.demo.operations import Context
from vendors.services.rules import DataClass

ASSETS = (
    ("筆記型電腦", AssetKind.EQUIPMENT, MustEnd.RETURN, DataClass.INTERNAL),
    ("測試手機", AssetKind.EQUIPMENT, MustEnd.RETURN, DataClass.INTERNAL),
    ("機房門禁卡", AssetKind.CREDENTIAL, MustEnd.RETURN, DataClass.INTERNAL),
    ("系統設計文件", AssetKind.DOCUMENT, MustEnd.RETURN, DataClass.CONFIDENTIAL),
    ("客戶資料測試副本", AssetKind.DATA, MustEnd.DESTROY, DataClass.PERSONAL),
    ("資料庫備份", AssetKind.DATA, MustEnd.DESTROY, DataClass.CONFIDENTIAL),
    ("原始碼", AssetKind.SOFTWARE, MustEnd.HAND_OVER, DataClass.CONFIDENTIAL),
)


class OffboardingPart:
    """Assets and tasks; every one belongs to a contract of the sample."""

    def load(self, context: Context) -> None:
        rows = list(_assets(context))
        for at in range(0, len(rows), CHUNK):
            db.session.execute(insert(Asset), rows[at : at + CHUNK], execution_options={"render_nulls": True})
        context.tell("offboarding", 0, 1)
        replan(contracts_to_plan(context.today))
        _work_through(context)
        context.tell("offboarding", 1, 1)

    def remove(self) -> dict[str, int]:
        mine = select(OffboardingTask.id).where(OffboardingTask.contract_id.in_(SAMPLE))
        count = db.session.scalar(select(func.count()).select_from(mine.subquery())) or 0
        db.session.execute(delete(TaskEvidence).where(TaskEvidence.task_id.in_(mine)))
        db.session.execute(delete(OffboardingTask).where(OffboardingTask.contract_id.in_(SAMPLE)))
        held = select(Asset.id).where(Asset.contract_id.in_(SAMPLE))
        db.session.execute(delete(AssetEnd).where(AssetEnd.asset_id.in_(held)))
        db.session.execute(delete(AssetPaper).where(AssetPaper.contract_id.in_(SAMPLE)))
        db.session.execute(delete(Asset).where(Asset.contract_id.in_(SAMPLE)))
        return {"tasks": count}

    def exists(self) -> bool:
        return False  # nothing of this part stands without its contract

    def has_real_data(self) -> bool:
        return False


def _assets(context: Context) -> Any:
    rng, today = context.rng, context.today
    found = standings(today)
    query = select(Contract.id, Contract.starts_on).where(Contract.id.in_(SAMPLE)).order_by(Contract.id)
    for contract in db.session.execute(query):
        end = found[contract.id].effective_end
        if end is not None and end < today - timedelta(days=400):
            continue
        for label, kind, must_end, data_class in rng.sample(ASSETS, rng.choice([0, 0, 1, 1, 2, 3])):
            is_over = end is not None and end < today - timedelta(days=45) and rng.random() < 0.97
            handed = min(today, (contract.starts_on or today) + timedelta(days=rng.randint(0, 30)))
            yield {
                "contract_id": contract.id,
                "kind": kind,
                "label": f"{label} {rng.randint(100, 999)}",
                "data_class": data_class,
                "quantity": rng.choice([1, 1, 1, 2, 5]),
                "must_end": must_end,
                "handed_over_on": handed,
                "ended_on": max(end, handed) if is_over and end else None,
                "ended_how": "簽收單存查" if is_over else "",
                "ended_by_id": None,
                "note": "",
                "created_at": clock.now(),
                "version": 1,
            }


def _work_through(context: Context) -> None:
    """Some of what is past due was done, and some of that was verified, by two of the firm's people."""
    people = context.made["people"].get(Role.IT_MANAGER, [])
    if len(people) < 2:
        return
    old = context.today - timedelta(days=45)
    query = select(OffboardingTask.id, OffboardingTask.kind, OffboardingTask.item_id, OffboardingTask.due_on).where(
        OffboardingTask.contract_id.in_(SAMPLE), OffboardingTask.due_on < context.today + timedelta(days=10),
    )  # fmt: skip
    rows = db.session.execute(query.order_by(OffboardingTask.id)).all()
    forgotten = next((r.id for r in rows if r.kind is TaskKind.REVOKE_ACCESS and old <= r.due_on < context.today), None)
    done = [
        _done(context.rng, row, people, row.due_on < old)
        for row in rows
        if row.id != forgotten and _was_done(context, row, old)
    ]
    if not done:
        return
    _update(OffboardingTask, [values for values, _ in done])
    items = [row for _, row in done if row.item_id is not None]
    revoked = [
        {"id": row.item_id, "revoked_on": min(row.due_on, context.today)}
        for row in items
        if row.kind is TaskKind.REVOKE_ACCESS
    ]
    ended = [
        {"id": row.item_id, "ended_on": min(row.due_on, context.today)}
        for row in items
        if row.kind is not TaskKind.REVOKE_ACCESS
    ]
    _update(AccessGrant, revoked)
    _update(Asset, ended)


def _update(model: Any, rows: list[dict[str, Any]]) -> None:
    """Many rows by their id, in one statement."""
    if rows:
        table = model.__table__
        statement = update(table).where(table.c.id == bindparam("row_id"))
        values: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name != "id"}
        db.session.connection().execute(
            statement.values(values), [{"row_id" if k == "id" else k: v for k, v in row.items()} for row in rows]
        )


def _was_done(context: Context, row: Any, old: date) -> bool:
    """What is long past was done; of the rest much, of what comes a little, and no closing before its time."""
    if row.due_on < old:
        return True
    likely = 0.75 if row.due_on < context.today else 0.25
    return row.kind is not TaskKind.CLOSING and context.rng.random() < likely


def _done(rng: Random, row: Any, people: list[Any], is_old: bool) -> tuple[dict[str, Any], Any]:
    first, second = rng.sample(people, 2)
    is_verified = is_old or rng.random() < 0.7
    done_on = min(row.due_on, clock.today())
    return {
        "id": row.id,
        "state": TaskState.VERIFIED if is_verified else TaskState.DONE,
        "done_on": done_on,
        "completion_note": "已完成並留存截圖。",
        "completed_by_id": first.id,
        "completed_at": clock.now(),
        "verified_by_id": second.id if is_verified else None,
        "verified_at": clock.now() if is_verified else None,
    }, row
