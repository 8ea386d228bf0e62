"""The pages on which an assessment is concluded by one person and approved by a second."""

from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from core import clock
from core.auth.guard import requires
from vendors.assessments import conclusions, queries, scoring
from vendors.assessments.forms import (
    PLACES,
    ApprovalForm,
    ApproverForm,
    conclude_form,
    condition_fields,
    conditions_asked,
)
from vendors.assessments.rules import Conclusion
from vendors.assessments.tier_queries import tier_of
from vendors.assessments.views import acted, bp


@bp.route("/<int:assessment_id>/conclude", methods=["GET", "POST"])
@requires("assessments.edit")
def conclude(assessment_id: int) -> str | Response:
    """What the answers come to, and who approves it."""
    found = queries.assessment_page(assessment_id)
    form = conclude_form(
        data={
            "conclusion": found.conclusion.value if found.conclusion else "",
            "reason": found.reason,
            "approver_id": found.approver_id,
            "version": found.version,
            **condition_fields(found.conditions),
        }
    )

    def act() -> None:
        conclusions.conclude(
            found,
            conclusion=Conclusion(form.conclusion.data),
            reason=form.reason.data,
            conditions=conditions_asked(form),
            approver_id=form.approver_id.data,
            version=form.version.data,
            by=current_user,
        )

    score = queries.score_of(found, clock.today())
    says = gettext("The conclusion is kept; it holds once the second person has approved it.")
    return acted(form, act, found, "conclude", says, score=score, rounded=scoring.rounded, places=PLACES)


@bp.route("/<int:assessment_id>/approve", methods=["GET", "POST"])
@requires("assessments.approve")
def approve(assessment_id: int) -> str | Response:
    """The second person approves, or sends it back."""
    found = queries.assessment_page(assessment_id)
    form = ApprovalForm(version=found.version)

    def act() -> None:
        do = conclusions.approve if form.answer.data == "approve" else conclusions.send_back
        do(found, note=form.note.data, version=form.version.data, by=current_user)

    score = queries.score_of(found, clock.today())
    tier = tier_of(found.vendor_id)
    return acted(
        form,
        act,
        found,
        "approve",
        gettext("The decision is recorded."),
        score=score,
        rounded=scoring.rounded,
        tier=tier,
    )


@bp.route("/<int:assessment_id>/approver", methods=["GET", "POST"])
@requires("assessments.edit")
def approver(assessment_id: int) -> str | Response:
    """Another second person, where the one that was named is away or gone."""
    found = queries.assessment_page(assessment_id)
    form = ApproverForm(approver_id=found.approver_id, version=found.version)

    def act() -> None:
        conclusions.name_approver(found, approver_id=form.approver_id.data, version=form.version.data, by=current_user)

    return acted(form, act, found, "approver", gettext("Noted; it waits for that person now."))
