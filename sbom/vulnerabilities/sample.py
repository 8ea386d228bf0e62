"""The sample firm's advisories: invented ones, on packages that its invented SBOMs hold, some of them already judged."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from core import clock
from core.auth.models import User
from core.db import db
from core.demo.operations import Context
from sbom.products.models import Product
from sbom.support import operations as support
from sbom.support import refreshing
from sbom.support.models import ComponentSupport
from sbom.support.rules import Course, Cycle, Supported
from sbom.vulnerabilities import operations, osv
from sbom.vulnerabilities.keeping import keep_advisories
from sbom.vulnerabilities.models import (
    Advisory,
    AdvisoryPackage,
    Alias,
    Finding,
    FindingEvent,
    Import,
    Matched,
    Statement,
    Vulnerability,
)
from sbom.vulnerabilities.recording import apply
from sbom.vulnerabilities.rematching import plan, stale
from sbom.vulnerabilities.rules import Justification, State

_INVENTED = (
    (
        "DEMO-2026-0001",
        "Maven",
        "org.example:log4j-core",
        "CRITICAL",
        "0",
        "6.0.0",
        "Look-ups in log messages run foreign code",
    ),
    (
        "DEMO-2026-0002",
        "npm",
        "minimist",
        "HIGH",
        "0",
        "4.2.0",
        "Crafted arguments change the prototype of every object",
    ),
    ("DEMO-2026-0003", "PyPI", "jinja2", "MEDIUM", "2.0", "5.1.0", "Attribute names are not escaped"),
    ("DEMO-2026-0004", "npm", "ws", "HIGH", "1.0.0", "5.0.0", "Many headers end the process"),
    ("DEMO-2026-0005", "PyPI", "urllib3", "LOW", "0", "3.0.0", "A header stays on a redirect to another host"),
    ("DEMO-2026-0006", "Maven", "org.example:snakeyaml", "CRITICAL", "0", "", "A document makes objects of any class"),
)


_TABLE = [
    Supported("demo-express", "Express (demo)", ("pkg:npm/express",), (
        Cycle("8", date(2028, 6, 30), None, "8.20.1"), Cycle("7", date(2027, 2, 28), None, "7.9.4"),
        *(Cycle(str(n), date(2020 + n, 4, 30), None, f"{n}.20.0") for n in range(1, 6)))),
    Supported("demo-sqlalchemy", "SQLAlchemy (demo)", ("pkg:pypi/sqlalchemy",), (
        Cycle("6", None, False, "6.12.0"), Cycle("4", date(2027, 1, 31), None, "4.20.2"), Cycle("2", date(2024, 1, 31), None, "2.20.1"))),
    Supported("demo-spring", "Spring (demo)", ("pkg:maven/org.example/spring-core",), (
        Cycle("7", date(2029, 12, 31), None, "7.4.2"), Cycle("3", date(2025, 8, 31), None, "3.19.8"))),
]  # fmt: skip
"""An invented table of end of life."""


def exists() -> bool:
    return db.session.scalar(select(Import.id).where(Import.is_sample).limit(1)) is not None


def has_real_data() -> bool:
    """Real advisories do no harm beside invented software: they are about packages, not about the firm."""
    return False


def _record(context: Context, number: int) -> dict[str, Any]:
    name, ecosystem, package, severity, since, fixed, summary = _INVENTED[number]
    at = datetime.combine(context.today - timedelta(days=30 + number), datetime.min.time(), UTC).isoformat()
    events = [{"introduced": since}, *([{"fixed": fixed}] if fixed else [])]
    return {
        "id": name,
        "modified": at,
        "published": at,
        "summary": summary,
        "details": "An invented advisory, for the sample firm only.",
        "database_specific": {"severity": severity},
        "affected": [
            {"package": {"ecosystem": ecosystem, "name": package}, "ranges": [{"type": "ECOSYSTEM", "events": events}]}
        ],
    }


def load(context: Context) -> None:
    """Bring the invented advisories in three weeks ago, match, and judge a few of what was found."""
    if not context.sizes.components:
        return
    with clock.at(clock.now() - timedelta(days=21)):
        run = operations.begin_import("sample-advisories.json", by=None, is_sample=True)
        found = [osv.advisory_of(_record(context, n)) for n in range(len(_INVENTED))]
        tally = keep_advisories(found, run.id, is_sample=True)
        support.keep_products(_TABLE, is_sample=True)
        operations.count(run, operations.Read(len(found), {"OSV"}), tally)
        operations.finish_import(run, by=None)
        for scope in stale():
            apply(plan(scope))
    db.session.execute(update(Matched).values(matched_at=clock.now()))
    refreshing.refresh()
    _judge_some(context)
    _decide_some(context)


def _judge_some(context: Context) -> None:
    manager = db.session.scalar(select(User).where(User.is_sample).order_by(User.id))
    query = select(Finding).join(Product).where(Product.is_sample).order_by(Finding.id).limit(40)
    for finding in db.session.scalars(query).all():
        match context.rng.randrange(8):
            case 0:
                _say(finding, manager, State.NOT_AFFECTED, "廠商已說明，該段程式不會被呼叫。",
                     Justification.CODE_NOT_REACHABLE)  # fmt: skip
            case 1:
                _say(finding, manager, State.RESOLVED, "廠商已到場套用修補程式，版本號碼不變。")
            case 2 | 3:
                _say(finding, manager, State.EXPLOITABLE, "下單流程會用到，已請廠商提供修正版本。")


def _decide_some(context: Context) -> None:
    """A plan, an acceptance and a bought extension among what is out of support; the rest waits."""
    manager = db.session.scalar(select(User).where(User.is_sample).order_by(User.id))
    query = select(ComponentSupport).join(Product).where(Product.is_sample, ComponentSupport.ends_on < context.today)
    for number, row in enumerate(db.session.scalars(query.order_by(ComponentSupport.id).limit(4)).all()):
        course, target, plan, reason, days = _COURSES[number % len(_COURSES)]
        support.decide(
            row, course=course, target=target, plan=plan, reason=reason, owner_id=manager.id if manager else None,
            due=clock.today() + timedelta(days=days), with_line=number == 0, by=manager,
        )  # fmt: skip


_COURSES = (
    (Course.RETIRE, "8.20.1", "廠商於下一版改用第 8 版；測試環境先行驗證兩週，再於假日換版。", "", 75),
    (Course.ACCEPTED, "", "", "僅內網批次作業使用，已限制來源位址；隨主系統改版一併汰換。", 120),
    (Course.COVERED, "", "", "已向原廠購買延長支援，按月提供修補程式。", 200),
)


def _say(
    finding: Finding, by: User | None, state: State, reason: str, justification: Justification | None = None
) -> None:
    owner = by.id if by else None
    operations.judge(
        finding, state=state, justification=justification, reason=reason, owner_id=owner, due=finding.due_on, by=by
    )


def remove() -> dict[str, int]:
    """Take the invented advisories out again, and every finding on the sample's products."""
    products = select(Product.id).where(Product.is_sample)
    findings = select(Finding.id).where(Finding.product_id.in_(products))
    db.session.execute(delete(FindingEvent).where(FindingEvent.finding_id.in_(findings)))
    removed = db.session.execute(delete(Finding).where(Finding.product_id.in_(products)))
    db.session.execute(delete(Matched).where(Matched.product_id.in_(products)))
    db.session.execute(delete(Statement).where(Statement.product_id.in_(products)))
    db.session.execute(update(Import).where(Import.product_id.in_(products)).values(product_id=None))
    invented = select(Vulnerability.id).where(Vulnerability.is_sample)
    advisories = select(Advisory.id).where(Advisory.vulnerability_id.in_(invented))
    db.session.execute(delete(AdvisoryPackage).where(AdvisoryPackage.advisory_id.in_(advisories)))
    db.session.execute(delete(Advisory).where(Advisory.vulnerability_id.in_(invented)))
    db.session.execute(delete(Alias).where(Alias.vulnerability_id.in_(invented)))
    db.session.execute(delete(Vulnerability).where(Vulnerability.is_sample))
    db.session.execute(delete(Import).where(Import.is_sample))
    support.remove_sample()
    return {"findings": removed.rowcount or 0}  # type: ignore[attr-defined]
