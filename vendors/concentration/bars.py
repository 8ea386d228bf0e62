"""The ranking as bars with the limit's line, drawn by macros/charts.html."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from flask_babel import gettext

from core.i18n import formats, say
from vendors.concentration.pictures import NARROW, fitted
from vendors.concentration.queries import Figures
from vendors.concentration.rules import Measure, rounded
from vendors.concentration.wording import limit_text

BAR_LABEL = 240
"""The room beside the bars for a name."""


@dataclass(frozen=True)
class Bar:
    """One bar: `width` in parts of 1,000 of the longest place there is; `fits`: as much of its label as the wide and the
    narrow drawing have room for."""

    label: str
    fits: str
    fits_narrow: str
    value: str
    width: int
    look: str


@dataclass(frozen=True)
class BarChart:
    """A ranked horizontal bar chart, drawn by macros/charts.html. `limit` lies on the same scale as the widths."""

    title: str
    about: str
    bars: Sequence[Bar]
    limit: int | None
    limit_label: str
    rest: int


def chart(found: Figures, most: int) -> BarChart:
    """The largest shares; the scale ends at the longest bar or the limit, whichever is longer."""
    limit = found.limit(Measure.SHARE)
    longest = max([line.share for line in found.lines[:1]] + ([limit.at_most] if limit else []), default=Fraction(1))

    def place(value: Fraction) -> int:
        return int(rounded(value / longest * 1000)) if longest else 0

    bars = [
        Bar(
            line.name,
            fitted(line.name, BAR_LABEL),
            fitted(line.name, NARROW),
            formats.percent(line.share),
            place(line.share),
            "bar-over" if line.is_over else "bar-part" if line.is_at_least else "bar",
        )
        for line in found.lines[:most]
    ]
    return BarChart(
        title=gettext("Shares by %(basis)s", basis=say(found.basis.label)),
        about=gettext("The same numbers stand in the table below."),
        bars=bars,
        limit=place(limit.at_most) if limit else None,
        limit_label=gettext("Limit %(limit)s", limit=limit_text(limit)) if limit else "",
        rest=max(0, len(found.lines) - most),
    )
