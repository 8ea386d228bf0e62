"""What evidence asks of people: papers that run out or fell behind a release, and findings to be remedied."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import func, literal, select

from core.db import db
from core.my_work import Task
from core.my_work.registry import Owners
from core.phrases import N_, phrase
from vendors.diligence.models import Evidence, EvidenceFinding
from vendors.diligence.queries import VENDOR_NAME, is_open, judged
from vendors.diligence.rules import Standing
from vendors.register.models import Vendor
from vendors.services.models import Service

TOLD = {
    Standing.EXPIRING,
    Standing.EXPIRED,
    Standing.SUPERSEDED,
    Standing.RELEASE_COMING,
    Standing.FAILED,
    Standing.UNACCREDITED,
}
"""What has a day and somebody to ask; where there never was evidence, the obligations tell."""
LONG_AGO = date(1950, 1, 1)
"""The day is worked out, not stored: what staff answer for is read whole, and its day decides afterwards."""


def renewals(as_of: date, owners: Owners) -> Iterator[Task]:
    """Evidence to be asked for: it runs out, it ran out, or a release has come or is coming that it does not cover."""
    query = select(Evidence.service_id).distinct().join(Service).join(Vendor).where(Evidence.withdrawn_at.is_(None))
    ids = list(db.session.scalars(query.where(owners.answer_for(Vendor.owner_id, literal(LONG_AGO)))))
    for one in judged(as_of, ids):
        for each in one.judgements:
            if each.standing in TOLD:
                what = phrase(N_("%(need)s: %(why)s"), need=each.requirement.name, why=each.why)
                yield Task(
                    f"evidence:{one.service_id}:{each.requirement.id}", what, each.due_on, "vendors.services.show",
                    {"service_id": one.service_id, "_anchor": "evidence"}, f"{one.service} · {one.vendor}", one.owner_id,
                )  # fmt: skip


def findings(as_of: date, owners: Owners) -> Iterator[Task]:
    """What tests found, to be remedied, retested or accepted; whoever answers for the vendor where nobody else does."""
    owner = func.coalesce(EvidenceFinding.owner_id, Vendor.owner_id)
    due = func.coalesce(EvidenceFinding.accepted_until, EvidenceFinding.due_on)
    query = (
        select(EvidenceFinding.id, EvidenceFinding.title, EvidenceFinding.evidence_id, EvidenceFinding.due_on,
               EvidenceFinding.accepted_until, owner.label("owner_id"), Service.name.label("service"), VENDOR_NAME.label("vendor"))
        .join(Evidence, EvidenceFinding.evidence_id == Evidence.id)
        .join(Service, Evidence.service_id == Service.id)
        .join(Vendor, Service.vendor_id == Vendor.id)
        .where(Evidence.withdrawn_at.is_(None), Service.is_ended.is_(False), is_open(as_of))
        .where(owners.answer_for(owner, due))
    )  # fmt: skip
    for row in db.session.execute(query):
        yield Task(
            f"evidence-finding:{row.id}", phrase(N_("Remedy: %(what)s"), what=row.title), row.accepted_until or row.due_on,
            "vendors.findings.show", {"evidence_id": row.evidence_id, "finding_id": row.id},
            f"{row.service} · {row.vendor}", row.owner_id,
        )  # fmt: skip
