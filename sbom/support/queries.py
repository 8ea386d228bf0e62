"""Reads of support: one version's page, the mappings, and figures by product."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Integer, and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from core import clock
from core.auth.models import User
from core.auth.queries import people_with
from core.auth.rules import Role
from core.db import db
from sbom.components.models import Delivery
from sbom.products.models import Product, Release
from sbom.products.queries import VENDOR_NAME
from sbom.support.models import ComponentSupport, SupportEvent, SupportMapping, SupportProduct
from sbom.support.rules import FOR_A_TIME, NEAR, UNDER_WAY, Course, Support
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


def lacks(today: date) -> Any:
    """SQL for `Standing.lacks_support`."""
    return and_(IS_THERE, or_(is_state(Support.OUT, today), is_state(Support.ENDING, today)))


def is_open(today: date) -> Any:
    """SQL for `Standing.is_open`."""
    return and_(lacks(today), or_(_C.course.in_(UNDER_WAY), and_(_C.course.in_(FOR_A_TIME), _C.due_on < today)))


def is_overdue(today: date) -> Any:
    """SQL for `Standing.is_overdue`."""
    return and_(is_open(today), _C.due_on < today)


# one of them


def support_page(row_id: int) -> ComponentSupport:
    """One version of a package in a product. 404 for a number nobody has."""
    query = select(_C).where(_C.id == row_id)
    found: ComponentSupport = db.one_or_404(
        query.options(
            joinedload(_C.product).joinedload(Product.vendor), joinedload(_C.release), joinedload(_C.support),
            joinedload(_C.delivery).load_only(Delivery.id, Delivery.file_name), joinedload(_C.owner),
        )
    )  # fmt: skip
    return found


def events_of(row: ComponentSupport) -> Sequence[SupportEvent]:
    """What happened to it since it was found, the last first."""
    query = select(SupportEvent).where(SupportEvent.component_support_id == row.id)
    return db.session.scalars(query.options(joinedload(SupportEvent.by)).order_by(SupportEvent.id.desc())).all()


def elsewhere(row: ComponentSupport, limit: int = 50) -> Sequence[Any]:
    """The same line of versions in other products, what is open first."""
    query = (
        select(_C, Product.name.label("product"), VENDOR_NAME.label("vendor"))
        .join(Product, _C.product_id == Product.id)
        .join(Vendor, Product.vendor_id == Vendor.id)
        .where(IS_THERE, _C.support_id == row.support_id, _C.cycle == row.cycle, _C.product_id != row.product_id)
        .order_by(~is_open(clock.today()), VENDOR_NAME, Product.name, _C.id)
    )
    return db.session.execute(query.limit(limit)).all()


def deciders(owner_id: int | None) -> list[tuple[int, str]]:
    """People who judge what is found in software, and whoever it is given to already."""
    people = [(u.id, u.name) for u in people_with([Role.IT_MANAGER, Role.COMPLIANCE])]
    if owner_id and owner_id not in {i for i, _ in people} and (held := db.session.get(User, owner_id)):
        people.append((held.id, held.name))
    return people


def urgent(as_of: date, limit: int) -> Sequence[Any]:
    """What is open, its day first, each line of versions once a product; (product, vendor, table, cycle, day, rows, id)."""
    query = (
        select(
            Product.name.label("product"), VENDOR_NAME.label("vendor"), SupportProduct.label.label("table"), _C.cycle,
            func.min(_C.due_on).label("due_on"), func.count().label("n"), func.min(_C.id).label("id"),
            func.max(is_state(Support.OUT, as_of).cast(Integer)).label("is_out"),
        )
        .join(Product, _C.product_id == Product.id)
        .join(Vendor, Product.vendor_id == Vendor.id)
        .join(SupportProduct, _C.support_id == SupportProduct.id)
        .where(is_open(as_of), Product.is_ended.is_(False))
        .group_by(Product.id, Vendor.id, SupportProduct.id, _C.cycle)
        .order_by(func.min(_C.due_on), Product.name, _C.cycle)
        .limit(limit)
    )  # fmt: skip
    return db.session.execute(query).all()


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
    undecided: int
    """Of those, how many nobody has decided on."""
    out_undecided: int
    open: int
    """How many somebody has still to do something about."""
    overdue: int
    next_due: date | None
    """The first day of what is open, or to be looked at again."""
    known: int

    @property
    def lacking(self) -> int:
        return self.out + self.ending


def tallies(as_of: date, *which: Any) -> list[Tally]:
    """Every product in use of which anything is known; one query."""

    def count(condition: Any) -> Any:
        return func.coalesce(func.sum(condition.cast(Integer)), 0)

    without = lacks(as_of)
    query = (
        select(
            Product.id, Product.name, Release.number, Product.vendor_id, VENDOR_NAME.label("vendor"), func.count().label("known"),
            count(is_state(Support.OUT, as_of)).label("out"), count(is_state(Support.ENDING, as_of)).label("ending"),
            count(and_(without, _C.course == Course.UNDECIDED)).label("undecided"),
            count(and_(is_state(Support.OUT, as_of), _C.course == Course.UNDECIDED)).label("out_undecided"),
            count(is_open(as_of)).label("open"), count(is_overdue(as_of)).label("overdue"),
            func.min(case((and_(without, _C.course != Course.NOT_CONCERNED), _C.due_on))).label("next_due"),
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
        Tally(r.id, r.name, r.number, r.vendor_id, r.vendor, int(r.out), int(r.ending), int(r.undecided), int(r.out_undecided), int(r.open),
              int(r.overdue), r.next_due, r.known)
        for r in db.session.execute(query)
    ]  # fmt: skip


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
