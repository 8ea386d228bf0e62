"""What notices ask of people: countermeasures to complete, notices that nobody has planned anything about."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select

from core import clock
from core.db import db
from core.my_work import Task
from core.my_work.registry import Owners
from core.phrases import N_, phrase
from sbom.notices.models import Measure, Notice
from sbom.products.queries import VENDOR_NAME
from vendors.register.models import Vendor


def measures(as_of: date, owners: Owners) -> Iterator[Task]:
    """Open countermeasures of open notices."""
    query = (
        select(Measure.id, Measure.title, Measure.due_on, Measure.owner_id, Notice.id.label("notice_id"),
               Notice.title.label("notice"), VENDOR_NAME.label("vendor"))
        .join(Notice, Measure.notice_id == Notice.id)
        .join(Vendor, Notice.vendor_id == Vendor.id)
        .where(Measure.done_on.is_(None), Notice.closed_at.is_(None))
        .where(owners.answer_for(Measure.owner_id, Measure.due_on))
    )  # fmt: skip
    for row in db.session.execute(query):
        yield Task(
            f"measure:{row.id}", row.title, row.due_on, "sbom.notices.complete",
            {"notice_id": row.notice_id, "measure_id": row.id}, f"{row.notice} · {row.vendor}", row.owner_id,
        )  # fmt: skip


def unplanned(as_of: date, owners: Owners) -> Iterator[Task]:
    """Open notices about which nothing is planned: whoever registered them says what is to be done."""
    some = select(Measure.id).where(Measure.notice_id == Notice.id).exists()
    query = (
        select(Notice.id, Notice.title, Notice.told_at, Notice.registered_by_id, VENDOR_NAME.label("vendor"))
        .join(Vendor, Notice.vendor_id == Vendor.id)
        .where(Notice.closed_at.is_(None), ~some, owners.answer_for(Notice.registered_by_id))
    )
    for row in db.session.execute(query):
        told_on = row.told_at.astimezone(clock.zone()).date()
        yield Task(
            f"notice:{row.id}:plan", phrase(N_("Plan countermeasures: %(notice)s"), notice=row.title), told_on,
            "sbom.notices.show", {"notice_id": row.id}, row.vendor, row.registered_by_id,
        )  # fmt: skip
