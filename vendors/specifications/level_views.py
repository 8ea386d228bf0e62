"""The pages of service levels: what was promised, reported, missed, and the files that figures come in."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from core import clock
from core.audit.queries import history_of
from core.auth.guard import requires
from core.db import db, unit_of_work
from core.errors import Refused
from core.excel.lists import send_list, send_workbook, write_list
from core.files import open_file, send_stored
from core.i18n import language
from core.i18n.formats import major
from core.web.changes import submitted
from core.web.listing import Column
from vendors.services.models import Service
from vendors.services.queries import service_page
from vendors.specifications import importing, level_listings, level_operations, shelf
from vendors.specifications import level_queries as queries
from vendors.specifications.forms import ApplyForm, DealForm, FigureForm, FiguresForm, LevelForm
from vendors.specifications.levels import CapPer, PenaltyKind, Period, from_micro, period_text, read_period
from vendors.specifications.models import FigureFile, LevelFigure, ServiceLevel

bp = Blueprint("levels", __name__, url_prefix="/levels")


@bp.get("/")
@requires("vendors.view")
def index() -> str | Response:
    """Every level promised today; `?format=xlsx` is the same list as a workbook."""
    listing = level_listings.service_levels()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("vendors/specifications/levels.html", page=listing.page(request.args))


@bp.get("/<int:level_id>")
@requires("vendors.view")
def show(level_id: int) -> str | Response:
    """One level period by period; `?format=xlsx` is the same as a workbook."""
    level = queries.level_page(level_id)
    found = queries.standing_of(level)
    columns, rows = level_listings.period_columns(level.unit, level.currency), list(reversed(found.rows))
    if request.args.get("format") == "xlsx":
        return send_workbook(write_list(level.label, columns, rows), "service-level")
    return render_template(
        "vendors/specifications/level.html", level=level, found=found, rows=rows, columns=columns,
        status=queries.standing_status(found), promise=queries.promise_text(found.promise, level.unit),
        kept=queries.kept_status, value_text=queries.value_text, chart=_bars(found),
        history=history_of("service_level", level.id),
    )  # fmt: skip


def _bars(found: queries.LevelStanding) -> list[tuple[queries.Kept, float]]:
    """The last two years, each bar's height in per cent of the largest; periods without data have none."""
    rows = found.rows[-24:]
    top = max([found.promise.threshold, *(row.value for row in rows if row.value is not None)]) or 1
    return [(row, float(row.value / top * 100) if row.value is not None else 0.0) for row in rows]


@bp.route("/new/<int:service_id>", methods=["GET", "POST"])
@requires("specifications.edit")
def new(service_id: int) -> str | Response:
    """Promise a level; `?metric=` begins with what is usual."""
    service = service_page(service_id)
    metrics = shelf.metrics()
    usual = metrics.get(request.args.get("metric", ""), next(iter(metrics.values())))
    form = LevelForm(
        metric=usual.id, label=str(usual.name.in_language(language())), direction=usual.direction, unit=usual.unit,
        period=Period.MONTH, from_on=clock.today().replace(day=1), penalty_kind=PenaltyKind.NONE, currency="TWD",
        cap_per=CapPer.PERIOD,
    )  # fmt: skip

    def act() -> None:
        level_operations.promise_level(db.get_or_404(Service, service_id), by=current_user, **form.values)

    back = url_for("vendors.specifications.of", service_id=service_id, _anchor="service-levels")
    return _change(form, act, gettext("Promise a level"), service, back)


@bp.route("/<int:level_id>/edit", methods=["GET", "POST"])
@requires("specifications.edit")
def edit(level_id: int) -> str | Response:
    level = queries.level_page(level_id)
    form = LevelForm(obj=level, data=_exact(level))

    def act() -> None:
        level_operations.edit_level(
            db.get_or_404(ServiceLevel, level_id), version=form.version.data, by=current_user, **form.values
        )

    return _change(form, act, gettext("Change the level"), level.service, url_for(".show", level_id=level_id))


def _exact(level: ServiceLevel) -> dict[str, Any]:
    def amount(minor: int | None) -> Any:
        return None if minor is None else major(minor, level.currency)

    return {
        "rate": from_micro(level.rate_micro) if level.rate_micro else None, "fee": amount(level.fee_minor),
        "step": from_micro(level.step_micro) if level.step_micro else None, "cap": amount(level.cap_minor),
    }  # fmt: skip


