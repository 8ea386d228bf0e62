"""Contracts that renew by themselves unless somebody says otherwise: decide before the last day to act."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select

from contracts.register.models import Contract
from contracts.register.queries import VENDOR_NAME
from contracts.register.standings import standings
from contracts.terms.queries import near_deadlines
from core.db import db
from core.my_work import Task
from core.my_work.registry import Owners
from core.phrases import N_, phrase
from vendors.register.models import Vendor


def decisions(as_of: date, owners: Owners) -> Iterator[Task]:
    near = near_deadlines(standings(as_of), as_of)
    query = (
        select(Contract.id, Contract.number, Contract.title, Contract.owner_id, VENDOR_NAME.label("vendor"))
        .join(Vendor, Contract.vendor_id == Vendor.id)
        .where(owners.answer_for(Contract.owner_id))
    )
    for row in db.session.execute(query) if near else ():
        if (deadline := near.get(row.id)) is not None:
            what = phrase(N_("Renew, renegotiate or end: %(contract)s"), contract=f"{row.number} {row.title}")
            yield Task(
                f"renewal:{row.id}:{deadline.period_ends_on}", what, deadline.act_by,
                "contracts.register.show", {"contract_id": row.id, "_anchor": "term"}, row.vendor, row.owner_id,
            )  # fmt: skip
