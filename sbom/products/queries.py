"""Reads of products and releases; figures of their SBOMs belong to `sbom.disclosure.queries`."""

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased, joinedload

from core.db import db
from core.web.listing import Column, Filter, Kind, Listing, Status
from sbom.products.models import Product, Release
from vendors.register.models import Vendor
from vendors.services.models import Service

VENDOR_NAME = func.coalesce(func.nullif(Vendor.name_zh, ""), Vendor.name_en)


def products() -> Listing:
    """The list of products, with the release that is current."""
    every = aliased(Release)
    count = select(func.count(every.id)).where(every.product_id == Product.id).scalar_subquery()
    return Listing(
        name="products",
        title=gettext("Products"),
        statement=select(Product, VENDOR_NAME.label("vendor"), Release.number.label("current"), count.label("releases"))
        .join(Vendor, Product.vendor_id == Vendor.id)
        .outerjoin(Release, and_(Release.product_id == Product.id, Release.is_current)),
        tiebreak=Product.id,
        search=(Product.name, Vendor.name_zh, Vendor.name_en),
        default_sort="name",
        filters=[
            Filter(
                "state",
                gettext("State"),
                lambda: [("running", gettext("In use")), ("ended", gettext("No longer used"))],
                lambda v: Product.is_ended == (v == "ended"),
            )
        ],
        columns=[
            Column(
                "name",
                _l("Product"),
                lambda r: r.Product.name,
                sort=Product.name,
                url=lambda r: url_for("sbom.products.show", product_id=r.Product.id),
            ),
            Column(
                "vendor",
                _l("Vendor"),
                lambda r: r.vendor,
                sort=VENDOR_NAME,
                url=lambda r: url_for("vendors.register.show", vendor_id=r.Product.vendor_id),
            ),
            Column("current", _l("Current release"), lambda r: r.current, sort=Release.number),
            Column("releases", _l("Releases"), lambda r: r.releases, Kind.NUMBER, sort=count, is_minor=True),
            Column("state", _l("State"), lambda r: product_status(r.Product), Kind.STATUS, sort=Product.is_ended),
        ],
    )


def product_status(product: Product) -> Status:
    return Status(gettext("No longer used"), "muted") if product.is_ended else Status(gettext("In use"), "good")


def product_page(product_id: int) -> Product:
    """One product with what its page shows. 404 for a number nobody has."""
    query = select(Product).where(Product.id == product_id)
    found: Product = db.one_or_404(query.options(joinedload(Product.vendor), joinedload(Product.service)))
    return found


def release_of(product_id: int, release_id: int) -> Release:
    """One release of a product. 404 for one of another."""
    query = select(Release).where(Release.id == release_id, Release.product_id == product_id)
    found: Release = db.one_or_404(query.options(joinedload(Release.product)))
    return found


def product_choices() -> list[tuple[int, str]]:
    """Products in use, by vendor."""
    query = (
        select(Product.id, Product.name, VENDOR_NAME.label("vendor")).join(Vendor).where(Product.is_ended.is_(False))
    )
    rows = db.session.execute(query.order_by(VENDOR_NAME, Product.name))
    return [(r.id, f"{r.vendor} · {r.name}") for r in rows]


def service_choices() -> list[tuple[int, str]]:
    """Services that have not ended, by vendor."""
    query = (
        select(Service.id, Service.name, VENDOR_NAME.label("vendor")).join(Vendor).where(Service.is_ended.is_(False))
    )
    rows = db.session.execute(query.order_by(VENDOR_NAME, Service.name))
    return [(r.id, f"{r.vendor} · {r.name}") for r in rows]
