from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from core.audit import queries
from core.auth.guard import requires
from core.excel.lists import send_list

bp = Blueprint("audit", __name__, url_prefix="/audit")


@bp.get("/")
@requires("audit.view")
def index() -> str | Response:
    listing = queries.trail()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("core/audit/index.html", page=listing.page(request.args))
