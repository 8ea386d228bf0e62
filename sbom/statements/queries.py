"""Reads of vendors' statements."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core.db import db
from sbom.statements.models import Statement
from sbom.statements.rules import Said, said_of


def in_force(product_id: int) -> Mapping[str, Said]:
    """What the vendor states of a product's components today, by component key."""
    query = select(Statement.key, Statement.said).where(
        Statement.product_id == product_id, Statement.ended_at.is_(None)
    )
    parts = defaultdict(list)
    for row in db.session.execute(query.order_by(Statement.id)):
        parts[row.key].append(row.said)
    return {key: said_of(each) for key, each in parts.items()}


def has_any(product_id: int) -> bool:
    query = select(Statement.id).where(Statement.product_id == product_id, Statement.ended_at.is_(None)).limit(1)
    return db.session.scalar(query) is not None


def statements_on(product_id: int, key: str) -> Sequence[Statement]:
    """What was stated of one component and still counts, the oldest first."""
    query = (
        select(Statement)
        .where(Statement.product_id == product_id, Statement.key == key, Statement.ended_at.is_(None))
        .options(joinedload(Statement.recorded_by))
        .order_by(Statement.id)
    )
    return db.session.scalars(query).all()


def statements_of(product_id: int, keys: Collection[str] | None = None) -> list[Statement]:
    """All that counts of a product, by component; `keys`: of these components only."""
    query = select(Statement).where(Statement.product_id == product_id, Statement.ended_at.is_(None))
    found = db.session.scalars(query.order_by(Statement.component_name, Statement.id))
    return [one for one in found if keys is None or one.key in keys]
