from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from contracts.register import operations, queries
from contracts.register.agreed import NoticeUnit, Renewal
from contracts.register.forms import ContractForm
from contracts.register.models import Contract
from contracts.register.standings import standing_of
from core import clock
from core.audit.queries import history_of
from core.auth.guard import requires
from core.db import db
from core.excel.lists import send_list
from core.i18n.formats import major
from core.web.changes import submitted
from vendors.register.models import Vendor
from vendors.register.queries import vendor_choices

bp = Blueprint("register", __name__)


@bp.get("/")
@requires("contracts.view")
def index() -> str | Response:
    """The list of contracts; `?format=xlsx` is the same list as a workbook."""
    listing = queries.contracts()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("contracts/register/index.html", page=listing.page(request.args))


@bp.get("/<int:contract_id>")
@requires("contracts.view")
def show(contract_id: int) -> str:
    """Everything known about one contract; the other features add their panels."""
    contract = queries.contract_page(contract_id)
    standing = standing_of(contract, clock.today())
    return render_template(
        "contracts/register/show.html",
        contract=contract,
        standing=standing,
        status=queries.status_badge(standing.status),
        history=history_of("contract", contract.id),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires("contracts.edit")
def new() -> str | Response:
    """First the vendor (`?vendor=7`), then the contract with the services of that vendor to choose from."""
    vendor = _vendor_asked_for()
    if vendor is None:
        return render_template("contracts/register/choose_vendor.html", vendors=vendor_choices())
    form = ContractForm(currency="TWD", renewal=Renewal.NONE, notice_unit=NoticeUnit.DAYS, owner_id=current_user.id)
    form.service_ids.choices = queries.service_choices(vendor.id)
    if done := submitted(
        form, lambda: operations.register_contract(db.session.merge(vendor), by=current_user, **form.values)
    ):
        flash(gettext("The contract is registered."), "good")
        return redirect(url_for(".show", contract_id=done.made.id))
    return render_template("contracts/register/form.html", form=form, vendor=vendor, contract=None)


def _vendor_asked_for() -> Vendor | None:
    asked = request.args.get("vendor", "")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 10):
        abort(404)
    return db.get_or_404(Vendor, int(asked))


@bp.route("/<int:contract_id>/edit", methods=["GET", "POST"])
@requires("contracts.edit")
def edit(contract_id: int) -> str | Response:
    contract = queries.contract_page(contract_id)
    form = ContractForm(obj=contract, **_as_typed(contract))
    form.service_ids.choices = queries.service_choices(contract.vendor_id)
    if submitted(
        form, lambda: operations.edit_contract(contract, version=form.version.data, by=current_user, **form.values)
    ):
        flash(gettext("Saved."), "good")
        return redirect(url_for(".show", contract_id=contract_id))
    return render_template("contracts/register/form.html", form=form, vendor=contract.vendor, contract=contract)


def _as_typed(contract: Contract) -> dict[str, Any]:
    """What the form shows otherwise than the record keeps it."""
    value = None if contract.value_minor is None else major(contract.value_minor, contract.currency)
    return {"value": value, "service_ids": [service.id for service in contract.services]}
