"""The sample firm's reviews of access: last half-year's closed, this one's under way with answers, doubts and silence."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select

from contracts.access.models import AccessGrant
from contracts.access_reviews.models import AccessReview, AccessReviewLine, seen_of
from contracts.access_reviews.rules import Answer, answer_by, line_state, period_of
from contracts.register.models import Contract
from contracts.register.sample import CHUNK, SAMPLE
from core import clock
from core.auth.rules import Role
from core.calendar import calendar
from core.db import db
from core.demo.operations import Context


class ReviewsPart:
    """Two reviews of the sample's accounts; they stand and fall with them."""

    def load(self, context: Context) -> None:
        managers = [user.id for user in context.made["people"].get(Role.IT_MANAGER, [])]
        if not managers:
            return
        half = date(context.today.year, 1 if context.today.month <= 6 else 7, 1)
        before = date(half.year - 1, 7, 1) if half.month == 1 else date(half.year, 1, 1)
        opened = max(half, context.today - timedelta(days=20))
        self._review(context, before, managers[0], is_closed=True)
        self._review(context, opened, managers[0], is_closed=False)

    def _review(self, context: Context, opened_on: date, by_id: int, *, is_closed: bool) -> None:
        review = AccessReview(period=period_of(opened_on), opened_on=opened_on, figures={},
                              due_on=answer_by(opened_on, calendar()))  # fmt: skip
        db.session.add(review)
        db.session.flush()
        query = (
            select(AccessGrant.__table__)
            .join(Contract, AccessGrant.contract_id == Contract.id)
            .where(Contract.id.in_(SAMPLE), AccessGrant.granted_on < opened_on)
            .where(AccessGrant.revoked_on.is_(None) | (AccessGrant.revoked_on >= opened_on))
            .order_by(AccessGrant.id)
        )
        rng, rows, tally = context.rng, [], Counter[str]()
        answers = list(Answer)
        for grant in db.session.execute(query):
            answer = Answer.CONFIRMED if is_closed else rng.choices(answers, [30, 65, 5])[0]
            if grant.revoked_on is not None and is_closed:
                answer = Answer.REVOKE
            tally[line_state(answer, grant.revoked_on)] += 1
            rows.append(_line(review, grant, answer, by_id))
        for at in range(0, len(rows), CHUNK):
            db.session.execute(
                insert(AccessReviewLine), rows[at : at + CHUNK], execution_options={"render_nulls": True}
            )
        if is_closed:
            review.closed_at, review.closed_by_id = _at(review.due_on), by_id
            review.figures = dict(tally)

    def remove(self) -> dict[str, int]:
        grants = select(AccessGrant.id).where(AccessGrant.contract_id.in_(SAMPLE))
        mine = AccessReviewLine.grant_id.in_(grants)
        count = db.session.scalar(select(func.count()).where(mine)) or 0
        db.session.execute(delete(AccessReviewLine).where(mine))
        db.session.execute(delete(AccessReview).where(AccessReview.id.not_in(select(AccessReviewLine.review_id))))
        return {"access_review_lines": count}

    def exists(self) -> bool:
        return False  # nothing of this part stands without its contract

    def has_real_data(self) -> bool:
        return False


def _at(day: date) -> datetime:
    return datetime.combine(day, time(16), clock.zone())


def _line(review: AccessReview, grant: Any, answer: Answer, by_id: int) -> dict[str, Any]:
    is_said = answer is not Answer.OPEN
    return {
        "review_id": review.id, "grant_id": grant.id, "sponsor_id": grant.sponsor_id, "answer": answer,
        "seen": seen_of(grant),
        "reason": "專案已結束" if answer is Answer.REVOKE else "",
        "answered_by_id": (grant.sponsor_id or by_id) if is_said else None,
        "answered_at": _at(review.opened_on + timedelta(days=5)) if is_said else None,
        "done_on": grant.revoked_on if answer is Answer.REVOKE else None,
        "done_by_id": by_id if answer is Answer.REVOKE and grant.revoked_on else None,
        "proof": "AD 停用畫面" if answer is Answer.REVOKE and grant.revoked_on else "",
        "sha256": None, "file_name": "", "version": 1,
    }  # fmt: skip
