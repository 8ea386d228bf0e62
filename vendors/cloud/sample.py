"""The sample firm's cloud assessments: one that holds, one with a compensating measure, one under way, the rest not yet."""

from datetime import timedelta
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
from vendors.cloud import operations
from vendors.cloud.models import CloudAssessment, CloudPart
from vendors.cloud.rules import Outcome
from vendors.register.models import Vendor
from vendors.services.models import Service
from vendors.services.rules import ServiceKind


def load(context: Context) -> None:
    """Cloud services, story by story."""
    people: dict[Role, list[User]] = context.made.get("people", {})
    managers, compliance = people.get(Role.IT_MANAGER, []), people.get(Role.COMPLIANCE, [])
    found = [
        s for s in context.made.get("services", [])
        if not s.is_ended and (s.kind is ServiceKind.CLOUD or s.cloud_provider)
    ]  # fmt: skip
    if not managers or not compliance:
        return
    for number, service in enumerate(found[: max(3, len(found) // 2)]):
        with clock.at(clock.now() - timedelta(days=(200, 330, 6)[number % 3])):
            _assess(service, ("whole", "compensated", "begun")[number % 3], managers[0], compliance[0])


def _assess(service: Service, story: str, by: User, second: User) -> None:
    assessment = operations.open_assessment(service, assessor_id=by.id, by=by)
    sections = assessment.template.questions.sections
    for section in sections[: 4 if story == "begun" else None]:
        answers = {q.id: q.options[0].id for q in section.questions if q.options}
        if section.id == "exit" and story == "compensated":
            answers["exit_plan"] = "no"
        operations.answer(assessment, section.id, answers, note="雲端服務合約附件三及提供者第三方查核報告。", by=by)
    if story == "begun" or by.id == second.id:
        return  # one person alone cannot approve
    if story == "compensated":
        operations.propose_measure(
            assessment, "exit", measure="每月匯出完整資料至本公司機房，並保留地端版本可於七日內啟用。",
            until=clock.today() + timedelta(days=365), by=by,
        )  # fmt: skip
        operations.approve_measure(assessment, "exit", by=second)
    operations.submit(
        assessment, outcome=Outcome.USABLE, conclusion="剩餘風險為供應商鎖定，已有替代方案，可接受。", by=by
    )
    operations.approve(assessment, note="", by=second)


def exists() -> bool:
    return False  # never without services, which tell


def has_real_data() -> bool:
    sample: Any = select(Service.id).join(Vendor).where(Vendor.is_sample.is_(True))
    return bool(db.session.scalar(select(sql_exists().where(CloudAssessment.service_id.not_in(sample)))))


def remove() -> dict[str, int]:
    """Take out what hangs on the sample vendors' services, whoever added it."""
    services = select(Service.id).join(Vendor).where(Vendor.is_sample.is_(True))
    ids = list(db.session.scalars(select(CloudAssessment.id).where(CloudAssessment.service_id.in_(services))))
    for statement in (
        delete(Action).where(Action.cause == Cause.CLOUD, Action.cause_id.in_(ids)),
        delete(CloudPart).where(CloudPart.assessment_id.in_(ids)),
        delete(CloudAssessment).where(CloudAssessment.id.in_(ids)),
    ):
        db.session.execute(statement, execution_options={"synchronize_session": False})
    db.session.expire_all()
    return {"cloud assessments": len(ids)}
