"""The lists of versions with their support and of mappings: one description each for the page and its workbook."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, case, select
from sqlalchemy.orm import joinedload

from core import clock
from core.auth.guard import may
from core.auth.models import User
from core.db import db
from core.i18n import say
from core.web.listing import Column, Filter, Kind, Listing, Status, attribute_choices
from sbom.products.models import Product, Release
from sbom.products.queries import VENDOR_NAME
from sbom.support.models import ComponentSupport, SupportMapping, SupportProduct
from sbom.support.queries import IS_THERE, is_open, is_overdue, is_state, lacks
from sbom.support.rules import COURSE_NAMES, COURSE_TONES, SUPPORT_NAMES, SUPPORT_TONES, Course, Support
from vendors.register.models import Vendor

_C = ComponentSupport


def status_of(row: ComponentSupport) -> Status:
    state = row.standing.support
    return Status(say(SUPPORT_NAMES[state]), SUPPORT_TONES[state])


def course_of(row: ComponentSupport) -> Status | None:
    """What is done about it, and whether that is late; nothing where nothing has to be."""
    standing = row.standing
    if standing.is_gone:
        return Status(gettext("Not found any more"), "muted")
    if not standing.lacks_support and row.course is Course.UNDECIDED:
        return None
    name = say(COURSE_NAMES[row.course])
    if standing.is_overdue(clock.today()):
        return Status(gettext("%(state)s, overdue", state=name), "bad")
    return Status(name, COURSE_TONES[row.course])


def due_of(row: ComponentSupport) -> date | None:
    """The day that something is to be done or decided by; none while support goes on and nobody named one."""
    return row.due_on if row.standing.lacks_support or row.course is not Course.UNDECIDED else None


def _shown(value: str) -> Any:
    today = clock.today()
    return {
        "open": is_open(today),
        "undecided": and_(lacks(today), _C.course == Course.UNDECIDED),
        "overdue": is_overdue(today),
    }[value]


def _vendors() -> Sequence[tuple[str, str]]:
    held = select(Product.vendor_id).join(_C, _C.product_id == Product.id)
    query = select(Vendor.id, VENDOR_NAME.label("name")).where(Vendor.id.in_(held)).order_by(VENDOR_NAME)
    return [(str(row.id), row.name) for row in db.session.execute(query)]


def components() -> Listing:
    """Components whose support is known of, those that lack it first."""
    today, vendors = clock.today(), _vendors()
    worst = case((is_state(Support.OUT, today), 0), (is_state(Support.ENDING, today), 1), (_C.cycle == "", 2), else_=3)
    return Listing(
        name="support",
        title=gettext("End of life"),
        statement=select(_C, Product.name.label("product"), Release.number.label("release"), VENDOR_NAME.label("vendor"),
                         SupportProduct.label.label("table"), User.name.label("owner"))
        .join(Product, _C.product_id == Product.id)
        .join(Release, _C.release_id == Release.id)
        .join(Vendor, Product.vendor_id == Vendor.id)
        .join(SupportProduct, _C.support_id == SupportProduct.id)
        .outerjoin(User, _C.owner_id == User.id)
        .where(IS_THERE),
        tiebreak=_C.id,
        search=(_C.component, _C.package, Product.name, Vendor.name_zh, Vendor.name_en),
        default_sort="state",
        filters=[
            Filter("show", gettext("Show"), lambda: [
                ("open", gettext("still open")), ("undecided", gettext("to be decided")),
                ("overdue", gettext("overdue"))], _shown),
            Filter("state", gettext("Support"), attribute_choices(SUPPORT_NAMES), lambda v: is_state(Support(v), today)),
            Filter("course", gettext("Treatment"), attribute_choices(COURSE_NAMES), lambda v: _C.course == Course(v)),
            Filter("vendor", gettext("Vendor"), lambda: vendors, lambda v: Product.vendor_id == int(v)),
        ],
        columns=[
            Column("component", _l("Component"), lambda r: f"{r.ComponentSupport.component} {r.ComponentSupport.package_version}",
                   sort=_C.component,
                   url=lambda r: url_for("sbom.support.show", row_id=r.ComponentSupport.id)),
            Column("state", _l("Support"), lambda r: status_of(r.ComponentSupport), Kind.STATUS, sort=worst),
            Column("ends", _l("Support ends on"), lambda r: r.ComponentSupport.ends_on, Kind.DAY, sort=_C.ends_on),
            Column("course", _l("Treatment"), lambda r: course_of(r.ComponentSupport), Kind.STATUS, sort=_C.course),
            Column("due", _l("Due"), lambda r: due_of(r.ComponentSupport), Kind.DAY, sort=_C.due_on),
            Column("owner", _l("Responsible person"), lambda r: r.owner, sort=User.name, is_minor=True),
            Column("cycle", _l("Cycle"), lambda r: f"{r.table} {r.ComponentSupport.cycle}".strip(), sort=_C.cycle),
            Column("product", _l("Product"), lambda r: f"{r.product} {r.release}", sort=Product.name,
                   url=lambda r: url_for("sbom.products.show", product_id=r.ComponentSupport.product_id)),
            Column("vendor", _l("Vendor"), lambda r: r.vendor, sort=VENDOR_NAME),
        ],
    )  # fmt: skip


def components_in_full() -> Listing:
    """The same list with the columns that only a workbook has room for."""
    listing = components()
    more = [
        Column("package", _l("Package"), lambda r: r.ComponentSupport.package),
        Column("latest", _l("Latest of the cycle"), lambda r: r.ComponentSupport.latest),
        Column("target", _l("Move to"), lambda r: r.ComponentSupport.target),
        Column("plan", _l("Plan to retire it"), lambda r: r.ComponentSupport.plan),
        Column("reason", _l("Reason"), lambda r: r.ComponentSupport.reason),
        Column("decided", _l("Decided at"), lambda r: r.ComponentSupport.decided_at, Kind.INSTANT),
        Column("found", _l("Found at"), lambda r: r.ComponentSupport.found_at, Kind.INSTANT),
    ]
    return Listing(**{**vars(listing), "columns": [*listing.columns, *more]})


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
                   url=(lambda m: url_for("sbom.support.mapping", mapping_id=m.id)) if may("sbom.edit") else None),
            Column("table", _l("Product of the table"), lambda m: m.support.label, sort=SupportProduct.label),
            Column("reason", _l("Reason"), lambda m: gettext("from the table itself") if m.is_from_table else m.reason),
            Column("by", _l("Set by"), lambda m: m.set_by.name if m.set_by else "", is_minor=True),
            Column("at", _l("Set at"), lambda m: m.set_at, Kind.INSTANT, sort=SupportMapping.set_at, is_minor=True),
        ],
    )  # fmt: skip
