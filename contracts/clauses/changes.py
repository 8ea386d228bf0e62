"""The clauses to look at again when what a vendor delivers changes: those that the kind of change speaks of."""

from datetime import date

from contracts.clauses.effective import EFFECTIVE_NAMES, TONES
from contracts.clauses.queries import clause_rows
from contracts.register.models import Contract
from contracts.register.standings import standings
from contracts.register.touched import contracts_touched
from core.db import db
from core.phrases import N_, phrase
from core.web.addresses import address
from vendors.changes.rules import Effect, Planned, Touched

MOST = 8
"""Contracts whose clauses are listed one by one; a vendor has few that run."""


def clauses(planned: Planned, as_of: date) -> Effect | None:
    """Clause by clause in each running contract, with how it stands today."""
    if not planned.clauses:
        return None
    vendors = frozenset() if planned.service_id else frozenset({planned.vendor_id})
    services = planned.service_ids if planned.service_id else frozenset()
    where = standings(as_of)
    running = sorted(
        i for i in contracts_touched(as_of, vendors, services) if i in where and where[i].status.is_running
    )
    if not running:
        says = phrase(N_("No running contract covers what changes."))
        return Effect("clauses", N_("Clauses to check again"), (), 0, says)
    items = []
    named = {c.id: c for c in db.session.query(Contract).filter(Contract.id.in_(running[:MOST]))}
    for contract_id in running[:MOST]:
        for row in clause_rows(contract_id):
            if row.clause.id in planned.clauses:
                label = phrase(
                    N_("%(clause)s · %(contract)s"), clause=row.clause.name, contract=named[contract_id].number
                )
                url = address("contracts.clauses.show", contract_id=contract_id, clause=row.clause.id)
                items.append(Touched(label, phrase(EFFECTIVE_NAMES[row.effective]), url, TONES[row.effective]))
    return Effect(
        "clauses", N_("Clauses to check again"), tuple(items), len(items) // len(running[:MOST]) * len(running)
    )
