"""Assessments that wait for somebody: to be sent, answered, reviewed, approved; and vendors whose next one is due."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import select

from core.db import db
from core.my_work import Task
from core.my_work.registry import Owners
from core.phrases import N_, phrase
from vendors.assessments import listings, queries, shelf
from vendors.assessments.models import Assessment
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
    found = queries.standings(as_of)
    remind = timedelta(days=shelf.policy().remind_days)
    query = select(Vendor.id, Vendor.owner_id, listings.VENDOR_NAME.label("vendor")).where(
        queries.REACHED, owners.answer_for(Vendor.owner_id)
    )
    for row in db.session.execute(query):
        stands = found[row.id]
        about = {"vendor_id": row.id}
        if stands.standing is Standing.CERTIFICATE and stands.current:
            yield Task(
                f"certificate:{stands.current.assessment_id}", phrase(N_("Get the renewed certificate")),
                stands.current.certificate_until, "vendors.register.show", about, row.vendor, row.owner_id,
            )  # fmt: skip
        elif stands.open_id is None and (stands.due_on - remind <= as_of or stands.current is None):
            yield Task(
                f"assess:{row.id}:{stands.due_on.isoformat()}", phrase(N_("Assess the vendor's operating capability")),
                stands.due_on, "vendors.assessments.new", about, row.vendor, row.owner_id,
            )  # fmt: skip
