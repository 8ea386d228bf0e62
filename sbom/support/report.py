"""End of life on the board's workbook."""

from datetime import date

from flask_babel import gettext

from core.report import Definition, Figure, Sheet, Table
from core.web.addresses import address
from core.web.listing import Column, Kind
from sbom.support.queries import Tally, has_table, tallies


def sheet(as_of: date) -> Sheet:
    """Every product of whose components support is known, the worst first."""
    found, knows = tallies(as_of), has_table()

    def figure(key: str, label: str, count: int, tone: str) -> Figure:
        return Figure(key, label, count if knows else None, tone="muted" if not knows else tone if count else "good")

    return Sheet(
        title=gettext("End of life"),
        lead=gettext("Components of vendors' software that their makers support no longer, or soon not, and the plans to retire them."),
        figures=[
            figure("support.out", gettext("Out of support"), sum(t.out for t in found), "bad"),
            figure("support.undecided", gettext("Without a decision"), sum(t.undecided for t in found), "bad"),
            figure("support.overdue", gettext("Overdue"), sum(t.overdue for t in found), "bad"),
            figure("support.ending", gettext("Support ends soon"), sum(t.ending for t in found), "warn"),
        ],
        tables=[
            Table(gettext("Products and their components without support"), _columns(), sorted(found, key=_worst_first),
                  gettext("No component of the table is in use"))
        ],
        definitions=[
            Definition(
                gettext("Out of support"),
                gettext("The last day on which the maker mends this line of versions, after the imported table of end of life, is over."),
                "CC-17010-1-10",
            )
        ],
    )  # fmt: skip


def _worst_first(one: Tally) -> tuple[int, ...]:
    return (-one.overdue, -one.out_undecided, -one.out, -one.ending)


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
        Column("out", gettext("Out of support"), lambda r: r.out, Kind.NUMBER),
        Column("ending", gettext("Support ends soon"), lambda r: r.ending, Kind.NUMBER),
        Column("undecided", gettext("Without a decision"), lambda r: r.undecided, Kind.NUMBER),
        Column("overdue", gettext("Overdue"), lambda r: r.overdue, Kind.NUMBER),
        Column("due", gettext("Next due"), lambda r: r.next_due, Kind.DAY),
        Column("known", gettext("Components in the table"), lambda r: r.known, Kind.NUMBER),
    ]
