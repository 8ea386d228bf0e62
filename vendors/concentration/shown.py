"""The figures in words and columns: what the page, the export and the workbook show alike."""

from collections.abc import Sequence
from fractions import Fraction
from typing import IO, Any

from flask_babel import gettext

from core.excel.lists import write_sheets
from core.i18n import formats, say
from core.phrases import N_, Phrase, phrase
from core.report import Chart, Figure
from core.report.charted import write_charted
from core.web.addresses import address
from core.web.listing import Column, Kind, Measured, Status
from vendors.concentration import pictures
from vendors.concentration.dimensions import Dimension
from vendors.concentration.leaving import Leaving
from vendors.concentration.network import Carried, Network
from vendors.concentration.queries import Figures, Line
from vendors.concentration.rules import (
    BAND_NAMES,
    BANDS_SOURCE,
    MEASURE_NAMES,
    Band,
    Measure,
    rounded,
)
from vendors.concentration.single_points import Point
from vendors.concentration.within_shown import below_columns, within_columns
from vendors.concentration.wording import breach_sentences, limit_text
from vendors.services.durations import duration, months

TOLD_MEANINGS = {
    Measure.LOCKED_IN: N_("Weight on services that nobody could take over, or of which nobody has judged it."),
    Measure.UNKNOWN_CHAINS: N_("Critical services whose vendor has not declared its subcontractors."),
    Measure.EXIT_GAPS: N_("Restored later than tolerable, or nobody can say."),
}
OF_A_WHOLE = ("hhi", "effective", "normalised", "cr3", "cr5", "gini")
"""Figures that are not defined where shares overlap."""
BAND_TONES = {Band.LOW: "good", Band.MODERATE: "warn", Band.HIGH: "bad"}


def figures(found: Figures) -> list[Figure]:
    """The indices, each with its light, what it means and the limit it is held against."""
    held = found.found
    every = [
        _index(
            found,
            Measure.HHI,
            gettext("HHI"),
            held.hhi,
            N_("10,000 × the sum of squared shares; 10,000 is a single one."),
        ),
        Figure(
            "effective",
            gettext("Effective number"),
            None if held.effective_number is None else rounded(held.effective_number, 1),
            why=phrase(N_("1 ÷ the sum of squared shares: as concentrated as this many equal ones.")),
        ),
        Figure(
            "normalised",
            gettext("Normalised HHI"),
            None if held.normalised_hhi is None else rounded(held.normalised_hhi, 4),
            why=phrase(N_("0 all equal, 1 a single one; compares sets of unlike size.")),
        ),
        *(
            _index(found, measure, say(MEASURE_NAMES[measure]), held.cr(count), "")
            for measure, count in ((Measure.CR1, 1), (Measure.CR3, 3), (Measure.CR5, 5))
        ),
        Figure(
            "gini",
            gettext("Gini coefficient"),
            None if held.gini is None else rounded(held.gini, 4),
            why=phrase(N_("0 all equal, near 1 one has nearly all; blind to how many there are.")),
        ),
        _told(found, Measure.LOCKED_IN, gettext("Cannot be replaced, or not judged")),
        Figure(
            "coverage",
            gettext("Coverage"),
            held.coverage,
            Kind.PERCENT,
            "muted" if held.coverage is None else "good" if held.coverage == 1 else "warn",
            phrase(
                N_("%(known)s of %(counted)s entries are known; shares are of what is known."),
                known=held.known,
                counted=held.counted,
            ),
        ),
        _stopped(found),
        _told(found, Measure.UNKNOWN_CHAINS, gettext("Undeclared chains")),
        _told(found, Measure.EXIT_GAPS, gettext("Critical functions without a way out in time")),
    ]
    return [figure for figure in every if not (found.by.overlaps and figure.key in OF_A_WHOLE)]


