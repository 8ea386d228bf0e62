"""The pages of what comes after the approval: conditions that are met, certificates that are renewed."""

from typing import Any

from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from core.auth.guard import requires
from core.files import send_stored
from core.forms import sent_file
from vendors.assessments import proofs, queries
from vendors.assessments.forms import DecideForm, EntrustForm, MeetForm, RenewForm
from vendors.assessments.rules import ProofDecision
from vendors.assessments.views import acted, bp


def _shown(form: Any) -> proofs.Shown:
    sent = sent_file(form.file.data)
    return proofs.Shown(form.note.data or "", sent[1], sent[0]) if sent else proofs.Shown(form.note.data or "")


@bp.route("/<int:assessment_id>/certificates/<int:answer_id>/renew", methods=["GET", "POST"])
@requires("assessments.edit")
def renew(assessment_id: int, answer_id: int) -> str | Response:
    """A certificate is valid anew: until when, and the paper."""
    found = queries.assessment_page(assessment_id)
    answer = queries.answer_page(assessment_id, answer_id)
    form = RenewForm(version=found.version)

    def act() -> None:
        proofs.renew_certificate(
            answer, ends_on=form.ends_on.data, shown=_shown(form), version=form.version.data, by=current_user
        )

    says = gettext("Recorded; it counts once a second person has accepted it.")
    question = found.questions.question(answer.question)
    return acted(form, act, found, "renew", says, answer=answer, question=question)


@bp.route("/<int:assessment_id>/conditions/<int:condition_id>/met", methods=["GET", "POST"])
@requires("assessments.edit")
def meet(assessment_id: int, condition_id: int) -> str | Response:
    """A condition is met, and what shows it."""
    found = queries.assessment_page(assessment_id)
    condition = queries.condition_page(assessment_id, condition_id)
    form = MeetForm(version=found.version)

    def act() -> None:
        proofs.meet_condition(condition, shown=_shown(form), version=form.version.data, by=current_user)

    says = gettext("Recorded; it counts once a second person has accepted it.")
    return acted(form, act, found, "meet", says, condition=condition)


@bp.route("/<int:assessment_id>/conditions/<int:condition_id>/entrust", methods=["GET", "POST"])
@requires("assessments.edit")
def entrust(assessment_id: int, condition_id: int) -> str | Response:
    """Another person sees to a condition."""
    found = queries.assessment_page(assessment_id)
    condition = queries.condition_page(assessment_id, condition_id)
    form = EntrustForm(owner_id=condition.owner_id, version=found.version)

    def act() -> None:
        proofs.entrust_condition(condition, owner_id=form.owner_id.data, version=form.version.data, by=current_user)

    return acted(form, act, found, "entrust", gettext("Noted; it shows in that person's work."), condition=condition)


@bp.route("/<int:assessment_id>/proofs/<int:proof_id>", methods=["GET", "POST"])
@requires("assessments.approve")
def decide(assessment_id: int, proof_id: int) -> str | Response:
    """The second person accepts it, or refuses it and says why."""
    found = queries.assessment_page(assessment_id)
    proof = queries.proof_page(assessment_id, proof_id)
    form = DecideForm(version=proof.version)

    def act() -> None:
        decision = ProofDecision(form.answer.data)
        proofs.decide_proof(proof, decision, note=form.note.data, version=form.version.data, by=current_user)

    question = found.questions.question(proof.answer.question) if proof.answer else None
    is_own = proof.recorded_by_id == current_user.id
    says = gettext("The decision is recorded.")
    return acted(form, act, found, "decide", says, proof=proof, question=question, is_own=is_own)


@bp.get("/<int:assessment_id>/proofs/<int:proof_id>/file")
@requires("assessments.view")
def proof_file(assessment_id: int, proof_id: int) -> Response:
    """The paper that shows it, as it was handed in."""
    proof = queries.proof_with_file(assessment_id, proof_id)
    return send_stored(proof.sha256 or "", proof.file_name)
