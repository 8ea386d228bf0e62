from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from core import clock
from core.auth.guard import requires
from core.db import unit_of_work
from core.demo import operations

bp = Blueprint("demo", __name__, url_prefix="/sample-firm")
SEED = 19000


def load_for(by: object) -> None:
    """Load the sample firm of the usual size (it takes about a second)."""
    operations.load(
        sizes=operations.Sizes(),
        seed=SEED,
        today=clock.today(),
        by=by,
        tell=lambda *_: None,  # type: ignore[arg-type]
    )


@bp.get("/")
@requires("system.manage")
def index() -> str:
    return render_template("core/demo/index.html", is_loaded=operations.is_loaded())


@bp.post("/load")
@requires("system.manage")
def load() -> Response:
    with unit_of_work():
        load_for(current_user)
    flash(gettext("The sample firm is loaded."), "good")
    return redirect(url_for("core.home.index"))


@bp.post("/remove")
@requires("system.manage")
def remove() -> Response:
    with unit_of_work():
        operations.remove(by=current_user)
    flash(gettext("The sample firm is removed."), "good")
    return redirect(url_for(".index"))
