from flask import Blueprint, abort, render_template
from flask_login import current_user

from core.auth.guard import may, requires
from core.auth.rules import SIGNED_IN
from core.db import db
from core.phrases import Phrase
from core.work.models import Work

bp = Blueprint("work", __name__, url_prefix="/work")


@bp.get("/<int:work_id>")
@requires(SIGNED_IN)
def show(work_id: int) -> str:
    """How far a piece of work is: a whole page, or (asked by htmx every second) just the bar."""
    work = _own(work_id)
    failure = (
        Phrase(work.result["msgid"], work.result.get("params", {}))
        if work.result and work.result.get("msgid")
        else None
    )
    return render_template("core/work/show.html", work=work, failure=failure)


@bp.get("/<int:work_id>/bar")
@requires(SIGNED_IN)
def bar(work_id: int) -> str:
    work = _own(work_id)
    failure = (
        Phrase(work.result["msgid"], work.result.get("params", {}))
        if work.result and work.result.get("msgid")
        else None
    )
    return render_template("core/work/_bar.html", work=work, failure=failure)


def _own(work_id: int) -> Work:
    work = db.session.get(Work, work_id)
    if work is None or (work.by_id != current_user.id and not may("system.manage")):
        abort(404)
    return work
