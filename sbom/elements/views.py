from flask import Blueprint, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from core.auth.guard import requires
from core.excel.lists import send_list, send_workbook, write_list
from core.i18n import say
from core.web.listing import Column, Kind
from sbom.elements import queries
from sbom.elements.catalogue import standards
from sbom.elements.rules import LEVEL_NAMES

bp = Blueprint("elements", __name__, url_prefix="/elements")


@bp.get("/")
@requires("sbom.view")
def index() -> str | Response:
    """Vendors side by side; `?format=xlsx` is the same list as a workbook."""
    listing = queries.overview()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("sbom/elements/index.html", page=listing.page(request.args), standards=standards())


@bp.get("/<int:delivery_id>")
@requires("sbom.view")
def show(delivery_id: int) -> str | Response:
    """One SBOM against each standard, element by element."""
    delivery = queries.delivery_with_elements(delivery_id)
    counts = queries.counts_of(delivery)
    found = queries.rows_of(counts) if counts else []
    if request.args.get("format") == "xlsx":
        rows = [row for _, _, rows in found for row in rows]
        return send_workbook(write_list(gettext("Minimum elements"), columns(), rows), f"elements-{delivery.id}")
    return render_template(
        "sbom/elements/show.html",
        delivery=delivery,
        product=delivery.release.product,
        found=found,
        counted=counts is not None,
        levels=LEVEL_NAMES,
    )


def columns() -> list[Column]:
    return [
        Column("standard", gettext("Standard"), lambda r: say(r.standard.name)),
        Column("section", gettext("Section"), lambda r: say(r.element.section)),
        Column("element", gettext("Element"), lambda r: say(r.element.name)),
        Column("level", gettext("Level of duty"), lambda r: say(LEVEL_NAMES[r.element.level])),
        Column("has", gettext("Present"), lambda r: r.has, Kind.NUMBER),
        Column("of", gettext("Of"), lambda r: r.of, Kind.NUMBER),
        Column("share", gettext("Share"), lambda r: r.share, Kind.PERCENT),
        Column("why", gettext("What is lacking"), lambda r: say(r.why_not) if r.why_not else ""),
        Column("source", gettext("Text of the standard"), lambda r: r.standard.source),
    ]
