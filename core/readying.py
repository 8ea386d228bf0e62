"""What a new process works out before the first reader asks: reading a large firm for the first time takes a second."""

import gc
import logging
from collections.abc import Callable

from flask import Flask

from core.db import db

log = logging.getLogger(__name__)


def register_ready(app: Flask, run: Callable[[], object]) -> None:
    """`run` works out what the feature's pages keep (core.audit.kept); it changes nothing."""
    app.extensions.setdefault("made_ready", []).append(run)


def make_ready(app: Flask) -> None:
    """Pages that can be read sooner for it; one that fails here tells its reader why when it is asked for."""
    for run in app.extensions.get("made_ready", []):
        with app.app_context():
            try:
                run()
            except Exception:
                log.exception("not made ready: %s", run)
            finally:
                db.session.remove()
    for name in app.jinja_env.list_templates(filter_func=lambda name: name.startswith(("layout/", "macros/"))):
        app.jinja_env.get_template(name)
    gc.collect()
    gc.freeze()  # what was worked out stays: the collector need not walk it again and again
