"""Changes to vendors' ways in. Each is called inside a unit of work; none commits."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import select

from contracts.access.events import AccessChanged, AccessRevoking
from contracts.access.models import AccessGrant, access_grant_contract
from contracts.access.rules import RIGHTS, check_limit, grant_faults, read_sources
from contracts.register.models import Contract
from contracts.register.standings import standings_of
from core import clock
from core.audit import record
from core.auth.models import User
from core.db import check_version, db
from core.errors import Refused
from core.events import announce
from core.phrases import N_
from vendors.merging.events import VendorsParting

FIELDS = (*RIGHTS, "granted_on", "last_used_on", "note")
CORRECTED = ("sponsor_id", "granted_on", "last_used_on", "note")
"""What may be put right without asking: what a way in allows is changed by a request that somebody approves."""


def grant_access(
    contract: Contract, *, by: User | None, also_for: Iterable[int] = (), is_direct: bool = True, **fields: Any
) -> AccessGrant:
    """Register a way in under a contract, and under the further contracts that need it.

    `is_direct`: without an approved request, because it exists already (an import, a list that was compared)."""
    values = _checked(fields)
    grant = AccessGrant(contract_id=contract.id, created_at=clock.now(), is_direct=is_direct, **values)
    grant.entered_by_id = by.id if by else None
    grant.also_for = others_of(contract, also_for)
    check_limit(grant.expires_on, last_end(contract, also_for))
    db.session.add(grant)
    db.session.flush()
    shown = {k: v for k, v in values.items() if v not in (None, "", False)}
    record(
        "contracts:access:grant",
        contract,
        by=by,
        **shown,
        also_for=[c.number for c in grant.also_for],
        is_direct=is_direct or None,
    )
    announce(AccessChanged(grant.contract_ids))
    return grant


def edit_access(
    grant: AccessGrant,
    *,
    version: int | str | None = None,
    by: User | None,
    also_for: Iterable[int] = (),
    **fields: Any,
) -> AccessGrant:
    check_version(grant, version)
    _must_be_live(grant)
    values = _checked({key: getattr(grant, key) for key in FIELDS} | fields)
    if values["expires_on"] != grant.expires_on:
        check_limit(values["expires_on"], last_end(grant.contract, also_for))
    before = grant.contract_ids
    changes = {k: (getattr(grant, k), v) for k, v in values.items() if getattr(grant, k) != v}
    for key, value in values.items():
        setattr(grant, key, value)
    numbers = ", ".join(contract.number for contract in grant.also_for)
    grant.also_for = others_of(grant.contract, also_for)
    changes["also_for"] = (numbers, ", ".join(contract.number for contract in grant.also_for))
    db.session.flush()
    record("contracts:access:edit", grant.contract, by=by, access=grant.name, **changes)
    announce(AccessChanged(before | grant.contract_ids))
    return grant


def share_access(grant: AccessGrant, contract: Contract, *, by: User) -> AccessGrant:
    """It serves `contract` too, which takes the place of one that it serves, without a request that somebody approved: it
    counts as entered directly, by who said so, and a review brings it before a second person."""
    changes = {"is_direct": (grant.is_direct, True)} if not grant.is_direct else {}
    grant.is_direct, grant.entered_by_id = True, by.id
    if changes:
        record("contracts:access:edit", grant.contract, by=by, access=grant.name, **changes)
    return edit_access(grant, by=by, also_for=[*(each.id for each in grant.also_for), contract.id])


def correct_access(
    grant: AccessGrant, *, version: int | str | None = None, by: User | None, **fields: Any
) -> AccessGrant:
    """Put right what the register says of a way in; what it allows stays as it is."""
    kept = {key: value for key, value in fields.items() if key in CORRECTED}
    return edit_access(grant, version=version, by=by, also_for=[c.id for c in grant.also_for], **kept)


def revoke_access(grant: AccessGrant, *, revoked_on: date, note: str = "", by: User | None) -> AccessGrant:
    """The way in is closed. Refused for a day in the future, and where a task ends it with its evidence."""
    _must_be_live(grant)
    if revoked_on > clock.today():
        raise Refused(N_("This day lies in the future; enter it once access is revoked."), field="revoked_on")
    if revoked_on < grant.granted_on:
        raise Refused(N_("It cannot have been revoked before it was granted."), field="revoked_on")
    announce(AccessRevoking(grant.id))
    grant.revoked_on, grant.revoked_by_id = revoked_on, by.id if by else None
    db.session.flush()
    record("contracts:access:revoke", grant.contract, by=by, access=grant.name, revoked_on=revoked_on, note=note)
    announce(AccessChanged(grant.contract_ids))
    return grant


def restore_access(grant: AccessGrant, *, reason: str, by: User | None) -> AccessGrant:
    """It turned out not to be closed: it counts as live again."""
    record(
        "contracts:access:restore",
        grant.contract,
        by=by,
        access=grant.name,
        revoked_on=(grant.revoked_on, None),
        reason=reason,
    )
    grant.revoked_on = grant.revoked_by_id = None
    db.session.flush()
    announce(AccessChanged(grant.contract_ids))
    return grant


def _must_be_live(grant: AccessGrant) -> None:
    if grant.revoked_on is not None:
        raise Refused(N_("This access was revoked on %(day)s; nothing more is changed in it."), day=grant.revoked_on)


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    values = {k: v for k, v in fields.items() if k in FIELDS}
    for key in ("system", "account", "note", "hours"):
        values[key] = (values.get(key) or "").strip()
    values["sources"] = read_sources(values.get("sources") or "")
    values.setdefault("expires_on", None)
    faults = grant_faults(values["granted_on"], values.get("last_used_on"), values.get("expires_on"), clock.today())
    for field, says in faults:
        raise Refused(says.msgid, field=field, **says.params)
    return values


def others_of(contract: Contract, ids: Iterable[int]) -> list[Contract]:
    """Further contracts of the same vendor."""
    wanted = {int(each) for each in ids} - {contract.id}
    query = select(Contract).where(Contract.id.in_(wanted), Contract.vendor_id == contract.vendor_id)
    return list(db.session.scalars(query)) if wanted else []


def guard_parting(event: VendorsParting) -> None:
    """A merge of vendors is not taken back while an account serves contracts on both sides of it."""
    moved = set(event.moved.get("contract", ()))
    links = (
        select(AccessGrant, access_grant_contract.c.contract_id.label("other"))
        .join(access_grant_contract, access_grant_contract.c.grant_id == AccessGrant.id)
        .where(AccessGrant.revoked_on.is_(None))
    )
    for grant, other in db.session.execute(links):
        if (grant.contract_id in moved) is not (other in moved) and {grant.contract_id, other} & moved:
            raise Refused(
                N_("%(item)s serves contracts of both vendors since; have it serve those of one only."), item=grant.name
            )


def last_end(contract: Contract, also_for: Iterable[int] = ()) -> date | None:
    """The day the last of the contracts that need a way in ends, as things stand; None where one of them has no end."""
    ids = {contract.id, *(each.id for each in others_of(contract, also_for))}
    ends = [standing.effective_end for standing in standings_of(ids, clock.today()).values()]
    return None if None in ends else max((end for end in ends if end is not None), default=None)


def certain_ends(grants: Collection[AccessGrant]) -> dict[int, date | None]:
    """By way in, the day on which the last contract that needs it is certain to end; None while one renews itself or has no
    end. One reading for all of them."""
    found = standings_of({key for grant in grants for key in grant.contract_ids}, clock.today())
    ends = {grant.id: [found[key].certain_end for key in grant.contract_ids] for grant in grants}
    return {
        key: None if None in days else max((day for day in days if day is not None), default=None)
        for key, days in ends.items()
    }
