"""Assessments that wait for somebody: to be sent, answered, reviewed, approved; and vendors whose next one is due."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from core.db import db
from core.my_work import Task
from core.my_work.registry import Owners
from core.phrases import N_, phrase
from vendors.assessments import listings, queries, shelf
from vendors.assessments.models import Assessment, AssessmentCondition, AssessmentProof
from vendors.assessments.rules import Standing, State
from vendors.register.models import Vendor

SAYS = {
    State.DRAFTED: N_("Send the questionnaire to the vendor"),
    State.SENT: N_("Get the answered questionnaire from the vendor"),
    State.ANSWERED: N_("Review the answers and conclude"),
}
WORKING_DAYS = timedelta(days=14)
"""How long drafting or reviewing may take."""


def assessing(_as_of: date, owners: Owners) -> Iterator[Task]:
    """What assessors have under way."""
    query = (
        select(
            Assessment.id, Assessment.state, Assessment.opened_on, Assessment.reply_by, Assessment.answered_on,
            Assessment.assessor_id, listings.VENDOR_NAME.label("vendor"),
        )
        .join(Vendor, Vendor.id == Assessment.vendor_id)
        .where(Assessment.state.in_(list(SAYS)), owners.answer_for(Assessment.assessor_id))
    )  # fmt: skip
    for row in db.session.execute(query):
        due = row.reply_by if row.state is State.SENT else (row.answered_on or row.opened_on) + WORKING_DAYS
        yield Task(
            f"assessment:{row.id}:{row.state}", phrase(SAYS[row.state]), due, "vendors.assessments.show",
            {"assessment_id": row.id}, row.vendor, row.assessor_id,
        )  # fmt: skip


def approving(_as_of: date, owners: Owners) -> Iterator[Task]:
    """Conclusions that wait for the second person who was named."""
    query = (
        select(
            Assessment.id, Assessment.approver_id, Assessment.concluded_on, listings.VENDOR_NAME.label("vendor")
        )
        .join(Vendor, Vendor.id == Assessment.vendor_id)
        .where(Assessment.state == State.CONCLUDED, owners.answer_for(Assessment.approver_id))
    )  # fmt: skip
    for row in db.session.execute(query):
        yield Task(
            f"assessment:{row.id}:approve", phrase(N_("Approve the assessment's conclusion")),
            row.concluded_on + WORKING_DAYS, "vendors.assessments.show", {"assessment_id": row.id}, row.vendor,
            row.approver_id,
        )  # fmt: skip


def due(as_of: date, owners: Owners) -> Iterator[Task]:
    """Vendors to be assessed, or assessed again, with nothing under way; and certificates that end."""
    found, waiting = queries.standings(as_of), _waiting(AssessmentProof.answer_id)
    remind = timedelta(days=shelf.policy().remind_days)
    query = select(Vendor.id, Vendor.owner_id, listings.VENDOR_NAME.label("vendor")).where(
        queries.REACHED, owners.answer_for(Vendor.owner_id)
    )
    for row in db.session.execute(query):
        stands = found[row.id]
        about = {"vendor_id": row.id}
        held, is_held = stands.current, stands.standing in (Standing.CERTIFICATE, Standing.CERTIFICATE_ENDED)
        if held and held.certificate_id and is_held:
            if held.certificate_id not in waiting:
                yield Task(
                    f"certificate:{held.certificate_id}:{held.certificate_until}",
                    phrase(N_("Get the renewed certificate")), held.certificate_until, "vendors.assessments.renew",
                    {"assessment_id": held.assessment_id, "answer_id": held.certificate_id}, row.vendor, row.owner_id,
                )  # fmt: skip
        elif stands.open_id is None and (stands.due_on - remind <= as_of or stands.current is None):
            yield Task(
                f"assess:{row.id}:{stands.due_on.isoformat()}", phrase(N_("Assess the vendor's operating capability")),
                stands.due_on, "vendors.assessments.new", about, row.vendor, row.owner_id,
            )  # fmt: skip


def _waiting(subject: Any) -> set[int]:
    """What has something that waits for the second person: answers, or conditions."""
    query = select(subject).where(AssessmentProof.decision.is_(None), subject.is_not(None))
    return set(db.session.scalars(query))


def conditions(_as_of: date, owners: Owners) -> Iterator[Task]:
    """Conditions of the assessments that hold, with whoever sees to them."""
    latest = select(func.max(Assessment.id)).where(Assessment.state == State.APPROVED)
    latest = latest.group_by(Assessment.vendor_id, Assessment.questionnaire)
    query = (
        select(
            AssessmentCondition.id, AssessmentCondition.assessment_id, AssessmentCondition.due_on,
            AssessmentCondition.owner_id, AssessmentCondition.what, listings.VENDOR_NAME.label("vendor"),
        )
        .join(Assessment, Assessment.id == AssessmentCondition.assessment_id)
        .join(Vendor, Vendor.id == Assessment.vendor_id)
        .where(
            AssessmentCondition.met_on.is_(None), Assessment.id.in_(latest), queries.REACHED,
            owners.answer_for(AssessmentCondition.owner_id, AssessmentCondition.due_on),
        )
    )  # fmt: skip
    waiting = _waiting(AssessmentProof.condition_id)
    for row in db.session.execute(query):
        if row.id not in waiting:
            yield Task(
                f"condition:{row.id}", phrase(N_("Have the condition met: %(what)s"), what=row.what[:120]), row.due_on,
                "vendors.assessments.meet", {"assessment_id": row.assessment_id, "condition_id": row.id}, row.vendor,
                row.owner_id,
            )  # fmt: skip


def looking(_as_of: date, owners: Owners) -> Iterator[Task]:
    """What came after an approval and waits for a second person: first of all whoever approved."""
    query = (
        select(
            AssessmentProof.id, AssessmentProof.assessment_id, AssessmentProof.recorded_on, Assessment.approver_id,
            AssessmentProof.answer_id, listings.VENDOR_NAME.label("vendor"),
        )
        .join(Assessment, Assessment.id == AssessmentProof.assessment_id)
        .join(Vendor, Vendor.id == Assessment.vendor_id)
        .where(AssessmentProof.decision.is_(None), owners.answer_for(Assessment.approver_id))
    )  # fmt: skip
    for row in db.session.execute(query):
        says = N_("Look at the renewed certificate") if row.answer_id else N_("Look at how the condition was met")
        yield Task(
            f"proof:{row.id}", phrase(says), row.recorded_on + WORKING_DAYS, "vendors.assessments.decide",
            {"assessment_id": row.assessment_id, "proof_id": row.id}, row.vendor, row.approver_id,
        )  # fmt: skip
