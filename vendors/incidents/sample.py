"""The sample firm's incidents: one closed long ago, one settled but for its correction, one of which somebody is still to
be told."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy import exists as sql_exists

from core import clock
from core.auth.models import User
from core.auth.rules import Role
from core.db import db
from core.demo.operations import Context
from core.severity import Severity
from vendors.actions import operations as actions
from vendors.actions.models import Action
from vendors.actions.rules import Cause
from vendors.incidents import closing_operations, operations
from vendors.incidents.models import Incident, IncidentReport, incident_function, incident_service
from vendors.incidents.queries import standing_reports
from vendors.incidents.rules import Learnt, Nature
from vendors.register.models import Vendor
from vendors.services.models import Service

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def load(context: Context) -> None:
    """Three incidents at vendors that core functions rest on."""
    people: dict[Role, list[User]] = context.made.get("people", {})
    managers, compliance = people.get(Role.IT_MANAGER, []), people.get(Role.COMPLIANCE, [])
    services: list[Service] = [s for s in context.made.get("services", []) if not s.is_ended and s.functions]
    if not managers or not compliance or not services:
        return
    first, second, third = (services[n % len(services)] for n in range(3))
    _closed(first, managers[0], compliance[0])
    _corrected(second, managers[0])
    _fresh(third, managers[0])


def _made(service: Service, by: User, ago: timedelta, title: str, **fields: Any) -> Incident:
    """Known so long before now, found by the vendor two hours before that."""
    known = clock.now() - ago
    times = {"occurred_at": known - 3 * HOUR, "detected_at": known - 2 * HOUR, "known_at": known}
    given: dict[str, Any] = {"title": title, "learnt": Learnt.VENDOR, "owner_id": by.id, "services": [service]}
    with clock.at(known + HOUR / 6):
        return operations.register_incident(service.vendor, by=by, **(given | times | fields))


def _tell(incident: Incident, after: Sequence[timedelta], by: User) -> None:
    for report, late in zip(standing_reports(incident), after, strict=False):
        at = incident.known_at + late
        with clock.at(at):
            operations.tell(report, told_at=at, told_how="通報系統，收件編號 範例-001", by=by)


def _closed(service: Service, by: User, second: User) -> None:
    incident = _made(
        service, by, 120 * DAY, "維護廠商帳號遭暴力登入，未成功", nature=Nature.INTRUSION, severity=Severity.MEDIUM,
        description="廠商值班人員發現其遠端維護帳號於深夜遭多次嘗試登入，未成功；已停用該帳號並更換憑證。",
    )  # fmt: skip
    with clock.at(incident.known_at + DAY):
        action = operations.act_on(
            incident, what="遠端維護帳號改採雙因子驗證", owner_id=by.id, due_on=clock.today() + 10 * DAY, by=by
        )
    with clock.at(incident.known_at + 9 * DAY):
        operations.analyse(
            incident, root_cause="維護帳號僅以密碼驗證，且未限制來源位址。", lessons="遠端帳號一律雙因子並限制來源。",
            contained_at=incident.known_at + HOUR, resolved_at=incident.known_at + 2 * HOUR, by=by,
        )  # fmt: skip
        actions.complete_action(action, done_on=clock.today(), done_note="已啟用並留存測試紀錄。", by=by)
        closing_operations.ask_closing(incident, note="", by=by)
        if second.id != by.id:
            closing_operations.close(incident, note="", by=second)


def _corrected(service: Service, by: User) -> None:
    incident = _made(
        service, by, 18 * DAY, "資料中心斷電，交易系統中斷四十分鐘", nature=Nature.OUTAGE, severity=Severity.CRITICAL,
        is_material=True, description="機房市電切換失敗，備援發電機未於時限內供電。",
    )  # fmt: skip
    _tell(incident, (HOUR / 3, 3 * HOUR, 20 * HOUR), by)
    with clock.at(incident.known_at + 2 * DAY):
        operations.analyse(
            incident, root_cause="切換開關逾保養期限。", lessons="將切換演練納入每季查核。",
            contained_at=incident.known_at + HOUR, resolved_at=incident.known_at + 5 * HOUR, by=by,
        )  # fmt: skip
        operations.act_on(
            incident, what="更換切換開關並完成帶載切換演練", owner_id=by.id, due_on=clock.today() + 45 * DAY, by=by
        )


def _fresh(service: Service, by: User) -> None:
    incident = _made(
        service, by, 20 * HOUR, "客服系統客戶資料疑遭外洩", nature=Nature.LEAK, severity=Severity.HIGH,
        is_material=True, has_personal_data=True, people_touched=320, detected_at=clock.now() - 3 * DAY,
        occurred_at=clock.now() - 4 * DAY, description="廠商於例行檢視發現客服報表遭未授權下載，影響範圍清查中。",
    )  # fmt: skip
    _tell(incident, (HOUR / 2.5, 2 * HOUR), by)


def exists() -> bool:
    return bool(db.session.scalar(select(sql_exists().where(Incident.is_sample.is_(True)))))


def has_real_data() -> bool:
    return bool(db.session.scalar(select(sql_exists().where(Incident.is_sample.is_(False)))))


def remove() -> dict[str, int]:
    """Take out every incident of a sample vendor, whoever registered it."""
    vendors = select(Vendor.id).where(Vendor.is_sample.is_(True))
    ids = list(db.session.scalars(select(Incident.id).where(Incident.vendor_id.in_(vendors))))
    for statement in (
        delete(Action).where(Action.cause == Cause.INCIDENT, Action.cause_id.in_(ids)),
        delete(IncidentReport).where(IncidentReport.incident_id.in_(ids)),
        delete(incident_service).where(incident_service.c.incident_id.in_(ids)),
        delete(incident_function).where(incident_function.c.incident_id.in_(ids)),
        delete(Incident).where(Incident.id.in_(ids)),
    ):
        db.session.execute(statement, execution_options={"synchronize_session": False})
    db.session.expire_all()
    return {"incidents": len(ids)}
