"""Looks for components: first among the distinct entries, then where those that match are shipped.

What is found is a list of places (which SBOM, which line); only what a page shows is then read in full. A search that
matches more than `MOST` places is cut there and says so: nobody reads two thousand lines, and one that is cut is
answered as fast as one that is not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, column, func, or_, select, values
from sqlalchemy.orm import joinedload

from core.db import db
from sbom.components.models import Component, ComponentHash, Delivery, Package
from sbom.components.packages import HASH_DIGITS, hash_range
from sbom.components.register import with_words
from sbom.components.versions import ecosystem_of
from sbom.find.rules import Field, Query
from sbom.products.models import Product, Release
from sbom.products.queries import VENDOR_NAME
from vendors.register.models import Vendor

MOST = 2_000
"""Places that one search finds at most."""
MOST_IN_A_WORKBOOK = 20_000
_STEPS = (20, 100, 400)
"""Entries that are looked up at once: few first, most searches need no more."""
_MANY = 800


class Scope(StrEnum):
    """Which releases are searched."""

    CURRENT = "current"
    """The release in use of every product that has not ended."""
    ALL = "all"
    """Older and ended ones too."""


class Place(NamedTuple):
    """One component in one SBOM."""

    package_id: int
    version: str
    delivery_id: int
    position: int


class Shipment(NamedTuple):
    """The release that a delivery is of, in a few words, for putting places in order and counting them."""

    vendor_id: int
    vendor: str
    product: str
    release_id: int
    release: str


@dataclass(frozen=True)
class Found:
    """Where a query's components are, in the order they are shown: best match, vendor, product, version."""

    places: Sequence[Place]
    is_cut: bool = False
    """Whether there are more than were looked at."""
    releases: int = 0
    vendors: int = 0
    unversioned: int = 0
    """Places left out because the SBOM states no version to compare."""
    by_hash: bool = False
    """Whether the word was no name and was read as the beginning of a hash."""


def find(query: Query, scope: Scope = Scope.CURRENT, most: int = MOST) -> Found:
    """Where components are that the query describes."""
    if query.is_empty:
        return Found(())
    found = _by_hash(query, scope, most) if query.hash else _by_entry(query, scope, most)
    again = query.as_hash
    if not found.places and again:
        return _by_hash(again, scope, most)
    return found


def _by_entry(query: Query, scope: Scope, most: int) -> Found:
    entries, is_cut = _entries(query, most)
    places: list[Place] = []
    unversioned = at = 0
    steps = iter(_STEPS)
    while at < len(entries) and len(places) <= most:
        part = {e.id: e.ecosystem for e in entries[at : at + next(steps, _STEPS[-1])]}
        more, without = _places(part, query, scope, most + 1 - len(places))
        places += more
        unversioned += without
        at += len(part)
    ranks = {e.id: (e.rank, e.name) for e in entries}
    return _found(places, ranks, most, is_cut=is_cut, unversioned=unversioned)


class _Entry(NamedTuple):
    id: int
    name: str
    purl_text: str
    rank: int = 0

    @property
    def ecosystem(self) -> str:
        return ecosystem_of(self.purl_text)


_ENTRY = (Package.id, Package.name_text, Package.purl_text)


def _entries(query: Query, most: int) -> tuple[list[_Entry], bool]:
    """The distinct entries that match, the best first, and whether there are more of them than these."""
    if not (query.words or query.fields or query.purl or query.cpe):
        return [], False
    for purl in _purl_conditions(query):
        exact = _called_exactly_so(query, purl, most)
        found = dict.fromkeys(exact)
        statement = with_words(select(*_ENTRY), [*query.indexed, *purl.words]).where(*_conditions(query), *purl.where)
        for row in db.session.execute(statement.limit(most + len(exact) + 1)):
            entry = _Entry(*row)
            if entry not in found:
                found[entry._replace(rank=1 if entry.name.startswith(query.name or "\0") else 2)] = None
        if found:
            return sorted(found, key=lambda e: (e.rank, len(e.name), e.name, e.id))[:most], len(found) > most
    return [], False


