"""Saved filters, favourites and last pages: a part fetched into whatever page is open, and a page of its own."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from core.auth.guard import requires
from core.auth.rules import SIGNED_IN
from core.bookmarks import operations, queries
from core.bookmarks.models import SavedFilter
from core.bookmarks.places import Place, is_known, place_of
from core.db import db, unit_of_work
from core.forms import clean
from core.web.changes import pressed
from core.web.redirects import safe

bp = Blueprint("bookmarks", __name__, url_prefix="/bookmarks")


def _sent(name: str, longest: int = 1_000) -> str:
    found: str = clean(request.values.get(name, ""))[:longest]
    return found


@bp.get("/")
@requires(SIGNED_IN)
def index() -> str:
    """One's favourites, last pages and saved filters; `?at=` the page that may be marked."""
    at = is_known(_sent("at"))
    favourites = queries.favourites_of(current_user)
    shown: dict[str, Any] = {
        "at": at, "title": _sent("title", 200), "favourites": favourites, "recent": queries.recent_of(current_user),
        "is_marked": at is not None and any(each.address == at.address for each in favourites),
    }  # fmt: skip
    if request.headers.get("HX-Request"):
        return render_template("core/bookmarks/_menu.html", **shown)
    return render_template("core/bookmarks/index.html", filters=queries.filters_of(current_user, ""), **shown)


@bp.get("/filters")
@requires(SIGNED_IN)
def filters() -> str:
    """The saved filters of one list, and the form that saves what it shows now (`?at=` its address)."""
    at = is_known(_sent("at"))
    if at is None:
        return index()
    found = queries.filters_of(current_user, at.path)
    page = "_filters" if request.headers.get("HX-Request") else "filters"
    return render_template(f"core/bookmarks/{page}.html", at=at, filters=found)


def _back(place: Place | None = None) -> Response:
    return redirect(safe(_sent("back") or (place.address if place else ""), url_for(".index")))


@bp.post("/filters")
@requires(SIGNED_IN)
def save() -> Response:
    if pressed(
        lambda: operations.save_filter(
            place_of(_sent("at")), name=_sent("name", 80), is_shared="shared" in request.form, by=current_user
        )
    ):
        flash(gettext("The filter is saved; open it under “Saved filters”."), "good")
    return _back(is_known(_sent("at")))


@bp.post("/filters/<int:filter_id>/delete")
@requires(SIGNED_IN)
def delete(filter_id: int) -> Response:
    kept = db.get_or_404(SavedFilter, filter_id)
    path = kept.path
    if pressed(lambda: operations.delete_filter(db.get_or_404(SavedFilter, filter_id), by=current_user)):
        flash(gettext("The filter is deleted."), "good")
    return _back(is_known(path))


@bp.post("/mark")
@requires(SIGNED_IN)
def mark() -> Response:
    """A favourite, or one no more."""
    done = pressed(
        lambda: operations.mark(
            place_of(_sent("at")), _sent("title", 200), is_favourite="off" not in request.form, by=current_user
        )
    )
    return _back(is_known(_sent("at")) if done else None)


@bp.post("/visit")
@requires(SIGNED_IN)
def visit() -> Response:
    """Sent by a record's page once it is shown; nobody waits for it."""
    place = is_known(_sent("at"))
    if place is not None and len(place.address) <= operations.LONGEST_ADDRESS:
        with unit_of_work():
            operations.note_visit(place, _sent("title", 200), by=current_user)
    return Response(status=204)
