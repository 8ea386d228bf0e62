from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from core import clock
from core.auth.guard import requires
from core.days import read_date
from core.db import db, unit_of_work
from core.errors import Refused
from core.excel.lists import send_list, send_workbook
from core.i18n import say
from vendors.concentration import breaches, operations, queries, shown, wording
from vendors.concentration.bars import chart
from vendors.concentration.bases import bases, basis_named
from vendors.concentration.dimensions import DIMENSION_MEANINGS, DIMENSION_NAMES, Dimension, default_limits, measures_of
from vendors.concentration.forms import LimitForm, RateChangeForm, RateForm
from vendors.concentration.gaps import BESIDE, DIMENSIONS, gaps, tallies
from vendors.concentration.models import ExchangeRate
from vendors.concentration.rules import BAND_NAMES, BANDS_SOURCE, MEASURE_NAMES, Measure
from vendors.concentration.underlying import underlying_kinds
from vendors.concentration.within_shown import within_columns

bp = Blueprint("concentration", __name__, url_prefix="/concentration")
CHARTED = 15


def asked_figures() -> queries.Figures:
    """What the address asks for; odd values fall back to the usual."""
    by = request.args.get("by", "")
    dimension = Dimension(by) if by in {d.value for d in Dimension} else Dimension.GROUP
    return queries.figures(asked_day(), dimension, basis_named(request.args.get("basis", "")))


def known_dimensions() -> dict[Dimension, str]:
    """The dimensions there is anything to say about: components only where a higher domain tells of them."""
    told = {kind.name for kind in underlying_kinds()}
    return {by: name for by, name in DIMENSION_NAMES.items() if not by.is_told or by.value in told}


def asked_day() -> date:
    """The day the address asks for; today for what is no day."""
    if day := request.args.get("as_of", "").strip():
        try:
            return read_date(day)
        except Refused as error:
            flash(say(error.phrase), "bad")
    return clock.today()


@bp.get("/")
@requires("concentration.view")
def index() -> str | Response:
    """How much the firm leans on whom; `?format=xlsx` is the same as a workbook."""
    found = asked_figures()
    if request.args.get("format") == "xlsx":
        return send_workbook(shown.workbook(found), "concentration")
    return render_template(
        "vendors/concentration/index.html",
        found=found,
        bases=bases(),
        dimensions=known_dimensions(),
        meaning=DIMENSION_MEANINGS[found.by],
        figures=shown.figures(found),
        chart=chart(found, CHARTED),
        breaches=zip(wording.breach_sentences(found), breaches.on_record(found), strict=True),
        shares=shown.share_columns(found),
        within=within_columns(),
        points=shown.point_columns(),
        missing=shown.missing_columns(),
        leaving=shown.leaving_columns(),
        lacks=tallies(gaps(found.as_of), found.basis.name),
        beside=BESIDE,
        beside_dimension=DIMENSIONS.get(found.by),
        bands_source=BANDS_SOURCE,
        band_names=BAND_NAMES,
        band_tones=shown.BAND_TONES,
        export=url_for(".index", basis=found.basis.name, by=found.by.value, as_of=found.as_of, format="xlsx"),
    )


@bp.get("/rates")
@requires("policy.view")
def rates() -> str | Response:
    listing = queries.rate_list()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("vendors/concentration/rates.html", page=listing.page(request.args))


@bp.route("/rates/new", methods=["GET", "POST"])
@requires("rates.edit")
def new_rate() -> str | Response:
    form = RateForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                operations.add_rate(**form.values, today=clock.today(), by=current_user)
        except Refused as error:
            form.refuse(error)
        else:
            flash(gettext("The rate is added."), "good")
            return redirect(url_for(".rates"))
    return render_template("vendors/concentration/rate.html", form=form, rate=None)


@bp.route("/rates/<int:rate_id>", methods=["GET", "POST"])
@requires("rates.edit")
def edit_rate(rate_id: int) -> str | Response:
    rate = db.get_or_404(ExchangeRate, rate_id)
    form = RateChangeForm(obj=rate)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                operations.edit_rate(rate, version=form.version.data, by=current_user, **form.values)
        except Refused as error:
            form.refuse(error)
        else:
            flash(gettext("Saved."), "good")
            return redirect(url_for(".rates"))
    return render_template("vendors/concentration/rate.html", form=form, rate=rate)


@bp.get("/limits")
@requires("policy.view")
def limits() -> str:
    """The limits that hold, the firm's own and the defaults, with where each comes from."""
    own = queries.firm_limits()
    held = {dimension: queries.limits_of(dimension) for dimension in DIMENSION_NAMES}
    return render_template(
        "vendors/concentration/limits.html",
        own=own,
        held=held,
        dimensions=known_dimensions(),
        measures=MEASURE_NAMES,
        measures_of=measures_of,
        limit_text=wording.limit_text,
    )


@bp.route("/limits/<dimension>/<measure>", methods=["GET", "POST"])
@requires("policy.edit")
def limit(dimension: str, measure: str) -> str | Response:
    if dimension not in {d.value for d in Dimension} or measure not in {m.value for m in Measure}:
        abort(404)
    where, what = Dimension(dimension), Measure(measure)
    if what not in measures_of(where):
        abort(404)
    own = queries.firm_limits().get((where, what))
    held = own.limit if own else default_limits(where).get(what)
    form = LimitForm(
        at_most=wording.limit_value(held) if held else "",
        source=own.source if own else "",
        version=own.version if own else None,
    )
    if form.validate_on_submit():
        try:
            with unit_of_work():
                operations.set_limit(
                    dimension=where, measure=what, version=form.version.data or None, by=current_user, **form.values
                )
        except Refused as error:
            form.refuse(error)
        else:
            flash(gettext("Saved."), "good")
            return redirect(url_for(".limits"))
    return render_template(
        "vendors/concentration/limit.html",
        form=form,
        dimension=DIMENSION_NAMES[where],
        measure=MEASURE_NAMES[what],
        is_points=wording.is_points(what),
        held=held,
        own=own,
    )
