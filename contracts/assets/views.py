from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from contracts.assets import operations, queries
from contracts.assets.forms import AssetForm, EndAssetForm, PaperForm
from contracts.assets.models import AssetEnd, AssetPaper
from contracts.assets.rules import (
    ASSET_KIND_NAMES,
    MUST_END_NAMES,
    PAPER_KIND_NAMES,
    SANITIZATION_NAMES,
    AssetKind,
    MustEnd,
    PaperKind,
)
from contracts.register.queries import contract_page
from core import clock
from core.audit.queries import history_of
from core.auth.guard import requires
from core.db import db
from core.excel.lists import send_list
from core.files import send_stored
from core.forms import Form, sent_file
from core.web.changes import submitted
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
        ends=asset.ends,
        hows=MUST_END_NAMES,
        methods=SANITIZATION_NAMES,
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
    if submitted(form, lambda: operations.hand_asset(contract, by=current_user, **form.values)):
        flash(gettext("The asset is registered."), "good")
        return redirect(url_for("contracts.register.show", contract_id=contract_id, _anchor="assets"))
    return render_template("contracts/assets/form.html", form=form, contract=contract, asset=None)


@bp.route("/assets/<int:asset_id>/edit", methods=["GET", "POST"])
@requires("access.edit")
def edit(asset_id: int) -> str | Response:
    asset = queries.asset_page(asset_id)
    form = AssetForm(obj=asset)
    if submitted(form, lambda: operations.edit_asset(asset, version=form.version.data, by=current_user, **form.values)):
        flash(gettext("Saved."), "good")
        return redirect(url_for(".show", asset_id=asset_id))
    return render_template("contracts/assets/form.html", form=form, contract=asset.contract, asset=asset)


@bp.route("/assets/<int:asset_id>/end", methods=["GET", "POST"])
@requires("access.edit")
def end(asset_id: int) -> str | Response:
    asset = queries.asset_page(asset_id)
    form = EndAssetForm(ended_on=clock.today(), how=asset.must_end, quantity=asset.outstanding, version=asset.version)
    if submitted(
        form, lambda: operations.end_asset(asset, **_filled_in(form), version=form.version.data, by=current_user)
    ):
        flash(gettext("Saved."), "good")
        return redirect(url_for("contracts.register.show", contract_id=asset.contract_id, _anchor="assets"))
    return render_template("contracts/assets/end.html", form=form, asset=asset)


@bp.get("/assets/<int:asset_id>/ends/<int:end_id>/file")
@requires("contracts.view")
def file(asset_id: int, end_id: int) -> Response:
    query = db.select(AssetEnd).where(
        AssetEnd.id == end_id, AssetEnd.asset_id == asset_id, AssetEnd.sha256.is_not(None)
    )
    found = db.one_or_404(query)
    return send_stored(found.sha256 or "", found.file_name)


@bp.get("/<int:contract_id>/assets/form")
@requires("contracts.view")
def paper(contract_id: int) -> str:
    """The hand-over or return form, to be printed and signed by both sides."""
    contract = contract_page(contract_id)
    kind = PaperKind.RETURN if request.args.get("kind") == PaperKind.RETURN else PaperKind.HAND_OVER
    rows = [asset for asset, _ in queries.assets_of(contract, clock.today()) if asset.outstanding]
    return render_template(
        "contracts/assets/paper.html",
        contract=contract,
        kind=kind,
        kinds=PAPER_KIND_NAMES,
        rows=rows,
        asset_kinds=ASSET_KIND_NAMES,
        must_end=MUST_END_NAMES,
        data_classes=DATA_CLASS_NAMES,
        today=clock.today(),
    )


@bp.route("/<int:contract_id>/assets/papers", methods=["GET", "POST"])
@requires("access.edit")
def papers(contract_id: int) -> str | Response:
    """Attach the signed copy of a form."""
    contract = contract_page(contract_id)
    form = PaperForm(signed_on=clock.today())
    if submitted(form, lambda: operations.keep_paper(contract, **_filled_in(form), by=current_user)):
        flash(gettext("The signed copy is kept."), "good")
        return redirect(url_for("contracts.register.show", contract_id=contract_id, _anchor="assets"))
    return render_template("contracts/assets/papers.html", form=form, contract=contract)


def _filled_in(form: Form) -> dict[str, Any]:
    """What an operation takes of a form with a file."""
    values = form.values
    upload = sent_file(values.pop("file"))
    return values | {"upload": upload}


@bp.get("/<int:contract_id>/assets/papers/<int:paper_id>")
@requires("contracts.view")
def signed(contract_id: int, paper_id: int) -> Response:
    found = db.one_or_404(db.select(AssetPaper).filter_by(id=paper_id, contract_id=contract_id))
    return send_stored(found.sha256, found.file_name)
