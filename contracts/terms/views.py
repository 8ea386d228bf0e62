from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from contracts.register.models import Contract
from contracts.register.queries import contract_page
from contracts.register.rules import termination
from contracts.register.standings import standing_of
from contracts.terms import operations
from contracts.terms.forms import AmendForm, CancelForm, RenewForm, TerminateForm
from core import clock
from core.auth.guard import requires
from core.days import add_months
from core.db import unit_of_work
from core.errors import Refused

bp = Blueprint("terms", __name__)


@bp.route("/<int:contract_id>/terms/amend", methods=["GET", "POST"])
@requires("contracts.edit")
def amend(contract_id: int) -> str | Response:
    contract = contract_page(contract_id)
    form = AmendForm(signed_on=clock.today(), effective_on=clock.today())
    return _event(contract, form, gettext("Amend"), gettext("The amendment is recorded."))


@bp.route("/<int:contract_id>/terms/renew", methods=["GET", "POST"])
@requires("contracts.edit")
def renew(contract_id: int) -> str | Response:
    contract = contract_page(contract_id)
    end = standing_of(contract, clock.today()).effective_end
    first = end + timedelta(days=1) if end else None
    form = RenewForm(signed_on=clock.today(), starts_on=first, ends_on=add_months(end, 12) if end else None)
    return _event(contract, form, gettext("Renew"), gettext("The renewal is recorded."))


@bp.route("/<int:contract_id>/terms/terminate", methods=["GET", "POST"])
@requires("contracts.edit")
def terminate(contract_id: int) -> str | Response:
    contract = contract_page(contract_id)
    form = TerminateForm(notified_on=clock.today())
    done = gettext("The termination is recorded; the tasks that end the contract follow from it.")
    return _event(contract, form, gettext("Terminate"), done)


@bp.route("/<int:contract_id>/terms/cancel-termination", methods=["GET", "POST"])
@requires("contracts.edit")
def cancel_termination(contract_id: int) -> str | Response:
    contract = contract_page(contract_id)
    form = CancelForm(agreed_on=clock.today())
    return _event(contract, form, gettext("Cancel the termination"), gettext("The termination is cancelled."))


def _event(contract: Contract, form, title: str, done: str) -> str | Response:
    if form.validate_on_submit():
        try:
            with unit_of_work():
                operations.add_event(contract, form.event, note=form.note.data or "", by=current_user)
        except Refused as error:
            form.refuse(error)
        else:
            flash(done, "good")
            return redirect(url_for("contracts.register.show", contract_id=contract.id, _anchor="term"))
    standing = standing_of(contract, clock.today())
    ended = termination(contract.term, clock.today()) if contract.term else None
    return render_template(
        "contracts/terms/event.html", form=form, contract=contract, heading=title, standing=standing, ended=ended
    )
