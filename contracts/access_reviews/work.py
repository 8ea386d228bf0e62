"""What reviews of access ask of people: sponsors answer, what is to be revoked is, the review is closed."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from contracts.access.models import AccessGrant
from contracts.access_reviews import queries
from contracts.access_reviews.models import AccessReview, AccessReviewLine
from contracts.access_reviews.rules import Answer
from contracts.register.models import Contract
from contracts.register.queries import VENDOR_NAME
from core import clock
from core.db import db
from core.my_work import Task
from core.my_work.registry import Owners
from core.phrases import N_, phrase
from vendors.register.models import Vendor

REVOKE_WITHIN = timedelta(days=3)
"""How soon an account nobody needs any more is gone."""


def to_answer(as_of: date, owners: Owners) -> Iterator[Task]:
    """One line a sponsor and review."""
    for row in _asked(owners.answer_for(WHOSE, AccessReview.due_on) & WHOSE.is_not(None)):
        yield _answering(row, str(row.sponsor_id), owner_id=row.sponsor_id)


def to_answer_for_nobody(as_of: date, owners: Owners) -> Iterator[Task]:
    """Accounts that nobody vouches for, and those that their sponsor entered without approval: whoever approves access
    answers for them, the sponsor not for their own."""
    for row in _asked(WHOSE.is_(None)):
        if row.sponsor_id is None:
            yield _answering(row, "0")
        else:
            yield _answering(row, f"{row.sponsor_id}:own", not_for=row.sponsor_id)


WHOSE = case((queries.SPONSORS_OWN, None), else_=AccessReviewLine.sponsor_id)


def _asked(whose: ColumnElement[bool]) -> Iterable[Any]:
    open_ones = list(db.session.scalars(select(AccessReview.id).where(AccessReview.closed_at.is_(None))))
    if not open_ones:
        return ()
    line = AccessReviewLine
    groups = (AccessReview.id, AccessReview.period, AccessReview.due_on, line.sponsor_id, WHOSE)
    query = (
        select(*groups, func.count().label("n"))
        .join(line, line.review_id == AccessReview.id)
        .join(AccessGrant, line.grant_id == AccessGrant.id)
        .where(AccessReview.id.in_(open_ones), line.answer == Answer.OPEN, AccessGrant.revoked_on.is_(None), whose)
        .group_by(*groups)
    )
    return db.session.execute(query)


def _answering(row: Any, key: str, **whose: Any) -> Task:
    what = phrase(N_("Confirm or revoke vendors' accounts: %(n)s"), n=row.n)
    return Task(
        f"access-review:{row.id}:{key}", what, row.due_on, "contracts.access_reviews.show", {"review_id": row.id},
        row.period, **whose,
    )  # fmt: skip


def to_revoke(as_of: date, owners: Owners) -> Iterator[Task]:
    line = AccessReviewLine
    query = (
        select(
            line.id, line.answered_by_id, line.answered_at, AccessGrant.system, AccessGrant.account, Contract.number,
            VENDOR_NAME.label("vendor"),
        )
        .join(AccessReview, line.review_id == AccessReview.id)
        .join(AccessGrant, line.grant_id == AccessGrant.id)
        .join(Contract, AccessGrant.contract_id == Contract.id)
        .join(Vendor, Contract.vendor_id == Vendor.id)
        .where(AccessReview.closed_at.is_(None), line.answer == Answer.REVOKE, AccessGrant.revoked_on.is_(None))
    )  # fmt: skip
    for row in db.session.execute(query):
        what = phrase(N_("Revoke access: %(item)s"), item=f"{row.system} · {row.account}")
        day = row.answered_at.astimezone(clock.zone()).date() + REVOKE_WITHIN
        yield Task(
            f"access-review-line:{row.id}", what, day, "contracts.access_reviews.carry_out", {"line_id": row.id},
            f"{row.number} · {row.vendor}", row.answered_by_id,
        )  # fmt: skip


def to_close(as_of: date, owners: Owners) -> Iterator[Task]:
    """Reviews in which nothing is open any more."""
    line = AccessReviewLine
    is_open = (
        select(line.id)
        .join(AccessGrant, line.grant_id == AccessGrant.id)
        .where(line.review_id == AccessReview.id, line.answer != Answer.CONFIRMED, AccessGrant.revoked_on.is_(None))
    )
    query = select(AccessReview).where(AccessReview.closed_at.is_(None), ~is_open.exists())
    for review in db.session.scalars(query):
        yield Task(
            f"access-review:{review.id}:close", phrase(N_("Close the access review")), review.due_on,
            "contracts.access_reviews.show", {"review_id": review.id}, review.period, is_shared=True,
        )  # fmt: skip
