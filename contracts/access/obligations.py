"""CC-19000-4-6: the provider's access rights are controlled. Judged for every contract that runs or left access behind."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select

from contracts.access.queries import AccessTally, tallies
from contracts.register.models import Contract
from contracts.register.queries import VENDOR_NAME
from contracts.register.standings import standings
from core.db import db
from core.obligations.rules import Obligation, State
from core.phrases import N_, Phrase, phrase
from core.web.addresses import address
from vendors.register.models import Vendor

RULE = "CC-19000-4-6"


def judge(as_of: date) -> Iterator[Obligation]:
    found, counted = standings(as_of), tallies(as_of)
    query = (
        select(Contract.id, Contract.number, Contract.vendor_id, VENDOR_NAME.label("vendor"))
        .join(Vendor, Contract.vendor_id == Vendor.id)
        .where(Vendor.out_of_scope_reason == "")
    )
    for row in db.session.execute(query):
        tally, status = counted.get(row.id, AccessTally()), found[row.id].status
        if not (status.is_running or tally.outlives):
            continue
        state, why, next_step = _judged(tally)
        yield Obligation(
            RULE, "contract", row.id, row.number, row.vendor_id, row.vendor, state, why, next_step=next_step,
            due_on=as_of if state is State.NOT_MET else None,
            url=address("contracts.register.show", contract_id=row.id, _anchor="access"),
        )  # fmt: skip


def _judged(tally: AccessTally) -> tuple[State, Phrase, Phrase | None]:
    if tally.outlives:
        why = phrase(N_("Accounts still live after the contract’s end: %(count)s."), count=tally.outlives)
        return State.NOT_MET, why, phrase(N_("Revoke them now."))
    if tally.expired:
        why = phrase(N_("Accounts live past their own expiry: %(count)s."), count=tally.expired)
        return State.NOT_MET, why, phrase(N_("Revoke them, or extend them with a reason."))
    if not tally.total:
        why = phrase(N_("No access is registered; nobody has said that there is none."))
        return State.NOT_ASSESSED, why, phrase(N_("Register the vendor's accounts and ways in."))
    return State.MET, phrase(N_("Live accounts: %(count)s, all within the contract."), count=tally.live), None
