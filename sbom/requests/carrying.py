"""What a vendor stated of earlier deliveries, held against a later one: what carries over, and what is stale."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import or_, select

from core.db import db
from core.phrases import N_
from sbom.components.models import Component, Delivery
from sbom.components.rows import package_of
from sbom.statements.models import Statement
from sbom.statements.queries import statements_of
from sbom.statements.rules import BITS, Subject, identity_of, key_of, package_identity_of


class Standing(StrEnum):
    """How a statement stands to a delivery."""

    STALE = "stale"
    LAPSED = "lapsed"
    CARRIED = "carried"
    NEEDLESS = "needless"
    GONE = "gone"


STANDING_NAMES = {
    Standing.STALE: N_("Another version: ask again"),
    Standing.LAPSED: N_("Proves nothing any more"),
    Standing.CARRIED: N_("Carried over"),
    Standing.NEEDLESS: N_("Now in the SBOM itself"),
    Standing.GONE: N_("Not in this SBOM"),
}
TONES = {
    Standing.STALE: "warn",
    Standing.LAPSED: "bad",
    Standing.CARRIED: "good",
    Standing.NEEDLESS: "muted",
    Standing.GONE: "muted",
}
_FEW = 400
"""So many packages are looked up by name; for more the whole delivery is walked."""


@dataclass(frozen=True)
class Carried:
    """A statement and how it stands; `versions` are those in the delivery, `position` where its component is."""

    statement: Statement
    standing: Standing
    versions: tuple[str, ...] = ()
    position: int | None = None


def carried(delivery: Delivery) -> list[Carried]:
    """Every statement that counts for the delivery's product, those to act on first. Two queries."""
    stated = statements_of(delivery.release.product_id)
    if not stated:
        return []
    same: dict[str, Any] = {}
    packages: dict[str, list[Any]] = {}
    for row in _rows(delivery.id, stated):
        same.setdefault(key_of(identity_of(row.purl, row.group_name, row.name, row.version)), row)
        packages.setdefault(key_of(package_identity_of(row.purl, row.group_name, row.name)), []).append(row)
    found = [_standing(one, same.get(one.key), packages.get(one.package_key, [])) for one in stated]
    order = list(Standing)
    return sorted(found, key=lambda each: order.index(each.standing))


def _rows(delivery_id: int, stated: Sequence[Statement]) -> Sequence[Any]:
    c = Component
    query = select(
        c.position, c.purl, c.group_name, c.name, c.version, c.stated, c.source_disclosed, c.licence_proven, c.is_own
    ).where(c.delivery_id == delivery_id)
    purls = {package_of(one.purl)[:400] for one in stated if one.purl}
    names = {one.component_name.rpartition("/")[2].casefold()[:200] for one in stated}
    if len(purls) + len(names) <= _FEW:
        query = query.where(or_(c.purl_key.in_(purls), c.name_key.in_(names)))
    return db.session.execute(query.order_by(c.position)).all()


def _standing(one: Statement, row: Any, others: Sequence[Any]) -> Carried:
    if row is not None:
        return Carried(one, _of_same(one, row), (row.version,), row.position)
    if others:
        versions = tuple(dict.fromkeys(other.version or "—" for other in others))
        return Carried(one, Standing.STALE, versions, others[0].position)
    return Carried(one, Standing.GONE)


def _of_same(one: Statement, row: Any) -> Standing:
    if row.stated & BITS[one.subject]:
        return Standing.CARRIED
    proven = {
        Subject.ORIGIN: row.source_disclosed,
        Subject.LICENCE: row.licence_proven,
        Subject.OWNER: row.is_own,
    }[one.subject]
    return Standing.NEEDLESS if proven else Standing.LAPSED


def tally(found: Sequence[Carried]) -> Counter[Standing]:
    return Counter(each.standing for each in found)
