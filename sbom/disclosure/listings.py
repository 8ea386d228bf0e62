"""The lists of SBOMs and of components: one description each for the page and its workbook."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import case, func, select

from core.i18n import say
from core.web.listing import Column, Filter, Kind, Listing, Status, attribute_choices
from sbom.components.models import Component, Delivery
from sbom.disclosure.grades import LICENCE_NAMES, ORIGIN_NAMES, TONES, LicenceGrade, OriginGrade
from sbom.disclosure.queries import share
from sbom.disclosure.rules import GAP_PHRASES, Gap, gap_bits, gaps_of
from sbom.products.models import Product, Release
from sbom.products.queries import VENDOR_NAME
from sbom.statements.rules import BITS, SUBJECT_NAMES
from vendors.register.models import Vendor


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
            Column("name", _l("Component"), nested_name, sort=Component.name_key, url=component_url),
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
        Column("stated", _l("Stated by the vendor, not in the file"), _stated),
        Column("missing", _l("Missing"), lambda c: [say(GAP_PHRASES[gap]) for gap in gaps_of(c.gaps)]),
        Column("purl", _l("Package URL"), lambda c: c.purl),
        Column("cpe", _l("CPE"), lambda c: c.cpe),
        Column("depth", _l("Level"), lambda c: c.depth, Kind.NUMBER),
        Column("place", _l("Place in the file"), lambda c: c.path),
    ]


def _stated(component: Component) -> list[str]:
    return [say(name) for subject, name in SUBJECT_NAMES.items() if component.stated & BITS[subject]]


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
            lambda v: Component.gaps.op("&")(gap_bits((Gap(v),))) != 0,
        ),
        Filter(
            "stated",
            gettext("Rests on"),
            lambda: [("no", gettext("the file alone")), ("yes", gettext("the vendor's statement"))],
            lambda v: (Component.stated != 0) == (v == "yes"),
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


def nested_name(component: Component) -> str:
    """The name, with a mark for each component around it."""
    return "› " * (component.depth - 1) + (component.full_name or "—")


def component_url(component: Component) -> str:
    return url_for("sbom.disclosure.component", delivery_id=component.delivery_id, component_id=component.position)


def search_for(component: Component) -> str:
    """What finds this package in all its versions: its package URL, else its name."""
    return component.purl_key or 'name:"{}"'.format(component.full_name.replace('"', " "))


def origin_status(component: Component) -> Status:
    return grade_status(ORIGIN_NAMES, component.origin)


def licence_status(component: Component) -> Status:
    return grade_status(LICENCE_NAMES, component.licence)
