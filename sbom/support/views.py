from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from core.audit.queries import history_of
from core.auth.guard import requires
from core.db import unit_of_work
from core.errors import Refused
from core.excel.lists import send_list
from sbom.support import operations, queries
from sbom.support.forms import MappingForm

bp = Blueprint("support", __name__, url_prefix="/support")


@bp.get("/")
@requires("sbom.view")
def index() -> str | Response:
    """Components and how long they are supported; `?format=xlsx` is the same list as a workbook."""
    listing = queries.components()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("sbom/support/index.html", page=listing.page(request.args), has_table=queries.has_table())


@bp.get("/packages/")
@requires("sbom.view")
def mappings() -> str | Response:
    """Which package is which product of the table."""
    listing = queries.mappings()
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
    if form.validate_on_submit():
        try:
            with unit_of_work():
                operations.set_mapping(
                    form.package.data, form.support_id.data, reason=form.reason.data, by=current_user
                )
        except Refused as error:
            form.refuse(error)
        else:
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
