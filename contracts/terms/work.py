"""Contracts that renew by themselves, or by agreement only: decide before the last day to act."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select

from contracts.register.models import Contract
from contracts.register.queries import VENDOR_NAME
from contracts.terms.queries import waiting_decisions
from core.db import db
from core.my_work import Task
from core.my_work.registry import Owners
from core.phrases import phrase
from vendors.register.models import Vendor


def decisions(as_of: date, owners: Owners) -> Iterator[Task]:
    found = waiting_decisions(as_of)
    query = (
        select(Contract.id, Contract.number, Contract.title, Contract.owner_id, VENDOR_NAME.label("vendor"))
        .join(Vendor, Contract.vendor_id == Vendor.id)
        .where(owners.answer_for(Contract.owner_id))
    )
    for row in db.session.execute(query) if found else ():
        if (waits := found.get(row.id)) is not None:
            deadline, named = waits.deadline, f"{row.number} {row.title}"
            yield Task(
                f"renewal:{row.id}:{deadline.period_ends_on}", phrase(waits.says, day=deadline.on, contract=named),
                waits.due_on, "contracts.terms.decide", {"contract_id": row.id}, row.vendor, row.owner_id,
            )  # fmt: skip
