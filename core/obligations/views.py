from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from core import clock
from core.auth.guard import requires
from core.excel.lists import send_workbook, write_list
from core.i18n import language, say
from core.obligations import queries
from core.obligations.rules import STATE_NAMES, TONES, Obligation, State, rule_lines
from core.web.listing import Column, Kind, Status

bp = Blueprint("obligations", __name__, url_prefix="/obligations")
PER_PAGE = 100


def columns() -> list[Column]:
    return [
        Column("rule", _l("Rule line"), lambda o: o.rule_id),
        Column("vendor", _l("Vendor"), lambda o: o.vendor_name),
        Column("subject", _l("Subject"), lambda o: o.subject_name),
        Column("state", _l("State"), status, Kind.STATUS),
        Column("why", _l("Why"), lambda o: o.why),
        Column("evidence", _l("Evidence"), lambda o: o.evidence),
        Column("next", _l("Next step"), lambda o: o.next_step),
        Column("due", _l("Due"), lambda o: o.due_on, Kind.DAY),
        Column("owner", _l("Responsible person"), lambda o: o.owner),
    ]


def status(one: Obligation) -> Status:
    return Status(say(STATE_NAMES[one.state]), TONES[one.state])


@bp.get("/")
@requires("obligations.view")
def index() -> str | Response:
    """Every line of CC-19000-4 against the vendors and contracts it applies to."""
    chosen: dict[str, Any] = {
        "rule": request.args.get("rule", ""),
        "state": request.args.get("state", ""),
        "text": request.args.get("q", "").strip()[:100],
    }
    vendor = request.args.get("vendor", "")
    if vendor.isdecimal() and len(vendor) < 10:
        chosen["vendor_id"] = int(vendor)
    everything = queries.narrowed(clock.today())
    found = queries.narrowed(clock.today(), **chosen) if any(chosen.values()) else everything
    if request.args.get("format") == "xlsx":
        return send_workbook(write_list(gettext("Obligations"), columns(), found), "obligations")
    number = int(page) if (page := request.args.get("page", "1")).isdecimal() and len(page) < 7 else 1
    pages = max(1, -(-len(found) // PER_PAGE))
    number = min(max(1, number), pages)
    return render_template(
        "core/obligations/index.html",
        summaries=queries.summaries(everything),
        matrix=queries.matrix(found),
        found=found[(number - 1) * PER_PAGE : number * PER_PAGE],
        total=len(found),
        number=number,
        pages=pages,
        chosen=chosen,
        lines=rule_lines(),
        states=[(s.value, say(STATE_NAMES[s])) for s in State],
        status=status,
        tones=TONES,
        names=STATE_NAMES,
        lang=language(),
    )