def _told(found: Figures, measure: Measure, label: str) -> Figure:
    """A measure that the weights alone do not give."""
    value, limit = found.told.get(measure), found.limit(measure)
    is_over = value is not None and limit is not None and value > limit.at_most
    tone = "bad" if is_over else "muted" if value is None else "warn" if value else "good"
    why: Phrase | str = phrase(TOLD_MEANINGS[measure])
    if limit:
        why = phrase(N_("Limit: %(limit)s"), limit=limit_text(limit))
    if measure.is_count:
        return Figure(measure.value, label, None if value is None else int(value), tone=tone, why=why)
    return Figure(measure.value, label, value, Kind.PERCENT, tone, why)


def _index(found: Figures, measure: Measure, label: str, value: Fraction | None, meaning: str) -> Figure:
    limit = found.limit(measure)
    is_over = value is not None and limit is not None and value > limit.at_most
    tone = "bad" if is_over else "good" if limit and value is not None else "muted"
    if measure is Measure.HHI and found.band and not limit:
        tone = BAND_TONES[found.band]
    why: Phrase | str = phrase(meaning) if meaning else ""
    if limit:
        why = phrase(N_("Limit: %(limit)s"), limit=limit_text(limit))
    shown = None if value is None else rounded(value) if measure is Measure.HHI else value
    return Figure(measure.value, label, shown, Kind.NUMBER if measure is Measure.HHI else Kind.PERCENT, tone, why)


def _stopped(found: Figures) -> Figure:
    points, is_known = found.single_points, found.told.get(Measure.SINGLE_POINTS) is not None
    return Figure(
        "single_points",
        gettext("Critical functions that one party can stop"),
        points.stopped if is_known else None,
        tone="muted" if not is_known else "bad" if points.stopped else "good",
        why=phrase(
            N_("of %(all)s critical functions; %(none)s have no vendor recorded"),
            all=points.functions,
            none=len(points.nobody),
        ),
    )


def share_columns(found: Figures) -> list[Column]:
    """The ranking. A weight is money a year or a count, as its basis says."""
    if found.basis.is_money:
        weight = Column(
            "weight",
            gettext("TWD a year"),
            lambda line: (int(rounded(line.weight / 100)) * 100, "TWD"),
            Kind.MONEY,
            is_minor=True,
        )
    else:
        weight = Column("weight", gettext("Weight"), lambda line: rounded(line.weight, 2), Kind.NUMBER, is_minor=True)
    return [
        Column("name", gettext("Party"), lambda line: line.name, url=lambda line: line.url),
        weight,
        Column("share", gettext("Share"), lambda line: line.share, Kind.PERCENT),
        Column("state", gettext("State"), _line_status, Kind.STATUS),
        *(below_columns(found) if found.by is Dimension.FOURTH_PARTY else []),
    ]


def _line_status(line: Line) -> Status | None:
    if line.is_over:
        return Status(gettext("Above the limit"), "bad")
    return Status(gettext("At least this much"), "warn") if line.is_at_least else None


def point_columns() -> list[Column]:
    return [
        Column("function", gettext("Critical function"), lambda p: p.function.name, url=_function_url),
        Column("party", gettext("Stopped by"), lambda p: p.party_name, url=lambda p: p.party_url),
        Column("how", gettext("How"), _how, Kind.STATUS),
        Column("alternatives", gettext("Named alternatives"), _alternatives, is_minor=True),
        Column(
            "mtpd",
            gettext("MTPD"),
            lambda p: None if p.function.mtpd_minutes is None else duration(p.function.mtpd_minutes),
        ),
    ]


def _function_url(point: Point) -> str:
    return address("vendors.services.function", function_id=point.function.id)


def _how(point: Point) -> Status:
    if point.is_hidden:
        return Status(gettext("In the chain of all"), "warn")
    return Status(gettext("Sole supplier"), "bad")


def _alternatives(point: Point) -> Any:
    return point.alternatives or gettext("none")


