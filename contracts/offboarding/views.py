from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from contracts.offboarding import closing, operations, queries, remains
from contracts.offboarding.forms import AssignForm, CompleteForm, ExceptForm, ReopenForm
from contracts.offboarding.models import OffboardingTask, TaskEvidence
from contracts.offboarding.planning import LEAD
from contracts.offboarding.rules import TaskKind
from contracts.register.queries import contract_page
from contracts.register.standings import standing_of
from core import clock
from core.audit.queries import history_of
from core.auth.guard import requires
from core.db import db
from core.excel.lists import send_list
from core.files import send_stored
from core.phrases import Phrase
from core.web.changes import pressed, submitted
from core.web.downloads import send_word

bp = Blueprint("offboarding", __name__)


@bp.get("/offboarding/")
@requires("contracts.view")
def index() -> str | Response:
    """All tasks, those not finished unless asked otherwise."""
    listing = queries.tasks()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("contracts/offboarding/index.html", page=listing.page(request.args))


@bp.get("/<int:contract_id>/offboarding")
@requires("contracts.view")
def plan(contract_id: int) -> str:
    """One contract's end, task by task."""
    contract = contract_page(contract_id)
    today = clock.today()
    tasks = queries.tasks_of(contract)
    return render_template(
        "contracts/offboarding/plan.html",
        contract=contract,
        standing=standing_of(contract, today),
        rows=[(task, queries.task_status(task, today)) for task in tasks],
        tally=queries.tally_of(tasks, today),
        lead_days=LEAD.days,
        days=closing.timeline(tasks, standing_of(contract, today).certain_end, today),
        is_timeline=request.args.get("view") == "timeline",
        left=remains.left_to_others(contract_id, today),
        today=today,
    )


@bp.get("/offboarding/<int:task_id>")
@requires("contracts.view")
def show(task_id: int) -> str:
    task = queries.task_page(task_id)
    return render_template(
        "contracts/offboarding/show.html",
        task=task,
        status=queries.task_status(task, clock.today()),
        is_own=task.completed_by_id == current_user.id,
        history=history_of("offboarding_task", task.id),
        ended=[remains.how_it_ended(part) for part in remains.parts_of([task]).get(task.item_id or 0, ())],
        confidentiality=_confidentiality(task),
    )


def _confidentiality(task: OffboardingTask) -> Phrase | None:
    is_about = task.kind is TaskKind.CONFIDENTIALITY_REMINDER
    return remains.confidentiality(task.contract) if is_about else None


@bp.route("/offboarding/<int:task_id>/complete", methods=["GET", "POST"])
@requires("offboarding.work")
def complete(task_id: int) -> str | Response:
    task = queries.task_page(task_id)
    form = CompleteForm(obj=task)
    form.ask_of(task.kind)
    if request.method == "GET":
        form.done_on.data = clock.today()
    uploads = [(each.filename or "", each.stream) for each in request.files.getlist("evidence") if each.filename]
    if submitted(
        form,
        lambda: operations.complete_task(
            task,
            done_on=form.done_on.data,
            note=form.note.data or "",
            uploads=uploads,
            ending=form.ending,
            version=form.version.data,
            by=current_user,
        ),
    ):
        flash(gettext("Done. A second person verifies it now."), "good")
        return redirect(url_for(".plan", contract_id=task.contract_id))
    return render_template("contracts/offboarding/complete.html", form=form, task=task)


@bp.post("/offboarding/<int:task_id>/verify")
@requires("offboarding.work")
def verify(task_id: int) -> Response:
    task = queries.task_page(task_id)
    if pressed(lambda: operations.verify_task(task, version=request.form.get("version"), by=current_user)):
        flash(gettext("Verified."), "good")
    return redirect(url_for(".show", task_id=task_id))


@bp.route("/offboarding/<int:task_id>/reopen", methods=["GET", "POST"])
@requires("offboarding.work")
def reopen(task_id: int) -> str | Response:
    task = queries.task_page(task_id)
    form = ReopenForm(obj=task)
    if submitted(
        form,
        lambda: operations.reopen_task(task, reason=form.reason.data or "", version=form.version.data, by=current_user),
    ):
        flash(gettext("The task is open again."), "good")
        return redirect(url_for(".show", task_id=task_id))
    return render_template("contracts/offboarding/reopen.html", form=form, task=task)


@bp.route("/offboarding/<int:task_id>/assign", methods=["GET", "POST"])
@requires("offboarding.work")
def assign(task_id: int) -> str | Response:
    task = queries.task_page(task_id)
    form = AssignForm(obj=task)
    if submitted(
        form,
        lambda: operations.assign_task(task, owner_id=form.owner_id.data, version=form.version.data, by=current_user),
    ):
        return redirect(url_for(".show", task_id=task_id))
    return render_template("contracts/offboarding/assign.html", form=form, task=task)


@bp.route("/offboarding/<int:task_id>/except", methods=["GET", "POST"])
@requires("exceptions.grant")
def excuse(task_id: int) -> str | Response:
    """Accept that a task stays undone."""
    task = queries.task_page(task_id)
    form = ExceptForm(obj=task)
    if submitted(
        form,
        lambda: operations.except_task(task, reason=form.reason.data or "", version=form.version.data, by=current_user),
    ):
        flash(gettext("The task is excepted; the closing report says so."), "good")
        return redirect(url_for(".show", task_id=task_id))
    return render_template("contracts/offboarding/except.html", form=form, task=task)


@bp.get("/<int:contract_id>/offboarding/report")
@requires("contracts.view")
def report(contract_id: int) -> str | Response:
    """The closing report: to be printed, or as a Word file."""
    found = closing.report_of(contract_page(contract_id), clock.today())
    if request.args.get("format") == "docx":
        return _report_file(found)
    return render_template(
        "contracts/offboarding/report.html", report=found, facts=closing.facts, heads=closing.heads, row=closing.row
    )


def _report_file(report: closing.Report) -> Response:
    from contracts.offboarding.closing_file import write_report

    return send_word(write_report(report, clock.now()), f"{report.contract.number}-closing-{report.as_of.isoformat()}")


@bp.get("/offboarding/<int:task_id>/evidence/<int:evidence_id>")
@requires("contracts.view")
def evidence(task_id: int, evidence_id: int) -> Response:
    found = db.one_or_404(db.select(TaskEvidence).filter_by(id=evidence_id, task_id=task_id))
    return send_stored(found.sha256, found.file_name)
