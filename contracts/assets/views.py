from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from contracts.assets import operations, queries
from contracts.assets.forms import AssetForm, EndAssetForm
from contracts.assets.rules import ASSET_KIND_NAMES, MUST_END_NAMES, AssetKind, MustEnd
from contracts.register.queries import contract_page
from core import clock
from core.audit.queries import history_of
from core.auth.guard import requires
from core.db import unit_of_work
from core.errors import Refused
from core.excel.lists import send_list
from vendors.services.rules import DATA_CLASS_NAMES, DataClass

bp = Blueprint("assets", __name__)


@bp.get("/assets/")
@requires("contracts.view")
def index() -> str | Response:
    """All that vendors hold of ours."""
    listing = queries.assets()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("contracts/assets/index.html", page=listing.page(request.args))


@bp.get("/assets/<int:asset_id>")
@requires("contracts.view")
def show(asset_id: int) -> str:
    asset = queries.asset_page(asset_id)
    state = queries.state_of(asset, clock.today())
    return render_template(
        "contracts/assets/show.html",
        asset=asset,
        state=state,
        badge=queries.state_badge(state),
        kind=ASSET_KIND_NAMES[asset.kind],
        must_end=MUST_END_NAMES[asset.must_end],
        data_class=DATA_CLASS_NAMES[asset.data_class],
        history=history_of("contract", asset.contract_id),
    )


@bp.route("/<int:contract_id>/assets/new", methods=["GET", "POST"])
@requires("access.edit")
def new(contract_id: int) -> str | Response:
    contract = contract_page(contract_id)
    form = AssetForm(
        kind=AssetKind.EQUIPMENT,
        must_end=MustEnd.RETURN,
        data_class=DataClass.INTERNAL,
        quantity=1,
        handed_over_on=clock.today(),
    )
    if form.validate_on_submit():
        try:
            with unit_of_work():
                operations.hand_asset(contract, by=current_user, **form.values)
        except Refused as error:
            form.refuse(error)
        else:
            flash(gettext("The asset is registered."), "good")
            return redirect(url_for("contracts.register.show", contract_id=contract_id, _anchor="assets"))
    return render_template("contracts/assets/form.html", form=form, contract=contract, asset=None)


@bp.route("/assets/<int:asset_id>/edit", methods=["GET", "POST"])
@requires("access.edit")
def edit(asset_id: int) -> str | Response:
    asset = queries.asset_page(asset_id)
    form = AssetForm(obj=asset)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                operations.edit_asset(asset, version=form.version.data, by=current_user, **form.values)
        except Refused as error:
            form.refuse(error)
        else:
            flash(gettext("Saved."), "good")
            return redirect(url_for(".show", asset_id=asset_id))
    return render_template("contracts/assets/form.html", form=form, contract=asset.contract, asset=asset)


@bp.route("/assets/<int:asset_id>/end", methods=["GET", "POST"])
@requires("access.edit")
def end(asset_id: int) -> str | Response:
    asset = queries.asset_page(asset_id)
    form = EndAssetForm(ended_on=clock.today())
    if form.validate_on_submit():
        values = form.values
        try:
            with unit_of_work():
                operations.end_asset(asset, ended_on=values["ended_on"], ended_how=values["ended_how"], by=current_user)
        except Refused as error:
            form.refuse(error)
        else:
            flash(gettext("Saved."), "good")
            return redirect(url_for("contracts.register.show", contract_id=asset.contract_id, _anchor="assets"))
    return render_template("contracts/assets/end.html", form=form, asset=asset)
