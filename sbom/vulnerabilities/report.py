"""Open vulnerabilities on the board's workbook."""

from collections.abc import Callable
from datetime import date

from flask_babel import gettext

from core.report import Definition, Figure, Sheet, Table
from core.severity import Severity
from core.web.addresses import address
from core.web.listing import Column, Kind
from sbom.vulnerabilities.queries import Tally, knows_advisories, tallies


def sheet(as_of: date) -> Sheet:
    """Every product in use with its open findings, the worst first."""
    found = tallies(as_of)
    knows = knows_advisories()
    grave = sum(one.by_severity.get(s, 0) for one in found for s in (Severity.CRITICAL, Severity.HIGH))
    overdue = sum(one.overdue for one in found)
    unmatched = sum(one.matched_at is None for one in found)
    return Sheet(
        title=gettext("Open vulnerabilities"),
        lead=gettext("Known vulnerabilities in the components of vendors' software, and whether they are dealt with in time."),
        figures=[
            Figure("vulnerabilities.open", gettext("Open vulnerabilities"), sum(o.open for o in found) if knows else None,
                   tone="info"),
            Figure("vulnerabilities.grave", gettext("Critical or high"), grave if knows else None,
                   tone=_tone(grave, knows)),
            Figure("vulnerabilities.overdue", gettext("Overdue"), overdue if knows else None, tone=_tone(overdue, knows)),
            Figure("vulnerabilities.unmatched", gettext("Products not matched with advisories"), unmatched,
                   tone="warn" if unmatched else "good"),
        ],
        tables=[
            Table(gettext("Products and their open vulnerabilities"), _columns(), sorted(found, key=_worst_first),
                  gettext("No software is registered."))
        ],
        definitions=[
            Definition(
                gettext("Open vulnerability"),
                gettext("An imported advisory names this version of a component in a current SBOM, and nobody has settled it."),
                "CC-19000-4-9",
            )
        ],
    )  # fmt: skip


def _tone(count: int, knows: bool) -> str:
    return "muted" if not knows else "bad" if count else "good"


def _worst_first(one: Tally) -> tuple[int, ...]:
    return (-one.overdue, *(-one.by_severity.get(s, 0) for s in Severity))


def _columns() -> list[Column]:
    def count(*which: Severity) -> Callable[[Tally], int | None]:
        return lambda r: sum(r.by_severity.get(s, 0) for s in which) if r.matched_at else None

    return [
        Column("vendor", gettext("Vendor"), lambda r: r.vendor),
        Column(
            "product",
            gettext("Product"),
            lambda r: r.product,
            url=lambda r: address("sbom.products.show", product_id=r.product_id),
        ),
        Column("release", gettext("Release"), lambda r: r.release),
        Column("critical", gettext("Critical severity"), count(Severity.CRITICAL), Kind.NUMBER),
        Column("high", gettext("High severity"), count(Severity.HIGH), Kind.NUMBER),
        Column("medium", gettext("Medium severity"), count(Severity.MEDIUM), Kind.NUMBER),
        Column("other", gettext("Low or not rated"), count(Severity.LOW, Severity.NONE, Severity.UNKNOWN), Kind.NUMBER),
        Column("overdue", gettext("Overdue"), lambda r: r.overdue if r.matched_at else None, Kind.NUMBER),
        Column("due", gettext("Next due"), lambda r: r.next_due, Kind.DAY),
        Column("matched", gettext("Matched at"), lambda r: r.matched_at, Kind.INSTANT),
    ]
