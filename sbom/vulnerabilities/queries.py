"""Reads of findings, of what is known of a vulnerability, and of imports: one source for pages, cards and the workbook."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Integer, and_, func, select
from sqlalchemy.orm import joinedload

from core import clock
from core.db import db
from core.severity import Severity
from sbom.components.models import Component, Delivery
from sbom.products.models import Product, Release
from sbom.products.queries import VENDOR_NAME
from sbom.vulnerabilities.models import (
    Advisory,
    AdvisoryPackage,
    Finding,
    FindingEvent,
    Import,
    Matched,
    Statement,
    Vulnerability,
)
from sbom.vulnerabilities.rules import OPEN_STATES
from vendors.register.models import Vendor

IS_OPEN = and_(Finding.closed_at.is_(None), Finding.state.in_(OPEN_STATES))


def is_overdue(today: date) -> Any:
    """Open after its last day."""
    return and_(IS_OPEN, Finding.due_on < today)


# one finding


def finding_page(finding_id: int) -> Finding:
    """One finding with what its page shows. 404 for a number nobody has."""
    query = select(Finding).where(Finding.id == finding_id)
    found: Finding = db.one_or_404(
        query.options(
            joinedload(Finding.product).joinedload(Product.vendor),
            joinedload(Finding.release),
            joinedload(Finding.delivery).load_only(Delivery.id, Delivery.file_name, Delivery.delivered_at),
            joinedload(Finding.statement),
            joinedload(Finding.owner),
            joinedload(Finding.judged_by),
            joinedload(Finding.vulnerability).selectinload(Vulnerability.advisories),
            joinedload(Finding.vulnerability).selectinload(Vulnerability.aliases),
        )
    )
    return found


def evidence_of(finding: Finding) -> Sequence[AdvisoryPackage]:
    """What the advisory that made the match says of the package."""
    query = select(AdvisoryPackage).where(AdvisoryPackage.advisory_id == finding.advisory_id)
    packages = db.session.scalars(query.order_by(AdvisoryPackage.number)).all()
    same = [p for p in packages if p.package_key == finding.package_key]
    return same or [p for p in packages if p.name_key == finding.package_key.rpartition("/")[2]]


def events_of(finding: Finding) -> Sequence[FindingEvent]:
    """What happened to it, the last first."""
    query = select(FindingEvent).where(FindingEvent.finding_id == finding.id).options(joinedload(FindingEvent.by))
    return db.session.scalars(query.order_by(FindingEvent.id.desc())).all()


def elsewhere(finding: Finding) -> Sequence[Any]:
    """The same vulnerability in other products, those in which it is open first."""
    query = (
        select(Finding, Product.name.label("product"), VENDOR_NAME.label("vendor"))
        .join(Product, Finding.product_id == Product.id)
        .join(Vendor, Product.vendor_id == Vendor.id)
        .where(Finding.vulnerability_id == finding.vulnerability_id, Finding.product_id != finding.product_id)
        .order_by(Finding.closed_at.is_not(None), VENDOR_NAME, Product.name)
        .limit(50)
    )
    return db.session.execute(query).all()


# figures


@dataclass(frozen=True)
class Tally:
    """The open findings of one product."""

    product_id: int
    product: str
    vendor_id: int
    vendor: str
    release: str
    by_severity: Mapping[Severity, int]
    overdue: int
    next_due: date | None
    matched_at: datetime | None
    has_sbom: bool

    @property
    def open(self) -> int:
        return sum(self.by_severity.values())


def tallies(as_of: date, *which: Any) -> list[Tally]:
    """Every product in use with its open findings on a day, by vendor and product. Three queries, however many products."""
    counts: dict[int, dict[Severity, int]] = {}
    due: dict[int, tuple[int, date | None]] = {}
    grouped = select(
        Finding.product_id,
        Finding.severity,
        func.count().label("n"),
        func.sum(is_overdue(as_of).cast(Integer)).label("overdue"),
        func.min(Finding.due_on).label("next"),
    ).where(IS_OPEN)
    for row in db.session.execute(grouped.group_by(Finding.product_id, Finding.severity)):
        counts.setdefault(row.product_id, {})[row.severity] = row.n
        late, soonest = due.get(row.product_id, (0, None))
        days = [d for d in (soonest, row.next) if d]
        due[row.product_id] = (late + int(row.overdue or 0), min(days, default=None))
    return [
        Tally(
            product_id=row.id,
            product=row.name,
            vendor_id=row.vendor_id,
            vendor=row.vendor,
            release=row.number or "",
            by_severity=counts.get(row.id, {}),
            overdue=due.get(row.id, (0, None))[0],
            next_due=due.get(row.id, (0, None))[1],
            matched_at=row.matched_at,
            has_sbom=row.delivery is not None,
        )
        for row in _products(which)
    ]


def _products(which: Sequence[Any]) -> Sequence[Any]:
    return db.session.execute(
        select(
            Product.id,
            Product.name,
            Product.vendor_id,
            VENDOR_NAME.label("vendor"),
            Release.number,
            Delivery.id.label("delivery"),
            Matched.matched_at,
        )
        .join(Vendor, Product.vendor_id == Vendor.id)
        .outerjoin(Release, and_(Release.product_id == Product.id, Release.is_current))
        .outerjoin(Delivery, and_(Delivery.release_id == Release.id, Delivery.is_current))
        .outerjoin(Matched, and_(Matched.product_id == Product.id, Matched.delivery_id == Delivery.id))
        .where(Product.is_ended.is_(False), *which)
        .order_by(VENDOR_NAME, Product.name)
    ).all()


def open_by_severity(as_of: date) -> tuple[dict[Severity, int], int]:
    """(how many findings of each severity are open, how many of all are overdue)."""
    query = select(
        Finding.severity, func.count().label("n"), func.sum(is_overdue(as_of).cast(Integer)).label("overdue")
    )
    rows = db.session.execute(query.where(IS_OPEN).group_by(Finding.severity)).all()
    return {row.severity: row.n for row in rows}, sum(int(row.overdue or 0) for row in rows)


def knows_advisories() -> bool:
    """Whether anything was imported at all: without it nothing is found, and that means nothing."""
    return db.session.scalar(select(Advisory.id).limit(1)) is not None


def urgent(as_of: date, limit: int) -> Sequence[Any]:
    """The open findings whose day comes first, with their names."""
    query = (
        select(Finding, Vulnerability.name.label("vulnerability"), Product.name.label("product"))
        .join(Vulnerability, Finding.vulnerability_id == Vulnerability.id)
        .join(Product, Finding.product_id == Product.id)
        .where(IS_OPEN)
        .order_by(Finding.due_on, Finding.id)
        .limit(limit)
    )
    return db.session.execute(query).all()


def findings_of_component(component: Component) -> Sequence[Any]:
    """The findings whose place is this component; of a superseded SBOM there are none."""
    query = (
        select(Finding, Vulnerability.name.label("vulnerability"))
        .join(Vulnerability, Finding.vulnerability_id == Vulnerability.id)
        .where(
            Finding.delivery_id == component.delivery_id,
            Finding.package_version == component.version[:255],
            Finding.component == component.full_name[:300],
            Finding.closed_at.is_(None),
        )
        .order_by(Finding.due_on)
    )
    return db.session.execute(query).all()


# imports


def import_page(import_id: int) -> Import:
    """One import. 404 for a number nobody has."""
    query = select(Import).where(Import.id == import_id)
    found: Import = db.one_or_404(query.options(joinedload(Import.by), joinedload(Import.product)))
    return found


def statements_of(run: Import, limit: int = 200) -> Sequence[Any]:
    """What a vendor's document said, in its order."""
    query = (
        select(Statement, Vulnerability.name.label("vulnerability"))
        .join(Vulnerability, Statement.vulnerability_id == Vulnerability.id)
        .where(Statement.import_id == run.id)
        .order_by(Statement.id)
        .limit(limit)
    )
    return db.session.execute(query).all()


def last_import() -> datetime | None:
    """When advisories were last brought in."""
    return db.session.scalar(select(func.max(Import.finished_at)))


def today() -> date:
    """The day that is over when something is overdue."""
    return clock.today()
