from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from core import clock
from core.audit.queries import history_of
from core.auth.guard import requires
from core.excel.lists import send_list
from core.files import send_stored
from core.forms import sent_file
from core.i18n import say
from core.web.changes import pressed, submitted
from vendors.actions.forms import ActionForm
from vendors.actions.operations import decide_action
from vendors.actions.queries import actions_of
from vendors.actions.queries import columns as action_columns
from vendors.actions.rules import Cause
from vendors.cloud import listings, operations, queries
from vendors.cloud.forms import MeasureForm, NoteForm, OpenForm, ReasonForm, SubmitForm, part_form
from vendors.cloud.models import CloudAssessment
from vendors.cloud.rules import FACT_NAMES, OUTCOME_NAMES, Outcome, PartState, State, changed_facts, missing
from vendors.services.queries import service_page
from vendors.services.rules import DATA_CLASS_NAMES

bp = Blueprint("cloud", __name__, url_prefix="/cloud")


@bp.get("/")
@requires("cloud.view")
def index() -> str | Response:
    """Cloud services with how they stand; `?format=xlsx` is the same as a workbook."""
    return _list(listings.services, "vendors/cloud/index.html")


@bp.get("/assessments")
@requires("cloud.view")
def assessments() -> str | Response:
    """Every assessment; `?format=xlsx` is the same list as a workbook."""
    return _list(listings.assessments, "vendors/cloud/assessments.html")


def _list(make: Callable[[], Any], template: str) -> str | Response:
    listing = make()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template(template, page=listing.page(request.args))


@bp.get("/<int:assessment_id>")
@requires("cloud.view")
def show(assessment_id: int) -> str:
    """One assessment: its parts with answers, proof and measures, what is missing, what it comes to."""
    found = queries.assessment_page(assessment_id)
    states = queries.part_states(found, clock.today())
    critical = queries.is_critical(found.service)
    return render_template(
        "vendors/cloud/show.html",
        found=found,
        status=queries.state_badge(found),
        sections=[
            (section, found.by_part.get(section.id), states[section.id], queries.part_badge(states[section.id]))
            for section in found.template.questions.sections
        ],
        needed=found.template.needed,
        is_critical=critical,
        missing=missing(found.template, states, is_critical=critical) if found.state is State.DRAFTED else [],
        outcomes=OUTCOME_NAMES,
        changed=[FACT_NAMES[key] for key in changed_facts(found.facts, queries.facts_of(found.service, is_critical=critical))],
        data_names=DATA_CLASS_NAMES,
        short=(PartState.SHORT, PartState.MEASURE_ENDED, PartState.MEASURE_WAITS, PartState.COMPENSATED),
        waits=PartState.MEASURE_WAITS,
        actions=actions_of(Cause.CLOUD, [found.id]),
        action_columns=action_columns(),
        history=history_of("cloud_assessment", found.id),
    )  # fmt: skip


@bp.route("/new/<int:service_id>", methods=["GET", "POST"])
@requires("cloud.edit")
def new(service_id: int) -> str | Response:
    service = service_page(service_id)
    form = OpenForm(assessor_id=current_user.id)
    if done := submitted(
        form,
        lambda: operations.open_assessment(
            service_page(service_id), assessor_id=form.assessor_id.data, by=current_user
        ),
    ):
        return redirect(url_for(".show", assessment_id=done.made.id))
    return render_template("vendors/cloud/new.html", form=form, service=service)


@bp.route("/<int:assessment_id>/parts/<part>", methods=["GET", "POST"])
@requires("cloud.edit")
def part(assessment_id: int, part: str) -> str | Response:
    """Answer one part."""
    found = queries.assessment_page(assessment_id)
    section = found.template.part(part) or abort(404)
    held = found.by_part.get(part)
    data = {f"a_{key}": value for key, value in held.answers.items()} | {"note": held.note} if held else {}
    form = part_form(section, data=data, version=found.version)

    def act(assessment: CloudAssessment) -> None:
        answers = {question.id: form[f"a_{question.id}"].data or "" for question in section.questions}
        operations.answer(
            assessment, part, answers, note=form["note"].data or "", file=sent_file(form["file"].data),
            version=form.version.data, by=current_user,
        )  # fmt: skip

    return _change(found, form, act, say(section.title), held.file_name if held else "")


