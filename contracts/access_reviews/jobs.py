"""Each half-year's review opens by itself, once, as soon as there is an account to review."""

from sqlalchemy import select

from contracts.access.models import AccessGrant
from contracts.access_reviews import operations
from contracts.access_reviews.models import AccessReview
from contracts.access_reviews.rules import period_of
from core import clock
from core.db import db, unit_of_work


def open_due() -> dict[str, int]:
    if not _is_wanted():
        return {}
    db.session.rollback()
    with unit_of_work():
        if not _is_wanted():  # another process was first
            return {}
        operations.open_review(by=None)
    return {"opened": 1}


def _is_wanted() -> bool:
    known = select(AccessReview.id).where(AccessReview.period == period_of(clock.today()))
    live = select(AccessGrant.id).where(AccessGrant.revoked_on.is_(None)).limit(1)
    return db.session.scalar(known) is None and db.session.scalar(live) is not None
