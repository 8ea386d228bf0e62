from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from core.audit.queries import history_of
from core.auth.guard import requires
from core.db import unit_of_work
from core.excel.lists import send_list
from core.web.changes import submitted
from sbom.pipelines import operations, queries
from sbom.pipelines.forms import KeyForm

bp = Blueprint("pipelines", __name__, url_prefix="/pipelines")


@bp.get("/")
@requires("sbom.keys")
def index() -> str | Response:
    """The keys that open the upload interface."""
    listing = queries.keys()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("sbom/pipelines/index.html", page=listing.page(request.args))


@bp.get("/uploads")
@requires("sbom.view")
def uploads() -> str | Response:
    """What pipelines sent, with what was refused and why."""
    listing = queries.uploads()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("sbom/pipelines/uploads.html", page=listing.page(request.args))


@bp.route("/new", methods=["GET", "POST"])
@requires("sbom.keys")
def new() -> str | Response:
    """Issue a key; it is shown on the answer to this one request and nowhere else."""
    form = KeyForm()
    if done := submitted(form, lambda: operations.issue_key(by=current_user, **form.values)):
        key, secret = done.made
        address = url_for("core.home.index", _external=True).rstrip("/")
        page = render_template("sbom/pipelines/issued.html", key=key, secret=secret, address=address)
        return Response(page, headers={"Cache-Control": "no-store"}, mimetype="text/html")
    return render_template("sbom/pipelines/form.html", form=form)


@bp.get("/<int:key_id>")
@requires("sbom.keys")
def show(key_id: int) -> str | Response:
    """One key: what it opens, and what came with it."""
    key = queries.key_page(key_id)
    listing = queries.uploads(key)
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template(
        "sbom/pipelines/show.html",
        key=key,
        status=queries.key_status(key),
        page=listing.page(request.args),
        history=history_of("api_key", key.id),
    )


@bp.post("/<int:key_id>/revoke")
@requires("sbom.keys")
def revoke(key_id: int) -> Response:
    """The key opens nothing from now on."""
    key = queries.key_page(key_id)
    with unit_of_work():
        operations.revoke_key(key, version=request.form.get("version"), by=current_user)
    flash(gettext("The key is revoked; what was sent with it stays."), "good")
    return redirect(url_for(".show", key_id=key_id))
