"""Logs go to stderr, one line an event; stdout belongs to what a command prints."""

import logging
import sys

from flask import Flask


def init_app(app: Flask) -> None:
    level = app.config["SETTINGS"].log_level.upper()
    root = logging.getLogger()
    if not any(getattr(h, "is_ours", False) for h in root.handlers):
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        handler.is_ours = True  # type: ignore[attr-defined]
        root.addHandler(handler)
    root.setLevel(level)
    for chatty in ("apscheduler", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
