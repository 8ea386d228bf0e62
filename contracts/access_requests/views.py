from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from contracts.access.queries import grant_page, sibling_choices, weaknesses_of
from contracts.access.rules import Privilege
from contracts.access_requests import operations, queries
from contracts.access_requests.forms import AskForm, CarryOutForm, DecideForm
from contracts.register.queries import contract_page
from core import clock
from core.audit.queries import history_of
from core.auth.guard import requires
from core.excel.lists import send_list
from core.web.changes import pressed, submitted

bp = Blueprint("access_requests", __name__)


@bp.get("/access-requests/")
@requires("contracts.view")
def index() -> str | Response:
    """All requests for access."""
    listing = queries.requests()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("contracts/access_requests/index.html", page=listing.page(request.args))


@bp.get("/access-requests/<int:request_id>")
@requires("contracts.view")
def show(request_id: int) -> str:
    found = queries.request_page(request_id)
    return render_template(
        "contracts/access_requests/show.html",
        asked=found,
        badge=queries.state_badge(found.state),
        rows=queries.rights_rows(found),
        weak=weaknesses_of(found),
        is_own=found.asked_by_id == current_user.id,
        form=DecideForm(obj=found),
        history=history_of("access_request", found.id),
    )


@bp.route("/<int:contract_id>/access-requests/new", methods=["GET", "POST"])
@requires("access.request")
def new(contract_id: int) -> str | Response:
    contract = contract_page(contract_id)
    form = AskForm(privilege=Privilege.ORDINARY, sponsor_id=contract.owner_id)
    form.also_for.choices = sibling_choices(contract)
    if done := submitted(form, lambda: operations.ask_access(contract, by=current_user, **form.values).id):
        flash(gettext("Asked for. Somebody else approves it."), "good")
        return redirect(url_for(".show", request_id=done.made))
    return render_template("contracts/access_requests/form.html", form=form, contract=contract, grant=None)


@bp.route("/access/<int:grant_id>/change", methods=["GET", "POST"])
@requires("access.request")
def change(grant_id: int) -> str | Response:
    """Ask that a way in allows something else."""
    grant = grant_page(grant_id)
    form = AskForm(obj=grant)
    form.also_for.choices = sibling_choices(grant.contract)
    if request.method == "GET":
        form.also_for.data = [contract.id for contract in grant.also_for]
    if done := submitted(
        form, lambda: operations.ask_change(grant, version=form.version.data, by=current_user, **form.values).id
    ):
        flash(gettext("Asked for. Somebody else approves it."), "good")
        return redirect(url_for(".show", request_id=done.made))
    return render_template("contracts/access_requests/form.html", form=form, contract=grant.contract, grant=grant)


@bp.post("/access-requests/<int:request_id>/decide")
@requires("access.approve")
def decide(request_id: int) -> Response:
    found, form = queries.request_page(request_id), DecideForm()
    approve = request.form.get("verdict") == "approve"
    if not form.validate_on_submit():
        flash(" ".join(form.note.errors), "bad")
        return redirect(url_for(".show", request_id=request_id))
    if pressed(
        lambda: operations.decide(
            found, approve=approve, note=form.note.data or "", version=form.version.data or None, by=current_user
        )
    ):
        flash(gettext("Approved.") if approve else gettext("Not approved."), "good")
    return redirect(url_for(".show", request_id=request_id))


@bp.post("/access-requests/<int:request_id>/withdraw")
@requires("access.request")
def withdraw(request_id: int) -> Response:
    found = queries.request_page(request_id)
    if pressed(lambda: operations.withdraw(found, version=request.form.get("version"), by=current_user)):
        flash(gettext("Taken back."), "good")
    return redirect(url_for(".show", request_id=request_id))


@bp.route("/access-requests/<int:request_id>/carry-out", methods=["GET", "POST"])
@requires("access.edit")
def carry_out(request_id: int) -> str | Response:
    """Approved access was set up: the register follows."""
    found = queries.request_page(request_id)
    form = CarryOutForm(obj=found)
    if request.method == "GET":
        form.granted_on.data = clock.today()
    if done := submitted(
        form, lambda: operations.carry_out(found, version=form.version.data, by=current_user, **form.values).id
    ):
        flash(gettext("The register says so now."), "good")
        return redirect(url_for("contracts.access.show", grant_id=done.made))
    return render_template("contracts/access_requests/carry_out.html", form=form, asked=found)