def leaving_columns() -> list[Column]:
    """Critical functions and the ways out of them."""
    return [
        Column("function", gettext("Critical function"), lambda e: e.function, url=lambda e: address("vendors.services.function", function_id=e.function_id)),
        Column("tolerable", gettext("MTPD"), lambda e: None if e.tolerable is None else duration(e.tolerable)),
        Column("restore", gettext("Promised restoring"), lambda e: None if e.restore is None else duration(e.restore)),
        Column("gap", gettext("Too slow by"), _gap, Kind.STATUS),
        Column("exit", gettext("Time to move away"), lambda e: None if e.exit_months is None else months(e.exit_months)),
        Column("missing", gettext("What is missing"), lambda e: [f"{who}{gettext(': ')}{say(says)}" for who, says in e.missing] or None, is_minor=True),
    ]  # fmt: skip


def _gap(leaving: Leaving) -> Status:
    if leaving.gap is None:
        return Status(gettext("Not known"), "warn")
    return Status(say(duration(leaving.gap)), "bad") if leaving.gap else Status(gettext("In time"), "good")


def missing_columns() -> list[Column]:
    return [
        Column("who", gettext("Vendor"), lambda m: m.who),
        Column("what", gettext("Item"), lambda m: m.what, url=lambda m: m.url),
        Column("why", gettext("What is missing"), lambda m: m.why),
    ]


def workbook(found: Figures) -> IO[bytes]:
    """The page as a workbook: figures, ranking, single points of failure, what is not known."""
    return write_sheets([
        (gettext("Figures"), _figure_columns(), _figure_rows(found)),
        (gettext("Shares"), share_columns(found), found.lines),
        *([(gettext("Within functions"), within_columns(), found.within)] if found.within else []),
        (gettext("Single points of failure"), point_columns(), found.single_points.points),
        (gettext("Ways out"), leaving_columns(), found.leaving),
        (gettext("Not known"), missing_columns(), found.missing),
    ])  # fmt: skip


def picture_book(
    found: Figures, functions: Sequence[tuple[int, str]], rows: Sequence[Carried], net: Network
) -> IO[bytes]:
    """The pictures as tables, with native charts where Excel has such: bars for the areas, none for a graph."""
    return write_charted(
        [
            (gettext("Shares"), share_columns(found), found.lines),
            (gettext("Who carries what"), pictures.matrix_columns(functions), rows),
            (gettext("What rests on what"), pictures.link_columns(net), pictures.links(net)),
        ],
        [
            (0, Chart(gettext("Shares by %(basis)s", basis=say(found.basis.label)), 0, 0, [2], limit=20)),
            (1, Chart(gettext("Critical functions by party"), 0, 0, [1], limit=20)),
        ],
        gettext("Charts"),
    )


def _figure_columns() -> list[Column]:
    return [
        Column("label", gettext("Figure"), lambda r: r[0]),
        Column("value", gettext("Result"), lambda r: r[1]),
        Column("why", gettext("Meaning"), lambda r: r[2]),
    ]


def _figure_rows(found: Figures) -> list[tuple[Any, Any, Any]]:
    head: list[tuple[Any, Any, Any]] = [
        (gettext("As of"), Measured(found.as_of, Kind.DAY), ""),
        (gettext("Measured by"), say(found.basis.label), say(found.basis.meaning)),
    ]
    rows = [(f.label, Measured(f.value, f.kind), f.why) for f in figures(found)]
    band = [(gettext("Band"), say(BAND_NAMES[found.band]), BANDS_SOURCE)] if found.band else []
    passed = [(gettext("Limit passed"), says, "") for says in breach_sentences(found)]
    return [*head, *rows, *band, *passed]


def value_text(figure: Figure) -> Any:
    """A figure as the page shows it."""
    if figure.value is None:
        return formats.NOTHING
    return formats.percent(figure.value) if figure.kind is Kind.PERCENT else formats.number(figure.value)
