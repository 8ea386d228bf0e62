"""What a product's VEX says, from its findings; three queries, however many they are."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core import clock
from core.db import db
from sbom.components.models import Component
from sbom.products.models import Product, Release
from sbom.vulnerabilities import vex_writing
from sbom.vulnerabilities.cvss import best
from sbom.vulnerabilities.models import Finding, Vulnerability
from sbom.vulnerabilities.vex_writing import Judged, Part

_OURS = UUID("2b0f5f7e-6a43-4f0a-8f43-6c1f4f0d6c55")


def vex_of(product_id: int) -> dict[str, Any]:
    """The VEX of what is found in a product's SBOM in use. 404 for a number nobody has."""
    product: Product = db.one_or_404(select(Product).where(Product.id == product_id))
    release = db.session.scalar(select(Release).where(Release.product_id == product_id, Release.is_current))
    now = clock.now()
    serial = f"urn:uuid:{uuid5(_OURS, f'{product_id} {now.isoformat()}')}"
    return vex_writing.document(product.name, release.number if release else "", serial, now, _judged(product_id))


def _judged(product_id: int) -> Iterator[Judged]:
    query = (
        select(Finding, Component.purl)
        .outerjoin(Component, (Component.delivery_id == Finding.delivery_id) & (Component.position == Finding.position))
        .where(Finding.product_id == product_id, Finding.closed_at.is_(None))
        .order_by(Finding.id)
    )
    vulnerability = joinedload(Finding.vulnerability)
    options = (vulnerability.selectinload(Vulnerability.aliases), vulnerability.selectinload(Vulnerability.advisories))
    for finding, purl in db.session.execute(query.options(*options)):
        one: Vulnerability = finding.vulnerability
        others = (alias.name for alias in one.aliases if alias.name != one.name)
        score, vector = best(advisory.vector for advisory in one.advisories)
        yield Judged(
            names=(one.name, *others),
            part=Part(finding.component, finding.package_version, purl or ""),
            state=finding.state,
            severity=finding.severity,
            justification=finding.justification,
            reason=finding.reason,
            score=one.score if score is None else score,
            vector=vector,
            summary=one.summary,
            published_at=one.published_at,
            found_at=finding.found_at,
            judged_at=finding.judged_at,
        )
