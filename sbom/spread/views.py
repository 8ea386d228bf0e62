from flask import Blueprint, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from core.auth.guard import requires
from core.excel.lists import send_workbook, write_list
from sbom.spread import queries
from sbom.spread.queries import OF_NAMES, Of

bp = Blueprint("spread", __name__)


@bp.get("/spread")
@requires("sbom.view")
def index() -> str | Response:
    """Components, or `?of=supplier`, that several vendors ship; `?format=xlsx` is the same as a workbook."""
    of = Of.SUPPLIER if request.args.get("of") == Of.SUPPLIER.value else Of.COMPONENT
    found = queries.shared(of)
    if request.args.get("format") == "xlsx":
        return send_workbook(
            write_list(gettext("Shared components"), queries.columns(of), found), f"shared-{of.value}s"
        )
    return render_template(
        "sbom/spread/index.html", found=found, of=of, kinds=OF_NAMES, columns=queries.columns(of), most=queries.MOST
    )
