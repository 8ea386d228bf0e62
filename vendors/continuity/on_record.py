"""A vendor's recovery tests as its capability assessment reads them: the last one that we know of, and how it went."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select

from core.db import db
from core.phrases import N_, phrase
from core.web.addresses import address
from vendors.assessments.own_records import OwnRecord
from vendors.continuity.models import RecoveryTest
from vendors.continuity.rules import RESULT_NAMES, DrillResult
from vendors.services.models import Service


def records(vendor_id: int, as_of: date) -> Iterator[OwnRecord]:
    """The last test of any of its services; nothing where we know of none."""
    query = (
        select(RecoveryTest.tested_on, RecoveryTest.result, RecoveryTest.service_id, RecoveryTest.title)
        .join(Service, RecoveryTest.service_id == Service.id)
        .where(Service.vendor_id == vendor_id, RecoveryTest.withdrawn_at.is_(None), RecoveryTest.tested_on <= as_of)
        .order_by(RecoveryTest.tested_on.desc(), RecoveryTest.id.desc())
    )
    last = db.session.execute(query.limit(1)).first()
    if last is None:
        return
    place = address("vendors.continuity.show", service_id=last.service_id)
    says = phrase(N_("Last test we know of: %(title)s on %(day)s"), title=last.title, day=last.tested_on)
    yield OwnRecord("recovery", says, place, "last_test")
    unlike = frozenset() if last.result is DrillResult.PASSED else frozenset({"yes"})
    says = phrase(N_("Its result: %(result)s"), result=phrase(RESULT_NAMES[last.result]))
    yield OwnRecord("recovery", says, place, "test_result", unlike=unlike)
