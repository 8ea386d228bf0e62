"""Reads of deliveries and their disclosure: the one source of its figures for pages, obligations and the workbook."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import joinedload

from core import clock
from core.db import db
from core.i18n import say
from core.phrases import Phrase
from core.web.addresses import address
from core.web.listing import Column, Filter, Kind, Listing, Status, attribute_choices
from sbom.components.models import Component, ComponentLicence, ComponentReference, Delivery, LicenceText
from sbom.components.rows import component_of
from sbom.disclosure.grades import LICENCE_NAMES, ORIGIN_NAMES, TONES, LicenceGrade, OriginGrade
from sbom.disclosure.rules import DECISIVE_GAPS, GAP_PHRASES, Disclosure, Gap, disclosure_of, gap_bits, gaps_of
from sbom.ingest import rules as read
from sbom.products.models import Product, Release
from sbom.products.queries import VENDOR_NAME
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


def _summary(as_of: date, *which: Any) -> list[ProductDisclosure]:
    products = db.session.execute(
        select(Product, VENDOR_NAME.label("vendor"))
        .join(Vendor, Product.vendor_id == Vendor.id)
        .where(*which)
        .order_by(VENDOR_NAME, Product.name)
    ).all()
    found = {d.release.product_id: d for d in _counting(as_of)}
    numbers = _current_numbers()
    return [
        ProductDisclosure(p.id, p.name, p.vendor_id, vendor, d.release.number if d else numbers.get(p.id, ""), d)
        for p, vendor in products
        for d in (found.get(p.id),)
    ]


def _counting(as_of: date) -> Sequence[Delivery]:
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
        select(Delivery.id, rank).join(Release, Delivery.release_id == Release.id).where(Delivery.delivered_at < end)
    ).subquery()
    query = select(Delivery).join(ranked, ranked.c.id == Delivery.id).where(ranked.c.rank == 1)
    return db.session.scalars(query.options(joinedload(Delivery.release))).all()


def _current_numbers() -> dict[int, str]:
    query = select(Release.product_id, Release.number).where(Release.is_current)
    return {row.product_id: row.number for row in db.session.execute(query)}


# lists


def validity(delivery: Delivery) -> Status:
    if delivery.is_valid:
        return Status(gettext("Valid"), "good")
    return Status(gettext("Not valid"), "bad")


def grade_status(names: Mapping[Any, str], grade: str) -> Status:
    return Status(say(next(label for key, label in names.items() if key.value == grade)), TONES[grade])


def deliveries() -> Listing:
    """The portfolio: the current SBOM of every product's current release."""
    third = Delivery.components - Delivery.own
    both = Delivery.both_disclosed - Delivery.own_both
    return Listing(
        name="sboms",
        title=gettext("SBOMs"),
        statement=select(Delivery, Release.number.label("release"), Product, VENDOR_NAME.label("vendor"))
        .join(Release, Delivery.release_id == Release.id)
        .join(Product, Release.product_id == Product.id)
        .join(Vendor, Product.vendor_id == Vendor.id)
        .where(Delivery.is_current, Release.is_current, Product.is_ended.is_(False)),
        tiebreak=Delivery.id,
        search=(Product.name, Vendor.name_zh, Vendor.name_en, Delivery.file_name),
        default_sort="vendor",
        filters=[
            Filter(
                "disclosure",
                gettext("Disclosure"),
                lambda: [("gaps", gettext("With gaps")), ("complete", gettext("Without gaps"))],
                lambda v: (both < third) if v == "gaps" else (both == third),
            ),
            Filter(
                "valid",
                gettext("Validity"),
                lambda: [("yes", gettext("Valid")), ("no", gettext("Not valid"))],
                lambda v: Delivery.is_valid == (v == "yes"),
            ),
        ],
        columns=[
            Column("vendor", _l("Vendor"), lambda r: r.vendor, sort=VENDOR_NAME),
            Column(
                "product",
                _l("Product"),
                lambda r: f"{r.Product.name} {r.release}",
                sort=Product.name,
                url=lambda r: url_for("sbom.disclosure.show", delivery_id=r.Delivery.id),
            ),
            Column("valid", _l("Validity"), lambda r: validity(r.Delivery), Kind.STATUS, sort=Delivery.is_valid),
            Column(
                "components", _l("Components"), lambda r: r.Delivery.components, Kind.NUMBER, sort=Delivery.components
            ),
            Column(
                "source",
                _l("Source disclosed"),
                lambda r: share(r.Delivery.source_disclosed, r.Delivery.components),
                Kind.PERCENT,
                sort=_ratio(Delivery.source_disclosed),
            ),
            Column(
                "licence",
                _l("Licence proven"),
                lambda r: share(r.Delivery.licence_proven, r.Delivery.components),
                Kind.PERCENT,
                sort=_ratio(Delivery.licence_proven),
            ),
            Column(
                "gaps",
                _l("Components with gaps"),
                lambda r: r.Delivery.incomplete,
                Kind.NUMBER,
                sort=third - both,
            ),
            Column("format", _l("Format"), format_line, sort=Delivery.format, is_minor=True),
            Column(
                "delivered",
                _l("Delivered"),
                lambda r: r.Delivery.delivered_at,
                Kind.INSTANT,
                sort=Delivery.delivered_at,
                is_minor=True,
            ),
        ],
    )


