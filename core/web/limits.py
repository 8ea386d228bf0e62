"""How much and how often: request size for everybody, attempts a minute where passwords are tried (CC-17010-10-7)."""

from flask import Flask, current_app, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from core.web import counting

limiter = Limiter(
    get_remote_address, storage_uri=f"{counting.SCHEME}://", in_memory_fallback_enabled=True, headers_enabled=False
)


def allow_larger(app: Flask, size: int, *endpoints: str) -> None:
    """Take requests of up to `size` bytes at these endpoints, where the setting allows less."""
    app.extensions["request_sizes"].update(dict.fromkeys(endpoints, size))


def most_bytes() -> int:
    """How large a request to the address of this page may be: what its forms may send, which go to the same address."""
    most: int = current_app.config["MAX_CONTENT_LENGTH"]
    larger: int = current_app.extensions["request_sizes"].get(request.endpoint, 0)
    return max(most, larger)


def set_size() -> None:
    """Before anything reads the request: how large it may be."""
    request.max_content_length = most_bytes()


def init_app(app: Flask) -> None:
    """To be called before whatever looks into requests is connected."""
    app.extensions["request_sizes"] = {}
    app.before_request(set_size)
    app.jinja_env.globals["upload_most"] = most_bytes
    app.config["MAX_CONTENT_LENGTH"] = app.config["SETTINGS"].max_upload_mb * 1_000_000
    app.config["MAX_FORM_MEMORY_SIZE"] = 2_000_000
    app.config["MAX_FORM_PARTS"] = 5_000
    counting.init_app(app)
    limiter.init_app(app)
