"""What disclosure shows on other features' pages."""

from typing import Any

from sbom.disclosure import listings, queries
from sbom.products.models import Product
from vendors.register.models import Vendor


def on_vendor(vendor: Vendor) -> dict[str, Any] | None:
    """The vendor's products and their SBOMs."""
    return {"rows": queries.disclosures_of(vendor.id), "share": queries.share, "validity": listings.validity}


def on_product(product: Product) -> dict[str, Any] | None:
    """The product's releases with every SBOM delivered for them."""
    return {
        "releases": queries.releases_with_deliveries(product),
        "share": queries.share,
        "validity": listings.validity,
    }
