from datetime import date
from typing import IO

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from core import clock
from core.auth.guard import requires
from core.days import read_date
from core.db import unit_of_work
from core.errors import Refused
from core.excel.lists import send_workbook
from core.i18n import say
from core.report.operations import Board, earlier, gather, keep_snapshot
from core.report.parts import light_name

bp = Blueprint("report", __name__, url_prefix="/reports")


@bp.get("/board")
@requires("report.board")
def board() -> str | Response:
    """What the workbook's summary will say, and the workbook itself: looked at, nothing is kept."""
    try:
        made = _gathered()
    except Refused as error:
        return _told(error)
    if request.args.get("format") == "xlsx":
        return send_workbook(_workbook(made), "board", made.as_of)
    return render_template("core/report/board.html", board=made, light_name=light_name, earlier=earlier(made.as_of))


@bp.post("/board")
@requires("report.make")
def make() -> Response:
    """The board's report of a day: its workbook, and its figures kept, which the next report is compared with."""
    try:
        made = _gathered()
    except Refused as error:
        return _told(error)
    handle = _workbook(made)
    with unit_of_work():
        keep_snapshot(made, by=current_user)
    return send_workbook(handle, "board", made.as_of)


def _gathered() -> Board:
    """The report of the day that is asked for, beside the earlier one that is asked for; both may be left out."""
    return gather(_day("as_of") or clock.today(), by=current_user, base=_base(), since=_day("since"))


def _told(error: Refused) -> Response:
    flash(say(error.phrase), "bad")
    return redirect(url_for(".board"))


def _workbook(made: Board) -> IO[bytes]:
    from core.report.workbook import write_board

    return write_board(made)


def _day(name: str) -> date | None:
    asked = request.values.get(name, "").strip()
    return read_date(asked) if asked else None


def _base() -> str:
    """Where the product is reached: as it was set, else as whoever asks reached it; paths begin at the server's root."""
    public = current_app.config["SETTINGS"].public_url.rstrip("/").removesuffix(request.script_root)
    return public or request.host_url.rstrip("/")
