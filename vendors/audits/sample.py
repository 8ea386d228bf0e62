"""The sample firm's audits: one concluded with findings at every stage, one that waits in the plan."""

from datetime import timedelta

from sqlalchemy import delete, select

from core import clock
from core.auth.rules import Role
from core.db import db
from core.demo.operations import Context
from core.severity import Severity
from vendors.audits import finding_operations, operations
from vendors.audits.models import AuditFinding, AuditItem, VendorAudit
from vendors.audits.rules import AuditKind, Outcome, Result
from vendors.register.models import Vendor
from vendors.register.rules import VendorStatus

SCOPE = ("accounts", "remote", "testing", "data", "incident", "continuity", "subcontractors")


def exists() -> bool:
    return False  # never without vendors, which tell


def has_real_data() -> bool:
    return False  # a real audit hangs on a real vendor


def load(context: Context) -> None:
    people = context.made.get("people", {})
    managers, compliance = people.get(Role.IT_MANAGER, []), people.get(Role.COMPLIANCE, [])
    vendors = [v for v in context.made["vendors"] if v.status is VendorStatus.ACTIVE and not v.out_of_scope_reason]
    if not managers or not compliance or len(vendors) < 2:
        return
    lead, second, today = managers[0], compliance[0], clock.today()
    with clock.at(clock.now() - timedelta(days=100)):
        audit = operations.plan_audit(
            vendors[0], kind=AuditKind.ON_SITE, planned_on=clock.today(), lead_id=lead.id, team="資安組、內部稽核室",
            scope="核心系統維護服務及其機房，最近一年。", chosen=SCOPE, by=lead,
        )  # fmt: skip
    with clock.at(clock.now() - timedelta(days=95)):
        seen = dict.fromkeys(SCOPE, (Result.IN_ORDER, ""))
        seen["accounts"] = (Result.DEFICIENT, "二名離職人員之帳號未於當日停用。")
        seen["continuity"] = (Result.DEFICIENT, "復原演練逾一年未辦理。")
        seen["incident"] = (Result.OBSERVATION, "通報聯絡人名單未更新。")
        operations.conduct(audit, conducted_on=clock.today(), results=seen, by=lead)
        made = [
            finding_operations.add_finding(
                audit, severity=severity, control=control, title=title, detail="", due_on=today + timedelta(days=days),
                owner_id=lead.id, by=lead,
            )
            for severity, control, title, days in (
                (Severity.HIGH, "accounts", "離職人員帳號未即時停用", -20),
                (Severity.MEDIUM, "continuity", "復原演練逾期未辦理", 25),
                (Severity.LOW, "incident", "通報聯絡人名單未更新", 40),
            )
        ]  # fmt: skip
        operations.conclude(
            audit, outcome=Outcome.IMPROVE, summary="帳號管理與復原演練待改善，其餘符合要求。", file=None, by=lead
        )
    for finding in made[1:]:
        finding_operations.respond(
            finding, response="將於期限前完成，並提供紀錄。", responded_on=today, due_on=finding.due_on, by=lead
        )
    finding_operations.remedy(made[2], remedied_on=today, remedy="已提供更新後之名單。", file=None, by=lead)
    if lead.id != second.id:
        finding_operations.close(made[2], is_good=True, note="名單已核對。", by=second)
    operations.plan_audit(
        vendors[1], kind=AuditKind.DESK, planned_on=today + timedelta(days=30), lead_id=second.id, team="", scope="",
        chosen=SCOPE, by=second,
    )  # fmt: skip


def remove() -> dict[str, int]:
    """All audits of sample vendors, whoever made them."""
    vendors = select(Vendor.id).where(Vendor.is_sample.is_(True))
    own = select(VendorAudit.id).where(VendorAudit.vendor_id.in_(vendors))
    db.session.flush()
    for statement in (
        delete(AuditFinding).where(AuditFinding.audit_id.in_(own)),
        delete(AuditItem).where(AuditItem.audit_id.in_(own)),
        delete(VendorAudit).where(VendorAudit.vendor_id.in_(vendors)),
    ):
        db.session.execute(statement, execution_options={"synchronize_session": False})
    db.session.expire_all()
    return {}
