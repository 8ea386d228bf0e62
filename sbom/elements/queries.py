"""Reads of how much of the minimum elements deliveries hold: the one source for page, overview, request and workbook."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload

from core.db import db
from core.web.listing import Column, Kind, Listing
from sbom.components.models import Delivery
from sbom.elements.catalogue import standards
from sbom.elements.rules import VERSION, WHY_NOT, Counts, Coverage, Element, Standard, added, coverage
from sbom.products.models import Product, Release
from sbom.products.queries import VENDOR_NAME
from vendors.register.models import Vendor


def counts_of(delivery: Delivery) -> Counts | None:
    """What was counted in a delivery; None while it was not."""
    return unpacked(delivery.elements)


def unpacked(kept: dict[str, object] | None) -> Counts | None:
    found = kept.get("counts") if kept else None
    if not isinstance(found, dict):
        return None
    return {check: (int(has), int(of)) for check, (has, of) in found.items()}


def packed(counts: Counts) -> dict[str, object]:
    return {"version": VERSION, "counts": {check: list(pair) for check, pair in counts.items()}}


@dataclass(frozen=True)
class Row:
    """One element of one standard in one delivery."""

    standard: Standard
    element: Element
    has: int
    of: int

    @property
    def share(self) -> float | None:
        return self.has / self.of if self.of else None

    @property
    def why_not(self) -> str:
        return WHY_NOT[self.element.check] if self.has < self.of else ""

    @property
    def missing(self) -> int:
        return self.of - self.has


def rows_of(counts: Counts) -> list[tuple[Standard, Coverage, list[Row]]]:
    """Every standard with its elements, as one delivery has them."""
    return [
        (one, coverage(one, counts), [Row(one, e, *counts.get(e.check, (0, 0))) for e in one.elements])
        for one in standards()
    ]


def delivery_with_elements(delivery_id: int) -> Delivery:
    """One delivery with its product. 404 for a number nobody has."""
    query = select(Delivery).where(Delivery.id == delivery_id, Delivery.is_complete)
    product = joinedload(Delivery.release).joinedload(Release.product).joinedload(Product.vendor)
    found: Delivery = db.one_or_404(query.options(product, defer(Delivery.findings)))
    return found


def uncounted(limit: int) -> Sequence[tuple[int, str]]:
    """(id, SHA-256) of current deliveries that were never counted."""
    query = select(Delivery.id, Delivery.sha256).where(
        Delivery.is_current, Delivery.is_complete, Delivery.elements.is_(None)
    )
    return [(row.id, row.sha256) for row in db.session.execute(query.order_by(Delivery.id).limit(limit))]


# --- by vendor --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class VendorElements:
    """A vendor's current SBOMs together."""

    products: int
    components: int
    covered: dict[str, Coverage]
    """By standard."""


def by_vendor() -> dict[int, VendorElements]:
    """Every vendor with an SBOM of a product in use. One query."""
    query = (
        select(Product.vendor_id, Delivery.components, Delivery.elements)
        .join(Release, Delivery.release_id == Release.id)
        .join(Product, Release.product_id == Product.id)
        .where(Delivery.is_current, Release.is_current, Product.is_ended.is_(False))
    )
    found = defaultdict(list)
    for row in db.session.execute(query):
        found[row.vendor_id].append((row.components, unpacked(row.elements)))
    return {vendor_id: _together(each) for vendor_id, each in found.items()}


def _together(each: list[tuple[int, Counts | None]]) -> VendorElements:
    counts = added([known for _, known in each if known is not None])
    return VendorElements(len(each), sum(n for n, _ in each), {s.id: coverage(s, counts) for s in standards()})


def overview() -> Listing:
    """Vendors with how far their SBOMs hold what each standard requires."""
    found = by_vendor()

    return Listing(
        name="sbom-elements",
        title=gettext("Minimum elements"),
        statement=select(Vendor.id, VENDOR_NAME.label("vendor")).where(Vendor.id.in_(found)),
        key=Vendor.id,
        tiebreak=Vendor.id,
        search=(Vendor.name_zh, Vendor.name_en),
        default_sort="vendor",
        columns=[
            Column(
                "vendor",
                _l("Vendor"),
                lambda r: r.vendor,
                sort=VENDOR_NAME,
                url=lambda r: url_for("vendors.register.show", vendor_id=r.id, _anchor="software"),
            ),
            Column("products", _l("SBOMs"), lambda r: found[r.id].products, Kind.NUMBER),
            Column("components", _l("Components"), lambda r: found[r.id].components, Kind.NUMBER, is_minor=True),
            *(column for standard in standards() for column in _columns(standard, found)),
        ],
    )


def _columns(standard: Standard, found: dict[int, VendorElements]) -> list[Column]:
    name = standard.short

    def of(row: Any) -> Coverage:
        return found[row.id].covered[standard.id]

    def whole(row: Any) -> str:
        return f"{of(row).complete}/{of(row).required}"

    return [
        Column(
            standard.id,
            name,
            lambda r: of(r).share,
            Kind.PERCENT,
            rank=lambda key: found[key].covered[standard.id].share if key in found else None,
        ),
        Column(f"{standard.id}_whole", gettext("%(name)s: complete", name=name), whole, is_minor=True),
    ]
