"""The grades of a delivery taken again, with what its vendor states. Called inside a unit of work; none commits."""

from typing import Any

from sqlalchemy import ColumnElement, case, func, select, update

from core.db import db
from sbom.components.models import Component, Delivery
from sbom.disclosure.queries import as_read
from sbom.disclosure.restated import Restated, restated
from sbom.disclosure.rules import Gap, gap_bits
from sbom.products.models import Release
from sbom.statements.queries import in_force
from sbom.statements.rules import BITS, Said, Subject, identity_of, key_of

_AT_ONCE = 500


def restate_product(product_id: int) -> int:
    """Judge the current SBOMs of all releases of a product again. Returns how many components changed."""
    query = select(Delivery).join(Release).where(Release.product_id == product_id, Delivery.is_current)
    return sum(restate(delivery) for delivery in db.session.scalars(query.where(Delivery.is_complete)).all())


def restate(delivery: Delivery) -> int:
    """Judge what statements speak of, or spoke of, again. What the file says is not touched; twice changes nothing."""
    said = in_force(delivery.release.product_id)
    due = _spoken_of(delivery.id, said)
    changed = 0
    for at in range(0, len(due), _AT_ONCE):
        changed += _restate(delivery, dict(due[at : at + _AT_ONCE]), said)
    if changed:
        _refigure(delivery)
    return changed


def _spoken_of(delivery_id: int, said: Any) -> list[tuple[int, str]]:
    """(position, key) of the components that a statement speaks of or whose grade rests on one."""
    query = select(
        Component.position, Component.purl, Component.group_name, Component.name, Component.version, Component.stated
    ).where(Component.delivery_id == delivery_id)
    if not said:
        query = query.where(Component.stated != 0)  # nothing to look for in fifty thousand new components
    keys = (
        (row.position, key_of(identity_of(row.purl, row.group_name, row.name, row.version)), row.stated)
        for row in db.session.execute(query)
    )
    return [(position, key) for position, key, stated in keys if stated or key in said]


def _restate(delivery: Delivery, keys: dict[int, str], said: Any) -> int:
    query = select(Component).where(Component.delivery_id == delivery.id, Component.position.in_(keys))
    rows = db.session.scalars(query.order_by(Component.position)).all()
    changes = []
    for row, component in zip(rows, as_read(rows), strict=True):
        own_by_file = row.is_own and not row.stated & BITS[Subject.OWNER]
        found = restated(component, said.get(keys[row.position], Said()), delivery.judged_on, is_own=own_by_file)
        values = _columns(found)
        if any(getattr(row, name) != value for name, value in values.items()):
            changes.append({"delivery_id": delivery.id, "position": row.position} | values)
    if changes:
        db.session.execute(update(Component), changes)
    return len(changes)


def _columns(found: Restated) -> dict[str, Any]:
    disclosure = found.disclosure
    return {
        "is_own": found.is_own,
        "origin": disclosure.origin.grade.value,
        "licence": disclosure.licence.grade.value,
        "source_disclosed": disclosure.source_disclosed,
        "licence_proven": disclosure.licence_proven,
        "gaps": gap_bits(disclosure.gaps),
        "stated": found.stated,
    }


def _refigure(delivery: Delivery) -> None:
    """The delivery's figures from its rows."""
    c, both = Component, Component.source_disclosed & Component.licence_proven
    counted = {
        "source_disclosed": _count(c.source_disclosed),
        "licence_proven": _count(c.licence_proven),
        "both_disclosed": _count(both),
        "own": _count(c.is_own),
        "own_both": _count(c.is_own & both),
    }
    gaps = {gap: _count(_has(c.gaps, gap_bits((gap,))) & ~c.is_own) for gap in Gap}
    stated = {
        "source": _count(_has(c.stated, BITS[Subject.ORIGIN])),
        "licence": _count(_has(c.stated, BITS[Subject.LICENCE])),
        "own": _count(_has(c.stated, BITS[Subject.OWNER])),
        "any": _count(c.stated != 0),
    }
    columns = [*counted.values(), *gaps.values(), *stated.values()]
    numbers = list(map(int, db.session.execute(select(*columns).where(c.delivery_id == delivery.id)).one()))
    for name, number in zip(counted, numbers, strict=False):
        setattr(delivery, name, number)
    numbers = numbers[len(counted) :]
    delivery.gaps = {gap.value: n for gap, n in zip(gaps, numbers, strict=False) if n}
    delivery.stated = {name: n for name, n in zip(stated, numbers[len(gaps) :], strict=True) if n}
    delivery.origins, delivery.licences = _grades(delivery, c.origin), _grades(delivery, c.licence)


def _has(column: Any, bit: int) -> ColumnElement[bool]:
    has: ColumnElement[bool] = column.op("&")(bit) != 0
    return has


def _count(condition: Any) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _grades(delivery: Delivery, column: Any) -> dict[str, int]:
    query = select(column, func.count()).where(Component.delivery_id == delivery.id).group_by(column)
    return {row[0]: row[1] for row in db.session.execute(query)}
