"""The sample firm's continuity: one service whole, one promised too late, one whose proof is too old."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy import exists as sql_exists

from core import clock
from core.auth.models import User
from core.auth.rules import Role
from core.db import db
from core.demo.operations import Context
from vendors.actions.models import Action
from vendors.actions.rules import Cause
from vendors.continuity import operations
from vendors.continuity.models import ContinuityPlan, RecoveryPromise, RecoveryTest, ScenarioResponse
from vendors.continuity.policies import policy
from vendors.continuity.rules import DrillKind, DrillResult, PromiseSource
from vendors.register.models import Vendor
from vendors.services.models import Service
from vendors.services.rules import Criticality, Tolerance, strictest

PLAN: dict[str, Any] = {
    "contacts": "廠商值班專線 02-2700-0000（24 小時）；無人接聽時洽專案經理手機。",
    "roles": "廠商：值班工程師負責復原、專案經理負責回報；本公司：資訊處值班主管決定切換。",
    "alternate_site": "桃園備援機房，與主機房相距 40 公里，同步資料。",
    "substitute": "備援廠商已簽支援備忘錄，可於次一營業日接手。",
    "workaround": "改以電話語音及營業據點人工接單，由後檯補登。",
    "contract_suits": True,
    "contract_why": "合約第十二條復原時限、第十五條備援義務及第二十條災害協力。",
}


def load(context: Context) -> None:
    """Services that core functions rest on, story by story."""
    people: dict[Role, list[User]] = context.made.get("people", {})
    by = next(iter(people.get(Role.IT_MANAGER, [])), context.by)
    today = min(context.today, clock.today())
    core = [
        s for s in context.made.get("services", [])
        if not s.is_ended and any(f.criticality is Criticality.CORE for f in s.functions)
    ]  # fmt: skip
    for number, service in enumerate(core[: max(6, len(core) // 3)]):
        (_whole, _too_late, _too_old)[number % 3](service, today, by)


def _bound(service: Service) -> int:
    """A time that its functions tolerate."""
    found = strictest(Tolerance(f.mtpd_minutes, f.rto_minutes, f.rpo_minutes) for f in service.functions)
    return found.rto or found.mtpd or 240


def _promise(service: Service, minutes: int, on: date, by: User | None) -> None:
    operations.add_promise(
        service, rto_minutes=minutes, rpo_minutes=0, promised_on=on, source=PromiseSource.CONTRACT,
        reference="維護合約第十二條第二項，第 8 頁", by=by,
    )  # fmt: skip


def _test(service: Service, on: date, by: User | None, **fields: Any) -> RecoveryTest:
    given: dict[str, Any] = {
        "title": f"{on.year} 年度備援切換演練", "kind": DrillKind.FULL, "result": DrillResult.PASSED,
        "scenario": "主機房停電", "people": "資訊處、廠商值班工程師", "rpo_minutes": 0, "note": "",
    }  # fmt: skip
    return operations.add_test(service, tested_on=on, by=by, **(given | fields))


def _whole(service: Service, today: date, by: User | None) -> None:
    _promise(service, _bound(service), today - timedelta(days=300), by)
    _test(service, today - timedelta(days=90), by, rto_minutes=max(1, _bound(service) // 2))
    operations.keep_plan(service, reviewed_on=today - timedelta(days=60), by=by, **PLAN)
    for scenario, words in policy().scenarios.items():
        operations.respond(service, scenario, response=f"{words.zh}：啟動備援程序，30 分鐘內判定是否切換。", by=by)


def _too_late(service: Service, today: date, by: User | None) -> None:
    _promise(service, _bound(service) * 4, today - timedelta(days=500), by)
    test = _test(
        service, today - timedelta(days=45), by, title="資料庫還原測試", kind=DrillKind.COMPONENT,
        result=DrillResult.PARTLY, rto_minutes=_bound(service) * 3, note="交易紀錄需人工比對。",
    )  # fmt: skip
    if by is not None:
        operations.act_on(
            test,
            what="縮短資料庫還原時間至可容忍時間內",
            owner_id=by.id,
            due_on=clock.today() + timedelta(days=60),
            by=by,
        )


def _too_old(service: Service, today: date, by: User | None) -> None:
    _promise(service, _bound(service), today - timedelta(days=700), by)
    _test(service, today - timedelta(days=420), by, rto_minutes=_bound(service))
    part: dict[str, Any] = PLAN | {"workaround": "", "contract_suits": None, "contract_why": ""}
    operations.keep_plan(service, reviewed_on=today - timedelta(days=330), by=by, **part)


def exists() -> bool:
    return False  # never without services, which tell


def has_real_data() -> bool:
    sample = select(Service.id).join(Vendor).where(Vendor.is_sample.is_(True))
    kinds = (RecoveryPromise, RecoveryTest, ContinuityPlan)
    return any(db.session.scalar(select(sql_exists().where(kind.service_id.not_in(sample)))) for kind in kinds)


def remove() -> dict[str, int]:
    """Take out what hangs on the sample vendors' services, whoever added it."""
    services = select(Service.id).join(Vendor).where(Vendor.is_sample.is_(True))
    tests = list(db.session.scalars(select(RecoveryTest.id).where(RecoveryTest.service_id.in_(services))))
    statements = [delete(Action).where(Action.cause == Cause.RECOVERY_TEST, Action.cause_id.in_(tests))]
    statements += [
        delete(kind).where(kind.service_id.in_(services))
        for kind in (RecoveryTest, RecoveryPromise, ContinuityPlan, ScenarioResponse)
    ]
    for statement in statements:
        db.session.execute(statement, execution_options={"synchronize_session": False})
    db.session.expire_all()
    return {"recovery tests": len(tests)}
