"""Which products are to be matched, and what comes out. Both only read; `recording` writes it down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, or_, select

from core.db import db
from sbom.components.models import Component, Delivery
from sbom.products.models import Product, Release
from sbom.vulnerabilities import matching, stating, vex
from sbom.vulnerabilities.keeping import batches
from sbom.vulnerabilities.matching import Candidate, Candidates
from sbom.vulnerabilities.matching import Finding as Found
from sbom.vulnerabilities.models import (
    Advisory,
    AdvisoryPackage,
    Import,
    Matched,
)
from sbom.vulnerabilities.ranges import affected_of
from sbom.vulnerabilities.vex import Statement, with_statements

Place = tuple[int, str, str]
"""(vulnerability, package, version): what a product has at most one finding of."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A product and the SBOM that counts: of its current release. None: it is not in use, or has no SBOM any more."""

    product_id: int
    delivery_id: int | None
    release_id: int | None
    imports: int
    is_new: bool = True
    """Whether this SBOM was not matched before."""


def finished_imports() -> int:
    """How many imports have changed something: a product matched after as many is up to date."""
    query = select(func.count(Import.id)).where(Import.finished_at.is_not(None), Import.added + Import.changed > 0)
    return db.session.scalar(query) or 0


def in_use() -> Any:
    """The SBOMs that count, with product and release."""
    return (
        select(Product.id.label("product_id"), Delivery.id.label("delivery_id"), Release.id.label("release_id"))
        .join(Release, Release.product_id == Product.id)
        .join(Delivery, Delivery.release_id == Release.id)
        .where(Delivery.is_current, Release.is_current, Product.is_ended.is_(False))
    )


def stale() -> list[Scope]:
    """The products whose SBOM, or whose advisories, changed since they were matched."""
    imports = finished_imports()
    current = in_use().subquery()
    behind = (
        select(current, Matched.delivery_id.label("before"))
        .outerjoin(Matched, Matched.product_id == current.c.product_id)
        .where(
            or_(
                Matched.product_id.is_(None),
                Matched.delivery_id.is_distinct_from(current.c.delivery_id),
                Matched.imports != imports,
                Matched.revision != matching.REVISION,
            )
        )
    )
    found = [
        Scope(r.product_id, r.delivery_id, r.release_id, imports, r.before != r.delivery_id)
        for r in db.session.execute(behind)
    ]
    left = select(Matched.product_id).where(
        Matched.delivery_id.is_not(None), Matched.product_id.not_in(select(current.c.product_id))
    )
    return found + [Scope(product_id, None, None, imports) for product_id in db.session.scalars(left)]


@dataclass(frozen=True)
class Plan:
    """What matching a product came to."""

    scope: Scope
    found: Mapping[Place, Found] = field(default_factory=dict)
    packages: frozenset[tuple[str, str]] = frozenset()
    """(package, version) in the SBOM, to tell what is gone from what is no longer affected."""


def plan(scope: Scope) -> Plan:
    """Match a product's SBOM with the advisories on its packages; as many queries as there are hundreds of packages."""
    if scope.delivery_id is None:
        return Plan(scope)
    columns = (Component.position, Component.group_name, Component.name, Component.version, Component.purl)
    query = select(*columns).where(Component.delivery_id == scope.delivery_id).order_by(Component.position)
    rows: Any = db.session.execute(query.execution_options(yield_per=5_000))
    components = matching.named(rows)
    candidates = Candidates.of(_candidates(components))
    found = with_statements(matching.findings(components, candidates), *_said(scope, components))
    return Plan(scope, found, frozenset((c.key, c.version) for c in components))


def _said(scope: Scope, components: Sequence[matching.Named]) -> tuple[list[Statement], vex.Product]:
    """What vendors say that may concern the product, and the product to lay it beside."""
    assert scope.delivery_id is not None
    by_key: dict[str, list[matching.Named]] = {}
    for component in components:
        by_key.setdefault(component.key, []).append(component)
    query = select(Product.name, Release.number).join(Release, Release.product_id == Product.id)
    name, number = db.session.execute(query.where(Release.id == scope.release_id)).one()
    said = stating.statements_for(scope.product_id, scope.delivery_id, by_key)
    return said, vex.Product(name, number, by_key)


def _candidates(components: Sequence[matching.Named]) -> list[Candidate]:
    found: dict[tuple[str, int], Candidate] = {}
    wanted = ((AdvisoryPackage.package_key, matching.keys_of(components)),
              (AdvisoryPackage.name_key, matching.names_of(components)))  # fmt: skip
    for column, values in wanted:
        for part in batches(sorted(values)):
            query = (
                select(*AdvisoryPackage.__table__.c, Advisory.vulnerability_id)
                .join(Advisory, AdvisoryPackage.advisory_id == Advisory.id)
                .where(column.in_(part), Advisory.withdrawn_at.is_(None))
            )
            for row in db.session.execute(query):
                if (row.advisory_id, row.number) not in found:
                    found[row.advisory_id, row.number] = _candidate(row)
    return list(found.values())


def _candidate(row: Any) -> Candidate:
    return Candidate(
        row.vulnerability_id, row.advisory_id, row.package_key, row.name_key, row.release, affected_of(row.affected)
    )
