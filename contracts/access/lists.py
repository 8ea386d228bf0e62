"""Account lists taken in: kept as they came, compared with the register, what they know of last use noted."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import IO, Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from contracts.access.models import AccessGrant, AccountList
from contracts.access.queries import grant_states
from contracts.access.reconciling import Account, Finding, FindingKind, Registered, compare, read_accounts
from contracts.access.rules import GrantState
from core import clock, files
from core.audit import record
from core.auth.models import User
from core.db import db
from core.errors import Refused, Unreadable
from core.excel.reading import read_rows


def read_list(stream: IO[bytes], name: str, system: str) -> tuple[list[Account], bytes]:
    """The accounts of an uploaded list. Raises Refused at the form's field `file` or `system`."""
    data = stream.read()
    try:
        return read_accounts(read_rows(data, name), system.strip(), clock.today()), data
    except Unreadable as error:
        raise Refused(error.phrase.msgid, field="file", **error.phrase.params) from error


def keep_list(accounts: Sequence[Account], stream: IO[bytes], name: str, *, by: User) -> AccountList:
    """Compare a list with the register and keep both; days of last use that it knows better are noted in the register."""
    today, stored = clock.today(), files.store(stream)
    noted = _note_use({one.key: one for one in accounts if one.is_enabled}, today)
    found = compare(accounts, registered(today), today)
    kept = AccountList(
        file_name=files.plain_name(name, "list"), sha256=stored.sha256, as_of=today, added_by_id=by.id, added_at=clock.now(),
        accounts=len(accounts), noted=noted, findings=[_kept(one) for one in found],
    )  # fmt: skip
    db.session.add(kept)
    db.session.flush()
    record("contracts:accounts:compare", kept, by=by, accounts=len(accounts), findings=len(found), noted=noted)
    return kept


def registered(today: date) -> list[Registered]:
    """Every registered way in, with what the comparison needs; two reads beside the standings."""
    states = grant_states(today)
    gone = set(db.session.scalars(select(User.id).where(User.disabled_at.is_not(None))))
    columns = (
        AccessGrant.id, AccessGrant.system, AccessGrant.account, AccessGrant.revoked_on, AccessGrant.sponsor_id,
        AccessGrant.last_used_on, AccessGrant.granted_on,
    )  # fmt: skip
    return [
        Registered(
            row.id, row.system, row.account, states[row.id] is not GrantState.REVOKED,
            states[row.id] is GrantState.OUTLIVES, row.sponsor_id is not None and row.sponsor_id not in gone,
            row.last_used_on, row.granted_on,
        )
        for row in db.session.execute(select(*columns).order_by(AccessGrant.id))
    ]  # fmt: skip


def _note_use(there: Mapping[tuple[str, str], Account], today: date) -> int:
    live = {one.id: there[one.key].last_used_on for one in registered(today) if one.is_live and one.key in there}
    noted = 0
    ids = [key for key, day in live.items() if day is not None]
    for at in range(0, len(ids), 500):
        for grant in db.session.scalars(select(AccessGrant).where(AccessGrant.id.in_(ids[at : at + 500]))):
            day = live[grant.id]
            if day and day >= grant.granted_on and (grant.last_used_on is None or day > grant.last_used_on):
                grant.last_used_on = day
                noted += 1
    db.session.flush()
    return noted


def _kept(one: Finding) -> dict[str, Any]:
    return {
        "kind": one.kind.value, "system": one.system, "account": one.account, "grant_id": one.grant_id,
        "last_used_on": one.last_used_on.isoformat() if one.last_used_on else None,
    }  # fmt: skip


def findings_of(kept: AccountList) -> list[Finding]:
    return [
        Finding(
            FindingKind(one["kind"]), one["system"], one["account"], one["grant_id"],
            date.fromisoformat(one["last_used_on"]) if one["last_used_on"] else None,
        )
        for one in kept.findings
    ]  # fmt: skip


def earlier(count: int = 20) -> Sequence[AccountList]:
    query = select(AccountList).options(joinedload(AccountList.added_by)).order_by(AccountList.id.desc())
    return db.session.scalars(query.limit(count)).all()


def contracts_by_grant(ids: Sequence[int]) -> dict[int, str]:
    """Under which contract a way in stands, for those that a page shows."""
    query = select(AccessGrant).where(AccessGrant.id.in_(ids)).options(joinedload(AccessGrant.contract))
    return {grant.id: grant.contract.number for grant in db.session.scalars(query)} if ids else {}
