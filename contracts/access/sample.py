"""The sample firm's vendors' accounts and what they hold: some shared, some idle, some that should be gone."""

from collections import defaultdict
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import delete, func, insert, select

from contracts.access.models import AccessGrant, access_grant_contract
from contracts.access.rules import Privilege
from contracts.register.models import Contract
from contracts.register.sample import CHUNK, SAMPLE
from contracts.register.standings import standings
from core import clock
from core.auth.rules import Role
from core.db import db
from core.demo.operations import Context

SYSTEMS = (
    "VPN 閘道",
    "交易主機",
    "資料庫主機",
    "跳板主機",
    "網管系統",
    "備份系統",
    "機房門禁卡",
    "雲端主控台",
    "版本庫",
)


class AccessPart:
    """Ways in; every way in belongs to a contract of the sample."""

    def load(self, context: Context) -> None:
        rng, today = context.rng, context.today
        sponsors = [user.id for user in context.made["people"].get(Role.IT_MANAGER, [])]
        found = standings(today)
        query = select(Contract.id, Contract.vendor_id, Contract.starts_on).where(Contract.id.in_(SAMPLE))
        rows: list[dict[str, Any]] = []
        of_vendor: dict[int, list[int]] = defaultdict(list)
        for contract in db.session.execute(query.order_by(Contract.id)):
            end = found[contract.id].effective_end
            if end is not None and end < today - timedelta(days=400):
                continue
            if found[contract.id].status.is_running:
                of_vendor[contract.vendor_id].append(contract.id)
            for _ in range(rng.choice([0, 1, 1, 2, 3])):
                rows.append(_grant(rng, contract, end, today, sponsors))
        made: list[int] = []
        for at in range(0, len(rows), CHUNK):
            statement = insert(AccessGrant).returning(AccessGrant.id, sort_by_parameter_order=True)
            made += db.session.scalars(statement, rows[at : at + CHUNK], execution_options={"render_nulls": True})
            context.tell("access", min(at + CHUNK, len(rows)), len(rows))
        vendor_of = {key: vendor for vendor, keys in of_vendor.items() for key in keys}
        links = []
        for grant_id, row in zip(made, rows, strict=True):
            others = [
                key for key in of_vendor.get(vendor_of.get(row["contract_id"], 0), []) if key != row["contract_id"]
            ]
            if others and row["revoked_on"] is None and rng.random() < 0.08:
                links.append({"grant_id": grant_id, "contract_id": rng.choice(others)})
        if links:
            db.session.execute(insert(access_grant_contract), links)

    def remove(self) -> dict[str, int]:
        mine = select(AccessGrant.id).where(AccessGrant.contract_id.in_(SAMPLE))
        count = db.session.scalar(select(func.count()).select_from(mine.subquery())) or 0
        db.session.execute(delete(access_grant_contract).where(access_grant_contract.c.grant_id.in_(mine)))
        db.session.execute(delete(AccessGrant).where(AccessGrant.contract_id.in_(SAMPLE)))
        return {"access": count}

    def exists(self) -> bool:
        return False  # nothing of this part stands without its contract

    def has_real_data(self) -> bool:
        return False


def _grant(rng: Random, contract: Any, end: date | None, today: date, sponsors: list[int]) -> dict[str, Any]:
    granted = min(today, (contract.starts_on or today) + timedelta(days=rng.randint(0, 20)))
    is_over = end is not None and end < today - timedelta(days=45)
    revoked = end - timedelta(days=rng.randint(0, 3)) if end and is_over and rng.random() < 0.97 else None
    used = None if rng.random() < 0.04 else max(granted, today - timedelta(days=int(rng.triangular(0, 120, 5))))
    is_remote = rng.random() < 0.5
    return {
        "two_factor": is_remote and rng.random() < 0.8,
        "hours": rng.choices(("營業日 09:00–18:00", "每日 22:00–06:00", ""), [70, 15, 15])[0],
        "sources": rng.choices((f"203.0.113.{rng.randint(2, 250)}", "198.51.100.0/24", ""), [60, 20, 20])[0]
        if is_remote
        else "",
        "is_direct": rng.random() < 0.3,
        "contract_id": contract.id,
        "system": rng.choice(SYSTEMS),
        "account": f"ext-{rng.choice('abcdefghjkmnp')}{rng.randint(1000, 9999)}",
        "privilege": rng.choices(list(Privilege), [60, 30, 10])[0],
        "is_remote": is_remote,
        "sponsor_id": rng.choice(sponsors) if sponsors and rng.random() < 0.95 else None,
        "granted_on": granted,
        "last_used_on": min(used, revoked) if used and revoked else used,
        "expires_on": None if end is None or rng.random() < 0.4 else end,
        "revoked_on": max(revoked, granted) if revoked else None,
        "revoked_by_id": None,
        "note": "",
        "created_at": clock.now(),
        "version": 1,
    }
