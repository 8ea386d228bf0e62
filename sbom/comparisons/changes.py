"""What a new release brings into what runs: its SBOM against the one before, for the products of what changes."""

from datetime import date

from sqlalchemy import select

from core.db import db
from core.phrases import N_, phrase
from core.web.addresses import address
from sbom.comparisons.queries import comparable, compared
from sbom.comparisons.rules import CHANGE_NAMES, TONES, Change
from sbom.products.models import Product
from vendors.changes.rules import Effect, Planned, Touched

PRODUCTS, LISTED = 5, 30


def differences(planned: Planned, as_of: date) -> Effect | None:
    """For a change of version: the newest delivery, or that of the release named, beside the delivery before it."""
    if not planned.tests:
        return None
    query = select(Product).where(Product.is_ended.is_(False), Product.vendor_id == planned.vendor_id)
    if planned.service_id:
        query = query.where(Product.service_id == planned.service_id)
    products = db.session.scalars(query.order_by(Product.id).limit(PRODUCTS)).all()
    items = [item for product in products for item in _of(product, planned.release)]
    if not products:
        return Effect("sbom", N_("Components"), (), 0, phrase(N_("No product is registered for what changes.")))
    return Effect("sbom", N_("Components"), tuple(items[:LISTED]), len(items))


def _of(product: Product, release: str) -> list[Touched]:
    deliveries = comparable(product.id)
    new = next((d for d in deliveries if not release or d.release.number == release), None)
    if new is None:
        says = phrase(N_("no SBOM of version %(release)s yet: ask for it"), release=release or "—")
        return [Touched(product.name, says, address("sbom.products.show", product_id=product.id), "warn")]
    old = next((d for d in deliveries if d.id < new.id and d.release_id != new.release_id), None)
    if old is None:
        says = phrase(N_("only one SBOM is here: nothing to compare with"))
        return [Touched(product.name, says, address("sbom.products.show", product_id=product.id))]
    found = [d for d in compared(old, new).differences if Change.UNCHANGED not in d.changes]
    says = phrase(
        N_("%(old)s → %(new)s: components that differ: %(n)s"),
        old=old.release.number,
        new=new.release.number,
        n=len(found),
    )
    url = address("sbom.comparisons.show", delivery_id=new.id, since=old.id)
    head = Touched(product.name, says, url, "warn" if found else "good")
    return [
        head,
        *(Touched(d.name, phrase(CHANGE_NAMES[d.changes[0]]), url, TONES[d.changes[0]]) for d in found[:LISTED]),
    ]
