"""The sample firm's requests for access: some wait for a second person, some are approved, one was refused."""

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select

from contracts.access.models import AccessGrant
from contracts.access.rules import RIGHTS, Privilege
from contracts.access_requests.models import AccessRequest
from contracts.access_requests.rules import RequestState
from contracts.register.models import Contract
from contracts.register.sample import SAMPLE
from contracts.register.standings import standings
from core import clock
from core.auth.rules import Role
from core.db import db
from core.demo.operations import Context

ASKED = (
    ("跳板主機", "每月弱點修補，需以特權帳號重新啟動服務", RequestState.ASKED, Privilege.PRIVILEGED),
    ("交易主機", "年度壓力測試", RequestState.ASKED, Privilege.ORDINARY),
    ("資料庫主機", "移轉前後核對筆數", RequestState.APPROVED, Privilege.ORDINARY),
    ("雲端主控台", "全部專案的擁有者權限", RequestState.REFUSED, Privilege.PRIVILEGED),
)


class RequestsPart:
    """Requests under contracts of the sample that run; they stand and fall with them."""

    def load(self, context: Context) -> None:
        people = context.made["people"]
        askers, approvers = people.get(Role.PROCUREMENT, []), people.get(Role.COMPLIANCE, [])
        found = standings(context.today)
        ids = db.session.scalars(select(Contract.id).where(Contract.id.in_(SAMPLE)).order_by(Contract.id))
        running = [key for key in ids if found[key].status.is_running][: len(ASKED)]
        if not (askers and approvers):
            return
        now, rows = clock.now(), []
        for contract_id, (system, purpose, state, privilege) in zip(running, ASKED, strict=False):
            is_decided = state is not RequestState.ASKED
            rows.append({
                "contract_id": contract_id, "grant_id": None, "is_change": False, "state": state, "purpose": purpose,
                "system": system, "account": "", "privilege": privilege, "is_remote": True, "two_factor": True,
                "hours": "營業日 09:00–18:00", "sources": "203.0.113.7", "sponsor_id": askers[0].id,
                "expires_on": found[contract_id].effective_end, "also_for": [], "before": {},
                "asked_by_id": askers[0].id, "asked_at": now - timedelta(days=6),
                "decided_by_id": approvers[0].id if is_decided else None,
                "decided_at": now - timedelta(days=2) if is_decided else None,
                "decision": "請改以專案為單位，限唯讀" if state is RequestState.REFUSED else "",
                "done_by_id": None, "done_at": None, "version": 1,
            })  # fmt: skip
        rows += self._granted(askers[0].id, approvers[0].id)
        if rows:
            db.session.execute(insert(AccessRequest), rows, execution_options={"render_nulls": True})

    def _granted(self, asker_id: int, approver_id: int) -> list[dict[str, Any]]:
        """Behind every account that was not entered directly stands its request."""
        query = select(AccessGrant.__table__).where(
            AccessGrant.contract_id.in_(SAMPLE), AccessGrant.is_direct.is_(False)
        )
        rows = []
        for grant in db.session.execute(query.order_by(AccessGrant.id)):
            at = datetime.combine(grant.granted_on, time(9), clock.zone())
            rows.append({key: getattr(grant, key) for key in RIGHTS} | {
                "contract_id": grant.contract_id, "grant_id": grant.id, "is_change": False, "state": RequestState.DONE,
                "purpose": "維運與障礙排除", "also_for": [], "before": {}, "asked_by_id": asker_id,
                "asked_at": at - timedelta(days=3), "decided_by_id": approver_id, "decided_at": at - timedelta(days=1),
                "decision": "", "done_by_id": asker_id, "done_at": at, "version": 1,
            })  # fmt: skip
        return rows

    def remove(self) -> dict[str, int]:
        mine = AccessRequest.contract_id.in_(SAMPLE)
        count = db.session.scalar(select(func.count()).where(mine)) or 0
        db.session.execute(delete(AccessRequest).where(mine))
        return {"access_requests": count}

    def exists(self) -> bool:
        return False  # nothing of this part stands without its contract

    def has_real_data(self) -> bool:
        return False
