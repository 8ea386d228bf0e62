"""Going back to where somebody came from, but never to another site."""

from urllib.parse import urlsplit

from flask import redirect, request
from werkzeug.wrappers import Response


def safe(target: str | None, fallback: str) -> str:
    """`target` when it is an address inside this application, else the fallback."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or "\\" in target or "\n" in target:
        return fallback
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else fallback


def back(fallback: str) -> Response:
    """To the page the form was on."""
    return redirect(safe(request.form.get("next") or request.args.get("next"), fallback))