def _ratio(part: Any) -> Any:
    return part * 1.0 / func.nullif(Delivery.components, 0)


def format_line(row: Any) -> str:
    return f"{row.Delivery.format} {row.Delivery.spec_version}"


def components_of(delivery: Delivery, *, in_full: bool = False) -> Listing:
    """The components of one delivery, in the file's order; `in_full` with the columns that only a workbook has room for."""
    return Listing(
        name=f"components-{delivery.id}",
        title=gettext("Components"),
        statement=select(Component).where(Component.delivery_id == delivery.id),
        tiebreak=Component.position,
        search=(Component.name, Component.group_name, Component.purl, Component.licence_line, Component.supplier),
        filters=component_filters(),
        columns=[
            Column("name", _l("Component"), indented, sort=Component.name_key, url=component_url),
            Column("version", _l("Version"), lambda c: c.version, sort=Component.version),
            Column("origin", _l("Source"), origin_status, Kind.STATUS, sort=_order(Component.origin, OriginGrade)),
            Column("licence", _l("Licence"), licence_status, Kind.STATUS, sort=_order(Component.licence, LicenceGrade)),
            Column("licences", _l("Licence as stated"), lambda c: c.licence_line, sort=Component.licence_line),
            Column("supplier", _l("Supplier"), lambda c: c.supplier, sort=Component.supplier, is_minor=True),
            Column("whose", _l("Whose"), whose, sort=Component.is_own, is_minor=True),
            *(_workbook_columns() if in_full else ()),
        ],
    )


def _workbook_columns() -> list[Column]:
    return [
        Column("missing", _l("Missing"), lambda c: [say(GAP_PHRASES[gap]) for gap in gaps_of(c.gaps)]),
        Column("purl", _l("Package URL"), lambda c: c.purl),
        Column("cpe", _l("CPE"), lambda c: c.cpe),
        Column("depth", _l("Level"), lambda c: c.depth, Kind.NUMBER),
        Column("place", _l("Place in the file"), lambda c: c.path),
    ]


def whose(component: Component) -> Any:
    """Who answers for it: the vendor itself, or somebody whose work the vendor uses."""
    return gettext("The vendor's own") if component.is_own else gettext("Third party")


def component_filters() -> list[Filter]:
    return [
        Filter(
            "disclosure",
            gettext("Disclosure"),
            lambda: [("gaps", gettext("With gaps")), ("complete", gettext("Without gaps"))],
            lambda v: _is_complete() if v == "complete" else ~_is_complete(),
        ),
        Filter("origin", gettext("Source"), attribute_choices(ORIGIN_NAMES), lambda v: Component.origin == v),
        Filter("licence", gettext("Licence"), attribute_choices(LICENCE_NAMES), lambda v: Component.licence == v),
        Filter(
            "missing",
            gettext("Missing"),
            lambda: [(g.value, say(GAP_PHRASES[g])) for g in Gap],
            lambda v: Component.gaps.op("&")(gap_bits([Gap(v)])) != 0,
        ),
        Filter(
            "whose",
            gettext("Whose"),
            lambda: [("third", gettext("Third party")), ("own", gettext("The vendor's own"))],
            lambda v: Component.is_own == (v == "own"),
        ),
    ]


def _is_complete() -> Any:
    return Component.source_disclosed & Component.licence_proven


def _order(column: Any, grades: Iterable[Any]) -> Any:
    return case({g.value: i for i, g in enumerate(grades)}, value=column)


def indented(component: Component) -> str:
    """The name, set in as deep as the component is nested."""
    return "\u2003" * (component.depth - 1) + ("└ " if component.depth > 1 else "") + (component.full_name or "—")


def component_url(component: Component) -> str:
    return url_for("sbom.disclosure.component", delivery_id=component.delivery_id, component_id=component.position)


def origin_status(component: Component) -> Status:
    return grade_status(ORIGIN_NAMES, component.origin)


