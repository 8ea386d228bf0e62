"""The pages of workbooks that come back."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from core import clock
from core.auth.guard import requires
from core.db import unit_of_work
from core.errors import Refused
from core.excel.lists import send_workbook, write_list
from core.files import send_stored
from core.i18n import say
from core.web.listing import Column, Kind, Status
from vendors.assessments import file_operations, queries, scoring
from vendors.assessments.forms import ConfirmForm, UploadForm
from vendors.assessments.importing import plan_of
from vendors.assessments.models import AssessmentFile
from vendors.assessments.plan import VERDICT_NAMES, VERDICT_TONES, Plan, RowPlan
from vendors.assessments.rules import State
from vendors.assessments.views import bp


@bp.route("/<int:assessment_id>/upload", methods=["GET", "POST"])
@requires("assessments.edit")
def upload(assessment_id: int) -> str | Response:
    """Take in a workbook that came back; nothing of it is kept yet but the file."""
    found = queries.assessment_page(assessment_id)
    form = UploadForm(received_on=clock.today())
    if form.validate_on_submit():
        try:
            with unit_of_work():
                file = file_operations.upload(
                    found,
                    stream=form.file.data.stream,
                    name=form.file.data.filename or "",
                    received_on=form.received_on.data,
                    by=current_user,
                )
        except Refused as error:
            form.refuse(error if error.field else Refused(error.phrase.msgid, field="file", **error.phrase.params))
        else:
            return redirect(url_for(".preview", assessment_id=assessment_id, file_id=file.id))
    return render_template("vendors/assessments/upload.html", form=form, found=found)


@bp.get("/<int:assessment_id>/files/<int:file_id>")
@requires("assessments.view")
def preview(assessment_id: int, file_id: int) -> str | Response:
    """What a file would do, row by row and cell by cell."""
    return _preview(queries.file_page(assessment_id, file_id))


def _preview(file: AssessmentFile, message: str = "") -> str | Response:
    found = queries.assessment_page(file.assessment_id)
    plan: Plan | None = None
    try:
        plan = plan_of(file, found)
    except Refused as error:
        message = message or say(error.phrase)
    if plan and request.args.get("format") == "xlsx":
        handle = write_list(gettext("Rows of the file"), _columns(), plan.rows)
        return send_workbook(handle, f"answer-A{found.id}-{file.id}")
    return render_template(
        "vendors/assessments/preview.html",
        file=file,
        found=found,
        plan=plan,
        form=ConfirmForm(digest=plan.digest if plan else "", version=file.version),
        names=VERDICT_NAMES,
        tones=VERDICT_TONES,
        shown=scoring.shown,
        message=message,
        is_same=plan is not None and plan.says_the_same and found.state is State.SENT,
    )


def _columns() -> list[Column]:
    return [
        Column("sheet", gettext("Sheet"), lambda r: r.sheet),
        Column("row", gettext("Row"), lambda r: r.row, Kind.NUMBER),
        Column("question", gettext("Questionnaire item"), lambda r: say(r.question.text) if r.question else ""),
        Column("verdict", gettext("What becomes of it"), _verdict, Kind.STATUS),
        Column("before", gettext("Stands now"), lambda r: _shown(r, r.before)),
        Column("written", gettext("In the file"), lambda r: r.written),
        Column("faults", gettext("What is wrong"), lambda r: [f"{cell}: {say(says)}" for cell, says in r.faults]),
    ]


def _verdict(row: RowPlan) -> Status:
    return Status(say(VERDICT_NAMES[row.verdict]), VERDICT_TONES[row.verdict])


def _shown(row: RowPlan, value: str) -> object:
    return scoring.shown(row.question, value) if row.question else value


@bp.post("/<int:assessment_id>/files/<int:file_id>/apply")
@requires("assessments.edit")
def apply(assessment_id: int, file_id: int) -> str | Response:
    file, form = queries.file_page(assessment_id, file_id), ConfirmForm()
    try:
        with unit_of_work():
            file = queries.file_page(assessment_id, file_id)
            count = file_operations.apply(
                file, form.digest.data or "", version=form.version.data or None, by=current_user
            )
    except Refused as error:
        return _preview(queries.file_page(assessment_id, file_id), say(error.phrase))
    flash(
        ngettext(
            "%(n)s answer is kept; review it.", "%(n)s answers are kept; review them line by line.", count, n=count
        ),
        "good",
    )
    return redirect(url_for(".review", assessment_id=assessment_id))


@bp.post("/<int:assessment_id>/files/<int:file_id>/discard")
@requires("assessments.edit")
def discard(assessment_id: int, file_id: int) -> Response:
    try:
        with unit_of_work():
            file_operations.discard(queries.file_page(assessment_id, file_id), by=current_user)
    except Refused as error:
        flash(say(error.phrase), "bad")
    else:
        flash(gettext("The file is put aside; nothing of it was kept."), "good")
    return redirect(url_for(".show", assessment_id=assessment_id))


@bp.get("/<int:assessment_id>/files/<int:file_id>/file")
@requires("assessments.view")
def original(assessment_id: int, file_id: int) -> Response:
    file = queries.file_page(assessment_id, file_id)
    return send_stored(file.sha256, file.name)
