"""Checks in bulk: a zip or a folder in, files × clauses out."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from contracts.bulk import operations, queries
from contracts.bulk.forms import DeleteForm, UploadForm
from contracts.bulk.rules import CheckState
from contracts.clauses.effective import Effective
from contracts.clauses.queries import badge
from contracts.clauses.rulebooks import load
from contracts.documents.archives import Archive, as_archive
from core.audit.queries import history_of
from core.auth.guard import requires
from core.db import unit_of_work
from core.errors import Refused
from core.excel.lists import send_list, send_workbook
from core.files import sweep
from core.web.changes import pressed, submitted

bp = Blueprint("bulk", __name__)


@bp.get("/bulk/")
@requires("clauses.view")
def index() -> str | Response:
    """All checks in bulk; `?format=xlsx` is the same list as a workbook."""
    listing = queries.checks()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("contracts/bulk/index.html", page=listing.page(request.args))


@bp.route("/bulk/new", methods=["GET", "POST"])
@requires("documents.add")
def new() -> str | Response:
    """A zip or a folder, and the rulebook to check it by."""
    form = UploadForm()
    if form.validate_on_submit():
        try:
            with _sent(form) as (stream, name):
                members = Archive(stream).members
                with unit_of_work():
                    check_id = operations.begin_check(
                        stream, members, name=name, rulebook=load(form.rulebook_id.data), by=current_user
                    ).id
        except Refused as error:
            form.refuse(error)
        else:
            return redirect(url_for(".show", check_id=check_id))
    limit = current_app.config["SETTINGS"].max_upload_mb
    return render_template("contracts/bulk/new.html", form=form, limit=limit)


@contextmanager
def _sent(form: UploadForm) -> Iterator[tuple[IO[bytes], str]]:
    """The zip that was sent, or the folder as one, and what it is called."""
    if not (files := form.files):
        yield form.archive.data.stream, form.archive.data.filename
        return
    with as_archive((file.filename or "", file.stream) for file in files) as packed:
        yield packed, (files[0].filename or "").replace("\\", "/").partition("/")[0]


@bp.get("/bulk/<int:check_id>")
@requires("clauses.view")
def show(check_id: int) -> str | Response:
    """One check: how far it is, files × clauses, what was refused; `?format=xlsx` is the workbook."""
    check = queries.check_page(check_id)
    rulebook = queries.rulebook_of(check)
    listing = queries.files_of(check, rulebook)
    if request.args.get("format") == "xlsx":
        from contracts.bulk.report import write_check

        return send_workbook(write_check(check, listing, request.args), listing.name)
    return render_template(
        "contracts/bulk/show.html",
        check=check,
        rulebook=rulebook,
        is_same_rulebook=queries.is_same_rulebook(check),
        standing=queries.standing_of(check),
        page=listing.page(request.args),
        totals=listing.totals(request.args),
        legend=[badge(state) for state in (Effective.ABSENT, Effective.PARTIAL, Effective.PRESENT)],
        refused=queries.refused_files(check_id),
        history=history_of("bulk_check", check_id),
    )


@bp.get("/bulk/<int:check_id>/progress")
@requires("clauses.view")
def progress(check_id: int) -> str:
    """How far it is, asked by the page every two seconds."""
    check = queries.check_page(check_id)
    return render_template("contracts/bulk/_progress.html", check=check, standing=queries.standing_of(check))


@bp.post("/bulk/<int:check_id>/resume")
@requires("documents.add")
def resume(check_id: int) -> Response:
    """Go on with what a crash or a fault left waiting."""
    check = queries.check_page(check_id)
    if queries.standing_of(check).state is CheckState.STOPPED:
        pressed(lambda: operations.resume_check(queries.check_page(check_id), by=current_user))
    return redirect(url_for(".show", check_id=check_id))


@bp.route("/bulk/<int:check_id>/delete", methods=["GET", "POST"])
@requires("documents.add")
def delete(check_id: int) -> str | Response:
    """Take out the record, and the papers in it that belong to no contract."""
    check = queries.check_page(check_id)
    form = DeleteForm(version=check.version)
    if done := submitted(
        form,
        lambda: operations.delete_check(queries.check_page(check_id), version=form.version.data, by=current_user),
    ):
        with unit_of_work():
            sweep(done.made)
        flash(gettext("The check is deleted; papers filed to contracts stay there."), "good")
        return redirect(url_for(".index"))
    return render_template("contracts/bulk/delete.html", form=form, check=check, standing=queries.standing_of(check))
