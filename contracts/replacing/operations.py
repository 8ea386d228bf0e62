"""Replacing a contract by another, and taking that back. Each is called inside a unit of work; none commits."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from contracts.access import operations as access
from contracts.access.models import AccessGrant
from contracts.assets import operations as assets
from contracts.assets.models import Asset
from contracts.register.agreed import Termination
from contracts.register.events import ContractTermChanged
from contracts.register.models import Contract
from contracts.register.standings import standing_of
from contracts.replacing.models import Replacement
from contracts.replacing.queries import serving, successors_from
from contracts.replacing.rules import check_replacement, check_taking_back
from contracts.terms import operations as terms
from core import clock
from core.audit import record
from core.auth.models import User
from core.db import check_version, db
from core.errors import Refused
from core.events import announce
from core.phrases import N_
from vendors.merging.events import VendorsParting


def replace_contract(
    contract: Contract, *, successor: Contract, last_day: date, grant_ids: Collection[int] = (),
    asset_ids: Collection[int] = (), note: str = "", version: int | str | None = None, by: User,
) -> Replacement:  # fmt: skip
    """The contract ends on `last_day`, unless it ends before, and goes on in its successor. The chosen accounts are needed
    by both, so that they stay until the successor ends; the chosen assets are held under the successor. Open tasks follow,
    what is done stays. With another vendor nothing goes over: accounts are closed, assets come back or are handed over."""
    check_version(contract, version)
    today = clock.today()
    standing, new = standing_of(contract, today), standing_of(successor, today)
    check_replacement(
        contract.id, successor.id, last_day=last_day, successor_starts_on=successor.starts_on,
        is_replaced=contract.id in successors_from([contract.id]),
        closes_ring=contract.id in successors_from([successor.id]).values(), is_over=new.status.is_over,
    )  # fmt: skip
    if (grant_ids or asset_ids) and successor.vendor_id != contract.vendor_id:
        raise Refused(
            N_("That contract is with another vendor: accounts and assets of this one do not go over to it."),
            field="successor_id",
        )
    replacement = Replacement(
        contract_id=contract.id, successor_id=successor.id, last_day=last_day, note=note.strip(), grant_ids=[],
        asset_ids=[], made_by_id=by.id, made_at=clock.now(),
    )  # fmt: skip
    db.session.add(replacement)
    db.session.flush()
    replacement.grant_ids = [each.id for each in _grants(contract, grant_ids) if _share(each, successor, by)]
    replacement.asset_ids = [assets.move_asset(each, to=successor, by=by).id for each in _assets(contract, asset_ids)]
    db.session.flush()
    # what goes over is known before the end moves: nothing of it is planned to end for the moment in between
    # a contract that renews itself does not end with its period, though the period ends on that very day
    if standing.certain_end is None or last_day < standing.certain_end:
        _at_last_day(contract, Termination(min(today, last_day), last_day), note, by)
    told = {"accounts": len(replacement.grant_ids) or None, "assets": len(replacement.asset_ids) or None}
    record("contracts:contract:replace", contract, by=by, successor=successor.number, ends_on=last_day,
           note=replacement.note or None, **told)  # fmt: skip
    record("contracts:contract:succeed", successor, by=by, replaces=contract.number, **told)
    announce(ContractTermChanged(contract.id))
    return replacement


def guard_parting(event: VendorsParting) -> None:
    """A merge is not taken back while what a vendor holds of ours stands in a contract on the other side of it."""
    query = select(Replacement).join(Replacement.contract).where(Replacement.undone_at.is_(None))
    for one in db.session.scalars(query.where(Contract.vendor_id == event.into_id)):
        if one.asset_ids and event.crosses(("contract", one.contract_id), ("contract", one.successor_id)):
            raise Refused(
                N_("Contract %(number)s of the other vendor took over assets since; take that replacement back first."),
                number=one.successor.number,
            )


def _at_last_day(contract: Contract, event: Termination, note: str, by: User) -> None:
    try:
        terms.add_event(contract, event, note=note, by=by)
    except Refused as error:
        raise Refused(error.phrase.msgid, field="last_day" if error.field else "", **error.phrase.params) from error


def _grants(contract: Contract, ids: Collection[int]) -> list[AccessGrant]:
    query = select(AccessGrant).where(AccessGrant.id.in_(ids), *serving(contract))
    return list(db.session.scalars(query.order_by(AccessGrant.id)))


def _assets(contract: Contract, ids: Collection[int]) -> list[Asset]:
    query = select(Asset).where(Asset.id.in_(ids), Asset.ended_on.is_(None), Asset.contract_id == contract.id)
    return list(db.session.scalars(query.order_by(Asset.id)))


def _share(grant: AccessGrant, successor: Contract, by: User) -> bool:
    """Whether it was not shared with the successor already."""
    if successor.id in grant.contract_ids:
        return False
    access.share_access(grant, successor, by=by)
    return True


def take_back(replacement: Replacement, *, reason: str, version: int | str | None = None, by: User) -> Replacement:
    """The contract does not go on in the other: assets that are still held come back under it, accounts serve it alone
    again. Its end stays as it is; a termination is cancelled on its own."""
    check_version(replacement, version)
    old, new = replacement.contract, replacement.successor
    check_taking_back(
        is_undone=replacement.undone_at is not None, reason=reason, is_replaced=new.id in successors_from([new.id])
    )
    for grant in _grants(old, replacement.grant_ids):
        access.edit_access(grant, by=by, also_for=[each.id for each in grant.also_for if each.id != new.id])
    for asset in _assets(new, replacement.asset_ids):
        assets.move_asset(asset, to=old, by=by)
    replacement.undone_by_id, replacement.undone_at = by.id, clock.now()
    replacement.undone_reason = reason.strip()
    db.session.flush()
    record("contracts:contract:replace_undo", old, by=by, successor=new.number, reason=reason.strip())
    record("contracts:contract:replace_undo", new, by=by, replaces=old.number, reason=reason.strip())
    announce(ContractTermChanged(old.id))
    return replacement
