from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from core.audit.queries import history_of
from core.auth.guard import requires
from core.excel.lists import send_list
from core.web.changes import pressed, submitted
from sbom.products import operations, queries
from sbom.products.forms import ProductForm, ReleaseForm

bp = Blueprint("products", __name__, url_prefix="/products")


@bp.get("/")
@requires("sbom.view")
def index() -> str | Response:
    """The list of products."""
    listing = queries.products()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("sbom/products/index.html", page=listing.page(request.args))


@bp.get("/<int:product_id>")
@requires("sbom.view")
def show(product_id: int) -> str:
    """One product: its releases, and (hung there by disclosure) the SBOMs of each."""
    product = queries.product_page(product_id)
    return render_template(
        "sbom/products/show.html",
        product=product,
        status=queries.product_status(product),
        history=history_of("product", product.id),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires("sbom.edit")
def new() -> str | Response:
    vendor = request.args.get("vendor", "")
    form = ProductForm(vendor_id=int(vendor) if vendor.isdecimal() and len(vendor) < 10 else None)
    if done := submitted(form, lambda: operations.add_product(by=current_user, **form.values)):
        flash(gettext("The product is registered."), "good")
        return redirect(url_for(".show", product_id=done.made.id))
    return render_template("sbom/products/form.html", form=form, product=None)


@bp.route("/<int:product_id>/edit", methods=["GET", "POST"])
@requires("sbom.edit")
def edit(product_id: int) -> str | Response:
    product = queries.product_page(product_id)
    form = ProductForm(obj=product)
    if submitted(
        form, lambda: operations.edit_product(product, version=form.version.data, by=current_user, **form.values)
    ):
        flash(gettext("Saved."), "good")
        return redirect(url_for(".show", product_id=product_id))
    return render_template("sbom/products/form.html", form=form, product=product)


@bp.route("/<int:product_id>/releases/new", methods=["GET", "POST"])
@requires("sbom.edit")
def new_release(product_id: int) -> str | Response:
    product = queries.product_page(product_id)
    form = ReleaseForm()
    if submitted(form, lambda: operations.add_release(product, by=current_user, **form.values)):
        return redirect(url_for(".show", product_id=product_id))
    return render_template("sbom/products/release.html", form=form, product=product, release=None)


@bp.route("/<int:product_id>/releases/<int:release_id>", methods=["GET", "POST"])
@requires("sbom.edit")
def edit_release(product_id: int, release_id: int) -> str | Response:
    release = queries.release_of(product_id, release_id)
    form = ReleaseForm(obj=release)
    if submitted(
        form, lambda: operations.edit_release(release, version=form.version.data, by=current_user, **form.values)
    ):
        flash(gettext("Saved."), "good")
        return redirect(url_for(".show", product_id=product_id))
    return render_template("sbom/products/release.html", form=form, product=release.product, release=release)


@bp.post("/<int:product_id>/end")
@requires("sbom.edit")
def end(product_id: int) -> Response:
    return _switched(product_id, lambda: queries.product_page(product_id), operations.end_product)


@bp.post("/<int:product_id>/restore")
@requires("sbom.edit")
def restore(product_id: int) -> Response:
    return _switched(product_id, lambda: queries.product_page(product_id), operations.restore_product)


@bp.post("/<int:product_id>/releases/<int:release_id>/end")
@requires("sbom.edit")
def end_release(product_id: int, release_id: int) -> Response:
    return _switched(product_id, lambda: queries.release_of(product_id, release_id), operations.end_release)


@bp.post("/<int:product_id>/releases/<int:release_id>/restore")
@requires("sbom.edit")
def restore_release(product_id: int, release_id: int) -> Response:
    return _switched(product_id, lambda: queries.release_of(product_id, release_id), operations.reopen_release)


def _switched(product_id: int, found: Callable[[], Any], operation: Callable[..., None]) -> Response:
    """Ended, or in use again: the history keeps both."""
    if pressed(lambda: operation(found(), version=request.form.get("version"), by=current_user)):
        flash(gettext("Saved."), "good")
    return redirect(url_for(".show", product_id=product_id))
