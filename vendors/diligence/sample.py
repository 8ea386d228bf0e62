"""The sample firm's evidence: one service in order, one whose test runs out, one overtaken by a release, findings late."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy import exists as sql_exists

from core import clock
from core.auth.models import User
from core.auth.rules import Role
from core.db import db
from core.demo.operations import Context
from core.severity import Severity
from vendors.diligence import finding_operations as findings
from vendors.diligence import operations
from vendors.diligence.models import Evidence, EvidenceFinding, ServiceRelease
from vendors.diligence.rules import EvidenceKind, Verdict
from vendors.register.models import Vendor
from vendors.services.models import Service

LABORATORY: dict[str, Any] = {"tester": "安衡行動應用檢測實驗室", "accreditor": "TAF", "accreditation": "T9901"}


def load(context: Context) -> None:
    """Evidence about the services that the firm's core functions rest on."""
    people: dict[Role, list[User]] = context.made.get("people", {})
    by = next(iter(people.get(Role.IT_MANAGER, [])), context.by)
    services: list[Service] = [s for s in context.made.get("services", []) if not s.is_ended]
    today = min(context.today, clock.today())
    apps = [s for s in services if s.is_investor_app]
    if apps:
        _trading(apps[0], today, by)
    story = {s.name: s for s in services}
    if settlement := story.get("交割結算系統維護"):
        _settled(settlement, today, by)
    for number, service in enumerate(s for s in services if s not in apps):
        if number % 3:
            _paper(
                service,
                EvidenceKind.VULNERABILITY_SCAN,
                "年度弱點掃描報告",
                today - timedelta(days=30 * (number % 14)),
                by,
            )


def _paper(
    service: Service, kind: EvidenceKind, title: str, tested_on: date, by: User | None, verdict: Verdict = Verdict.PASSED,
    **fields: Any,
) -> Evidence:  # fmt: skip
    evidence = operations.add_evidence(
        service, kind=kind, title=title, tested_on=tested_on, verdict=verdict, by=by,
        **{"tester": "範例資安檢測有限公司"} | fields,
    )  # fmt: skip
    evidence.is_sample = True
    return evidence


def _trading(service: Service, today: date, by: User | None) -> None:
    """The app: its laboratory's test runs out, the newest release was not scanned, what the black-box test found is late."""
    first = operations.add_release(service, number="5.0", released_on=today - timedelta(days=500), by=by)
    operations.add_release(
        service,
        number="5.1",
        released_on=today - timedelta(days=20),
        is_major=True,
        note="新增條件單與身分驗證流程",
        by=by,
    )
    operations.add_release(service, number="5.2", released_on=today + timedelta(days=25), note="介面調整", by=by)
    _paper(
        service,
        EvidenceKind.MOBILE_APP_TEST,
        "行動應用程式基本資安檢測合格證明",
        today - timedelta(days=335),
        by,
        **LABORATORY,
    )
    _paper(
        service, EvidenceKind.SOURCE_SCAN, "5.0 版源碼掃描報告", today - timedelta(days=505), by, release_id=first.id
    )
    _paper(
        service,
        EvidenceKind.ATTESTATION,
        "無惡意程式及後門程式聲明書（5.0）",
        today - timedelta(days=501),
        by,
        release_id=first.id,
    )
    test = _paper(service, EvidenceKind.BLACK_BOX, "對外網站黑箱測試報告", today - timedelta(days=60), by)
    found = (
        (Severity.HIGH, "訂單查詢介面未驗證授權", "CWE-639", "/api/orders/{id}", -23),
        (Severity.MEDIUM, "錯誤訊息揭露系統版本", "CWE-209", "/login", 30),
        (Severity.LOW, "缺少安全標頭", "CWE-693", "/", 120),
    )
    made = [
        findings.add_finding(
            test, severity=severity, title=title, identifier=identifier, place=place,
            due_on=today + timedelta(days=days), by=by,
        )
        for severity, title, identifier, place, days in found
    ]  # fmt: skip
    findings.fix_finding(made[1], fixed_on=today - timedelta(days=3), note="改以通用訊息回應。", by=by)


def _settled(service: Service, today: date, by: User | None) -> None:
    """The settlement system: everything that it needs, for the release that is in use."""
    release = operations.add_release(service, number="2026.1", released_on=today - timedelta(days=90), by=by)
    _paper(
        service,
        EvidenceKind.VULNERABILITY_SCAN,
        "交割結算系統弱點掃描報告",
        today - timedelta(days=95),
        by,
        release_id=release.id,
    )
    _paper(
        service,
        EvidenceKind.ATTESTATION,
        "無惡意程式及後門程式聲明書",
        today - timedelta(days=91),
        by,
        release_id=release.id,
    )


def exists() -> bool:
    return bool(db.session.scalar(select(sql_exists().where(Evidence.is_sample.is_(True)))))


def has_real_data() -> bool:
    return bool(db.session.scalar(select(sql_exists().where(Evidence.is_sample.is_(False)))))


def remove() -> dict[str, int]:
    """Take out what hangs on the sample vendors' services, whoever added it."""
    services = select(Service.id).join(Vendor).where(Vendor.is_sample.is_(True))
    ids = list(db.session.scalars(select(Evidence.id).where(Evidence.service_id.in_(services))))
    for statement in (
        delete(EvidenceFinding).where(EvidenceFinding.evidence_id.in_(ids)),
        delete(Evidence).where(Evidence.id.in_(ids)),
        delete(ServiceRelease).where(ServiceRelease.service_id.in_(services)),
    ):
        db.session.execute(statement, execution_options={"synchronize_session": False})
    return {"evidence": len(ids)}