def licence_status(component: Component) -> Status:
    return grade_status(LICENCE_NAMES, component.licence)


# one delivery


def delivery_page(delivery_id: int) -> Delivery:
    """One delivery with its release, product and vendor. 404 for a number nobody has."""
    found: Delivery = db.one_or_404(_with_product(select(Delivery).where(Delivery.id == delivery_id)))
    return found


def _with_product(query: Select[Any]) -> Select[Any]:
    product = joinedload(Delivery.release).joinedload(Release.product)
    return query.options(
        product.joinedload(Product.vendor), joinedload(Delivery.delivered_by), joinedload(Delivery.file)
    )


def other_deliveries(delivery: Delivery) -> Sequence[Delivery]:
    """The release's other SBOMs, newest first."""
    query = select(Delivery).where(Delivery.release_id == delivery.release_id, Delivery.id != delivery.id)
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
    query = select(Delivery).join(Release).where(Release.product_id == product.id).order_by(Delivery.id.desc())
    by_release: dict[int, list[Delivery]] = {}
    for delivery in db.session.scalars(query):
        by_release.setdefault(delivery.release_id, []).append(delivery)
    return [(release, by_release.get(release.id, [])) for release in releases]


# one component


@dataclass(frozen=True)
class ComponentPage:
    """A component as it was read, judged on the day of its delivery."""

    row: Component
    component: read.Component
    disclosure: Disclosure
    parent: Component | None
    children: Sequence[Component]


def component_page(delivery_id: int, position: int) -> ComponentPage:
    """One component. 404 for a place nobody has."""
    row = db.one_or_404(
        select(Component)
        .where(Component.delivery_id == delivery_id, Component.position == position)
        .options(joinedload(Component.delivery).joinedload(Delivery.release).joinedload(Release.product))
    )

    def parts(model: Any) -> Sequence[Any]:
        query = select(model).where(model.delivery_id == delivery_id, model.position == position)
        return db.session.scalars(query.order_by(model.number)).all()

    licences = parts(ComponentLicence)
    hashes = {x.text_sha256 for x in licences} | {d["text_sha256"] for x in licences for d in x.details}
    known = select(LicenceText).where(LicenceText.sha256.in_([h for h in hashes if h]))
    texts = {t.sha256: t.text for t in db.session.scalars(known)}
    component = component_of(row, licences, parts(ComponentReference), texts)
    around = select(Component).where(Component.delivery_id == delivery_id)
    children = db.session.scalars(
        around.where(Component.parent_position == position).order_by(Component.position).limit(200)
    )
    parent = db.session.get(Component, (delivery_id, row.parent_position)) if row.parent_position is not None else None
    return ComponentPage(row, component, disclosure_of(component, row.delivery.judged_on), parent, children.all())


def found_components() -> Listing:
    """Components of every product in use, in its current SBOM: who else ships this?"""
    return Listing(
        name="component-search",
        title=gettext("Components"),
        statement=select(
            Component, Release.number.label("release"), Product.name.label("product"), VENDOR_NAME.label("vendor")
        )
        .join(Delivery, Component.delivery_id == Delivery.id)
        .join(Release, Delivery.release_id == Release.id)
        .join(Product, Release.product_id == Product.id)
        .join(Vendor, Product.vendor_id == Vendor.id)
        .where(Delivery.is_current, Release.is_current, Product.is_ended.is_(False)),
        tiebreak=(Component.delivery_id * 1_000_000 + Component.position),
        search=(Component.name_key, Component.purl_key, Component.group_name),
        default_sort="name",
        filters=component_filters(),
        columns=[
            Column(
                "name",
                _l("Component"),
                lambda r: r.Component.full_name or "—",
                sort=Component.name_key,
                url=lambda r: component_url(r.Component),
            ),
            Column("version", _l("Version"), lambda r: r.Component.version, sort=Component.version),
            Column("vendor", _l("Vendor"), lambda r: r.vendor, sort=VENDOR_NAME),
            Column("product", _l("Product"), lambda r: f"{r.product} {r.release}", sort=Product.name),
            Column("origin", _l("Source"), lambda r: origin_status(r.Component), Kind.STATUS, sort=Component.origin),
            Column(
                "licence", _l("Licence"), lambda r: licence_status(r.Component), Kind.STATUS, sort=Component.licence
            ),
            Column(
                "licences",
                _l("Licence as stated"),
                lambda r: r.Component.licence_line,
                sort=Component.licence_line,
                is_minor=True,
            ),
            Column("purl", _l("Package URL"), lambda r: r.Component.purl, sort=Component.purl, is_minor=True),
        ],
    )
