"""Concentration in the board's workbook: the same figures as the page."""

from datetime import date

from flask_babel import gettext

from core.i18n import say
from core.phrases import phrase
from core.report import Chart, Definition, Figure, Sheet, Table
from core.web.listing import Column
from vendors.concentration import shown
from vendors.concentration.bases import bases
from vendors.concentration.dimensions import Dimension
from vendors.concentration.queries import figures
from vendors.concentration.rules import BANDS_SOURCE

LINES = 15
FIRM_WIDE = ("single_points", "unknown_chains", "exit_gaps")
"""Figures that are the same whatever weighs."""


def sheet(as_of: date) -> Sheet:
    """Every basis by group, with its ranking as a chart, and the single points of failure."""
    found = [figures(as_of, Dimension.GROUP, basis) for basis in bases()]
    numbers: list[Figure] = []
    tables: list[Table] = []
    charts: list[Chart] = []
    for each in found:
        label = say(each.basis.label)
        for figure in shown.figures(each):
            if figure.key not in FIRM_WIDE:
                numbers.append(_named(figure, each.basis.name, label))
        charts.append(Chart(gettext("Shares by %(basis)s", basis=label), len(tables), 0, [2], limit=LINES))
        tables.append(
            Table(
                gettext("Groups by %(basis)s", basis=label),
                shown.share_columns(each),
                each.lines[:LINES],
                gettext("Nothing is known yet."),
            )
        )
    if found:
        numbers += [_named(f, "concentration", "") for f in shown.figures(found[0]) if f.key in FIRM_WIDE]
        points = found[0].single_points.points
        tables.append(
            Table(
                gettext("Single points of failure"),
                shown.point_columns(),
                points,
                gettext("None: every critical function has a second way."),
            )
        )
    passed = [sentence for each in found for sentence in shown.breach_sentences(each)]
    says = Column("limit", gettext("Limit passed"), lambda s: s)
    tables.append(Table(gettext("Limits passed"), [says], passed, gettext("No limit is passed.")))
    return Sheet(
        title=gettext("Concentration"),
        lead=gettext(
            "Vendors are added up at their topmost parent. What is not known is shown as coverage, never counted as 0."
        ),
        figures=numbers,
        tables=tables,
        charts=charts,
        definitions=[
            Definition(
                gettext("HHI"),
                gettext("10,000 × the sum of squared shares; below 1,000 low, above 1,800 high."),
                BANDS_SOURCE,
            ),
            Definition(
                gettext("Single point of failure"),
                gettext(
                    "A party whose failure alone stops a critical function, directly or in the chain of all who supply it."
                ),
                "DORA 29",
            ),
        ],
    )


def _named(figure: Figure, basis: str, label: str) -> Figure:
    """The same figure under a key of its own, so that it can be compared with last time."""
    title = f"{figure.label} · {label}" if label else figure.label
    return Figure(f"{basis}.{figure.key}", title, figure.value, figure.kind, figure.tone, figure.why or phrase(""))
