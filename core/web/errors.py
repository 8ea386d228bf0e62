"""Errors speak to the person: a sentence and a short code on the page, the details in the log only (CC-19000-18)."""

import errno
import json
import logging
import secrets
from typing import Any

from flask import Flask, Response, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from core.db import db
from core.errors import Conflict, Refused
from core.i18n import say

log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(OSError, _system)
    app.register_error_handler(Exception, _unexpected)


MACHINES = "/api/"
"""Below this address machines are answered, in their own form (RFC 9457)."""


def _page(status: int, title: str, advice: str, code: str = "") -> Any:
    if request.path.startswith(MACHINES):
        facts = {"status": status, "title": title, "detail": f"{advice} {code}".strip()}
        return Response(json.dumps(facts), status, mimetype="application/problem+json")
    if request.headers.get("HX-Request"):
        return render_template("errors/_fragment.html", title=title, advice=advice, code=code), status
    return render_template("errors/error.html", status=status, title=title, advice=advice, code=code), status


def _http(error: HTTPException) -> Any:
    status = error.code or 500
    sentences = {
        400: (gettext("The request was not understood"), gettext("Go back, reload the page and try again.")),
        403: (gettext("Your role does not allow this"), gettext("Ask the administrator if you need it for your work.")),
        404: (
            gettext("There is nothing at this address"),
            gettext("It may have been moved; use the menu or the search."),
        ),
        405: (gettext("The request was not understood"), gettext("Go back, reload the page and try again.")),
        413: (
            gettext("The file is too large"),
            gettext("At most %(n)s MB are accepted.", n=(request.max_content_length or 0) // 1_000_000),
        ),
        429: (gettext("Too many attempts"), gettext("Please wait a minute and try again.")),
    }
    fallback = (gettext("This did not work"), gettext("Go back, reload the page and try again."))
    title, advice = sentences.get(status, fallback)
    return _page(status, title, advice)


def _csrf(error: CSRFError) -> Any:
    return _page(
        400,
        gettext("This page was open for too long"),
        gettext("Go back, reload it and send the form again; nothing was saved."),
    )


def _refused(error: Refused) -> Any:
    """A refusal that no form was there to show."""
    db.session.rollback()
    status = 409 if isinstance(error, Conflict) else 400
    return _page(status, say(error.phrase), gettext("Nothing was changed. Go back and try again."))


def _database(error: OperationalError) -> Any:
    db.session.rollback()
    said = str(error.orig).lower()
    if "full" in said or "no space left" in said:
        return _disk_full(error)
    if "lock" in said:
        return _page(
            409,
            gettext("Somebody else is saving a large change"),
            gettext("Nothing was changed. Please try again in a moment."),
        )
    return _unexpected(error)


def _system(error: OSError) -> Any:
    return _disk_full(error) if error.errno in (errno.ENOSPC, errno.EDQUOT) else _unexpected(error)


def _disk_full(error: Exception) -> Any:
    log.error("disk full: %s %s: %s", request.method, request.path, error)
    db.session.rollback()
    return _page(
        507,
        gettext("The server's disk is full"),
        gettext("Nothing was saved. Tell the administrator; once there is room again, send it once more."),
    )


def _unexpected(error: Exception) -> Any:
    code = f"VR-{secrets.token_hex(4).upper()}"
    log.error("%s %s %s", code, request.method, request.path, exc_info=error)
    db.session.rollback()
    advice = gettext(
        "The details are in the log under the code below; give it to the administrator. Nothing was saved."
    )
    return _page(500, gettext("Something went wrong on our side"), advice, code)
