"""The pages of what the register noticed: a subcontractor, a place or a group that became another."""

from flask import render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from core.audit.queries import history_of
from core.auth.guard import requires
from core.db import db
from core.excel.lists import send_list
from vendors.changes import operations, queries, shelf
from vendors.changes.forms import ReasonForm
from vendors.changes.models import NoticedChange
from vendors.changes.rules import FIELD_NAMES, kind_of
from vendors.changes.views import asked, bp


@bp.get("/noticed")
@requires("changes.view")
def noticed() -> str | Response:
    """What changed in the register of its own; `?format=xlsx` is the same list as a workbook."""
    listing = queries.noticed()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("vendors/changes/noticed.html", page=listing.page(request.args))


@bp.get("/noticed/<int:notice_id>")
@requires("changes.view")
def notice(notice_id: int) -> str:
    """One thing that changed, and what answers for it."""
    found = queries.notice_page(notice_id)
    return render_template(
        "vendors/changes/notice.html", found=found, status=queries.notice_status(found), fields=FIELD_NAMES,
        value_of=queries.value_of, kind=shelf.policy().kind_name(kind_of(found.field)),
        history=history_of("noticed_change", found.id),
    )  # fmt: skip


@bp.route("/noticed/<int:notice_id>/aside", methods=["GET", "POST"])
@requires("changes.edit")
def aside(notice_id: int) -> str | Response:
    """It is no change after all, and why."""
    found = queries.notice_page(notice_id)
    form = ReasonForm(version=found.version)

    def act() -> None:
        held = db.get_or_404(NoticedChange, notice_id)
        operations.set_aside(held, reason=form.reason.data or "", version=form.version.data, by=current_user)

    back = url_for(".notice", notice_id=notice_id)
    return asked(
        form,
        act,
        gettext("Set it aside"),
        found.vendor.name,
        back,
        gettext("It is set aside; it stays on record with the reason."),
    )
