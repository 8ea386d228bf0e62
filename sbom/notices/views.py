from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from core import clock
from core.audit.queries import history_of
from core.auth.guard import requires
from core.db import db
from core.excel.lists import send_list
from core.files import send_stored
from core.web.changes import pressed, submitted
from sbom.notices import operations, queries
from sbom.notices.forms import CloseForm, DoneForm, MeasureForm, NoticeForm, SoughtForm
from sbom.notices.models import Measure, Notice
from sbom.notices.rules import CHANNEL_NAMES, KIND_NAMES
from sbom.notices.terms import term_of
from sbom.notices.touching import of_vendor, touched

bp = Blueprint("notices", __name__, url_prefix="/notices")


@bp.get("/")
@requires("sbom.view")
def index() -> str | Response:
    """All notices; `?format=xlsx` is the same list as a workbook."""
    listing = queries.notices()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("sbom/notices/index.html", page=listing.page(request.args))


@bp.route("/new", methods=["GET", "POST"])
@requires("sbom.edit")
def new() -> str | Response:
    vendor = request.args.get("vendor", "")
    known: dict[str, Any] = {"vendor_id": int(vendor) if vendor.isdecimal() and len(vendor) < 10 else None}
    known |= {"references": request.args.get("name", "")[:120], "title": request.args.get("name", "")[:120]}
    form = NoticeForm(told_at=clock.now(), **known)
    if done := submitted(form, lambda: operations.register_notice(**_told(form), by=current_user).id):
        flash(gettext("The notice is registered. Plan what is to be done about it."), "good")
        return redirect(url_for(".show", notice_id=done.made))
    return render_template("sbom/notices/new.html", form=form)


def _told(form: NoticeForm) -> dict[str, Any]:
    """What the form says, as the operation takes it."""
    values = form.values
    return values | {"sought": operations.values_of(values["sought"]), "file": _upload(values["file"])}


def _upload(file: Any) -> operations.Upload | None:
    return (file.stream, file.filename) if isinstance(file, FileStorage) and file.filename else None


@bp.get("/<int:notice_id>")
@requires("sbom.view")
def show(notice_id: int) -> str:
    """One notice: what was said, whether in time, what it touches, what is done about it."""
    notice = queries.notice_page(notice_id)
    _, others = of_vendor(touched(notice.sought), notice.vendor_id)
    return render_template(
        "sbom/notices/show.html",
        notice=notice,
        status=queries.standing_status(notice, clock.today()),
        severity=queries.severity_status(notice.severity),
        punctuality=queries.punctuality(notice),
        term=term_of(notice.due_from),
        others=others,
        kinds=KIND_NAMES,
        channels=CHANNEL_NAMES,
        today=clock.today(),
        history=history_of("notice", notice.id),
    )


@bp.get("/<int:notice_id>/file")
@requires("sbom.view")
def original(notice_id: int) -> Response:
    """What the vendor sent, byte for byte."""
    notice = db.get_or_404(Notice, notice_id)
    return send_stored(notice.sha256, notice.file_name) if notice.sha256 else abort(404)


@bp.get("/<int:notice_id>/measures/<int:measure_id>/file")
@requires("sbom.view")
def evidence(notice_id: int, measure_id: int) -> Response:
    measure = queries.measure_of(notice_id, measure_id)
    return send_stored(measure.sha256, measure.file_name) if measure.sha256 else abort(404)


@bp.route("/<int:notice_id>/match", methods=["GET", "POST"])
@requires("sbom.edit")
def match(notice_id: int) -> str | Response:
    notice = queries.notice_page(notice_id)
    form = SoughtForm(sought="\n".join(notice.sought), version=notice.version)

    def act(found: Notice) -> None:
        lines = operations.values_of(form.sought.data or "")
        operations.change_sought(found, lines, version=form.version.data, by=current_user)

    return _change(notice, form, act, gettext("What it touches"), gettext("Matched anew."))


@bp.route("/<int:notice_id>/measures/new", methods=["GET", "POST"])
@requires("sbom.edit")
def add_measure(notice_id: int) -> str | Response:
    notice = queries.notice_page(notice_id)
    form = MeasureForm()

    def act(found: Notice) -> None:
        operations.add_measure(
            found, title=form.title.data or "", due_on=form.due_on.data, owner_id=form.owner_id.data, by=current_user
        )

    return _change(notice, form, act, gettext("Add a countermeasure"), gettext("The countermeasure is added."))


@bp.route("/<int:notice_id>/measures/<int:measure_id>", methods=["GET", "POST"])
@requires("sbom.edit")
def complete(notice_id: int, measure_id: int) -> str | Response:
    measure = queries.measure_of(notice_id, measure_id)
    form = DoneForm(done_on=clock.today(), version=measure.version)

    def act(_found: Notice) -> None:
        operations.complete_measure(
            db.session.get_one(Measure, measure_id),
            done_on=form.done_on.data,
            note=form.note.data or "",
            file=_upload(form.file.data),
            version=form.version.data,
            by=current_user,
        )

    return _change(measure.notice, form, act, measure.title, gettext("Done."))


@bp.route("/<int:notice_id>/close", methods=["GET", "POST"])
@requires("sbom.edit")
def close(notice_id: int) -> str | Response:
    notice = queries.notice_page(notice_id)
    form = CloseForm(version=notice.version)

    def act(found: Notice) -> None:
        operations.close_notice(found, note=form.note.data or "", version=form.version.data, by=current_user)

    return _change(notice, form, act, gettext("Close the notice"), gettext("The notice is dealt with."))


@bp.post("/<int:notice_id>/reopen")
@requires("sbom.edit")
def reopen(notice_id: int) -> Response:
    pressed(
        lambda: operations.reopen_notice(
            db.get_or_404(Notice, notice_id), version=request.form.get("version"), by=current_user
        )
    )
    return redirect(url_for(".show", notice_id=notice_id))


def _change(notice: Notice, form: Any, act: Callable[[Notice], None], title: str, done: str) -> str | Response:
    notice_id = notice.id
    if submitted(form, lambda: act(db.get_or_404(Notice, notice_id))):
        flash(done, "good")
        return redirect(url_for(".show", notice_id=notice_id))
    return render_template("sbom/notices/change.html", form=form, notice=queries.notice_page(notice_id), heading=title)
