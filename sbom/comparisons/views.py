from flask import Blueprint, abort, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from core.auth.guard import requires
from core.excel.lists import send_workbook, write_list
from sbom.comparisons import queries
from sbom.comparisons.rules import CHANGE_NAMES, TONES, Change
from sbom.components.models import Delivery
from sbom.disclosure.queries import delivery_page

bp = Blueprint("comparisons", __name__)


@bp.get("/<int:delivery_id>/changes")
@requires("sbom.view")
def show(delivery_id: int) -> str | Response:
    """What changed up to a delivery: since the one before it, or since `?since=` another of the same product."""
    new = delivery_page(delivery_id)
    others = [d for d in queries.comparable(new.release.product_id) if d.id != new.id]
    old = _chosen(others) or queries.before(new, others)
    comparison = queries.compared(old, new) if old else None
    if request.args.get("format") == "xlsx" and comparison and old:
        handle = write_list(gettext("What changed"), queries.columns(), comparison.differences)
        return send_workbook(handle, f"sbom-changes-{old.id}-{new.id}")
    change = request.args.get("change", "")
    return render_template(
        "sbom/comparisons/show.html",
        new=new,
        old=old,
        others=others,
        product=new.release.product,
        comparison=comparison,
        page=queries.page_of(comparison, change, request.args.get("page", "")) if comparison else None,
        change=change,
        changes=[c for c in Change if comparison and comparison.counts[c]],
        names=CHANGE_NAMES,
        tones=TONES,
        label=queries.label,
        statuses=queries.statuses,
    )


def _chosen(others: list[Delivery]) -> Delivery | None:
    """The delivery in the address; 404 for one of another product."""
    since = request.args.get("since", "")
    if not since:
        return None
    found = next((d for d in others if str(d.id) == since), None)
    if found is None:
        abort(404)
    return found
