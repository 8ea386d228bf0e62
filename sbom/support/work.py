"""Versions without support that wait for somebody: given ones by line of versions, before that by product."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import and_, func, or_, select

from core.db import db
from core.my_work import Task
from core.my_work.registry import Owners
from core.phrases import N_, counted, phrase
from sbom.products.models import Product
from sbom.products.queries import VENDOR_NAME
from sbom.support.models import ComponentSupport, SupportProduct
from sbom.support.queries import is_open, lacks
from sbom.support.rules import FOR_A_TIME, REVIEW, Course
from vendors.register.models import Vendor

_C = ComponentSupport


def versions_without_support(as_of: date, owners: Owners) -> Iterator[Task]:
    """What is given to people, with what they accepted for a time that is nearly over; and what nobody sees to yet."""
    nearly_over = and_(lacks(as_of), _C.course.in_(FOR_A_TIME), _C.due_on <= as_of + REVIEW)
    wanted = and_(or_(is_open(as_of), nearly_over), Product.is_ended.is_(False))
    given = (
        select(Product.id, Product.name.label("product"), SupportProduct.label.label("table"), _C.cycle, _C.course, _C.owner_id,
               func.count().label("n"), func.min(_C.due_on).label("due_on"), func.min(_C.id).label("first"))
        .join(Product, _C.product_id == Product.id)
        .join(SupportProduct, _C.support_id == SupportProduct.id)
        .where(wanted, _C.owner_id.is_not(None), owners.answer_for(_C.owner_id, _C.due_on))
        .group_by(Product.id, SupportProduct.id, _C.cycle, _C.course, _C.owner_id)
    )  # fmt: skip
    for row in db.session.execute(given):
        what = phrase(counted(row.n, *_WHAT[row.course]), line=f"{row.table} {row.cycle}".strip(), n=row.n)
        place = ("sbom.support.show", {"row_id": row.first})
        yield Task(f"support:{row.first}:{row.course.value}", what, row.due_on, *place, row.product, row.owner_id)
    nobodys = (
        select(Product.id, Product.name, Product.vendor_id, VENDOR_NAME.label("vendor"), func.count().label("n"),
               func.min(_C.due_on).label("due_on"))
        .join(Product, _C.product_id == Product.id)
        .join(Vendor, Product.vendor_id == Vendor.id)
        .where(wanted, _C.owner_id.is_(None))
        .group_by(Product.id, Vendor.id)
    )  # fmt: skip
    for row in db.session.execute(nobodys):
        what = phrase(
            counted(
                row.n,
                N_("Decide on %(n)s component without support in %(product)s"),
                N_("Decide on %(n)s components without support in %(product)s"),
            ),
            n=row.n,
            product=row.name,
        )
        place = ("sbom.support.index", {"vendor": row.vendor_id, "show": "open", "q": row.name[:200]})
        yield Task(f"support-of:{row.id}", what, row.due_on, *place, row.vendor)


_WHAT = {
    Course.UNDECIDED: (N_("Decide on %(line)s (%(n)s component)"), N_("Decide on %(line)s (%(n)s components)")),
    Course.RETIRE: (N_("Retire %(line)s (%(n)s component)"), N_("Retire %(line)s (%(n)s components)")),
    Course.COVERED: (
        N_("Look again at what supports %(line)s (%(n)s component)"),
        N_("Look again at what supports %(line)s (%(n)s components)"),
    ),
    Course.ACCEPTED: (
        N_("Look again at the acceptance of %(line)s (%(n)s component)"),
        N_("Look again at the acceptance of %(line)s (%(n)s components)"),
    ),
}