def _called_exactly_so(query: Query, purl: "_Purl", most: int) -> list[_Entry]:
    """The entries whose name, with or without its group, is the very word: they come first, however many others hold it."""
    if not query.name:
        return []
    tail = query.name.rpartition("/")[2]
    statement = select(*_ENTRY).where(Package.tail_text == tail, *_conditions(query), *purl.where)
    return [
        _Entry(*row) for row in db.session.execute(statement.limit(most)) if f"/{row[1]}".endswith(f"/{query.name}")
    ]


def _conditions(query: Query) -> Iterator[ColumnElement[bool]]:
    """What an entry must hold."""
    for word in query.words:
        yield Package.text.contains(word, autoescape=True)
    for word in query.of(Field.NAME):
        yield Package.name_text.contains(word, autoescape=True)
    for word in query.of(Field.SUPPLIER):
        yield Package.supplier_text.contains(word, autoescape=True)
    for word in query.of(Field.LICENCE):
        yield Package.licence_text.contains(f" {word}" if word.isascii() else word, autoescape=True)
    if query.cpe:
        vendor, product = query.cpe
        if vendor and product:
            yield Package.cpe_key == f"{vendor}:{product}"
        elif vendor:
            yield Package.cpe_key.startswith(f"{vendor}:", autoescape=True)
        else:
            yield Package.cpe_key.endswith(f":{product}", autoescape=True)


class _Purl(NamedTuple):
    """What a package URL asks of an entry, and the words of it that the text index knows."""

    where: tuple[ColumnElement[bool], ...] = ()
    words: tuple[str, ...] = ()


def _purl_conditions(query: Query) -> list[_Purl]:
    """A package URL names one package; one that names none is taken for the namespace that packages stand under."""
    if not query.purl:
        return [_Purl()]
    under = Package.purl_text.startswith(query.purl.rstrip("/") + "/", autoescape=True)
    beneath = _Purl((under,), (query.purl.partition("/")[2],))
    return [beneath] if query.purl.endswith("/") else [_Purl((Package.purl_text == query.purl,)), beneath]


def _places(part: dict[int, str], query: Query, scope: Scope, most: int) -> tuple[list[Place], int]:
    """Where some entries are shipped in versions that fit; and how many places state no version to compare."""
    columns = (Component.package_id, Component.version, Component.delivery_id, Component.position)
    of_these = Component.package_id.in_(list(part))
    statement = select(*columns).where(of_these, _in_scope(query, scope))
    if not query.bounds:
        return [Place(*row) for row in db.session.execute(statement.limit(most))], 0
    # The versions first, each once: they stand in the index, and a hundred thousand places have a few hundred of them.
    versions = db.session.scalars(select(Component.version).where(of_these).distinct()).all()
    fitting = {(e, v) for e in set(part.values()) for v in versions if query.fits(v, e)}
    without = select(func.count()).select_from(Component).where(of_these, Component.version == "")
    unversioned = db.session.scalar(without.where(_in_scope(query, scope))) if "" in versions else 0
    if not fitting:
        return [], unversioned or 0
    wanted = {version for _, version in fitting}
    if len(wanted) <= _MANY:
        statement = statement.where(Component.version.in_(wanted))
    rows = (Place(*row) for row in db.session.execute(statement.execution_options(yield_per=1_000)))
    places = (place for place in rows if (part[place.package_id], place.version) in fitting)
    return [place for place, _ in zip(places, range(most), strict=False)], unversioned or 0


def _in_scope(query: Query, scope: Scope) -> ColumnElement[bool]:
    """The SBOMs that are searched: of each release the one that counts."""
    # "+ 0": the way to a place is its entry, not every line of every SBOM in use, as the database might think
    return (Component.delivery_id + 0).in_(_deliveries(query, scope))


def _deliveries(query: Query, scope: Scope) -> Select[Any]:
    deliveries: Select[Any] = (
        select(Delivery.id)
        .join(Release, Delivery.release_id == Release.id)
        .join(Product, Release.product_id == Product.id)
        .where(Delivery.is_current)
    )
    if scope is Scope.CURRENT:
        deliveries = deliveries.where(Release.is_current, Product.is_ended.is_(False))
    elif not query.of(Field.VENDOR) and not query.of(Field.PRODUCT):
        return select(Delivery.id).where(Delivery.is_current)
    for word in query.of(Field.PRODUCT):
        deliveries = deliveries.where(func.lower(Product.name).contains(word, autoescape=True))
    if vendors := query.of(Field.VENDOR):
        deliveries = deliveries.join(Vendor, Product.vendor_id == Vendor.id)
        for word in vendors:
            names = (func.lower(Vendor.name_zh), func.lower(Vendor.name_en))
            deliveries = deliveries.where(or_(*(n.contains(word, autoescape=True) for n in names)))
    return deliveries


