"""The page of the trend: the figures day by day, and what moved them."""

from datetime import date

from flask import flash, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from core import clock
from core.auth.guard import requires
from core.days import read_date
from core.errors import Refused
from core.excel.lists import send_workbook
from core.i18n import formats, say
from core.report.charted import write_charted
from vendors.concentration import trend_shown
from vendors.concentration.bases import bases, basis_named
from vendors.concentration.dimensions import DIMENSION_NAMES, Dimension
from vendors.concentration.jobs import KEPT_DIMENSIONS
from vendors.concentration.queries import limits_of
from vendors.concentration.rules import Measure
from vendors.concentration.trend import compared, entered, kept, last_board_date, moved
from vendors.concentration.views import asked_day, bp


@bp.get("/trend")
@requires("concentration.view")
def trend() -> str | Response:
    """The figures day by day, and what moved them since the board last saw them, or since another day asked for."""
    by = Dimension(request.args["by"]) if request.args.get("by") in set(KEPT_DIMENSIONS) else Dimension.GROUP
    basis, as_of = basis_named(request.args.get("basis", "")), asked_day()
    board_day = last_board_date(as_of)
    since = _asked_since(as_of) or board_day
    days = kept(by, basis, as_of)
    causes, acts = (moved(basis, since, as_of), entered(basis, since)) if since else ([], [])
    limit = limits_of(by).get(Measure.CR1 if by.overlaps else Measure.HHI)
    if request.args.get("format") == "xlsx":
        handle = write_charted(
            [
                (gettext("Trend"), trend_shown.day_columns(by), days),
                (gettext("What moved it"), trend_shown.cause_columns(basis), causes),
                (gettext("Entered since"), trend_shown.entered_columns(), acts),
            ],
            [(0, trend_shown.native(by))],
            gettext("Charts"),
        )
        return send_workbook(handle, "concentration-trend", as_of)
    return render_template(
        "vendors/concentration/trend.html",
        by=by,
        basis=basis,
        as_of=as_of,
        since=since,
        board_day=board_day,
        days=days,
        causes=causes,
        bases=bases(),
        dimensions={each: DIMENSION_NAMES[each] for each in KEPT_DIMENSIONS},
        day_columns=trend_shown.day_columns(by),
        cause_columns=trend_shown.cause_columns(basis),
        chart=trend_shown.chart(days, by, limit),
        compared=trend_shown.compared_figures(compared(by, basis, since, as_of), by, since) if since else [],
        acts=acts,
        act_columns=trend_shown.entered_columns(),
        today=clock.today(),
    )


def _asked_since(as_of: date) -> date | None:
    """The day to compare with, where one is asked for that lies before."""
    day = request.args.get("since", "").strip()
    if not day:
        return None
    try:
        asked = read_date(day)
    except Refused as error:
        flash(say(error.phrase), "bad")
        return None
    if asked < as_of:
        return asked
    flash(gettext("Compare with a day before %(day)s.", day=formats.day(as_of)), "bad")
    return None
