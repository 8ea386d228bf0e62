"""The sample firm's replaced contract: one that goes on in a newer one of the same vendor."""

from datetime import date

from sqlalchemy import delete, func, or_, select

from contracts.access.models import AccessGrant
from contracts.register.models import Contract
from contracts.register.rules import Status
from contracts.register.sample import SAMPLE
from contracts.register.standings import standings
from contracts.replacing.models import Replacement
from contracts.replacing.operations import replace_contract
from contracts.replacing.queries import held_assets
from contracts.terms.models import RenewalDecision
from core.auth.rules import Role
from core.db import db
from core.demo.operations import Context


class ReplacingPart:
    def load(self, context: Context) -> None:
        people = context.made["people"].get(Role.IT_MANAGER, [])
        found = _pair(context.today) if people else None
        if found is None:
            return
        old, new, last_day = found
        own = select(AccessGrant.id).where(AccessGrant.contract_id == old.id, AccessGrant.revoked_on.is_(None))
        replace_contract(
            old, successor=new, last_day=last_day, grant_ids=list(db.session.scalars(own)),
            asset_ids=[key for key, _ in held_assets(old)], note="換約：服務範圍併入新約。", by=people[0],
        )  # fmt: skip

    def remove(self) -> dict[str, int]:
        mine = or_(Replacement.contract_id.in_(SAMPLE), Replacement.successor_id.in_(SAMPLE))
        count = db.session.scalar(select(func.count()).where(mine)) or 0
        db.session.execute(delete(Replacement).where(mine))
        db.session.execute(delete(RenewalDecision).where(RenewalDecision.contract_id.in_(SAMPLE)))
        return {"replacements": count}

    def exists(self) -> bool:
        return False  # nothing of this part stands without its contract

    def has_real_data(self) -> bool:
        return False


def _pair(today: date) -> tuple[Contract, Contract, date] | None:
    """A contract that ends soon, a running one of the same vendor, and the day on which the first one ends."""
    found = standings(today)
    running: dict[int, Contract] = {}
    contracts = db.session.scalars(select(Contract).where(Contract.id.in_(SAMPLE)).order_by(Contract.id)).all()
    for each in contracts:
        if found[each.id].status is Status.IN_FORCE:
            running[each.vendor_id] = each
    for old in contracts:
        end = found[old.id].certain_end
        if found[old.id].status is Status.EXPIRING and end is not None and old.vendor_id in running:
            return old, running[old.vendor_id], end
    return None
