"""合約: what was agreed, what the paper says, who may come in, what they hold of ours, and the end."""

from flask import Flask


def init_app(app: Flask) -> None:
    from contracts.register import models  # noqa: F401
