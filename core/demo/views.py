from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from core.auth.guard import requires
from core.db import unit_of_work
from core.demo import operations

bp = Blueprint("demo", __name__, url_prefix="/sample-firm")


@bp.get("/")
@requires("system.manage")
def index() -> str:
    return render_template("core/demo/index.html", is_loaded=operations.is_loaded())


@bp.post("/load")
@requires("system.manage")
def load() -> Response:
    with unit_of_work():
        operations.load_usual(by=current_user)
    flash(gettext("The sample firm is loaded."), "good")
    return redirect(url_for("core.home.index"))


@bp.post("/remove")
@requires("system.manage")
def remove() -> Response:
    with unit_of_work():
        operations.remove(by=current_user)
    flash(gettext("The sample firm is removed."), "good")
    return redirect(url_for(".index"))
