from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from core import clock
from core.audit.queries import history_of
from core.auth.guard import requires
from core.db import unit_of_work
from core.excel.lists import send_list
from core.web.changes import submitted
from sbom.support import listings, operations, queries
from sbom.support.forms import DecideForm, MappingForm
from sbom.support.rules import COURSE_MEANINGS, COURSE_NAMES, Course

bp = Blueprint("support", __name__, url_prefix="/support")


@bp.get("/")
@requires("sbom.view")
def index() -> str | Response:
    """Components and how long they are supported; `?format=xlsx` is the same list as a workbook."""
    if request.args.get("format") == "xlsx":
        return send_list(listings.components_in_full(), request.args)
    found = queries.tallies(clock.today())
    return render_template(
        "sbom/support/index.html",
        page=listings.components().page(request.args),
        has_table=queries.has_table(),
        figures={name: sum(getattr(t, name) for t in found) for name in ("out", "ending", "undecided", "overdue")},
    )


@bp.get("/<int:row_id>")
@requires("sbom.view")
def show(row_id: int) -> str:
    """One version of a package in a product: until when it is supported, and what is done about it."""
    row = queries.support_page(row_id)
    form = DecideForm(
        course=row.course.value, target=row.target, plan=row.plan, reason=row.reason, owner_id=row.owner_id,
        due=listings.due_of(row), version=row.version,
    )  # fmt: skip
    return _page(row, form)


def _page(row, form) -> str:
    others = len(operations.line_of(row))
    form.offer(row.owner_id, others)
    return render_template(
        "sbom/support/show.html",
        row=row,
        form=form,
        others=others,
        status=listings.status_of,
        course=listings.course_of,
        events=queries.events_of(row),
        elsewhere=queries.elsewhere(row),
        courses=COURSE_NAMES,
        meanings=COURSE_MEANINGS,
    )


@bp.post("/<int:row_id>/decide")
@requires("sbom.decide")
def decide(row_id: int) -> str | Response:
    """What people decide on a version without support."""
    row = queries.support_page(row_id)
    form = DecideForm()
    form.offer(row.owner_id, 0)
    if done := submitted(
        form,
        lambda: operations.decide(
            queries.support_page(row_id),
            course=Course(form.course.data),
            target=form.target.data,
            plan=form.plan.data,
            reason=form.reason.data,
            owner_id=form.owner_id.data,
            due=form.due.data,
            with_line=form.with_line.data,
            version=form.version.data or None,
            by=current_user,
        ),
    ):
        flash(
            ngettext(
                "The decision is recorded for %(n)s component.",
                "The decision is recorded for %(n)s components.",
                done.made,
                n=done.made,
            ),
            "good",
        )
        return redirect(url_for(".show", row_id=row_id))
    return _page(queries.support_page(row_id), form)


@bp.get("/packages/")
@requires("sbom.view")
def mappings() -> str | Response:
    """Which package is which product of the table."""
    listing = listings.mappings()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("sbom/support/mappings.html", page=listing.page(request.args))


@bp.route("/packages/new", methods=["GET", "POST"])
@requires("sbom.edit")
def new_mapping() -> str | Response:
    """Say which product of the table a package is."""
    return _mapping_form(MappingForm(), None)


@bp.route("/packages/<int:mapping_id>", methods=["GET", "POST"])
@requires("sbom.edit")
def mapping(mapping_id: int) -> str | Response:
    """Change what a package is taken for."""
    held = queries.mapping_page(mapping_id)
    return _mapping_form(MappingForm(package=held.package, support_id=held.support_id, reason=held.reason), held)


def _mapping_form(form, held) -> str | Response:
    if submitted(
        form,
        lambda: operations.set_mapping(
            form.package.data, form.support_id.data, reason=form.reason.data, by=current_user
        ),
    ):
        flash(gettext("Saved."), "good")
        return redirect(url_for(".mappings"))
    history = history_of("support_mapping", held.id) if held else []
    return render_template("sbom/support/mapping.html", form=form, held=held, history=history)


@bp.post("/packages/<int:mapping_id>/end")
@requires("sbom.edit")
def end_mapping(mapping_id: int) -> Response:
    """The package is not what it was taken for."""
    with unit_of_work():
        operations.end_mapping(queries.mapping_page(mapping_id), by=current_user)
    flash(gettext("Saved."), "good")
    return redirect(url_for(".mappings"))
