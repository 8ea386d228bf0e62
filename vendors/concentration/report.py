"""Concentration in the board's workbook: the same figures as the page."""

from datetime import date
from fractions import Fraction

from flask_babel import gettext

from core.i18n import say
from core.phrases import phrase
from core.report import Chart, Definition, Figure, Sheet, Table
from core.web.listing import Column, Kind, Status
from vendors.concentration import shown
from vendors.concentration.bases import bases
from vendors.concentration.dimensions import Dimension
from vendors.concentration.queries import Figures, Line, figures
from vendors.concentration.rules import BANDS_SOURCE, MEASURE_NAMES, Limit, Measure
from vendors.concentration.trend import month_by_month

LINES = 15
MONTHS = 24
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
                _with_the_rest(each),
                gettext("Nothing is known yet."),
                totals=(1, 2),
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
    months = month_by_month(as_of, MONTHS)
    if len(months) > 1:
        charts.append(
            Chart(
                gettext("HHI by group, month by month"),
                len(tables),
                0,
                list(range(1, len(found) + 1)),
                kind="line",
                limit=MONTHS,
            )
        )
    tables.append(
        Table(
            gettext("HHI by group, month by month"),
            [
                Column("day", gettext("Day"), lambda row: row[0], Kind.DAY),
                *(_of_basis(each.basis.name, say(each.basis.label)) for each in found),
            ],
            months,
            gettext("No figures have been kept yet."),
        )
    )
    tables.append(
        Table(
            gettext("Appetite against actual"),
            _appetite_columns(),
            [(each, limit) for each in found for limit in each.limits if each is found[0] or limit.measure not in ONCE],
            gettext("No limit is set."),
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


ONCE = (Measure.SINGLE_POINTS, Measure.UNKNOWN_CHAINS, Measure.EXIT_GAPS)


def _of_basis(name: str, label: str) -> Column:
    def value(row: tuple[date, dict[str, float | None]]) -> int | None:
        found = row[1].get(name)
        return None if found is None else round(found)

    return Column(name, label, value, Kind.NUMBER)


def _with_the_rest(found: Figures) -> list[Line]:
    """The largest, and all others as one: together they are the whole that the page shows."""
    first, rest = list(found.lines[:LINES]), found.lines[LINES:]
    if rest:
        weight = sum((line.weight for line in rest), Fraction(0))
        share = sum((line.share for line in rest), Fraction(0))
        called = gettext("%(n)s others together", n=len(rest))
        first.append(Line("", called, weight, share, is_over=False, is_at_least=any(x.is_at_least for x in rest)))
    return first


def _appetite_columns() -> list[Column]:
    """Each limit, the worst that stands against it, and how that is."""
    return [
        Column("basis", gettext("Measured by"), lambda r: say(r[0].basis.label)),
        Column("measure", gettext("Measure"), lambda r: say(MEASURE_NAMES[r[1].measure])),
        Column("limit", gettext("Limit"), lambda r: shown.limit_text(r[1])),
        Column("actual", gettext("Actual"), lambda r: _actual(*r)),
        Column("state", gettext("State"), lambda r: _kept(*r), Kind.STATUS),
        Column("source", gettext("Where it comes from"), lambda r: say(r[1].source)),
    ]


def _value(found: Figures, limit: Limit) -> Fraction | None:
    if limit.measure in found.told:
        return found.told[limit.measure]
    if limit.measure is Measure.HHI:
        return found.found.hhi
    return found.found.cr({Measure.CR3: 3, Measure.CR5: 5}.get(limit.measure, 1))


def _actual(found: Figures, limit: Limit) -> str:
    value = _value(found, limit)
    return gettext("not known") if value is None else shown.measured(limit.measure, value)


def _kept(found: Figures, limit: Limit) -> Status:
    value = _value(found, limit)
    if value is None:
        return Status(gettext("Not known"), "warn")
    return Status(gettext("Passed"), "bad") if value > limit.at_most else Status(gettext("Kept to"), "good")


def _named(figure: Figure, basis: str, label: str) -> Figure:
    """The same figure under a key of its own, so that it can be compared with last time."""
    title = f"{figure.label} · {label}" if label else figure.label
    return Figure(f"{basis}.{figure.key}", title, figure.value, figure.kind, figure.tone, figure.why or phrase(""))
