"""The sample firm's notices: one dealt with, one told too late, one that nobody planned anything about."""

from datetime import datetime, time, timedelta

from sqlalchemy import delete, select

from contracts.letters.models import Letter
from contracts.letters.rules import LetterKind
from core import clock
from core.auth.rules import Role
from core.db import db
from core.demo.operations import Context
from sbom.components.models import Component
from sbom.disclosure.queries import ProductDisclosure, disclosure_summary
from sbom.notices import operations
from sbom.notices.models import Measure, Notice, Reminded, TouchedRelease
from sbom.notices.rules import Channel, Kind, Severity
from vendors.register.models import Vendor


def exists() -> bool:
    return False  # never without products, which tell


def has_real_data() -> bool:
    return db.session.scalar(select(Notice.id).where(Notice.is_sample.is_(False)).limit(1)) is not None


def load(context: Context) -> None:
    """Three notices about components that the sample vendors' software holds."""
    people = context.made["people"].get(Role.IT_MANAGER, [])
    owner = people[0] if people else None
    with_sbom = [one for one in disclosure_summary(context.today) if one.delivery is not None]
    stories = (
        (20, 1, Severity.HIGH, Kind.VULNERABILITY, "漏洞通報：{name} 存在遠端執行漏洞", "CVE-2026-90001"),
        (12, 6, Severity.CRITICAL, Kind.VULNERABILITY, "重大漏洞通報：{name}", "CVE-2026-90002"),
        (3, 0, Severity.MEDIUM, Kind.OUTDATED, "{name} 即將停止支援", "EOL-2026-01"),
    )
    for number, (one, story) in enumerate(zip(with_sbom, stories, strict=False)):
        age, waited, severity, kind, title, name = story
        component = _component(one)
        if component is None:
            continue
        told_at = datetime.combine(context.today - timedelta(days=age), time(10, 30), clock.zone())
        notice = operations.register_notice(
            vendor_id=one.vendor_id,
            kind=kind,
            title=title.format(name=component.name),
            references=name,
            severity=severity,
            channel=Channel.EMAIL,
            told_by="資安窗口",
            told_at=told_at,
            known_at=told_at - timedelta(days=waited, hours=2),
            text="請依本通報所附之因應措施辦理更新。",
            sought=[f"{component.purl.partition('@')[0]} <={component.version}"],
            is_sample=True,
            by=owner,
        )
        if number < 2:
            measure = operations.add_measure(
                notice,
                title=f"更新 {component.name} 並完成測試",
                due_on=context.today - timedelta(days=age - 10),
                owner_id=owner.id if owner else None,
                by=owner,
            )
            if number == 0:
                done_on = context.today - timedelta(days=age - 8)
                operations.complete_measure(measure, done_on=done_on, note="已於測試環境驗證並上線。", by=owner)
                operations.close_notice(notice, note="", by=owner)


def _component(one: ProductDisclosure) -> Component | None:
    if one.delivery is None:
        return None
    query = select(Component).where(Component.delivery_id == one.delivery.id, Component.is_own.is_(False))
    return db.session.scalar(query.order_by(Component.position).limit(1))


def remove() -> dict[str, int]:
    """Take the notices of sample vendors out again, with letters about those that did not come."""
    vendors = select(Vendor.id).where(Vendor.is_sample)
    ids = list(db.session.scalars(select(Notice.id).where(Notice.vendor_id.in_(vendors))))
    for model in (Measure, TouchedRelease):
        db.session.execute(delete(model).where(model.notice_id.in_(ids)))
    db.session.execute(delete(Notice).where(Notice.id.in_(ids)))
    of_sample = Letter.vendor_id.in_(vendors) & (Letter.kind == LetterKind.NOTICE)
    letters = list(db.session.scalars(select(Letter.id).where(of_sample)))
    db.session.execute(delete(Reminded).where(Reminded.letter_id.in_(letters)))
    db.session.execute(delete(Letter).where(Letter.id.in_(letters)))
    return {"notices": len(ids)}
