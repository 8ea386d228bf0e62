"""The page of pictures: areas, who carries which function, what lies beneath; each with its table, all to Excel."""

from flask import render_template, request
from werkzeug.wrappers import Response

from core.auth.guard import requires
from core.excel.lists import send_workbook
from vendors.concentration import pictures, shown, wording
from vendors.concentration.bases import bases
from vendors.concentration.network import SHAPE_NAMES, matrix, network
from vendors.concentration.rules import Measure
from vendors.concentration.views import asked_figures, bp, known_dimensions

ROWS = 40
LINKS = 200


@bp.get("/pictures")
@requires("concentration.view")
def picture_index() -> str | Response:
    """`?function=3` draws one function's dependencies alone; `?format=xlsx` is all of it as tables and native charts."""
    found = asked_figures()
    functions, rows = matrix(found.as_of)
    asked = request.args.get("function", "")
    chosen = next((number for number, _ in functions if str(number) == asked), None)
    net = network(found.as_of, chosen)
    if request.args.get("format") == "xlsx":
        return send_workbook(shown.picture_book(found, functions, rows, net), "concentration-pictures", found.as_of)
    links = pictures.links(net)
    limit = found.limit(Measure.SHARE)
    return render_template(
        "vendors/concentration/pictures.html",
        found=found,
        bases=bases(),
        dimensions=known_dimensions(),
        tree=pictures.treemap(found),
        narrow_tree=pictures.treemap(found, is_narrow=True),
        limit=wording.limit_text(limit) if limit else "",
        shares=shown.share_columns(found),
        functions=functions,
        rows=rows[:ROWS],
        all_rows=len(rows),
        marks=pictures.MARKS,
        mark_names=pictures.mark_names(),
        chosen=chosen,
        drawing=pictures.drawing(net),
        links=links[:LINKS],
        all_links=len(links),
        link_columns=pictures.link_columns(net),
        shapes=SHAPE_NAMES,
    )
