"""Logs go to stderr, one line an event; stdout belongs to what a command prints."""

import logging
import re
import sys

from flask import Flask

_secrets: dict[str, re.Pattern[str]] = {}


def keep_out(pattern: str) -> None:
    """What follows the pattern's first group in a text is a secret: a line of the log, also one with its traceback or
    one that a library wrote, holds `***` in its place."""
    _secrets[pattern] = re.compile(pattern)


class Masking(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        for secret in _secrets.values():
            line = secret.sub(r"\1***", line)
        return line


def init_app(app: Flask, *secrets: str) -> None:
    for pattern in secrets:
        keep_out(pattern)
    level = app.config["SETTINGS"].log_level.upper()
    root = logging.getLogger()
    if not any(getattr(h, "is_ours", False) for h in root.handlers):
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(Masking("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        handler.is_ours = True  # type: ignore[attr-defined]
        root.addHandler(handler)
    root.setLevel(level)
    for chatty in ("apscheduler", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
