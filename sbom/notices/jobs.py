"""Open notices are matched again: a release that came since may hold what they speak of."""

from sqlalchemy import select

from core.db import db, unit_of_work
from core.errors import Refused
from sbom.notices.models import Notice
from sbom.notices.operations import match_notice

AT_ONCE = 200


def run() -> dict[str, int]:
    """Match every open notice; twice in a row changes nothing."""
    changed = 0
    query = select(Notice.id).where(Notice.closed_at.is_(None)).order_by(Notice.id.desc()).limit(AT_ONCE)
    for notice_id in db.session.scalars(query).all():
        with unit_of_work():
            try:
                changed += match_notice(db.session.get_one(Notice, notice_id))
            except Refused:
                continue  # a line that could be understood once and no longer can; its page says so
    return {"notices": changed}
