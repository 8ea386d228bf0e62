"""The pages of a person's calendar feed, and the feed itself, which programs read without signing in."""

import hashlib

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import force_locale, gettext
from flask_login import current_user
from werkzeug.wrappers import Response as Answer

from core import clock
from core.auth.guard import PUBLIC, requires
from core.auth.rules import SIGNED_IN
from core.db import unit_of_work
from core.my_work import operations
from core.my_work.calendars import calendar_of
from core.my_work.queries import work_of
from core.web.limits import limiter

bp = Blueprint("feed", __name__, url_prefix="/my-work/calendar")
ADDRESS = r"(/my-work/calendar/)[^/?#\s'\"]+(?=\.ics)"
"""What of its address the log leaves out."""
SECONDS = 300
"""How long a program may keep what it read."""


@bp.get("/")
@requires(SIGNED_IN)
def index() -> str:
    """Whether this person has a feed, and when it was last read."""
    return render_template("core/my_work/calendar.html", feed=operations.feed_of(current_user), address=None)


@bp.post("/open")
@requires(SIGNED_IN)
def new() -> str:
    """A new address, shown this once; an earlier one ends."""
    with unit_of_work():
        token = operations.open_feed(current_user)
    base = str(current_app.config["SETTINGS"].public_url).rstrip("/")
    path = url_for(".read", token=token)
    shown = base + path if base else url_for(".read", token=token, _external=True)
    return render_template("core/my_work/calendar.html", feed=operations.feed_of(current_user), address=shown)


@bp.post("/close")
@requires(SIGNED_IN)
def close() -> Answer:
    with unit_of_work():
        operations.close_feed(current_user)
    flash(gettext("The calendar's address opens nothing any more."), "good")
    return redirect(url_for(".index"))


def _token() -> str:
    return operations.digest(str((request.view_args or {}).get("token", "")))


@bp.get("/<token>.ics")
@requires(PUBLIC)
@limiter.limit("120 per minute")  # type: ignore[untyped-decorator]
@limiter.limit("60 per hour", key_func=_token)  # type: ignore[untyped-decorator]
def read(token: str) -> Answer:
    """The calendar that this secret opens, in its owner's language, with what their roles let them do today."""
    feed = operations.feed_by_token(token)
    if feed is None:
        abort(404)
    user, today = feed.user, clock.today()
    language = user.language or current_app.config["SETTINGS"].language
    with force_locale(language):
        name = gettext("Vendor risk: what is due")
        body = calendar_of(work_of(user, today), name, today)
    answer = make_response(body)
    answer.mimetype = "text/calendar"
    answer.headers["Content-Disposition"] = 'inline; filename="my-work.ics"'
    answer.headers["Cache-Control"] = f"private, max-age={SECONDS}"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.set_etag(hashlib.sha256(body).hexdigest()[:32])
    if not operations.is_reading_noted(feed):
        with unit_of_work():
            operations.note_reading(feed)
    return answer.make_conditional(request)
