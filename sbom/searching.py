"""Products and components in the box that searches everything."""

from collections.abc import Sequence

from flask import Flask, url_for
from sqlalchemy import select

from core.db import db
from core.phrases import N_
from core.search import Group, Hit, register_group
from core.search.registry import all_words
from sbom.find.answers import answers
from sbom.find.parsing import MAX_QUERY, Misread, parse
from sbom.find.queries import find
from sbom.products.models import Product
from sbom.products.queries import VENDOR_NAME
from vendors.register.models import Vendor


def init_app(app: Flask) -> None:
    for group in (
        Group("products", N_("Software products"), "sbom.view", products, 45),
        Group("components", N_("Components"), "sbom.view", components, 50, lambda q: url_for("sbom.find.index", q=q)),
    ):
        register_group(app, group)


def products(words: Sequence[str], most: int) -> list[Hit]:
    query = select(Product.id, Product.name, VENDOR_NAME.label("vendor")).join(Vendor)
    query = query.where(all_words(words, (Product.name, Vendor.name_zh, Vendor.name_en)))
    return [
        Hit(row.name, url_for("sbom.products.show", product_id=row.id), row.vendor)
        for row in db.session.execute(query.order_by(Product.is_ended, Product.name).limit(most))
    ]


def components(words: Sequence[str], most: int) -> list[Hit]:
    """Where components are that the words name, as the search for components finds them."""
    try:
        query = parse(" ".join(words)[:MAX_QUERY])
    except Misread:
        return []
    found = answers(find(query, most=most).places[:most])
    return [
        Hit(
            f"{one.component.name} {one.component.version}".strip(),
            url_for("sbom.find.index", q=one.component.name),
            f"{one.product.name} {one.release.number} · {one.vendor.name}",
        )
        for one in found
    ]
