from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from contracts.register.models import Contract
from contracts.register.queries import contract_page
from contracts.register.standings import standing_of
from contracts.replacing import operations, queries
from contracts.replacing.forms import ReplaceForm, TakeBackForm
from core import clock
from core.auth.guard import requires
from core.db import db
from core.web.changes import submitted

bp = Blueprint("replacing", __name__)


@bp.route("/<int:contract_id>/replace", methods=["GET", "POST"])
@requires("contracts.edit")
def replace(contract_id: int) -> str | Response:
    """A new contract takes this one's place; what goes over to it is chosen."""
    contract = contract_page(contract_id)
    form = ReplaceForm(obj=contract)
    form.successor_id.choices = [("", "—"), *queries.successor_choices(contract)]
    form.grant_ids.choices, form.asset_ids.choices = queries.live_grants(contract), queries.held_assets(contract)
    if request.method == "GET":
        form.last_day.data = standing_of(contract, clock.today()).effective_end
        form.grant_ids.data = [key for key, _ in form.grant_ids.choices]
        form.asset_ids.data = [key for key, _ in form.asset_ids.choices]
        form.note.data = ""
    if submitted(form, lambda: _replace(contract, form)):
        flash(gettext("The contract goes on in the new one."), "good")
        return redirect(url_for("contracts.register.show", contract_id=contract_id, _anchor="replacing"))
    return render_template("contracts/replacing/replace.html", form=form, contract=contract)


def _replace(contract: Contract, form: ReplaceForm) -> None:
    values = form.values
    successor = db.session.get_one(Contract, values.pop("successor_id"))
    operations.replace_contract(contract, successor=successor, version=form.version.data, by=current_user, **values)


@bp.route("/replacements/<int:replacement_id>/undo", methods=["GET", "POST"])
@requires("contracts.edit")
def undo(replacement_id: int) -> str | Response:
    """The contract does not go on in the other after all."""
    found = queries.replacement_page(replacement_id)
    form = TakeBackForm(obj=found)
    if submitted(
        form, lambda: operations.take_back(found, reason=form.reason.data, version=form.version.data, by=current_user)
    ):
        flash(gettext("The replacement is taken back."), "good")
        return redirect(url_for("contracts.register.show", contract_id=found.contract_id, _anchor="replacing"))
    return render_template("contracts/replacing/undo.html", form=form, found=found)
