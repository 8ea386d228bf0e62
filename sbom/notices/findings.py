"""Findings as known vulnerabilities: what matching SBOMs with advisories found, and since when the vendor could know."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from core import clock
from core.db import db
from core.web.addresses import address
from sbom.components.models import Delivery
from sbom.notices.rules import OWED, Known, Severity
from sbom.products.models import Product
from sbom.vulnerabilities.models import Alias, Finding, Vulnerability
from sbom.vulnerabilities.rules import OPEN_STATES


def known(as_of: date) -> Iterator[Known]:
    """Open grave findings, one a product and vulnerability. Three queries.

    A vendor could know from the day on which the vulnerability was published, and of this product from the day on which
    it delivered the SBOM that holds it, or, where an older one held it too, from the day on which we found it there.
    """
    products = {row.id: row.vendor_id for row in db.session.execute(select(Product.id, Product.vendor_id))}
    names = _names()
    end = datetime.combine(as_of + timedelta(days=1), time(), clock.zone())
    grave = [each.value for each in OWED]
    query = (
        select(
            Finding.id, Finding.product_id, Finding.release_id, Finding.component, Finding.severity, Finding.found_at,
            Finding.vulnerability_id, Vulnerability.name, Vulnerability.published_at, Delivery.delivered_at,
        )
        .join(Vulnerability, Finding.vulnerability_id == Vulnerability.id)
        .join(Delivery, Finding.delivery_id == Delivery.id)
        .where(Finding.closed_at.is_(None), Finding.state.in_(OPEN_STATES), Vulnerability.is_withdrawn.is_(False))
        .where(Finding.severity.in_(grave), Finding.found_at < end)
        .order_by(Finding.id)
    )  # fmt: skip
    seen: set[tuple[int, int]] = set()
    for row in db.session.execute(query):
        key = (row.product_id, row.vulnerability_id)
        if key in seen or row.product_id not in products:
            continue
        seen.add(key)
        here_since = min(row.found_at, row.delivered_at)
        yield Known(
            name=row.name,
            names=frozenset(name.upper() for name in (row.name, *names[row.vulnerability_id])),
            vendor_id=products[row.product_id],
            product_id=row.product_id,
            release_id=row.release_id,
            component=row.component,
            severity=Severity(row.severity.value),
            known_at=max(row.published_at or here_since, here_since),
            url=address("sbom.vulnerabilities.show", finding_id=row.id),
        )


def _names() -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    open_ones = select(Finding.vulnerability_id).where(Finding.closed_at.is_(None))
    query = select(Alias.vulnerability_id, Alias.name).where(Alias.vulnerability_id.in_(open_ones))
    for row in db.session.execute(query):
        found[row.vulnerability_id].append(row.name)
    return found