def _by_hash(query: Query, scope: Scope, most: int) -> Found:
    """Where a hash is stated; what the index cannot tell (the rest of it, its algorithm) is read from the component."""
    if query.hash is None:
        return Found(())
    low, high = hash_range(query.hash.digits)
    statement = (
        select(Component.package_id, Component.version, Component.delivery_id, Component.position, Package.name_text)
        .add_columns(Package.purl_text, Component.details)
        .join(
            ComponentHash,
            (ComponentHash.delivery_id == Component.delivery_id) & (ComponentHash.position == Component.position),
        )
        .join(Package, Package.id == Component.package_id)
        .where(ComponentHash.key.between(low, high), *_conditions(query), _in_scope(query, scope))
    )
    if query.purl:
        statement = statement.where(or_(*(condition for purl in _purl_conditions(query) for condition in purl.where)))
    places: dict[Place, str] = {}
    unversioned = 0
    for *place, name, purl, details in db.session.execute(statement.limit(most + 1)):
        if not _states(query, details):
            continue
        if query.bounds and not query.fits(place[1], ecosystem_of(purl)):
            unversioned += not place[1]
            continue
        places[Place(*place)] = name
    ranks = {place.package_id: (0, name) for place, name in places.items()}
    return _found(list(places), ranks, most, unversioned=unversioned, by_hash=True)


def _states(query: Query, details: dict[str, Any]) -> bool:
    sought = query.hash
    if sought is None or (not sought.algorithm and len(sought.digits) <= HASH_DIGITS):
        return True
    stated = [*details.get("hashes", ()), *(h for r in details.get("references", ()) for h in r[3])]
    return any(sought.fits(algorithm, value) for algorithm, value in stated)


def _found(places: list[Place], ranks: dict[int, tuple[int, str]], most: int, **said: Any) -> Found:
    """The places in order, with how many releases and vendors they are of."""
    said["is_cut"] = said.get("is_cut", False) or len(places) > most
    of = shipments({place.delivery_id for place in places})

    def order(place: Place) -> tuple[Any, ...]:
        shipped = of[place.delivery_id]
        return (*ranks[place.package_id], shipped.vendor, shipped.product, shipped.release, place.version, *place[2:])

    places = sorted(places, key=order)[:most]
    used = {of[place.delivery_id] for place in places}
    return Found(places, releases=len({s.release_id for s in used}), vendors=len({s.vendor_id for s in used}), **said)


def shipments(delivery_ids: set[int]) -> dict[int, Shipment]:
    """The releases that these deliveries are of."""
    statement = (
        select(Delivery.id, Product.vendor_id, VENDOR_NAME, Product.name, Release.id, Release.number)
        .join(Release, Delivery.release_id == Release.id)
        .join(Product, Release.product_id == Product.id)
        .join(Vendor, Product.vendor_id == Vendor.id)
    )
    found: dict[int, Shipment] = {}
    ids = sorted(delivery_ids)
    for at in range(0, len(ids), _MANY):
        rows = db.session.execute(statement.where(Delivery.id.in_(ids[at : at + _MANY])))
        found |= {row[0]: Shipment(*row[1:]) for row in rows}
    return found


def components_at(places: Sequence[Place]) -> list[Component]:
    """The components at these places, in their order, with release, product, vendor and service."""
    if not places:
        return []
    keys = [(p.delivery_id, p.position) for p in places]
    # A join, as the way to each place is its key: of pairs in a list SQLite reads every line of every SBOM named.
    wanted = values(column("delivery_id", Integer), column("position", Integer)).data(keys).cte("wanted")
    product = joinedload(Component.delivery).joinedload(Delivery.release).joinedload(Release.product)
    here = (Component.delivery_id == wanted.c.delivery_id) & (Component.position == wanted.c.position)
    statement = select(Component).join(wanted, here)
    options = (product.joinedload(Product.vendor), product.joinedload(Product.service))
    found = {(c.delivery_id, c.position): c for c in db.session.scalars(statement.options(*options))}
    return [found[key] for key in keys if key in found]
