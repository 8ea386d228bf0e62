import re

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from contracts.access.models import AccessGrant
from contracts.access.queries import grant_page
from contracts.remote_sessions import operations, queries
from contracts.remote_sessions.forms import AskForm, CancelForm, DecideForm, RecordForm, ReviewForm, UnapprovedForm
from contracts.remote_sessions.models import RemoteSession
from contracts.remote_sessions.rules import SessionState, month_of
from core import clock
from core.audit.queries import history_of
from core.auth.guard import requires
from core.db import db, unit_of_work
from core.errors import Refused
from core.excel.lists import send_list
from core.files import send_stored
from core.forms import sent_file
from core.i18n import say
from core.web.changes import pressed, submitted

bp = Blueprint("remote_sessions", __name__)


@bp.get("/remote-sessions/")
@requires("contracts.view")
def index() -> str | Response:
    """All remote sessions, and the months to review."""
    listing = queries.sessions()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template(
        "contracts/remote_sessions/index.html", page=listing.page(request.args), months=queries.months()[:12],
        today=clock.today(), this_month=month_of(clock.today()),
    )  # fmt: skip


@bp.get("/remote-sessions/<int:session_id>")
@requires("contracts.view")
def show(session_id: int) -> str:
    found = queries.session_page(session_id)
    return render_template(
        "contracts/remote_sessions/show.html", one=found, badge=queries.state_badge(found.state), form=DecideForm(),
        flags=queries.flag_words(found),
        is_own=found.asked_by_id == current_user.id, history=history_of("remote_session", found.id),
    )  # fmt: skip


@bp.route("/access/<int:grant_id>/sessions/new", methods=["GET", "POST"])
@requires("access.request")
def new(grant_id: int) -> str | Response:
    """Ask for a session through this way in."""
    grant, form = grant_page(grant_id), AskForm()
    if done := submitted(form, lambda: _ask(grant, form).id):
        flash(gettext("Asked for. Somebody else approves it."), "good")
        return redirect(url_for(".show", session_id=done.made))
    return render_template("contracts/remote_sessions/form.html", form=form, grant=grant, is_past=False)


def _ask(grant: AccessGrant, form: AskForm) -> RemoteSession:
    begins, ends = form.span
    return operations.ask_session(
        grant, engineer=form.engineer.data, purpose=form.purpose.data, systems=form.systems.data or "",
        window_from=begins, window_until=ends, by=current_user,
    )  # fmt: skip


@bp.route("/access/<int:grant_id>/sessions/unapproved", methods=["GET", "POST"])
@requires("access.edit")
def unapproved(grant_id: int) -> str | Response:
    """Record a session that nobody had approved."""
    grant, form = grant_page(grant_id), UnapprovedForm()
    if done := submitted(form, lambda: _record_unapproved(grant, form).id):
        flash(gettext("The session is recorded."), "good")
        return redirect(url_for(".show", session_id=done.made))
    return render_template("contracts/remote_sessions/form.html", form=form, grant=grant, is_past=True)


def _record_unapproved(grant: AccessGrant, form: UnapprovedForm) -> RemoteSession:
    begins, ends = form.span
    return operations.record_unapproved(
        grant, engineer=form.engineer.data, purpose=form.purpose.data, systems=form.systems.data or "",
        started_at=begins, ended_at=ends, done=form.done.data, upload=sent_file(form.file.data), by=current_user,
    )  # fmt: skip


@bp.post("/remote-sessions/<int:session_id>/decide")
@requires("access.approve")
def decide(session_id: int) -> Response:
    found, form = queries.session_page(session_id), DecideForm()
    approve = request.form.get("verdict") == "approve"
    if not form.validate_on_submit():
        flash(" ".join(form.note.errors), "bad")
        return redirect(url_for(".show", session_id=session_id))
    if pressed(
        lambda: operations.decide(
            found, approve=approve, note=form.note.data or "", version=form.version.data or None, by=current_user
        )
    ):
        flash(gettext("Approved.") if approve else gettext("Not approved."), "good")
    return redirect(url_for(".show", session_id=session_id))


@bp.route("/remote-sessions/<int:session_id>/record", methods=["GET", "POST"])
@requires("access.edit")
def record(session_id: int) -> str | Response:
    """What was done, from when until when, with the log."""
    found = queries.session_page(session_id)
    form = RecordForm(obj=found)
    if request.method == "GET":
        begins = found.window_from.astimezone(clock.zone())
        form.on.data, form.begins.data = begins.date(), begins.time()
        form.until.data, form.done.data = found.window_until.astimezone(clock.zone()).time(), ""
    if submitted(form, lambda: _record(found, form)):
        flash(gettext("The session is recorded."), "good")
        return redirect(url_for(".show", session_id=session_id))
    return render_template("contracts/remote_sessions/record.html", form=form, one=found)


def _record(found: RemoteSession, form: RecordForm) -> None:
    begins, ends = form.span
    operations.record_session(
        found, started_at=begins, ended_at=ends, done=form.done.data, upload=sent_file(form.file.data),
        version=form.version.data, by=current_user,
    )  # fmt: skip


@bp.route("/remote-sessions/<int:session_id>/cancel", methods=["GET", "POST"])
@requires("access.edit")
def cancel(session_id: int) -> str | Response:
    """It did not take place."""
    found = queries.session_page(session_id)
    form = CancelForm(obj=found)
    if submitted(
        form,
        lambda: operations.cancel(found, reason=form.reason.data or "", version=form.version.data, by=current_user),
    ):
        flash(gettext("Saved."), "good")
        return redirect(url_for(".show", session_id=session_id))
    return render_template("contracts/remote_sessions/cancel.html", form=form, one=found)


@bp.get("/remote-sessions/<int:session_id>/log")
@requires("contracts.view")
def log(session_id: int) -> Response:
    found = db.one_or_404(
        db.select(RemoteSession).where(RemoteSession.id == session_id, RemoteSession.sha256.is_not(None))
    )
    return send_stored(found.sha256 or "", found.file_name)


@bp.get("/remote-sessions/months/<month>")
@requires("contracts.view")
def month(month: str) -> str:
    """A month's sessions, to be reviewed, read or printed."""
    return _month(month, ReviewForm())


@bp.post("/remote-sessions/months/<month>")
@requires("access.approve")
def review(month: str) -> str | Response:
    _checked(month)
    form = ReviewForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                operations.review_month(month, remarks=form.remarks.data or "", by=current_user)
        except Refused as error:
            if error.field:
                form.refuse(error)
                return _month(month, form)
            flash(say(error.phrase), "bad")
        else:
            flash(gettext("The month is reviewed."), "good")
        return redirect(url_for(".month", month=month))
    return _month(month, form)


def _checked(month: str) -> str:
    if not re.fullmatch(r"(19|20)\d\d-(0[1-9]|1[0-2])", month, re.ASCII):
        abort(404)
    return month


def _month(month: str, form: ReviewForm) -> str:
    found, reviews = queries.of_month(_checked(month)), queries.reviews_of(month)
    waiting = any(each.state is SessionState.DONE and each.review_id is None for each in found)
    return render_template(
        "contracts/remote_sessions/month.html", month=month, sessions=found, form=form, reviews=reviews,
        is_reviewed=bool(reviews) and not waiting, badge=queries.state_badge, words=queries.flag_words,
        is_over=month < month_of(clock.today()),
    )  # fmt: skip
