"""What vulnerabilities show on other features' pages."""

from typing import Any

from core import clock
from core.severity import SEVERITY_NAMES, Severity
from sbom.components.models import Component, Delivery
from sbom.products.models import Product, Release
from sbom.vulnerabilities import listings, queries
from vendors.register.models import Vendor

_SHOWN = [s for s in Severity if s is not Severity.NONE]


def _context(tallies: list[queries.Tally]) -> dict[str, Any]:
    return {"tallies": tallies, "severities": {s: SEVERITY_NAMES[s] for s in _SHOWN}}


def on_vendor(vendor: Vendor) -> dict[str, Any] | None:
    """The open findings of the vendor's products; nothing where none was ever matched."""
    found = [t for t in queries.tallies(clock.today(), Product.vendor_id == vendor.id) if t.matched_at]
    return _context(found) if found else None


def on_product(product: Product) -> dict[str, Any] | None:
    """The open findings of a product's current release."""
    found = queries.tallies(clock.today(), Product.id == product.id)
    return _context(found) | {"product": product} if found and found[0].has_sbom else None


def on_delivery(delivery: Delivery) -> dict[str, Any] | None:
    """The same on the page of the SBOM that counts."""
    release: Release = delivery.release
    return on_product(release.product) if delivery.is_current and release.is_current else None


def on_component(component: Component) -> dict[str, Any] | None:
    """The findings in one component."""
    rows = queries.findings_of_component(component)
    if not rows:
        return None
    return {"rows": rows, "severity": listings.severity_status, "standing": listings.standing_status}
