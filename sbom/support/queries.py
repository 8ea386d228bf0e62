"""Reads of support: the list, the mappings, and figures by product."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import Integer, and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from core import clock
from core.db import db
from core.i18n import say
from core.web.listing import Column, Filter, Kind, Listing, Status, attribute_choices
from sbom.products.models import Product, Release
from sbom.products.queries import VENDOR_NAME
from sbom.support.models import ComponentSupport, SupportMapping, SupportProduct
from sbom.support.rules import NEAR, SUPPORT_NAMES, SUPPORT_TONES, Support, support_on
from vendors.register.models import Vendor

_C = ComponentSupport
IS_THERE = _C.gone_at.is_(None)


def is_state(state: Support, today: date) -> Any:
    """SQL for `support_on`."""
    out = or_(_C.ended.is_(True), _C.ends_on < today)
    near = and_(~func.coalesce(out, False), _C.ends_on <= today + NEAR)
    match state:
        case Support.UNKNOWN:
            return _C.cycle == ""
        case Support.OUT:
            return and_(_C.cycle != "", out)
        case Support.ENDING:
            return and_(_C.cycle != "", near)
    return and_(_C.cycle != "", ~func.coalesce(out, False), or_(_C.ends_on.is_(None), _C.ends_on > today + NEAR))


def status_of(row: ComponentSupport) -> Status:
    state = support_on(clock.today(), ends_on=row.ends_on, ended=row.ended, is_known=row.cycle != "")
    return Status(say(SUPPORT_NAMES[state]), SUPPORT_TONES[state])


def components() -> Listing:
    """Components whose support is known of, those that lack it first."""
    today = clock.today()
    worst = case((is_state(Support.OUT, today), 0), (is_state(Support.ENDING, today), 1), (_C.cycle == "", 2), else_=3)
    return Listing(
        name="support",
        title=gettext("End of life"),
        statement=select(_C, Product.name.label("product"), Release.number.label("release"), VENDOR_NAME.label("vendor"),
                         SupportProduct.label.label("table"))
        .join(Product, _C.product_id == Product.id)
        .join(Release, _C.release_id == Release.id)
        .join(Vendor, Product.vendor_id == Vendor.id)
        .join(SupportProduct, _C.support_id == SupportProduct.id)
        .where(IS_THERE),
        tiebreak=_C.id,
        search=(_C.component, _C.package, Product.name, Vendor.name_zh, Vendor.name_en),
        default_sort="state",
        filters=[
            Filter("state", gettext("State"), attribute_choices(SUPPORT_NAMES), lambda v: is_state(Support(v), today)),
        ],
        columns=[
            Column("component", _l("Component"), lambda r: f"{r.ComponentSupport.component} {r.ComponentSupport.package_version}",
                   sort=_C.component,
                   url=lambda r: url_for("sbom.disclosure.component", delivery_id=r.ComponentSupport.delivery_id,
                                         component_id=r.ComponentSupport.position)),
            Column("state", _l("State"), lambda r: status_of(r.ComponentSupport), Kind.STATUS, sort=worst),
            Column("ends", _l("Support ends on"), lambda r: r.ComponentSupport.ends_on, Kind.DAY, sort=_C.ends_on),
            Column("cycle", _l("Cycle"), lambda r: f"{r.table} {r.ComponentSupport.cycle}".strip(), sort=_C.cycle),
            Column("latest", _l("Latest of the cycle"), lambda r: r.ComponentSupport.latest, is_minor=True),
            Column("product", _l("Product"), lambda r: f"{r.product} {r.release}", sort=Product.name,
                   url=lambda r: url_for("sbom.products.show", product_id=r.ComponentSupport.product_id)),
            Column("vendor", _l("Vendor"), lambda r: r.vendor, sort=VENDOR_NAME),
            Column("package", _l("Package"), lambda r: r.ComponentSupport.package, is_minor=True),
        ],
    )  # fmt: skip


def mappings() -> Listing:
    """Which package is which product of the table, as it stands now."""
    return Listing(
        name="support-mappings",
        title=gettext("Packages of the table"),
        statement=select(SupportMapping)
        .join(SupportProduct)
        .options(joinedload(SupportMapping.support), joinedload(SupportMapping.set_by))
        .where(SupportMapping.ended_at.is_(None)),
        tiebreak=SupportMapping.id,
        search=(SupportMapping.package, SupportProduct.label, SupportProduct.name),
        default_sort="package",
        columns=[
            Column("package", _l("Package"), lambda m: m.package, sort=SupportMapping.package,
                   url=lambda m: url_for("sbom.support.mapping", mapping_id=m.id)),
            Column("table", _l("Product of the table"), lambda m: m.support.label, sort=SupportProduct.label),
            Column("reason", _l("Reason"), lambda m: gettext("from the table itself") if m.is_from_table else m.reason),
            Column("by", _l("Set by"), lambda m: m.set_by.name if m.set_by else "", is_minor=True),
            Column("at", _l("Set at"), lambda m: m.set_at, Kind.INSTANT, sort=SupportMapping.set_at, is_minor=True),
        ],
    )  # fmt: skip


def table_choices() -> list[tuple[int, str]]:
    """The products of the table, by name."""
    return [
        (r.id, r.label)
        for r in db.session.execute(select(SupportProduct.id, SupportProduct.label).order_by(SupportProduct.label))
    ]


@dataclass(frozen=True)
class Tally:
    """One product's components that lack support, or lose it soon."""

    product_id: int
    product: str
    release: str
    vendor_id: int
    vendor: str
    out: int
    ending: int
    next_end: date | None
    known: int


def tallies(as_of: date, *which: Any) -> list[Tally]:
    """Every product in use of which anything is known; one query."""
    out, ending = is_state(Support.OUT, as_of), is_state(Support.ENDING, as_of)
    query = (
        select(
            Product.id, Product.name, Release.number, Product.vendor_id, VENDOR_NAME.label("vendor"), func.count().label("known"),
            func.sum(out.cast(Integer)).label("out"), func.sum(ending.cast(Integer)).label("ending"),
            func.min(case((ending, _C.ends_on))).label("next"),
        )
        .select_from(_C)
        .join(Product, _C.product_id == Product.id)
        .join(Release, _C.release_id == Release.id)
        .join(Vendor, Product.vendor_id == Vendor.id)
        .where(IS_THERE, Product.is_ended.is_(False), *which)
        .group_by(Product.id, Release.id, Vendor.id)
        .order_by(VENDOR_NAME, Product.name)
    )  # fmt: skip
    return [
        Tally(r.id, r.name, r.number, r.vendor_id, r.vendor, int(r.out or 0), int(r.ending or 0), r.next, r.known)
        for r in db.session.execute(query)
    ]


def worst_of(product_id: int, limit: int = 8) -> list[ComponentSupport]:
    """A product's components without support, or soon without it."""
    today = clock.today()
    query = select(_C).where(
        IS_THERE, _C.product_id == product_id, or_(is_state(Support.OUT, today), is_state(Support.ENDING, today))
    )
    return list(db.session.scalars(query.order_by(_C.ends_on, _C.id).limit(limit)))


def has_table() -> bool:
    """Whether a table was brought in."""
    return db.session.scalar(select(SupportProduct.id).limit(1)) is not None


def mapping_page(mapping_id: int) -> SupportMapping:
    """One mapping. 404 for a number nobody has."""
    query = select(SupportMapping).where(SupportMapping.id == mapping_id)
    found: SupportMapping = db.one_or_404(query.options(joinedload(SupportMapping.support)))
    return found
