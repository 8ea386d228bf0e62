from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from contracts.register.models import Contract
from contracts.register.queries import contract_page
from contracts.register.rules import termination
from contracts.register.standings import standing_of
from contracts.terms import operations, queries
from contracts.terms.deciding import CHOICE_NAMES, Choice
from contracts.terms.forms import AmendForm, CancelForm, DecideForm, RenewForm, TerminateForm
from core import clock
from core.auth.guard import requires
from core.days import add_months
from core.web.changes import submitted

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


@bp.route("/<int:contract_id>/terms/decide", methods=["GET", "POST"])
@requires("contracts.edit")
def decide(contract_id: int) -> str | Response:
    """Before the contract renews itself: let it, renegotiate it, or end it."""
    contract = contract_page(contract_id)
    form = DecideForm(obj=contract, choice="")
    if request.method == "GET":
        form.note.data = ""
    if submitted(
        form, lambda: operations.decide_renewal(contract, version=form.version.data, by=current_user, **form.values)
    ):
        flash(gettext("Saved."), "good")
        ends_itself = standing_of(contract, clock.today()).deadline is None
        then = ".terminate" if form.choice.data is Choice.END and not ends_itself else "contracts.register.show"
        return redirect(url_for(then, contract_id=contract_id))
    page = queries.term_page(contract, clock.today())
    return render_template(
        "contracts/terms/decide.html", form=form, contract=contract, page=page, names=CHOICE_NAMES,
        decisions=queries.decisions_of(contract),
    )  # fmt: skip


def _event(contract: Contract, form, title: str, done: str) -> str | Response:
    if submitted(form, lambda: operations.add_event(contract, form.event, note=form.note.data or "", by=current_user)):
        flash(done, "good")
        return redirect(url_for("contracts.register.show", contract_id=contract.id, _anchor="term"))
    standing = standing_of(contract, clock.today())
    ended = termination(contract.term, clock.today()) if contract.term else None
    return render_template(
        "contracts/terms/event.html", form=form, contract=contract, heading=title, standing=standing, ended=ended
    )
