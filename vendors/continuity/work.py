"""What continuity asks of people: recovery to be proved, plans to be looked at."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select

from core.db import db
from core.my_work import Task
from core.my_work.registry import Owners
from core.phrases import N_, phrase
from vendors.continuity.queries import standings
from vendors.continuity.rules import Gap
from vendors.register.models import Vendor
from vendors.services.models import Service

TOLD = {
    Gap.NEVER_PROVED: N_("Prove the recovery: %(why)s"),
    Gap.LOSS_NOT_PROVED: N_("Prove the recovery: %(why)s"),
    Gap.TEST_FAILED: N_("Test the recovery again: %(why)s"),
    Gap.PROVED_OLD: N_("Test the recovery again: %(why)s"),
    Gap.PROOF_ENDS: N_("Test the recovery again: %(why)s"),
    Gap.PLAN_OLD: N_("Look at the continuity plan: %(why)s"),
    Gap.PLAN_ENDS: N_("Look at the continuity plan: %(why)s"),
}
"""What has a day; the rest the obligations tell."""


def due(as_of: date, owners: Owners) -> Iterator[Task]:
    """For services that core functions rest on: whoever answers for the vendor."""
    query = select(Service.id).join(Vendor, Service.vendor_id == Vendor.id).where(
        Service.is_ended.is_(False), owners.answer_for(Vendor.owner_id)
    )  # fmt: skip
    for one in standings(as_of, list(db.session.scalars(query))):
        for found in one.found if one.is_core else ():
            if found.gap in TOLD:
                yield Task(
                    f"continuity:{one.service_id}:{found.gap}", phrase(TOLD[found.gap], why=found.says), found.due_on,
                    "vendors.continuity.show", {"service_id": one.service_id}, f"{one.service} · {one.vendor}",
                    one.owner_id,
                )  # fmt: skip
