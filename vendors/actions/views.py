from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from core import clock
from core.audit.queries import history_of
from core.auth.guard import requires
from core.db import db
from core.excel.lists import send_list
from core.web.changes import pressed, submitted
from vendors.actions import operations, queries
from vendors.actions.causes import cause_url
from vendors.actions.forms import ActionForm, CompleteForm
from vendors.actions.models import Action

bp = Blueprint("actions", __name__, url_prefix="/actions")


@bp.get("/")
@requires("actions.view")
def index() -> str | Response:
    listing = queries.actions()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("vendors/actions/index.html", page=listing.page(request.args))


@bp.get("/<int:action_id>")
@requires("actions.view")
def show(action_id: int) -> str:
    action = db.get_or_404(Action, action_id)
    return render_template(
        "vendors/actions/show.html",
        action=action,
        status=queries.badge(action),
        cause_url=cause_url(action.cause, action.cause_id),
        history=history_of("risk_action", action.id),
    )


@bp.route("/<int:action_id>/edit", methods=["GET", "POST"])
@requires("actions.edit")
def edit(action_id: int) -> str | Response:
    action = db.get_or_404(Action, action_id)
    form = ActionForm(obj=action)
    if submitted(
        form, lambda: operations.change_action(action, version=form.version.data, by=current_user, **form.values)
    ):
        flash(gettext("Saved."), "good")
        return redirect(url_for(".show", action_id=action_id))
    return render_template("vendors/actions/form.html", form=form, action=action, title=gettext("Change the measure"))


@bp.route("/<int:action_id>/complete", methods=["GET", "POST"])
@requires("actions.edit")
def complete(action_id: int) -> str | Response:
    action = db.get_or_404(Action, action_id)
    form = CompleteForm(done_on=clock.today(), version=action.version)
    if submitted(
        form, lambda: operations.complete_action(action, version=form.version.data, by=current_user, **form.values)
    ):
        flash(gettext("The measure is done."), "good")
        return redirect(url_for(".show", action_id=action_id))
    return render_template("vendors/actions/form.html", form=form, action=action, title=gettext("Report it done"))


@bp.post("/<int:action_id>/reopen")
@requires("actions.edit")
def reopen(action_id: int) -> Response:
    action = db.get_or_404(Action, action_id)
    pressed(lambda: operations.reopen_action(action, version=request.form.get("version"), by=current_user))
    return redirect(url_for(".show", action_id=action_id))
