from flask import Blueprint, abort, render_template
from flask_login import current_user

from core.auth.guard import may, requires
from core.auth.rules import SIGNED_IN
from core.background.models import Work
from core.db import db

bp = Blueprint("background", __name__, url_prefix="/background")


@bp.get("/<int:work_id>")
@requires(SIGNED_IN)
def show(work_id: int) -> str:
    """How far a piece of work is: a whole page, or (asked by htmx every second) just the bar."""
    return render_template("core/background/show.html", work=_own(work_id))


@bp.get("/<int:work_id>/bar")
@requires(SIGNED_IN)
def bar(work_id: int) -> str:
    return render_template("core/background/_bar.html", work=_own(work_id))


def _own(work_id: int) -> Work:
    work = db.session.get(Work, work_id)
    if work is None or (work.by_id != current_user.id and not may("system.manage")):
        abort(404)
    return work
