"""The trend in columns and as a line chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from flask_babel import gettext

from core.audit.shown import actor_label, change_lines, subject_label, subject_name, tag_label
from core.i18n import formats, say
from core.report import Chart
from core.web.listing import Column, Kind
from vendors.concentration.bases import Basis
from vendors.concentration.dimensions import Dimension
from vendors.concentration.models import ConcentrationSnapshot
from vendors.concentration.queries import known_names
from vendors.concentration.rules import Limit, Measure, rounded
from vendors.concentration.trend import MOST, WHY_NAMES, Compared, Moved
from vendors.concentration.wording import limit_text, measured

WIDTH, HEIGHT = 640, 180


@dataclass(frozen=True)
class Point:
    x: float
    y: float
    label: str
    day: str


@dataclass(frozen=True)
class LineChart:
    """A line over days, drawn by macros/charts.html; the scale begins at 0. `points` where a figure was kept, `lines` from
    one day to the next, `gaps` over days on which none was; `limit` as high on the scale as the points."""

    title: str
    points: Sequence[Point]
    top: str
    described: str
    lines: Sequence[Sequence[Point]] = ()
    gaps: Sequence[tuple[Point, Point]] = ()
    limit: float | None = None
    limit_label: str = ""


def chart(days: Sequence[ConcentrationSnapshot], by: Dimension, limit: Limit | None = None) -> LineChart:
    """The HHI day by day against its limit; the largest share where shares overlap and there is no index."""
    measure = "cr1" if by.overlaps else "hhi"
    known = [(each.as_of, each.figures.get(measure)) for each in days]
    drawn = [(day, float(value)) for day, value in known if value is not None]
    at_most = float(limit.at_most) if limit else 0.0
    highest = max([value for _, value in drawn] + [at_most], default=0) or 1
    first, last = (drawn[0][0], drawn[-1][0]) if drawn else (None, None)
    span = max(1, (last - first).days) if first and last else 1
    points = [
        Point(
            round((day - first).days / span * WIDTH, 1) if first else 0,
            round(HEIGHT - value / highest * HEIGHT, 1),
            _text(value, measure),
            day.isoformat(),
        )
        for day, value in drawn
    ]
    title = gettext("HHI day by day") if measure == "hhi" else gettext("Largest share day by day")
    ends = [points[0], points[-1]] if len(points) > 1 else points
    lines, gaps = _joined([day for day, _ in drawn], points)
    return LineChart(
        title, points, _text(highest, measure), " ".join(f"{p.day}: {p.label}." for p in ends), lines, gaps,
        round(HEIGHT - at_most / highest * HEIGHT, 1) if limit else None,
        gettext("Limit %(limit)s", limit=limit_text(limit)) if limit else "",
    )  # fmt: skip


def _joined(days: Sequence[date], points: Sequence[Point]) -> tuple[list[list[Point]], list[tuple[Point, Point]]]:
    """Runs of days without a break, and the breaks between them: what was on the days between nobody kept."""
    lines: list[list[Point]] = []
    gaps: list[tuple[Point, Point]] = []
    for number, (day, point) in enumerate(zip(days, points, strict=True)):
        if number and (day - days[number - 1]).days == 1:
            lines[-1].append(point)
            continue
        if number:
            gaps.append((points[number - 1], point))
        lines.append([point])
    return lines, gaps


def _text(value: float, measure: str) -> str:
    return f"{value:,.0f}" if measure == "hhi" else formats.percent(value)


def day_columns(by: Dimension) -> list[Column]:
    def figure(name: str) -> Any:
        return lambda row: row.figures.get(name)

    def points(name: str) -> Any:
        return lambda row: None if row.figures.get(name) is None else round(row.figures[name])

    found = [Column("day", gettext("Day"), lambda row: row.as_of, Kind.DAY)]
    if not by.overlaps:
        found += [
            Column("hhi", gettext("HHI"), points("hhi"), Kind.NUMBER),
            Column("cr3", gettext("CR3"), figure("cr3"), Kind.PERCENT, is_minor=True),
        ]
    return [
        *found,
        Column("cr1", gettext("Largest share"), figure("cr1"), Kind.PERCENT),
        Column("largest", gettext("Largest party"), lambda row: row.parties[0][1] if row.parties else None),
        Column("coverage", gettext("Coverage"), figure("coverage"), Kind.PERCENT),
        Column("points", gettext("Critical functions that one party can stop"), points("single_points"), Kind.NUMBER, is_minor=True),
    ]  # fmt: skip


def native(by: Dimension) -> Chart:
    """The line as Excel draws it, over the sheet of `day_columns`: the HHI, or the largest share."""
    title = gettext("Largest share day by day") if by.overlaps else gettext("HHI day by day")
    return Chart(title, 0, 0, [1], kind="line", limit=MOST)


def cause_columns(basis: Basis) -> list[Column]:
    names = known_names()

    def weight(value: Fraction | None) -> Any:
        if value is None:
            return None
        return (int(rounded(value / 100)) * 100, "TWD") if basis.is_money else rounded(value, 2)

    kind = Kind.MONEY if basis.is_money else Kind.NUMBER

    def vendor(row: Moved) -> str:
        return names.vendors[row.vendor_id][0] if row.vendor_id is not None else ""

    return [
        Column("what", gettext("Item"), lambda row: row.what),
        Column("vendor", gettext("Vendor"), vendor),
        Column("before", gettext("Then"), lambda row: weight(row.before), kind),
        Column("after", gettext("Now"), lambda row: weight(row.after), kind),
        Column("change", gettext("Difference"), lambda row: weight(row.change), kind),
        Column("why", gettext("Why"), lambda row: say(WHY_NAMES[row.why]) if row.why else None),
    ]


def compared_figures(found: Compared, by: Dimension, since: date) -> list[tuple[str, str]]:
    """How far what happened since moved the index, and how far what was entered since about the past."""
    measure = Measure.CR1 if by.overlaps else Measure.HHI

    def value(one: Fraction | None) -> str:
        return formats.NOTHING if one is None else measured(measure, one)

    return [
        (gettext("As it was kept on %(day)s", day=formats.day(since)), value(found.kept)),
        (gettext("That day, as the register knows it now"), value(found.then)),
        (gettext("On the day shown"), value(found.now)),
    ]


def entered_columns() -> list[Column]:
    return [
        Column("at", gettext("When"), lambda e: e.at, Kind.INSTANT),
        Column("tag", gettext("What"), lambda e: tag_label(e.tag)),
        Column("subject", gettext("Record"), lambda e: f"{subject_label(e.subject_type)} {subject_name(e)}"),
        Column("changes", gettext("Changes"), change_lines),
        Column("who", gettext("Who"), actor_label, is_minor=True),
    ]
