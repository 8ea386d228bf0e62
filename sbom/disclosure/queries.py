"""Reads of deliveries and their disclosure: the one source of its figures for pages, obligations and the workbook."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import defer, joinedload

from core import clock
from core.db import db
from core.phrases import Phrase
from core.web.addresses import address
from sbom.components.models import Component, ComponentLicence, Delivery, LicenceText
from sbom.components.rows import component_of
from sbom.disclosure.restated import restated
from sbom.disclosure.rules import DECISIVE_GAPS, GAP_PHRASES, Disclosure, Gap, disclosure_of
from sbom.ingest import rules as read
from sbom.products.models import Product, Release
from sbom.products.queries import VENDOR_NAME
from sbom.statements.models import Statement
from sbom.statements.queries import statements_on
from sbom.statements.rules import identity_of, key_of, said_of
from vendors.register.models import Vendor


@dataclass(frozen=True)
class ProductDisclosure:
    """One product in use and its SBOM as of a day; `delivery` is None where there is none."""

    product_id: int
    product: str
    vendor_id: int
    vendor: str
    release: str
    delivery: Delivery | None

    @property
    def url(self) -> str:
        if self.delivery is not None:
            return address("sbom.disclosure.show", delivery_id=self.delivery.id)
        return address("sbom.products.show", product_id=self.product_id)


def share(part: int, whole: int) -> float | None:
    """0 to 1; None where there is nothing to take a share of."""
    return part / whole if whole else None


def disclosure_summary(as_of: date) -> list[ProductDisclosure]:
    """Every product in use with the SBOM that counts on that day: the current release's newest, delivered by then.

    By vendor and product. Three queries, however many products there are.
    """
    return _summary(as_of, Product.is_ended.is_(False))


def disclosures_of(vendor_id: int) -> list[ProductDisclosure]:
    """The same for one vendor, as of today."""
    return _summary(clock.today(), Product.vendor_id == vendor_id, Product.is_ended.is_(False))


def _summary(as_of: date, *which: ColumnElement[bool]) -> list[ProductDisclosure]:
    products = db.session.execute(
        select(Product, VENDOR_NAME.label("vendor"))
        .join(Vendor, Product.vendor_id == Vendor.id)
        .where(*which)
        .order_by(VENDOR_NAME, Product.name)
    ).all()
    found = {d.release.product_id: d for d in _counting(as_of, which)}
    numbers = _current_numbers()
    return [
        ProductDisclosure(p.id, p.name, p.vendor_id, vendor, d.release.number if d else numbers.get(p.id, ""), d)
        for p, vendor in products
        for d in (found.get(p.id),)
    ]


def _counting(as_of: date, which: Sequence[ColumnElement[bool]]) -> Sequence[Delivery]:
    """Per product the one delivery that counts: of the current release if it has one, the newest by then."""
    end = datetime.combine(as_of + timedelta(days=1), time(), clock.zone())
    rank = (
        func.row_number()
        .over(
            partition_by=Release.product_id,
            order_by=(Release.is_current.desc(), Delivery.delivered_at.desc(), Delivery.id.desc()),
        )
        .label("rank")
    )
    ranked = (
        select(Delivery.id, rank)
        .join(Release, Delivery.release_id == Release.id)
        .join(Product, Release.product_id == Product.id)
        .where(Delivery.delivered_at < end, Delivery.is_complete, *which)
    ).subquery()
    query = select(Delivery).join(ranked, ranked.c.id == Delivery.id).where(ranked.c.rank == 1)
    long = (defer(Delivery.findings), defer(Delivery.header))
    return db.session.scalars(query.options(joinedload(Delivery.release), *long)).all()


def _current_numbers() -> dict[int, str]:
    query = select(Release.product_id, Release.number).where(Release.is_current)
    return {row.product_id: row.number for row in db.session.execute(query)}


# one delivery


def delivery_page(delivery_id: int) -> Delivery:
    """One delivery with its release, product and vendor. 404 for a number nobody has."""
    query = select(Delivery).where(Delivery.id == delivery_id, Delivery.is_complete)
    found: Delivery = db.one_or_404(_with_product(query))
    return found


def _with_product(query: Select[Any]) -> Select[Any]:
    product = joinedload(Delivery.release).joinedload(Release.product)
    return query.options(
        product.joinedload(Product.vendor), joinedload(Delivery.delivered_by), joinedload(Delivery.file)
    )


def other_deliveries(delivery: Delivery) -> Sequence[Delivery]:
    """The release's other SBOMs, newest first."""
    query = select(Delivery).where(
        Delivery.release_id == delivery.release_id, Delivery.id != delivery.id, Delivery.is_complete
    )
    return db.session.scalars(query.order_by(Delivery.id.desc())).all()


