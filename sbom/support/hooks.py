"""Where end of life shows on other features' pages, and what is judged by it."""

from typing import Any

from flask import Flask

from core import clock
from core.home import register_card
from core.my_work.registry import Source, register_work
from core.obligations import register_judge
from core.phrases import N_
from core.report import register_sheet
from core.web.panels import Panel, register_panel
from sbom.products.models import Product
from sbom.support import cards, listings, obligations, queries, report, work
from sbom.support.views import bp
from vendors.register.models import Vendor

__all__ = ["bp", "init_app"]


def on_product(product: Product) -> dict[str, Any] | None:
    """A product's components that lack support, or lose it soon."""
    rows = queries.worst_of(product.id)
    return {"rows": rows, "status": listings.status_of, "course": listings.course_of} if rows else None


def on_vendor(vendor: Vendor) -> dict[str, Any] | None:
    """The same by product of a vendor."""
    found = [t for t in queries.tallies(clock.today(), Product.vendor_id == vendor.id) if t.lacking]
    return {"tallies": found} if found else None


def init_app(app: Flask) -> None:
    """Connect the feature."""
    register_judge(app, obligations.judge)
    register_card(app, "sbom.decide", cards.out_of_support, order=320)
    register_work(app, Source("support", N_("End of life"), "sbom.decide", work.versions_without_support))
    register_sheet(app, 520, report.sheet)
    register_panel(app, "product", Panel("sbom/support/_product.html", "sbom.view", on_product, order=60))
    register_panel(app, "vendor", Panel("sbom/support/_vendor.html", "sbom.view", on_vendor, order=320))
