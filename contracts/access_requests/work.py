"""What requests for access ask of people: somebody else approves, then it is set up."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import select

from contracts.access_requests.models import AccessRequest
from contracts.access_requests.rules import RequestState
from contracts.register.models import Contract
from contracts.register.queries import VENDOR_NAME
from core import clock
from core.db import db
from core.my_work import Task
from core.my_work.registry import Owners
from core.phrases import N_, phrase
from core.web.listing import Rows
from vendors.register.models import Vendor

WITHIN = timedelta(days=7)
"""How soon a request is decided, and an approved one set up."""


def _requests(state: RequestState) -> Rows:
    columns = (
        AccessRequest.id, AccessRequest.system, AccessRequest.account, AccessRequest.asked_by_id, AccessRequest.asked_at,
        AccessRequest.decided_at, Contract.number, VENDOR_NAME.label("vendor"),
    )  # fmt: skip
    return (
        select(*columns)
        .join(Contract, AccessRequest.contract_id == Contract.id)
        .join(Vendor, Contract.vendor_id == Vendor.id)
        .where(AccessRequest.state == state)
    )


def _name(row) -> str:  # type: ignore[no-untyped-def]
    return " · ".join(part for part in (row.system, row.account) if part)


def to_approve(as_of: date, owners: Owners) -> Iterator[Task]:
    """Anybody who may, save who asked."""
    for row in db.session.execute(_requests(RequestState.ASKED)):
        yield Task(
            f"access-request:{row.id}", phrase(N_("Approve access: %(item)s"), item=_name(row)),
            row.asked_at.astimezone(clock.zone()).date() + WITHIN, "contracts.access_requests.show",
            {"request_id": row.id}, f"{row.number} · {row.vendor}", is_shared=True, not_for=row.asked_by_id,
        )  # fmt: skip


def to_carry_out(as_of: date, owners: Owners) -> Iterator[Task]:
    query = _requests(RequestState.APPROVED).where(owners.answer_for(AccessRequest.asked_by_id))
    for row in db.session.execute(query):
        yield Task(
            f"access-request:{row.id}:set-up", phrase(N_("Set up access: %(item)s"), item=_name(row)),
            row.decided_at.astimezone(clock.zone()).date() + WITHIN, "contracts.access_requests.carry_out",
            {"request_id": row.id}, f"{row.number} · {row.vendor}", row.asked_by_id,
        )  # fmt: skip
