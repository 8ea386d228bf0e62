from flask import Blueprint, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from core.auth.guard import requires
from core.excel.lists import send_workbook, write_list
from sbom.find import shown
from sbom.find.answers import answers
from sbom.find.parsing import MAX_QUERY, Misread, parse
from sbom.find.queries import MOST, MOST_IN_A_WORKBOOK, Found, Scope, find

bp = Blueprint("find", __name__)


@bp.get("/find")
@requires("sbom.view")
def index() -> str | Response:
    """Where a component is: `?q=` as written in the box, `?scope=all` for older releases too, `?format=xlsx`."""
    written = request.args.get("q", "").strip()
    scope = Scope.ALL if request.args.get("scope") == Scope.ALL.value else Scope.CURRENT
    fault = None
    found = Found(())
    in_full = request.args.get("format") == "xlsx"
    try:
        found = find(parse(written), scope, MOST_IN_A_WORKBOOK if in_full else MOST)
    except Misread as error:
        fault = error
    if in_full and not fault:
        handle = write_list(gettext("Components found"), shown.columns(in_full=True), answers(found.places))
        return send_workbook(handle, "components-found")
    number, size = shown.FoundPage.asked(request.args, found)
    part = list(answers(found.places[(number - 1) * size : number * size]))
    return render_template(
        "sbom/find/index.html",
        page=shown.FoundPage(written, scope, found, part, number, size),
        columns=shown.columns(),
        fault=fault,
        scopes=shown.SCOPE_NAMES,
        examples=shown.EXAMPLES,
        longest=MAX_QUERY,
    )
