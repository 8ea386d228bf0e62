"""Components and suppliers inside the products of several vendors, with the critical functions that rest on them.

Counted over the releases in use. One that a single vendor ships is that vendor's matter and stands with its SBOM.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import case, func, select

from core.audit.kept import while_unchanged
from core.db import db
from core.phrases import N_
from core.web.addresses import address
from core.web.listing import Column, Kind, Rows
from sbom.components.models import Component, Delivery, Package
from sbom.products.models import Product, Release
from sbom.products.queries import VENDOR_NAME
from vendors.concentration.underlying import Underlying
from vendors.register.models import Vendor
from vendors.services.models import BusinessFunction, service_function
from vendors.services.rules import Criticality

MOST = 200
"""The most widely shared ones that are shown and measured."""
_AT_ONCE = 400


class Of(StrEnum):
    """What is looked at; named as in the address and as the concentration page knows it."""

    COMPONENT = "component"
    SUPPLIER = "supplier"


OF_NAMES = {Of.COMPONENT: N_("Software component"), Of.SUPPLIER: N_("Supplier of components")}


@dataclass(frozen=True)
class Shared:
    """One component (whatever its version) or supplier, and who ships it in what. `search` finds it."""

    key: str
    name: str
    search: str
    vendors: tuple[str, ...]
    vendor_ids: frozenset[int]
    """Those of them of whose products at least one names no service."""
    service_ids: frozenset[int]
    products: int
    functions: tuple[str, ...]
    """The core functions that those products' services support."""


def shared(of: Of) -> Sequence[Shared]:
    """What several vendors ship: by critical functions, then by vendors, the most first."""
    return while_unchanged(("sbom-spread", of.value), lambda: _worked_out(of))


def _key(of: Of) -> Any:
    if of is Of.SUPPLIER:
        return Package.supplier_text
    return case((Package.purl_text != "", Package.purl_text), else_="name:" + Package.name_text)


def _pairs(of: Of) -> Any:
    """Which entry is inside which product in use, each pair once."""
    statement: Rows = (
        select(Component.package_id, Release.product_id, Product.vendor_id)
        .join(Delivery, Component.delivery_id == Delivery.id)
        .join(Release, Delivery.release_id == Release.id)
        .join(Product, Release.product_id == Product.id)
        .where(Delivery.is_current, Release.is_current, Product.is_ended.is_(False), Component.is_own.is_(False))
        .distinct()
    )
    return statement.cte("pairs")


def _worked_out(of: Of) -> list[Shared]:
    pairs, key = _pairs(of), _key(of).label("key")
    vendors = func.count(pairs.c.vendor_id.distinct())
    widest: Rows = (
        select(key, func.min(Package.supplier if of is Of.SUPPLIER else Package.name))
        .select_from(pairs)
        .join(Package, Package.id == pairs.c.package_id)
        .group_by(key)
        .having(vendors > 1)
        .order_by(vendors.desc(), key)
        .limit(MOST)
    )
    if of is Of.SUPPLIER:
        widest = widest.where(Package.supplier_text != "")
    called = {row[0]: row[1] for row in db.session.execute(widest)}
    inside = _inside(of, list(called))
    products = _products({p for found in inside.values() for p in found})
    functions = _functions({p.service_id for p in products.values() if p.service_id})
    every = [_shared(of, k, name, [products[p] for p in inside[k]], functions) for k, name in called.items()]
    return sorted(every, key=lambda s: (-len(s.functions), -len(s.vendors), s.name))


def _inside(of: Of, keys: list[str]) -> dict[str, set[int]]:
    """key → the products in use that hold it."""
    pairs, key = _pairs(of), _key(of).label("key")
    found: dict[str, set[int]] = {}
    for at in range(0, len(keys), _AT_ONCE):
        query = (
            select(key, pairs.c.product_id)
            .select_from(pairs)
            .join(Package, Package.id == pairs.c.package_id)
            .distinct()
        )
        for row in db.session.execute(query.where(key.in_(keys[at : at + _AT_ONCE]))):
            found.setdefault(row[0], set()).add(row[1])
    return found


def _products(ids: set[int]) -> dict[int, Any]:
    query = select(Product.id, Product.vendor_id, Product.service_id, VENDOR_NAME.label("vendor")).join(Vendor)
    return {row.id: row for row in db.session.execute(query) if row.id in ids}


def _functions(service_ids: set[int]) -> dict[int, set[str]]:
    query = (
        select(service_function.c.service_id, BusinessFunction.name)
        .join(BusinessFunction, BusinessFunction.id == service_function.c.function_id)
        .where(BusinessFunction.criticality == Criticality.CORE, BusinessFunction.is_retired.is_(False))
    )
    found: dict[int, set[str]] = {}
    for service_id, name in db.session.execute(query):
        if service_id in service_ids:
            found.setdefault(service_id, set()).add(name)
    return found


def _shared(of: Of, key: str, name: str, products: list[Any], functions: dict[int, set[str]]) -> Shared:
    return Shared(
        key=key,
        name=name,
        search=_search(of, key, name),
        vendors=tuple(sorted({p.vendor for p in products})),
        vendor_ids=frozenset(p.vendor_id for p in products if p.service_id is None),
        service_ids=frozenset(p.service_id for p in products if p.service_id is not None),
        products=len(products),
        functions=tuple(sorted({f for p in products for f in functions.get(p.service_id, ())})),
    )


def _search(of: Of, key: str, name: str) -> str:
    if of is Of.SUPPLIER:
        return 'supplier:"{}"'.format(name.replace('"', " "))
    return key if key.startswith("pkg:") else 'name:"{}"'.format(name.replace('"', " "))


def underlying(of: Of) -> list[Underlying]:
    """The same for the concentration page, the stress test and their pictures."""
    return [
        Underlying(s.key, s.name, s.vendor_ids, address("sbom.find.index", q=s.search), s.service_ids)
        for s in shared(of)
    ]


def components(_as_of: date) -> list[Underlying]:
    """Components of the releases in use today, whatever day is asked for: SBOMs say what is, not what was."""
    return underlying(Of.COMPONENT)


def suppliers(_as_of: date) -> list[Underlying]:
    return underlying(Of.SUPPLIER)


def columns(of: Of) -> list[Column]:
    return [
        Column("name", _l("Component") if of is Of.COMPONENT else _l("Supplier"), lambda s: s.name,
               url=lambda s: url_for("sbom.find.index", q=s.search)),
        Column("functions", _l("Core functions"), lambda s: s.functions),
        Column("vendors", _l("Vendors"), lambda s: len(s.vendors), Kind.NUMBER),
        Column("products", _l("Products"), lambda s: s.products, Kind.NUMBER),
        Column("names", _l("Who ships it"), lambda s: s.vendors, is_minor=True),
        Column("purl", _l("Package URL"), lambda s: s.key if s.key.startswith("pkg:") else "", is_minor=True),
    ]  # fmt: skip