def findings_of(delivery: Delivery) -> list[tuple[str, str, Phrase]]:
    """(kind, where, sentence) of each fault and note."""
    return [(f["kind"], _place(f["where"]), Phrase(f["msgid"], f["params"])) for f in delivery.findings]


def _place(where: str) -> str:
    """A line in the reader's language; a JSON pointer as it is."""
    line = re.match(r"line (\d+)", where)
    return gettext("line %(n)s", n=line.group(1)) + where[line.end() :] if line else where


def owed(delivery: Delivery) -> list[tuple[Gap, Phrase, int, bool]]:
    """What the vendor still owes on third-party components: (gap, words, how many, whether it decides), worst first."""
    found = [(g, GAP_PHRASES[g], delivery.gaps.get(g.value, 0), g in DECISIVE_GAPS) for g in Gap]
    return [row for row in found if row[2]]


def releases_with_deliveries(product: Product) -> list[tuple[Release, list[Delivery]]]:
    """The product's releases, newest first, each with its SBOMs, newest first."""
    releases = db.session.scalars(
        select(Release).where(Release.product_id == product.id).order_by(Release.is_current.desc(), Release.id.desc())
    ).all()
    query = select(Delivery).join(Release).where(Release.product_id == product.id, Delivery.is_complete)
    query = query.order_by(Delivery.id.desc())
    by_release: dict[int, list[Delivery]] = {}
    for delivery in db.session.scalars(query):
        by_release.setdefault(delivery.release_id, []).append(delivery)
    return [(release, by_release.get(release.id, [])) for release in releases]


# components


def as_read(rows: Sequence[Component]) -> list[read.Component]:
    """Rows of one delivery as they were read, licences and texts included. Two queries; a thousand rows at most."""
    if not rows:
        return []
    made = select(ComponentLicence).where(
        ComponentLicence.delivery_id == rows[0].delivery_id,
        ComponentLicence.position.in_([row.position for row in rows]),
    )
    licences: dict[int, list[ComponentLicence]] = {}
    for one in db.session.scalars(made.order_by(ComponentLicence.position, ComponentLicence.number)):
        licences.setdefault(one.position, []).append(one)
    every = [one for each in licences.values() for one in each]
    hashes = {x.text_sha256 for x in every} | {d["text_sha256"] for x in every for d in x.details}
    known = select(LicenceText).where(LicenceText.sha256.in_([h for h in hashes if h]))
    texts = {t.sha256: t.text for t in db.session.scalars(known)}
    return [component_of(row, licences.get(row.position, ()), texts) for row in rows]


def with_gaps(delivery_id: int) -> Iterator[tuple[Component, read.Component]]:
    """Third-party components of a delivery whose source or licence is not disclosed, in the file's order."""
    lacks = ~(Component.source_disclosed & Component.licence_proven)
    query = select(Component).where(Component.delivery_id == delivery_id, Component.is_own.is_(False), lacks)
    rows = db.session.scalars(query.order_by(Component.position)).all()
    for at in range(0, len(rows), 500):
        part = rows[at : at + 500]
        yield from zip(part, as_read(part), strict=True)


@dataclass(frozen=True)
class ComponentPage:
    """A component as it was read, judged on the day of its delivery."""

    row: Component
    component: read.Component
    disclosure: Disclosure
    parent: Component | None
    children: Sequence[Component]
    stated: Sequence[Statement]
    """What the vendor states of it besides the file."""
    by_file: Disclosure
    """What the file alone discloses; `disclosure` also counts what the vendor states."""


def component_page(delivery_id: int, position: int) -> ComponentPage:
    """One component. 404 for a place nobody has."""
    row = db.one_or_404(
        select(Component)
        .where(Component.delivery_id == delivery_id, Component.position == position)
        .options(joinedload(Component.delivery).joinedload(Delivery.release).joinedload(Release.product))
    )

    component = as_read([row])[0]
    around = select(Component).where(Component.delivery_id == delivery_id)
    children = db.session.scalars(
        around.where(Component.parent_position == position).order_by(Component.position).limit(200)
    )
    parent = db.session.get(Component, (delivery_id, row.parent_position)) if row.parent_position is not None else None
    product_id = row.delivery.release.product_id
    stated = statements_on(product_id, key_of(identity_of(row.purl, row.group_name, row.name, row.version)))
    by_file = disclosure_of(component, row.delivery.judged_on)
    said = said_of(one.said for one in stated)
    return ComponentPage(
        row,
        component,
        restated(component, said, row.delivery.judged_on, is_own=False).disclosure if stated else by_file,
        parent,
        children.all(),
        stated,
        by_file,
    )