@bp.route("/<int:level_id>/report", methods=["GET", "POST"])
@requires("specifications.edit")
def report(level_id: int) -> str | Response:
    """Enter what was reported; a period that is there already is corrected."""
    level = queries.level_page(level_id)
    form = FigureForm(period=request.args.get("period", ""))

    def act() -> None:
        held = db.get_or_404(ServiceLevel, level_id)
        try:
            period_on = read_period(form.period.data, held.period)
        except Refused as error:
            raise Refused(error.phrase.msgid, field="period", **error.phrase.params) from error
        level_operations.report_figure(
            held, period_on=period_on, value=form.value.data, source=form.source.data or "", by=current_user
        )

    return _change(form, act, gettext("Enter a figure"), level.service, url_for(".show", level_id=level_id))


@bp.route("/<int:level_id>/figures/<int:figure_id>/deal", methods=["GET", "POST"])
@requires("specifications.edit")
def deal(level_id: int, figure_id: int) -> str | Response:
    """What was done about a miss: the penalty claimed, taken, or let go with a reason."""
    figure, level = queries.figure_of(level_id, figure_id), queries.level_page(level_id)
    form = DealForm(dealt_on=clock.today(), version=figure.version)

    def act() -> None:
        held = db.get_or_404(LevelFigure, figure_id)
        level_operations.deal_with(held, version=form.version.data, by=current_user, **form.values)

    title = gettext("Deal with the miss of %(period)s", period=figure.period_on.isoformat()[:7])
    return _change(form, act, title, level.service, url_for(".show", level_id=level_id))


def _change(form: Any, act: Callable[[], None], title: str, service: Service, back: str) -> str | Response:
    if submitted(form, act):
        flash(gettext("Saved."), "good")
        return redirect(back)
    return render_template("vendors/specifications/on_service.html", form=form, service=service, title=title, back=back)


@bp.get("/template")
@requires("vendors.view")
def template() -> Response:
    """A workbook with a row for each figure that is missing, to be filled in by the vendor and sent back."""
    rows = [
        (f"L{one.level_id}", one, period_text(period, one.promise.period))
        for each in queries.standings(clock.today()).values() for one in each for period in one.late
    ]  # fmt: skip
    columns = [
        Column("level", gettext("Level number"), lambda r: r[0]),
        Column("label", gettext("What is measured"), lambda r: r[1].label),
        Column("period", gettext("Period"), lambda r: r[2]),
        Column("value", gettext("Reported"), lambda r: None),
    ]
    return send_workbook(write_list(gettext("Figures to report"), columns, rows), "service-level-figures")


@bp.route("/figures", methods=["GET", "POST"])
@requires("specifications.edit")
def upload() -> str | Response:
    """A file of figures; what it would do is shown before anything counts."""
    form = FiguresForm()
    if form.validate_on_submit():
        sent = form.file.data
        try:
            importing.plan_of(sent.stream.read(importing.MAX_BYTES + 1), sent.filename or "")
            sent.stream.seek(0)
            with unit_of_work():
                file_id = level_operations.upload_figures(sent.stream, sent.filename or "", by=current_user).id
        except Refused as error:
            form.refuse(error, at="file")
        else:
            return redirect(url_for(".preview", file_id=file_id))
    return render_template("vendors/specifications/figures.html", form=form)


@bp.route("/figures/<int:file_id>", methods=["GET", "POST"])
@requires("specifications.edit")
def preview(file_id: int) -> str | Response:
    """What each row would do; all of it is kept, or nothing."""
    file, form = db.get_or_404(FigureFile, file_id), ApplyForm()
    if done := submitted(form, lambda: _apply(db.get_or_404(FigureFile, file_id))):
        flash(gettext("Figures kept: %(n)s.", n=done.made), "good")
        return redirect(url_for(".index"))
    return render_template(
        "vendors/specifications/preview.html", file=file, form=form, plan=_plan(file), fates=importing.FATE_NAMES,
        tones=importing.FATE_TONES, value_text=queries.value_text,
    )  # fmt: skip


def _apply(file: FigureFile) -> int:
    """How many figures are kept."""
    plan = _plan(file)
    if plan.wrong or not plan.changing:
        raise Refused(importing.NOT_WHOLE)
    return level_operations.apply_figures(file, plan.changing, by=current_user)


def _plan(file: FigureFile) -> importing.FigurePlan:
    with open_file(file.sha256) as handle:
        return importing.plan_of(handle.read(), file.name)


@bp.get("/figures/<int:file_id>/file")
@requires("vendors.view")
def original(file_id: int) -> Response:
    """The file as it was sent."""
    file = db.get_or_404(FigureFile, file_id)
    return send_stored(file.sha256, file.name)
