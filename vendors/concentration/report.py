"""Concentration in the board's workbook: the same figures as the page."""

from datetime import date
from fractions import Fraction

from flask_babel import gettext

from core.i18n import say
from core.phrases import phrase
from core.report import Chart, Definition, Figure, Sheet, Table
from core.web.listing import Column, Kind
from vendors.concentration import shown
from vendors.concentration.bases import bases
from vendors.concentration.dimensions import Dimension
from vendors.concentration.queries import Figures, Line, figures
from vendors.concentration.rules import BANDS_SOURCE, FIRM_WIDE, Measure
from vendors.concentration.wording import the_rest

LINES = 15
ONCE = tuple(measure.value for measure in FIRM_WIDE)
"""Figures that are the same whatever weighs."""


def sheet(as_of: date) -> Sheet:
    """Every basis by group, with its ranking as a chart, and the single points of failure."""
    found = [figures(as_of, Dimension.GROUP, basis) for basis in bases()]
    tables: list[Table] = []
    charts: list[Chart] = []
    for each in found:
        if each.lines:
            charts.append(_chart(each, len(tables)))
        tables.append(_ranking(each))
    if found:
        tables.append(_points(found[0]))
    return Sheet(
        title=gettext("Concentration"),
        lead=gettext(
            "Vendors are added up at their topmost parent. What is not known is shown as coverage, never counted as 0."
        ),
        figures=_figures(found),
        tables=tables,
        charts=charts,
        definitions=_definitions(),
    )


def _figures(found: list[Figures]) -> list[Figure]:
    """Where nothing weighs, the coverage says so once; eight figures not known would say it no better."""
    numbers = [
        _named(figure, each.basis.name, say(each.basis.label))
        for each in found
        for figure in shown.figures(each)
        if figure.key not in ONCE and (each.lines or figure.key == "coverage")
    ]
    return numbers + [
        _named(f, "concentration", "") for f in (shown.figures(found[0]) if found else ()) if f.key in ONCE
    ]


def _named(figure: Figure, basis: str, label: str) -> Figure:
    """The same figure under a key of its own, so that it can be compared with last time."""
    title = f"{figure.label} · {label}" if label else figure.label
    return Figure(f"{basis}.{figure.key}", title, figure.value, figure.kind, figure.tone, figure.why or phrase(""))


def _chart(found: Figures, table: int) -> Chart:
    title = gettext("Shares by %(basis)s", basis=say(found.basis.label))
    return Chart(title, table, 0, [2], limit=LINES, line=3 if found.limit(Measure.SHARE) else None)


def _ranking(found: Figures) -> Table:
    *columns, state = shown.share_columns(found)
    if limit := found.limit(Measure.SHARE):
        columns.append(
            Column("limit", gettext("Limit"), lambda row: limit.at_most if row.party else None, Kind.PERCENT)
        )
    return Table(
        gettext("Groups by %(basis)s", basis=say(found.basis.label)),
        [*columns, state],
        _with_the_rest(found),
        gettext("Nothing is known yet."),
        totals=(1, 2),
    )


def _with_the_rest(found: Figures) -> list[Line]:
    """The largest, and all others as one: together they are the whole that the page shows."""
    first, rest = list(found.lines[:LINES]), found.lines[LINES:]
    if rest:
        weight = sum((line.weight for line in rest), Fraction(0))
        share = sum((line.share for line in rest), Fraction(0))
        called = the_rest(rest)
        first.append(Line("", called, weight, share, is_over=False, is_at_least=any(x.is_at_least for x in rest)))
    return first


def _points(found: Figures) -> Table:
    return Table(
        gettext("Single points of failure"),
        shown.point_columns(),
        found.single_points.points,
        gettext("None: every critical function has a second way."),
    )


def _definitions() -> list[Definition]:
    return [
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
    ]
