from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from core import clock
from core.audit.queries import history_of
from core.auth.guard import requires
from core.db import unit_of_work
from core.errors import Refused
from core.excel.lists import send_list, send_workbook, write_sheets
from core.files import send_stored
from core.i18n import language, say
from vendors.assessments import changes, listings, operations, own_records, queries, scoring, shelf
from vendors.assessments.forms import (
    HandOverForm,
    OpenForm,
    SendForm,
    WithdrawForm,
    answers_form,
    decided,
    review_form,
)
from vendors.assessments.models import Assessment
from vendors.assessments.operations import Said
from vendors.assessments.tier_queries import tier_of
from vendors.register.queries import vendor_page

bp = Blueprint("assessments", __name__, url_prefix="/assessments")


@bp.get("/")
@requires("assessments.view")
def index() -> str | Response:
    """Every vendor with its tier, grade and next due; `?format=xlsx` is the same list as a workbook."""
    if request.args.get("format") == "xlsx":
        return send_list(listings.vendors(whole=True), request.args)
    return render_template("vendors/assessments/index.html", page=listings.vendors().page(request.args))


@bp.route("/new/<int:vendor_id>", methods=["GET", "POST"])
@requires("assessments.edit")
def new(vendor_id: int) -> str | Response:
    """Begin an assessment of a vendor."""
    vendor = vendor_page(vendor_id)
    form = OpenForm(assessor_id=vendor.owner_id or current_user.id)
    found = shelf.questionnaires()
    form.questionnaire.choices = [(each.id, f"{say(each.title)} {each.version}") for each in found.values()]
    if form.validate_on_submit():
        try:
            with unit_of_work():
                assessment_id = operations.open_assessment(
                    vendor,
                    found[form.questionnaire.data],
                    assessor_id=form.assessor_id.data,
                    by=current_user,
                ).id
        except Refused as error:
            form.refuse(error)
        else:
            flash(gettext("The assessment is opened. Download the workbook and send it, or fill it in here."), "good")
            return redirect(url_for(".show", assessment_id=assessment_id))
    return render_template("vendors/assessments/new.html", form=form, vendor=vendor, tier=tier_of(vendor.id))


@bp.get("/<int:assessment_id>")
@requires("assessments.view")
def show(assessment_id: int) -> str | Response:
    """One assessment: its answers line by line with points and reasons, sections, what changed since the last."""
    found = queries.assessment_page(assessment_id)
    score = queries.score_of(found, clock.today())
    before = changes.previous_of(found)
    own = own_records.beside(found.vendor_id, found.questions, clock.today())
    changed = changes.changes(queries.score_of(before, clock.today()), score) if before else []
    if request.args.get("format") == "xlsx":
        return _workbook(found, score, own)
    return render_template(
        "vendors/assessments/show.html",
        found=found,
        said=found.said,
        score=score,
        shown=scoring.shown,
        rounded=scoring.rounded,
        state=listings.state_badge(found),
        conclusion=listings.conclusion_badge(found.conclusion),
        review_badge=listings.review_badge,
        tier=shelf.policy().tier(found.tier),
        before=before,
        changed=changed,
        own=own,
        own_warning=own_records.warning(own, found.said),
        today=clock.today(),
        is_second=found.approver_id == current_user.id,
        conditions=listings.condition_rows(found, clock.today()),
        proof_badge=listings.proof_badge,
        renewable=listings.renewable(found),
        history=history_of("vendor_assessment", found.id),
    )


def _workbook(found: Assessment, score: scoring.Score, own: own_records.Beside) -> Response:
    said = found.said
    rows = [(section, line, said.get(line.question.id)) for section in score.sections for line in section.lines]
    handle = write_sheets(
        [
            (gettext("Answers and points"), listings.line_columns(), rows),
            (gettext("Areas"), listings.section_columns(), score.sections),
            (gettext("Our records"), own_records.record_columns(found.questions, said), own.every),
            (gettext("Conditions"), listings.condition_columns(), listings.condition_rows(found, clock.today())),
            (gettext("Proof after the approval"), listings.proof_columns(), found.proofs),
        ]
    )
    return send_workbook(handle, f"assessment-A{found.id}")


@bp.get("/<int:assessment_id>/workbook")
@requires("assessments.edit")
def workbook(assessment_id: int) -> Response:
    """The questionnaire for the vendor, in `?language=` (the reader's where none is named)."""
    from vendors.assessments.workbook import write_questionnaire

    found = queries.assessment_page(assessment_id)
    chosen = request.args.get("language", "") or language()
    settings = current_app.config["SETTINGS"]
    firm = settings.firm_name if chosen.startswith("zh") else settings.firm_name_en or settings.firm_name
    return send_workbook(write_questionnaire(found, chosen, firm), f"questionnaire-A{found.id}")


