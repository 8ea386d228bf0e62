"""The plan of every contract's end is kept by itself; what was missed while nothing ran is caught up."""

from collections import Counter
from datetime import date

from contracts.offboarding.plan_operations import CHUNK, replan
from contracts.offboarding.planning import contracts_to_plan, revisions
from core import clock
from core.audit.kept import while_unchanged
from core.db import db, unit_of_work


def keep_plans() -> dict[str, int]:
    """Create, move, withdraw what the day asks for. Looks first without a lock, and not again while no record has
    changed on the same day; only contracts with changes are planned, some hundred in a unit of their own."""
    did: Counter[str] = Counter()
    today = clock.today()
    wanting = while_unchanged(("offboarding.plan", today), lambda: _wanting(today))
    db.session.rollback()
    for at in range(0, len(wanting), CHUNK):
        with unit_of_work():
            did += replan(wanting[at : at + CHUNK])
    return dict(did)


def _wanting(today: date) -> list[int]:
    """Contracts whose tasks do not agree with their end."""
    ids = contracts_to_plan(today)
    parts = (ids[at : at + CHUNK] for at in range(0, len(ids), CHUNK))
    return [revision.contract_id for part in parts for revision in revisions(part, today)]
