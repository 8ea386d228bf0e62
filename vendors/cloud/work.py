"""What cloud assessments ask of people: to assess, to approve as the second person, to assess again."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import select

from core.db import db
from core.my_work import Task
from core.my_work.registry import Owners
from core.phrases import N_, phrase
from vendors.cloud.models import CloudAssessment, CloudPart
from vendors.cloud.queries import standings
from vendors.cloud.rules import Standing, State
from vendors.diligence.queries import VENDOR_NAME
from vendors.register.models import Vendor
from vendors.services.models import Service

WORKING_DAYS = timedelta(days=14)
"""How long assessing or approving may take."""


def assessing(_as_of: date, owners: Owners) -> Iterator[Task]:
    """What assessors have under way."""
    query = (
        select(CloudAssessment.id, CloudAssessment.opened_on, CloudAssessment.assessor_id, Service.name, VENDOR_NAME.label("vendor"))
        .join(Service, CloudAssessment.service_id == Service.id)
        .join(Vendor, Service.vendor_id == Vendor.id)
        .where(CloudAssessment.state == State.DRAFTED, owners.answer_for(CloudAssessment.assessor_id))
    )  # fmt: skip
    for row in db.session.execute(query):
        yield Task(
            f"cloud:{row.id}", phrase(N_("Finish the assessment of the cloud service")), row.opened_on + WORKING_DAYS,
            "vendors.cloud.show", {"assessment_id": row.id}, f"{row.name} · {row.vendor}", row.assessor_id,
        )  # fmt: skip


def approving(_as_of: date, _owners: Owners) -> Iterator[Task]:
    """Assessments and compensating measures that wait for anybody entitled but the one who proposed them."""
    submitted = (
        select(CloudAssessment.id, CloudAssessment.submitted_on, CloudAssessment.submitted_by_id, Service.name)
        .join(Service, CloudAssessment.service_id == Service.id)
        .where(CloudAssessment.state == State.SUBMITTED)
    )
    for row in db.session.execute(submitted):
        yield Task(
            f"cloud:{row.id}:approve", phrase(N_("Approve the cloud assessment, or send it back")),
            row.submitted_on + WORKING_DAYS, "vendors.cloud.show", {"assessment_id": row.id}, row.name, is_shared=True,
            not_for=row.submitted_by_id,
        )  # fmt: skip
    measures = (
        select(CloudPart.id, CloudPart.assessment_id, CloudPart.measure_by_id, CloudPart.measure_until, Service.name)
        .join(CloudAssessment, CloudPart.assessment_id == CloudAssessment.id)
        .join(Service, CloudAssessment.service_id == Service.id)
        .where(CloudAssessment.state.in_((State.DRAFTED, State.APPROVED)), CloudPart.measure != "")
        .where(CloudPart.measure_approved_on.is_(None))
    )
    for waits in db.session.execute(measures):
        yield Task(
            f"cloud-measure:{waits.id}", phrase(N_("Approve the compensating measure of a cloud service")), None,
            "vendors.cloud.show", {"assessment_id": waits.assessment_id}, waits.name, is_shared=True, not_for=waits.measure_by_id,
        )  # fmt: skip


def due(as_of: date, owners: Owners) -> Iterator[Task]:
    """Cloud services to be assessed, or assessed again, with nothing under way."""
    query = select(Service.id).join(Vendor, Service.vendor_id == Vendor.id).where(
        Service.is_ended.is_(False), owners.answer_for(Vendor.owner_id)
    )  # fmt: skip
    for one in standings(as_of, list(db.session.scalars(query))):
        if one.open_id is None and one.standing not in (Standing.VALID, Standing.UNCOMPENSATED):
            yield Task(
                f"cloud-service:{one.service_id}:{one.standing}", phrase(N_("Assess the cloud service: %(why)s"), why=one.why),
                one.due_on or as_of, "vendors.services.show", {"service_id": one.service_id, "_anchor": "cloud"},
                f"{one.service} · {one.vendor}", one.owner_id,
            )  # fmt: skip
