"""The sample firm's changes: one approved and to be reviewed, one that waits, and a place that changed unassessed."""

from datetime import timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy import exists as sql_exists

from core import clock
from core.auth.models import User
from core.auth.rules import Role
from core.db import db
from core.demo.operations import Context
from vendors.actions.models import Action
from vendors.actions.rules import Cause
from vendors.changes import operations, shelf
from vendors.changes.effects import effects, to_record
from vendors.changes.models import ChangeApproval, NoticedChange, ServiceChange
from vendors.changes.queries import service_ids
from vendors.changes.rules import Field
from vendors.register.models import Vendor
from vendors.services.models import Service


def load(context: Context) -> None:
    """Changes of the services that the firm's core functions rest on."""
    people: dict[Role, list[User]] = context.made.get("people", {})
    asker = next(iter(people.get(Role.PROCUREMENT, [])), context.by)
    approver = next(iter(people.get(Role.COMPLIANCE, [])), None)  # one person alone leaves it waiting
    assessor = next(iter(people.get(Role.IT_MANAGER, [])), context.by)
    story: dict[str, Service] = {s.name: s for s in context.made.get("services", []) if not s.is_ended}
    today = max(context.today, clock.today())
    if settlement := story.get("交割結算系統維護"):
        change = _asked(
            settlement,
            "資料庫升級至 17 版並增設唯讀副本",
            ["version", "architecture"],
            today - timedelta(days=20),
            asker,
        )
        _assessed(change, 2, 3, "升級失敗時交割延誤；先於測試環境演練，並保留舊版 14 日可退回。", assessor)
        if approver is not None and approver.id not in {each.id for each in (asker, assessor) if each}:
            operations.answer(change, shelf.policy(), approve=True, reason="演練紀錄完整，同意上線。", by=approver)
        if assessor is not None:
            operations.act_on(
                change,
                what="上線後一週每日比對交割筆數",
                owner_id=assessor.id,
                due_on=today + timedelta(days=7),
                by=assessor,
            ).is_sample = True
    if platform := story.get("網路下單平台維護"):
        change = _asked(platform, "客服系統改由新分包商維運", ["subcontractor"], today + timedelta(days=30), asker)
        _assessed(change, 2, 2, "分包商接觸客戶資料；要求簽署保密承諾並納入稽核權。", assessor)
    if feed := story.get("即時行情資訊源"):
        found = NoticedChange(
            vendor_id=feed.vendor_id, service_id=feed.id, field=Field.PROCESSING, was="JP", is_now="TW",
            noticed_at=clock.now() - timedelta(days=3), noticed_by_id=asker.id if asker else None, settled_why="",
        )  # fmt: skip
        db.session.add(found)
    db.session.flush()


def _asked(service: Service, title: str, kinds: list[str], planned_on: object, by: User | None) -> ServiceChange:
    vendor = db.session.get_one(Vendor, service.vendor_id)
    change = operations.ask_for(
        vendor, shelf.policy(), title=title, kinds=kinds, service_id=service.id, planned_on=planned_on, description="",
        by=by,
    )  # fmt: skip
    change.is_sample = True
    return change


def _assessed(change: ServiceChange, likelihood: int, impact: int, risks: str, by: User | None) -> None:
    planned = operations.planned(change, shelf.policy(), service_ids(change.vendor_id))
    found = to_record(effects(planned, clock.today()))
    operations.assess(change, shelf.policy(), likelihood=likelihood, impact=impact, risks=risks, effects=found, by=by)


def exists() -> bool:
    return bool(db.session.scalar(select(sql_exists().where(ServiceChange.is_sample.is_(True)))))


def has_real_data() -> bool:
    return bool(db.session.scalar(select(sql_exists().where(ServiceChange.is_sample.is_(False)))))


def remove() -> dict[str, int]:
    """Take out what hangs on the sample vendors, whoever added it."""
    vendors = select(Vendor.id).where(Vendor.is_sample.is_(True))
    mine = or_(ServiceChange.vendor_id.in_(vendors), ServiceChange.subcontractor_id.in_(vendors))
    ids = list(db.session.scalars(select(ServiceChange.id).where(mine)))
    for statement in (
        delete(Action).where(Action.cause == Cause.CHANGE, Action.cause_id.in_(ids)),
        delete(NoticedChange).where(or_(NoticedChange.vendor_id.in_(vendors), NoticedChange.change_id.in_(ids))),
        delete(ChangeApproval).where(ChangeApproval.change_id.in_(ids)),
        delete(ServiceChange).where(ServiceChange.id.in_(ids)),
    ):
        db.session.execute(statement, execution_options={"synchronize_session": False})
    return {"changes": len(ids)}
