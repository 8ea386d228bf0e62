"""The ways in that a vendor's failure touches."""

from collections.abc import Iterator, Sequence, Set
from datetime import date
from typing import Any

from sqlalchemy import select

from contracts.access.models import AccessGrant, access_grant_contract
from contracts.access.rules import PRIVILEGE_NAMES
from contracts.register.models import Contract
from contracts.register.touched import contracts_touched
from core.db import db
from core.phrases import N_, phrase
from core.web.addresses import address
from vendors.concentration.queries import known_names
from vendors.stress.rules import Item, Part

CHUNK = 500
YES, NO = N_("Yes"), N_("No")


def touched(as_of: date, vendor_ids: Set[int], service_ids: Set[int], most: int | None) -> Part:
    """Accounts that are live on the day, of contracts with vendors that stand still."""
    wanted = contracts_touched(as_of, vendor_ids, service_ids)
    serves: dict[int, set[int]] = {}
    for grant_id, contract_id in db.session.execute(select(access_grant_contract)):
        serves.setdefault(grant_id, set()).add(contract_id)
    live = (
        select(AccessGrant.id, AccessGrant.contract_id)
        .where(AccessGrant.granted_on <= as_of, AccessGrant.revoked_on.is_(None) | (AccessGrant.revoked_on > as_of))
        .order_by(AccessGrant.system, AccessGrant.account, AccessGrant.id)
    )
    found = [
        row.id for row in db.session.execute(live) if not wanted.isdisjoint({row.contract_id, *serves.get(row.id, ())})
    ]
    names, base = known_names(), address("contracts.access.index")
    items = tuple(
        Item(
            f"{row.system} · {row.account}",
            names.vendors[row.vendor_id][0],
            (phrase(PRIVILEGE_NAMES[row.privilege]), phrase(YES if row.is_remote else NO)),
            path=f"{base}{row.id}",
        )
        for row in _grants(found[:most])
    )
    return Part("accounts", N_("Live accounts"), (N_("Kind"), N_("Remote")), items, len(found))


def _grants(ids: Sequence[int]) -> Iterator[Any]:
    """Their columns, in the order asked for."""
    columns = (
        AccessGrant.id, AccessGrant.system, AccessGrant.account, AccessGrant.privilege, AccessGrant.is_remote,
        Contract.vendor_id,
    )  # fmt: skip
    for at in range(0, len(ids), CHUNK):
        part = ids[at : at + CHUNK]
        query = select(*columns).join(Contract, AccessGrant.contract_id == Contract.id).where(AccessGrant.id.in_(part))
        rows = {row.id: row for row in db.session.execute(query)}
        yield from (rows[key] for key in part)
