"""A vendor's certificates as its capability assessment reads them: which papers we hold, and until when they hold."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select

from core.db import db
from core.phrases import N_, phrase
from core.web.addresses import address
from vendors.assessments.own_records import OwnRecord
from vendors.diligence.models import Evidence
from vendors.diligence.rules import EvidenceKind
from vendors.services.models import Service

MOST = 10


def records(vendor_id: int, as_of: date) -> Iterator[OwnRecord]:
    """Of all its services, the latest first."""
    query = (
        select(Evidence.id, Evidence.title, Evidence.valid_until)
        .join(Service, Evidence.service_id == Service.id)
        .where(
            Service.vendor_id == vendor_id,
            Evidence.kind == EvidenceKind.CERTIFICATE,
            Evidence.withdrawn_at.is_(None),
            Evidence.tested_on <= as_of,
        )
        .order_by(Evidence.valid_until.desc(), Evidence.id.desc())
    )
    for row in db.session.execute(query.limit(MOST)):
        place = address("vendors.diligence.show", evidence_id=row.id)
        if row.valid_until is None:
            says = phrase(N_("We hold %(title)s; until when it holds is not recorded"), title=row.title)
        elif row.valid_until < as_of:
            says = phrase(N_("We hold %(title)s; it ended on %(day)s"), title=row.title, day=row.valid_until)
        else:
            says = phrase(N_("We hold %(title)s, valid until %(day)s"), title=row.title, day=row.valid_until)
        yield OwnRecord("certificates", says, place)
