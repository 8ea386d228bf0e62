from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from core.audit.queries import history_of
from core.auth.guard import requires
from core.background.models import Work
from core.db import db, unit_of_work
from core.errors import Refused
from core.excel.lists import send_list
from core.files import Incoming, send_stored
from sbom.components.models import Delivery
from sbom.disclosure import listings, operations, queries
from sbom.disclosure.destinations import Destination, release_for
from sbom.disclosure.forms import UploadForm
from sbom.disclosure.grades import LICENCE_MEANINGS, LICENCE_NAMES, ORIGIN_MEANINGS, ORIGIN_NAMES, TONES
from sbom.disclosure.reading import is_readable
from sbom.licences import queries as licences
from sbom.products.models import Product
from sbom.statements.rules import SOURCE_KINDS, SUBJECT_NAMES
from vendors.register.queries import vendor_choices

bp = Blueprint("disclosure", __name__)


@bp.get("/")
@requires("sbom.view")
def index() -> str | Response:
    """The portfolio of SBOMs; `?format=xlsx` is the same list as a workbook."""
    listing = listings.deliveries()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("sbom/disclosure/index.html", page=listing.page(request.args))


@bp.route("/upload", methods=["GET", "POST"])
@requires("sbom.edit")
def upload() -> str | Response:
    """Take in an SBOM for a release, new or known; it is read in the background."""
    form = UploadForm(**_prefilled())
    if form.validate_on_submit():
        try:
            values = form.values
            file = values.pop("file")
            is_read = is_readable(file.stream)
            with Incoming() as part:
                part.take(file.stream).finish()
                with unit_of_work():
                    work = _receive(Destination(**values), part, file.filename or "", is_read=is_read)
        except Refused as error:
            form.refuse(error)
        else:
            return redirect(url_for("core.background.show", work_id=work.id))
    return render_template(
        "sbom/disclosure/upload.html", form=form, has_no_vendor=not (form.is_submitted() or vendor_choices())
    )


def _receive(to: Destination, file: Incoming, name: str, *, is_read: bool) -> Work:
    """Queue an upload; only for a file that could be read is something new registered now."""
    received: dict[str, Any] = {"stream": file, "file_name": name, "by": current_user}
    if is_read:
        return operations.receive_sbom(release_for(to, by=current_user), **received)
    return operations.receive_unread(to, **received)


def _prefilled() -> dict[str, object]:
    """What the page that led here knows already."""
    product = request.args.get("product", "")
    known = db.session.get(Product, int(product)) if product.isdecimal() and len(product) < 10 else None
    return {"product_id": known.id, "number": request.args.get("release", "")[:100]} if known else {}


@bp.get("/<int:delivery_id>")
@requires("sbom.view")
def show(delivery_id: int) -> str | Response:
    """One SBOM: its figures, validity, what is still owed, and its components."""
    delivery = queries.delivery_page(delivery_id)
    if request.args.get("format") == "xlsx":
        return send_list(listings.components_of(delivery, in_full=True), request.args)
    listing = listings.components_of(delivery)
    return render_template(
        "sbom/disclosure/show.html",
        delivery=delivery,
        product=delivery.release.product,
        validity=listings.validity(delivery),
        findings=queries.findings_of(delivery),
        owed=queries.owed(delivery),
        others=queries.other_deliveries(delivery),
        page=listing.page(request.args),
        share=queries.share,
        origin_names=ORIGIN_NAMES,
        licence_names=LICENCE_NAMES,
        origin_meanings=ORIGIN_MEANINGS,
        licence_meanings=LICENCE_MEANINGS,
        tones=TONES,
        history=history_of("product", delivery.release.product_id, tags="sbom:delivery:"),
    )


@bp.get("/<int:delivery_id>/original")
@requires("sbom.view")
def original(delivery_id: int) -> Response:
    """The file as it was delivered, byte for byte."""
    delivery = db.get_or_404(Delivery, delivery_id)
    return send_stored(delivery.sha256, delivery.file_name)


@bp.get("/<int:delivery_id>/components/<int:component_id>")
@requires("sbom.view")
def component(delivery_id: int, component_id: int) -> str:
    """One component: what it discloses and what is missing."""
    found = queries.component_page(delivery_id, component_id)
    judged = licences.Judge()
    return render_template(
        "sbom/disclosure/component.html",
        found=found,
        c=found.component,
        delivery=found.row.delivery,
        product=found.row.delivery.release.product,
        subject_names=SUBJECT_NAMES,
        source_kinds=SOURCE_KINDS,
        by_file=(
            listings.grade_status(ORIGIN_NAMES, found.by_file.origin.grade.value),
            listings.grade_status(LICENCE_NAMES, found.by_file.licence.grade.value),
        ),
        origin=listings.origin_status(found.row),
        licence=listings.licence_status(found.row),
        is_only_a_text=lambda licence: licences.is_only_a_text(licence, found.component.licences),
        ruling_of=lambda value: licences.status(judged.ruling(value, found.row.delivery.release.product_id)),
        url_of=listings.component_url,
        elsewhere=listings.search_for(found.row),
    )


@bp.get("/components")
@requires("sbom.view")
def components() -> Response:
    """Where the search for a component stood; what people keep as a bookmark leads on."""
    return redirect(url_for("sbom.find.index", q=request.args.get("q") or None))
