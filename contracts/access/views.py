from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from contracts.access import operations, queries
from contracts.access.forms import CorrectForm, GrantForm, RevokeForm
from contracts.access.rules import PRIVILEGE_NAMES, Privilege
from contracts.register.queries import contract_page
from core import clock
from core.audit.queries import history_of
from core.auth.guard import requires
from core.excel.lists import send_list
from core.web.changes import submitted

bp = Blueprint("access", __name__)


@bp.get("/access/")
@requires("contracts.view")
def index() -> str | Response:
    """All vendors' ways in."""
    listing = queries.grants()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("contracts/access/index.html", page=listing.page(request.args))


@bp.get("/access/<int:grant_id>")
@requires("contracts.view")
def show(grant_id: int) -> str:
    grant = queries.grant_page(grant_id)
    state = queries.state_of(grant, clock.today())
    return render_template(
        "contracts/access/show.html",
        grant=grant,
        state=state,
        badge=queries.state_badge(state),
        privilege=PRIVILEGE_NAMES[grant.privilege],
        weak=queries.weaknesses_of(grant),
        history=history_of("contract", grant.contract_id),
    )


@bp.route("/<int:contract_id>/access/new", methods=["GET", "POST"])
@requires("access.edit")
def new(contract_id: int) -> str | Response:
    contract = contract_page(contract_id)
    form = GrantForm(privilege=Privilege.ORDINARY, granted_on=clock.today(), sponsor_id=contract.owner_id)
    form.also_for.choices = queries.sibling_choices(contract)
    if submitted(form, lambda: operations.grant_access(contract, by=current_user, **form.values)):
        flash(gettext("The access is registered."), "good")
        return redirect(url_for("contracts.register.show", contract_id=contract_id, _anchor="access"))
    return render_template("contracts/access/form.html", form=form, contract=contract, grant=None)


@bp.route("/access/<int:grant_id>/edit", methods=["GET", "POST"])
@requires("access.edit")
def edit(grant_id: int) -> str | Response:
    grant = queries.grant_page(grant_id)
    form = CorrectForm(obj=grant)
    if submitted(
        form, lambda: operations.correct_access(grant, version=form.version.data, by=current_user, **form.values)
    ):
        flash(gettext("Saved."), "good")
        return redirect(url_for(".show", grant_id=grant_id))
    return render_template("contracts/access/form.html", form=form, contract=grant.contract, grant=grant)


@bp.route("/access/<int:grant_id>/revoke", methods=["GET", "POST"])
@requires("access.edit")
def revoke(grant_id: int) -> str | Response:
    grant = queries.grant_page(grant_id)
    form = RevokeForm(revoked_on=clock.today())
    if submitted(
        form,
        lambda: operations.revoke_access(
            grant, revoked_on=form.values["revoked_on"], note=form.values["note"], by=current_user
        ),
    ):
        flash(gettext("The access is revoked."), "good")
        return redirect(url_for("contracts.register.show", contract_id=grant.contract_id, _anchor="access"))
    return render_template("contracts/access/revoke.html", form=form, grant=grant)
