"""Vulnerabilities that wait for somebody: each by itself once it is given to a person, before that by product."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import func, select

from core.db import db
from core.my_work import Task
from core.my_work.registry import Owners
from core.phrases import N_, counted, phrase
from sbom.products.models import Product
from sbom.products.queries import VENDOR_NAME
from sbom.vulnerabilities.models import Finding, Vulnerability
from sbom.vulnerabilities.queries import IS_OPEN
from vendors.register.models import Vendor


def open_findings(as_of: date, owners: Owners) -> Iterator[Task]:
    """What is given to people, and per product what nobody sees to yet."""
    given = (
        select(
            Finding.id,
            Finding.component,
            Finding.due_on,
            Finding.owner_id,
            Vulnerability.name,
            Product.name.label("product"),
        )
        .join(Vulnerability, Finding.vulnerability_id == Vulnerability.id)
        .join(Product, Finding.product_id == Product.id)
        .where(IS_OPEN, Finding.owner_id.is_not(None), owners.answer_for(Finding.owner_id, Finding.due_on))
    )
    for row in db.session.execute(given):
        what = phrase(N_("Settle %(name)s in %(component)s"), name=row.name, component=row.component)
        place = ("sbom.vulnerabilities.show", {"finding_id": row.id})
        yield Task(f"finding:{row.id}", what, row.due_on, *place, row.product, row.owner_id)
    nobodys = (
        select(Product.id, Product.name, Product.vendor_id, VENDOR_NAME.label("vendor"), func.count().label("n"),
               func.min(Finding.due_on).label("due_on"))
        .join(Product, Finding.product_id == Product.id)
        .join(Vendor, Product.vendor_id == Vendor.id)
        .where(IS_OPEN, Finding.owner_id.is_(None))
        .group_by(Product.id, Vendor.id)
    )  # fmt: skip
    for row in db.session.execute(nobodys):
        what = phrase(
            counted(
                row.n, N_("Judge %(n)s vulnerability in %(product)s"), N_("Judge %(n)s vulnerabilities in %(product)s")
            ),
            n=row.n,
            product=row.name,
        )
        place = ("sbom.vulnerabilities.index", {"vendor": row.vendor_id, "q": row.name})
        yield Task(f"findings:{row.id}", what, row.due_on, *place, row.vendor)