@bp.route("/<int:assessment_id>/send", methods=["GET", "POST"])
@requires("assessments.edit")
def send(assessment_id: int) -> str | Response:
    """Note that it went out."""
    found = queries.assessment_page(assessment_id)
    reply_by = clock.today().fromordinal(clock.today().toordinal() + shelf.policy().reply_days)
    form = SendForm(sent_on=clock.today(), sent_to=found.sent_to, reply_by=reply_by, version=found.version)

    def act() -> None:
        operations.send(
            found,
            sent_on=form.sent_on.data,
            reply_by=form.reply_by.data,
            sent_to=form.sent_to.data,
            version=form.version.data,
            by=current_user,
        )

    return acted(form, act, found, "send", gettext("Noted. The answer shows in My work until it is here."))


def acted(form: Any, act: Any, found: Assessment, page: str, says: str, **more: Any) -> str | Response:
    """One form, one operation, back to the assessment."""
    if form.validate_on_submit():
        try:
            with unit_of_work():
                act()
        except Refused as error:
            form.refuse(error)
        else:
            flash(says, "good")
            return redirect(url_for(".show", assessment_id=found.id))
    return render_template(f"vendors/assessments/{page}.html", form=form, found=found, **more)


@bp.route("/<int:assessment_id>/fill", methods=["GET", "POST"])
@requires("assessments.edit")
def fill(assessment_id: int) -> str | Response:
    """Type in what the vendor answered."""
    found = queries.assessment_page(assessment_id)
    held: dict[str, Any] = {}
    for name, answer in found.said.items():
        held |= {f"a_{name}": answer.value, f"e_{name}": answer.evidence, f"t_{name}": answer.remark}
    form = answers_form(
        found.questions, clock.today(), data={"answered_on": clock.today(), **held, "version": found.version}
    )

    def act() -> None:
        said = {}
        for question in found.questions:
            upload = form[f"f_{question.id}"].data
            has_file = bool(upload and getattr(upload, "filename", ""))
            said[question.id] = Said(
                form[f"a_{question.id}"].data or "",
                form[f"t_{question.id}"].data or "",
                form[f"e_{question.id}"].data or "",
                upload.stream if has_file else None,
                upload.filename if has_file else "",
            )
        operations.keep_answers(
            found, said, answered_on=form.answered_on.data, version=form.version.data, by=current_user
        )

    return acted(form, act, found, "fill", gettext("The answers are kept; review them line by line."), said=found.said)


@bp.route("/<int:assessment_id>/review", methods=["GET", "POST"])
@requires("assessments.edit")
def review(assessment_id: int) -> str | Response:
    """Line by line: accept, do not accept, ask back, and why."""
    found = queries.assessment_page(assessment_id)
    held: dict[str, Any] = {}
    for name, answer in found.said.items():
        held |= {f"r_{name}": answer.review.value if answer.review else "", f"n_{name}": answer.review_note}
    form = review_form(found.questions, data={**held, "version": found.version})

    own = own_records.beside(found.vendor_id, found.questions, clock.today())

    def act() -> None:
        operations.review(found, decided(form, found.questions), version=form.version.data, by=current_user)

    return acted(
        form,
        act,
        found,
        "review",
        gettext("The review is kept."),
        said=found.said,
        own=own,
        own_warning=own_records.warning(own, found.said),
        score=queries.score_of(found, clock.today()),
        shown=scoring.shown,
        rounded=scoring.rounded,
    )


@bp.route("/<int:assessment_id>/withdraw", methods=["GET", "POST"])
@requires("assessments.edit")
def withdraw(assessment_id: int) -> str | Response:
    found = queries.assessment_page(assessment_id)
    form = WithdrawForm(version=found.version)

    def act() -> None:
        operations.withdraw(found, reason=form.reason.data, version=form.version.data, by=current_user)

    return acted(form, act, found, "withdraw", gettext("The assessment is withdrawn; it stays on record."))


@bp.route("/<int:assessment_id>/hand-over", methods=["GET", "POST"])
@requires("assessments.edit")
def hand_over(assessment_id: int) -> str | Response:
    found = queries.assessment_page(assessment_id)
    form = HandOverForm(assessor_id=found.assessor_id, version=found.version)

    def act() -> None:
        operations.hand_over(found, assessor_id=form.assessor_id.data, version=form.version.data, by=current_user)

    return acted(form, act, found, "hand_over", gettext("The assessment is handed over."))


@bp.get("/<int:assessment_id>/answers/<int:answer_id>/file")
@requires("assessments.view")
def evidence(assessment_id: int, answer_id: int) -> Response:
    """The file that proves an answer, as it was handed in."""
    answer = queries.answer_with_file(assessment_id, answer_id)
    return send_stored(answer.sha256 or "", answer.file_name)