@bp.get("/<int:assessment_id>/parts/<part>/file")
@requires("cloud.view")
def part_file(assessment_id: int, part: str) -> Response:
    held = queries.assessment_page(assessment_id).by_part.get(part)
    return send_stored(held.sha256, held.file_name) if held and held.sha256 else abort(404)


@bp.route("/<int:assessment_id>/measures/<part>", methods=["GET", "POST"])
@requires("cloud.edit")
def measure(assessment_id: int, part: str) -> str | Response:
    """Propose what makes up for a part that falls short."""
    found = queries.assessment_page(assessment_id)
    section = found.template.part(part) or abort(404)
    held = found.by_part.get(part)
    form = MeasureForm(
        measure=held.measure if held else "", until=held.measure_until if held else None, version=found.version
    )

    def act(assessment: CloudAssessment) -> None:
        operations.propose_measure(
            assessment, part, measure=form.measure.data or "", until=form.until.data, version=form.version.data,
            by=current_user,
        )  # fmt: skip

    return _change(found, form, act, gettext("Compensating measure: %(part)s", part=say(section.title)))


@bp.post("/<int:assessment_id>/measures/<part>/approve")
@requires("cloud.approve")
def approve_measure(assessment_id: int, part: str) -> Response:
    if pressed(
        lambda: operations.approve_measure(
            queries.assessment_page(assessment_id), part, version=request.form.get("version"), by=current_user
        )
    ):
        flash(gettext("The compensating measure is approved."), "good")
    return redirect(url_for(".show", assessment_id=assessment_id, _anchor=part))


@bp.route("/<int:assessment_id>/submit", methods=["GET", "POST"])
@requires("cloud.edit")
def submit(assessment_id: int) -> str | Response:
    found = queries.assessment_page(assessment_id)
    form = SubmitForm(outcome=found.outcome or Outcome.USABLE, conclusion=found.conclusion, version=found.version)

    def act(assessment: CloudAssessment) -> None:
        operations.submit(assessment, **form.values, version=form.version.data, by=current_user)

    return _change(found, form, act, gettext("Conclude and submit"))


@bp.route("/<int:assessment_id>/approve", methods=["GET", "POST"])
@requires("cloud.approve")
def approve(assessment_id: int) -> str | Response:
    return _noted(assessment_id, NoteForm, operations.approve, gettext("Approve the assessment"))


@bp.route("/<int:assessment_id>/send-back", methods=["GET", "POST"])
@requires("cloud.approve")
def send_back(assessment_id: int) -> str | Response:
    return _noted(assessment_id, NoteForm, operations.send_back, gettext("Send it back"))


@bp.route("/<int:assessment_id>/withdraw", methods=["GET", "POST"])
@requires("cloud.edit")
def withdraw(assessment_id: int) -> str | Response:
    return _noted(assessment_id, ReasonForm, operations.withdraw, gettext("Withdraw the assessment"))


def _noted(assessment_id: int, kind: Any, operation: Callable[..., Any], title: str) -> str | Response:
    found = queries.assessment_page(assessment_id)
    form = kind(version=found.version)

    def act(assessment: CloudAssessment) -> None:
        operation(assessment, **form.values, version=form.version.data, by=current_user)

    return _change(found, form, act, title)


@bp.route("/<int:assessment_id>/actions", methods=["GET", "POST"])
@requires("actions.edit")
def act(assessment_id: int) -> str | Response:
    form = ActionForm()

    def decide(assessment: CloudAssessment) -> None:
        decide_action(cause=Cause.CLOUD, cause_id=assessment.id, about=assessment.name, **form.values, by=current_user)

    return _change(queries.assessment_page(assessment_id), form, decide, gettext("Decide a measure"))


def _change(
    found: CloudAssessment, form: Any, act: Callable[[CloudAssessment], Any], title: str, file_name: str = ""
) -> str | Response:
    number = found.id
    if submitted(form, lambda: act(queries.assessment_page(number))):
        flash(gettext("Saved."), "good")
        return redirect(url_for(".show", assessment_id=number))
    return render_template("vendors/cloud/change.html", form=form, found=found, title=title, file_name=file_name)
