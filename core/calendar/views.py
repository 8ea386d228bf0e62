from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response

from core import clock
from core.auth.guard import requires
from core.calendar import operations, queries
from core.calendar.models import CalendarException
from core.db import db, unit_of_work
from core.forms import Form, one_of, text
from core.forms import day as day_field
from core.web.changes import submitted

bp = Blueprint("calendar", __name__, url_prefix="/calendar")

KINDS = [("off", _l("Day off")), ("working", _l("Working day"))]


class ExceptionForm(Form):
    day = day_field(_l("Day"), needed=True)
    kind = one_of(_l("It is a"), lambda: KINDS)
    reason = text(_l("Reason"), needed=True, hint=_l("Typhoon, make-up working day …"))


@bp.route("/", methods=["GET", "POST"])
@requires("calendar.edit")
def index() -> str | Response:
    """The firm's exceptions, and the year's holidays as they count."""
    form = ExceptionForm()
    if submitted(
        form,
        lambda: operations.add_exception(
            day=form.values["day"],
            is_working=form.values["kind"] == "working",
            reason=form.values["reason"],
            by=current_user,
        ),
    ):
        flash(gettext("Saved. Everything that is due is worked out anew."), "good")
        return redirect(url_for(".index"))
    asked = request.args.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdecimal() and 1998 <= int(asked[:4]) <= 2099 else 0
    year = year or clock.today().year
    return render_template(
        "core/calendar/index.html",
        form=form,
        exceptions=queries.exceptions(),
        holidays=queries.holidays_of(year),
        year=year,
        announced_until=queries.calendar().announced_until,
    )


@bp.post("/<int:exception_id>/remove")
@requires("calendar.edit")
def remove(exception_id: int) -> Response:
    exception = db.get_or_404(CalendarException, exception_id)
    with unit_of_work():
        operations.remove_exception(exception, by=current_user)
    flash(gettext("Saved. Everything that is due is worked out anew."), "good")
    return redirect(url_for(".index"))
