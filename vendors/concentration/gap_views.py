"""The page of what is missing: whose job it is, and where it is filled in; to Excel."""

from typing import Any

from flask import render_template, request
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from core.auth.guard import may, requires
from core.excel.lists import send_workbook, write_list
from core.i18n import say
from core.web.listing import Column
from vendors.concentration.bases import bases
from vendors.concentration.gaps import ABOUT_NAMES, About, Gap, gaps
from vendors.concentration.views import asked_day, bp

SHOWN = 200


@bp.get("/gaps")
@requires("concentration.view")
def gap_index() -> str | Response:
    """All gaps, or those about one figure, of one vendor, of one person; `?format=xlsx` is the same as a workbook."""
    as_of = asked_day()
    every = gaps(as_of)
    chosen = {name: request.args.get(name, "") for name in ("about", "owner", "vendor", "basis")}
    found = [gap for gap in every if _fits(gap, chosen)]
    if request.args.get("format") == "xlsx":
        return send_workbook(write_list(gettext("What is missing"), columns(), found), "missing", as_of)
    return render_template(
        "vendors/concentration/gaps.html",
        found=found,
        rows=found[:SHOWN],
        columns=columns(),
        chosen=chosen,
        abouts=ABOUT_NAMES,
        owners=_owners(every),
        bases=bases(),
        vendor=next((gap.vendor for gap in found), "") if chosen["vendor"] else "",
        export={name: value for name, value in chosen.items() if value},
        mine=sum(gap.owner_id == current_user.id for gap in every),
        unowned=sum(gap.owner_id is None for gap in every),
        every=len(every),
        vendors=len({gap.vendor_id for gap in every if gap.vendor_id}),
        as_of=as_of,
    )


def _fits(gap: Gap, chosen: dict[str, str]) -> bool:
    """Odd values find nothing; empty ones are not asked."""
    if chosen["about"] and gap.about.value != chosen["about"]:
        return False
    if chosen["basis"] and gap.basis not in ("", chosen["basis"]):
        return False
    if chosen["vendor"] and str(gap.vendor_id or 0) != chosen["vendor"]:
        return False
    return not chosen["owner"] or str(gap.owner_id or 0) == chosen["owner"]


def _owners(every: tuple[Gap, ...]) -> list[tuple[str, str]]:
    named = {str(gap.owner_id): gap.owner for gap in every if gap.owner_id}
    return [("0", gettext("Nobody responsible")), *sorted(named.items(), key=lambda each: each[1])]


def columns() -> list[Column]:
    return [
        Column("vendor", gettext("Vendor"), lambda g: g.vendor or None),
        Column("what", gettext("Item"), lambda g: g.what, url=lambda g: g.url(may)),
        Column("why", gettext("What is missing"), lambda g: g.why),
        Column("about", gettext("Which figure it concerns"), _about),
        Column("owner", gettext("Whose job"), lambda g: g.owner or gettext("nobody")),
    ]


def _about(gap: Gap) -> Any:
    label = next((say(each.label) for each in bases() if each.name == gap.basis), "")
    name = say(ABOUT_NAMES[gap.about])
    return f"{name} · {label}" if gap.about is About.WEIGHT and label else name
