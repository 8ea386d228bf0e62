"""Scripts that come inside Python packages, served from our own address (no CDN; the machine may have no internet)."""

from importlib.resources import files
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, send_from_directory
from flask_bootstrap import Bootstrap5

from core.auth.guard import PUBLIC, requires

bootstrap = Bootstrap5()
bp = Blueprint("assets", __name__, url_prefix="/assets")
PACKAGED = {"htmx.min.js": ("js_lib_htmx", "static/htmx")}


@bp.get("/<name>")
@requires(PUBLIC)
def packaged(name: str) -> Response:
    if name not in PACKAGED:
        abort(404)
    package, folder = PACKAGED[name]
    return send_from_directory(Path(str(files(package))) / folder, name, max_age=86_400)


def init_app(app: Flask) -> None:
    app.config["BOOTSTRAP_SERVE_LOCAL"] = True
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 3600
    bootstrap.init_app(app)
