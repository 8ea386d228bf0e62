"""The sample firm's remote sessions: last months reviewed, one flagged, one waiting for approval."""

from datetime import datetime, time, timedelta

from sqlalchemy import delete, func, insert, select, update

from contracts.access.models import AccessGrant
from contracts.register.models import Contract
from contracts.register.sample import SAMPLE
from contracts.remote_sessions.models import RemoteSession, SessionReview
from contracts.remote_sessions.queries import within
from contracts.remote_sessions.rules import SessionState, month_of
from core import clock
from core.auth.rules import Role
from core.db import db
from core.demo.operations import Context

ENGINEERS = ("王工程師", "李工程師", "A. Chen")
PURPOSES = ("套用每月安全性修補", "排除批次作業異常", "調整資料庫參數", "更新憑證")


class SessionsPart:
    """Sessions through the sample's remote ways in; they stand and fall with them."""

    def load(self, context: Context) -> None:
        people, rng, today = context.made["people"], context.rng, context.today
        askers, approvers = people.get(Role.PROCUREMENT, []), people.get(Role.IT_MANAGER, [])
        query = (
            select(AccessGrant.id, AccessGrant.contract_id, AccessGrant.system)
            .join(Contract, AccessGrant.contract_id == Contract.id)
            .where(Contract.id.in_(SAMPLE), AccessGrant.is_remote.is_(True), AccessGrant.revoked_on.is_(None))
            .order_by(AccessGrant.id)
            .limit(12)
        )
        grants = db.session.execute(query).all()
        if not (askers and approvers and grants):
            return
        rows = []
        for days in (75, 68, 47, 40, 33, 26, 12, 5, -2):
            grant, begins = rng.choice(grants), datetime.combine(today - timedelta(days=days), time(20), clock.zone())
            is_over, is_late = days > 0, days == 26
            rows.append({
                "contract_id": grant.contract_id, "grant_id": grant.id, "engineer": rng.choice(ENGINEERS),
                "state": SessionState.DONE if is_over else SessionState.ASKED, "purpose": rng.choice(PURPOSES),
                "systems": grant.system, "window_from": begins, "window_until": begins + timedelta(hours=3),
                "asked_by_id": askers[0].id, "asked_at": begins - timedelta(days=3),
                "decided_by_id": approvers[0].id if is_over else None,
                "decided_at": begins - timedelta(days=2) if is_over else None, "decision": "",
                "started_at": begins + timedelta(minutes=10) if is_over else None,
                "ended_at": begins + timedelta(hours=4 if is_late else 2) if is_over else None,
                "done": "完成並驗證服務正常" if is_over else "", "sha256": None, "file_name": "",
                "recorded_by_id": askers[0].id if is_over else None,
                "recorded_at": begins + timedelta(days=1) if is_over else None, "version": 1,
            })  # fmt: skip
        db.session.execute(insert(RemoteSession), rows, execution_options={"render_nulls": True})
        self._reviews(rows, approvers[0].id, month_of(today))

    @staticmethod
    def _reviews(rows, by_id: int, this_month: str) -> None:  # type: ignore[no-untyped-def]
        months = sorted({month_of(row["window_from"].date()) for row in rows if row["state"] is SessionState.DONE})
        for month in [month for month in months if month < this_month][:-1]:
            review = SessionReview(
                month=month, reviewed_by_id=by_id, reviewed_at=clock.now(), figures={},
                remarks="未附連線紀錄者已請廠商補送；其餘未發現異常。",
            )  # fmt: skip
            db.session.add(review)
            db.session.flush()
            done = RemoteSession.state == SessionState.DONE
            db.session.execute(update(RemoteSession).where(within(month), done).values(review_id=review.id))

    def remove(self) -> dict[str, int]:
        mine = RemoteSession.contract_id.in_(SAMPLE)
        count = db.session.scalar(select(func.count()).where(mine)) or 0
        db.session.execute(delete(RemoteSession).where(mine))
        if not db.session.scalar(select(func.count()).select_from(RemoteSession)):
            db.session.execute(delete(SessionReview))
        return {"remote_sessions": count}

    def exists(self) -> bool:
        return False  # nothing of this part stands without its contract

    def has_real_data(self) -> bool:
        return False
