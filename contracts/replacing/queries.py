"""Reads about contracts that go on in others."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased, joinedload

from contracts.access.models import AccessGrant, access_grant_contract
from contracts.assets.models import Asset
from contracts.register.models import Contract
from contracts.register.standings import standings
from contracts.replacing.models import Replacement
from core import clock
from core.db import db


def successors_from(contract_ids: Iterable[int]) -> dict[int, int]:
    """By contract the one that replaces it, and by that the next, and so on; those that nothing replaces are left out."""
    found: dict[int, int] = {}
    ahead = set(contract_ids)
    while ahead:
        query = select(Replacement.contract_id, Replacement.successor_id).where(
            Replacement.contract_id.in_(ahead), Replacement.undone_at.is_(None)
        )
        step = {row.contract_id: row.successor_id for row in db.session.execute(query)}
        found |= step
        ahead = set(step.values()) - found.keys()
    return found


def continued_by(contract_ids: Iterable[int]) -> dict[int, str]:
    """Of these contracts, those that go on with the same vendor: the number of the contract that replaces each."""
    old, new = aliased(Contract), aliased(Contract)
    query = (
        select(Replacement.contract_id, new.number)
        .join(old, Replacement.contract_id == old.id)
        .join(new, Replacement.successor_id == new.id)
        .where(Replacement.contract_id.in_(set(contract_ids)), Replacement.undone_at.is_(None))
        .where(old.vendor_id == new.vendor_id)
    )
    return {row.contract_id: row.number for row in db.session.execute(query)}


def replacements_of(contract: Contract) -> Sequence[Replacement]:
    """Those that a contract was part of, the latest first."""
    query = (
        select(Replacement)
        .where(or_(Replacement.contract_id == contract.id, Replacement.successor_id == contract.id))
        .options(
            joinedload(Replacement.contract), joinedload(Replacement.successor), joinedload(Replacement.made_by),
            joinedload(Replacement.undone_by),
        )
        .order_by(Replacement.id.desc())
    )  # fmt: skip
    return db.session.scalars(query).all()


MOST_CHOICES = 2_000


def successor_choices(contract: Contract) -> list[tuple[int, str]]:
    """Contracts that are not over, those of the same vendor first."""
    found = standings(clock.today())
    query = (
        select(Contract.id, Contract.number, Contract.title, Contract.vendor_id)
        .where(Contract.id != contract.id)
        .order_by(Contract.vendor_id != contract.vendor_id, Contract.id.desc())
    )
    rows = [row for row in db.session.execute(query) if row.id in found and not found[row.id].status.is_over]
    return [(row.id, f"{row.number} {row.title}") for row in rows[:MOST_CHOICES]]


def serving(contract: Contract) -> tuple[ColumnElement[bool], ...]:
    """Which live accounts serve a contract: its own, and those that it shares, as with one that it took the place of."""
    shared = select(access_grant_contract.c.grant_id).where(access_grant_contract.c.contract_id == contract.id)
    return AccessGrant.revoked_on.is_(None), or_(AccessGrant.contract_id == contract.id, AccessGrant.id.in_(shared))


def live_grants(contract: Contract) -> list[tuple[int, str]]:
    query = select(AccessGrant).where(*serving(contract))
    return [(each.id, each.name) for each in db.session.scalars(query.order_by(AccessGrant.id))]


def held_assets(contract: Contract) -> list[tuple[int, str]]:
    query = select(Asset).where(Asset.contract_id == contract.id, Asset.ended_on.is_(None))
    return [(each.id, each.name) for each in db.session.scalars(query.order_by(Asset.id))]


def replacement_page(replacement_id: int) -> Replacement:
    query = select(Replacement).where(Replacement.id == replacement_id)
    found: Replacement = db.one_or_404(
        query.options(joinedload(Replacement.contract), joinedload(Replacement.successor))
    )
    return found
