"""Component disclosure on the board's workbook: what is known of the software in use, and what vendors still owe."""

from datetime import date

from flask_babel import gettext

from core.phrases import N_, phrase
from core.report import Chart, Definition, Figure, Sheet, Table
from core.web.addresses import address
from core.web.listing import Column, Kind, Status
from sbom.disclosure.listings import validity
from sbom.disclosure.queries import ProductDisclosure, disclosure_summary, share


def sheet(as_of: date) -> Sheet:
    """Every product in use with its SBOM's shares, the ones that disclose least first."""
    found = disclosure_summary(as_of)
    known = [one.delivery for one in found if one.delivery is not None]
    components = sum(d.components for d in known)
    without = len(found) - len(known)
    invalid = sum(not d.is_valid for d in known)
    incomplete = sum(bool(d.incomplete) for d in known)
    return Sheet(
        title=gettext("SBOM disclosure"),
        lead=gettext("Source and proof of licence of third-party components, as vendors disclose them (CC-19000-4-5)."),
        figures=[
            Figure("sbom.products", gettext("Products in use"), len(found), tone="info"),
            Figure(
                "sbom.without",
                gettext("Products without an SBOM"),
                without,
                tone="warn" if without else "good",
                why=phrase(N_("What is inside them is not known")) if without else "",
            ),
            Figure("sbom.invalid", gettext("SBOMs that are not valid"), invalid, tone="bad" if invalid else "good"),
            Figure(
                "sbom.incomplete",
                gettext("Products with components that lack source or licence"),
                incomplete,
                tone="warn" if incomplete else "good",
            ),
            Figure("sbom.components", gettext("Components known"), components, tone="info"),
            Figure(
                "sbom.source",
                gettext("Source disclosed"),
                share(sum(d.source_disclosed for d in known), components),
                Kind.PERCENT,
            ),
            Figure(
                "sbom.licence",
                gettext("Licence proven"),
                share(sum(d.licence_proven for d in known), components),
                Kind.PERCENT,
            ),
        ],
        tables=[
            Table(
                gettext("Products and their SBOMs"),
                _columns(),
                sorted(found, key=_least_first),
                gettext("No software is registered."),
            )
        ],
        charts=[Chart(gettext("Source disclosed and licence proven"), table=0, labels=1, values=[5, 6])]
        if known
        else [],
        definitions=[
            Definition(
                gettext("Source disclosed"),
                gettext("The SBOM gives an address of the component's source code, source package or download."),
                "CC-19000-4-5",
            ),
            Definition(
                gettext("Licence proven"),
                gettext(
                    "The SBOM holds the licence's text or commercial terms in force, or names the licence beyond doubt."
                ),
                "CC-19000-4-5",
            ),
        ],
    )


def _least_first(one: ProductDisclosure) -> tuple[float, str, str]:
    d = one.delivery
    return (-1.0 if d is None else share(d.both_disclosed, d.components) or 0.0, one.vendor, one.product)


def _columns() -> list[Column]:
    return [
        Column("vendor", gettext("Vendor"), lambda r: r.vendor),
        Column(
            "product",
            gettext("Product"),
            lambda r: r.product,
            url=lambda r: address("sbom.products.show", product_id=r.product_id),
        ),
        Column("release", gettext("Release"), lambda r: r.release),
        Column("valid", gettext("Validity"), _validity, Kind.STATUS),
        Column(
            "components", gettext("Components"), lambda r: r.delivery.components if r.delivery else None, Kind.NUMBER
        ),
        Column(
            "source",
            gettext("Source disclosed"),
            lambda r: share(r.delivery.source_disclosed, r.delivery.components) if r.delivery else None,
            Kind.PERCENT,
        ),
        Column(
            "licence",
            gettext("Licence proven"),
            lambda r: share(r.delivery.licence_proven, r.delivery.components) if r.delivery else None,
            Kind.PERCENT,
        ),
        Column(
            "gaps",
            gettext("Components with gaps"),
            lambda r: r.delivery.incomplete if r.delivery else None,
            Kind.NUMBER,
        ),
        Column(
            "delivered",
            gettext("Delivered"),
            lambda r: r.delivery.delivered_at if r.delivery else None,
            Kind.INSTANT,
        ),
    ]


def _validity(one: ProductDisclosure) -> Status:
    return validity(one.delivery) if one.delivery else Status(gettext("No SBOM"), "muted")
