"""How much and how often: request size for everybody, attempts a minute where passwords are tried (CC-17010-10-7)."""

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(get_remote_address, storage_uri="memory://", headers_enabled=False)


def init_app(app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = app.config["SETTINGS"].max_upload_mb * 1_000_000
    app.config["MAX_FORM_MEMORY_SIZE"] = 2_000_000
    app.config["MAX_FORM_PARTS"] = 5_000
    limiter.init_app(app)
