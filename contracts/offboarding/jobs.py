"""The plan of every contract's end is kept by itself; what was missed while nothing ran is caught up."""

from collections import Counter

from contracts.offboarding.operations import CHUNK, replan
from contracts.offboarding.planning import contracts_to_plan, revisions
from core import clock
from core.db import db, unit_of_work


def keep_plans() -> dict[str, int]:
    """Create, move, withdraw what the day asks for. Looks first without a lock; only contracts with changes are
    planned again, each some hundred in a unit of their own."""
    did: Counter[str] = Counter()
    ids = contracts_to_plan(clock.today())
    for at in range(0, len(ids), CHUNK):
        wanting = [revision.contract_id for revision in revisions(ids[at : at + CHUNK], clock.today())]
        db.session.rollback()
        if wanting:
            with unit_of_work():
                did += replan(wanting)
    return dict(did)
