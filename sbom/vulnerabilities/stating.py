"""Keeping what vendors say. Called inside a unit of work; none commits."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, or_, select

from core import clock
from core.db import db
from core.phrases import N_, Phrase, phrase
from sbom.components.models import Component, Delivery
from sbom.products.models import Release
from sbom.vulnerabilities import vex
from sbom.vulnerabilities.advisories import Advisory, digest_of
from sbom.vulnerabilities.keeping import batches, keep_advisories
from sbom.vulnerabilities.models import Alias, Statement
from sbom.vulnerabilities.packages import package_of_purl
from sbom.vulnerabilities.vex import Document, Said, Target

_PREFIX = "vex:"


def keep_document(
    document: Document, *, import_id: int, product_id: int | None, delivery_id: int | None = None
) -> tuple[int, int, list[tuple[str, Phrase]]]:
    """(new statements, statements that were kept already, what could not be placed) of a vendor's document."""
    homes = _vulnerabilities(document, import_id)
    rows, faults = [], []
    for said in document.said:
        for target in said.targets:
            placed = list(_placed(target, product_id, delivery_id))
            if not placed:
                faults.append((said.place, _unplaced(target)))
            faults += [(said.place, _unread(words)) for words in vex.in_words(target.versions)]
            rows += [_row(said, homes[said.names[0]], place, document.at) for place in placed]
    fresh = list(_fresh(rows, delivery_id))
    if fresh:
        db.session.execute(insert(Statement), [{**r, "import_id": import_id} for r in fresh])
    return len(fresh), len(rows) - len(fresh), faults


def _unplaced(target: Target) -> Phrase:
    if target.serial:
        return phrase(N_("“%(ref)s” stands in an SBOM that is not here."), ref=target.ref[:100])
    return phrase(N_("It is about a product as a whole; choose the product when importing."))


def _unread(words: str) -> Phrase:
    return phrase(
        N_("“%(range)s” is no range of versions that can be read: look by hand which it means."), range=words[:200]
    )


def _vulnerabilities(document: Document, import_id: int) -> dict[str, int]:
    """First name of each statement → its vulnerability, with what the document says of it."""
    advisories: dict[str, Advisory] = {}
    for said in document.said:
        digest = digest_of([said.names, said.summary, said.description, said.severity, said.vector])
        name = f"{_PREFIX}{digest[:16]}"
        advisories[name] = Advisory(
            id=name,
            modified=document.at or clock.now(),
            origin=document.origin,
            aliases=said.names,
            published=said.published,
            summary=said.summary,
            details=said.description,
            severity=said.severity,
            score=said.score,
            vector=said.vector,
            digest=digest,
        )
    for part in batches(advisories.values(), 500):
        keep_advisories(part, import_id)
    found: dict[str, int] = {}
    for names in batches({s.names[0] for s in document.said}):
        query = select(Alias.name, Alias.vulnerability_id).where(Alias.name.in_(names))
        found |= {row.name: row.vulnerability_id for row in db.session.execute(query)}
    return found


Place = tuple[int | None, int | None, str, tuple[str, ...]]
"""(product, delivery, package, versions)"""


def _placed(target: Target, product_id: int | None, delivery_id: int | None) -> Iterator[Place]:
    """Where a statement belongs; a component of another SBOM is looked up there."""
    if not target.serial:
        if target.key or product_id:
            yield product_id, delivery_id, target.key, target.versions
        return
    query = (
        select(Component.group_name, Component.name, Component.version, Component.purl, Release.product_id)
        .join(Delivery, Component.delivery_id == Delivery.id)
        .join(Release, Delivery.release_id == Release.id)
        .where(
            Delivery.header["serial"].as_string().in_([f"urn:uuid:{target.serial}", target.serial]),
            Delivery.is_complete,
            Component.ref == target.ref,
        )
    )
    seen = set()
    rows = db.session.execute(query).all()
    if not rows and package_of_purl(target.ref) is not None:  # the reference itself says which package
        found = vex.target_of("", "", "", target.ref)
        yield product_id, delivery_id, found.key, target.versions or found.versions
    for row in rows:
        found = vex.target_of(row.group_name, row.name, row.version, row.purl)
        place = (row.product_id, None, found.key, target.versions or found.versions)
        if place not in seen:
            seen.add(place)
            yield place


def _row(said: Said, vulnerability_id: int, place: Place, at: datetime | None) -> dict[str, Any]:
    product_id, delivery_id, key, versions = place
    return {
        "vulnerability_id": vulnerability_id,
        "product_id": product_id,
        "delivery_id": delivery_id,
        "package_key": key,
        "versions": list(versions),
        "state": said.state,
        "justification": said.justification,
        "detail": said.detail,
        "place": said.place[:200],
        "said_at": said.at or at or clock.now(),
    }


def _identity(row: Mapping[str, Any]) -> tuple[Any, ...]:
    names = ("vulnerability_id", "product_id", "package_key", "state", "justification", "detail")
    return (*(row[n] for n in names), tuple(row["versions"]))


def _fresh(rows: Sequence[dict[str, Any]], delivery_id: int | None) -> Iterator[dict[str, Any]]:
    """Statements that were not made before: the same document again says nothing new."""
    known: set[tuple[Any, ...]] = set()
    table = Statement.__table__.c
    for ids in batches({r["vulnerability_id"] for r in rows}):
        where = Statement.delivery_id == delivery_id if delivery_id else Statement.delivery_id.is_(None)
        query = select(*table).where(Statement.vulnerability_id.in_(ids), where)
        known |= {_identity(dict(row._mapping)) for row in db.session.execute(query)}
    for row in rows:
        if (identity := _identity(row)) not in known:
            known.add(identity)
            yield row


# for matching


def statements_for(product_id: int, delivery_id: int, keys: Iterable[str]) -> list[vex.Statement]:
    """What vendors said that may concern a product, the last word last."""
    mine = or_(Statement.product_id == product_id, Statement.delivery_id == delivery_id)
    found: dict[int, Any] = {}
    own = select(Statement).where(mine, or_(Statement.delivery_id.is_(None), Statement.delivery_id == delivery_id))
    for row in db.session.scalars(own):
        found[row.id] = row
    general = select(Statement).where(Statement.product_id.is_(None), Statement.delivery_id.is_(None))
    if db.session.scalar(general.with_only_columns(Statement.id).limit(1)) is not None:
        for part in batches(sorted(set(keys))):
            for row in db.session.scalars(general.where(Statement.package_key.in_(part))):
                found[row.id] = row
    last = sorted(found.values(), key=lambda s: (s.said_at, s.id))
    return [vex.Statement(s.id, s.vulnerability_id, s.package_key, s.versions, s.state) for s in last]


def states_of(ids: Iterable[int]) -> dict[int, Any]:
    """Kept statements by number."""
    found: dict[int, Any] = {}
    for part in batches(sorted(set(ids))):
        query = select(Statement.id, Statement.state, Statement.justification).where(Statement.id.in_(part))
        found.update({row.id: row for row in db.session.execute(query)})
    return found
