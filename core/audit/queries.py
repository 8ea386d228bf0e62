from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from core.audit.models import AuditEntry
from core.audit.shown import actor_label, change_lines, subject_label, subject_name, tag_label
from core.db import db
from core.web.listing import Column, Filter, Kind, Listing, equals


def history_of(
    subject_type: str, subject_id: int | str | None = None, limit: int = 20, *, tags: str = ""
) -> Sequence[AuditEntry]:
    """The newest acts on one record, or on all of a kind such as the limits of a policy; `tags`: of those only what begins
    so, where a record carries the acts of its parts."""
    query = select(AuditEntry).where(AuditEntry.subject_type == subject_type)
    if subject_id is not None:
        query = query.where(AuditEntry.subject_id == str(subject_id))
    query = query.where(AuditEntry.tag.startswith(tags, autoescape=True)).order_by(AuditEntry.seq.desc()).limit(limit)
    return db.session.scalars(query).all()


def trail() -> Listing:
    """The whole trail, newest first."""
    kinds = list(db.session.scalars(select(AuditEntry.subject_type).distinct().order_by(AuditEntry.subject_type)))
    return Listing(
        name="audit-trail",
        title=gettext("Audit trail"),
        statement=select(AuditEntry),
        tiebreak=AuditEntry.seq.desc(),
        default_sort="-seq",
        search=(AuditEntry.actor_name, AuditEntry.tag, AuditEntry.subject_name),
        filters=[
            Filter(
                "type",
                gettext("Record"),
                lambda: [(k, subject_label(k)) for k in kinds],
                equals(AuditEntry.subject_type),
            )
        ],
        columns=[
            Column("seq", _l("No."), lambda e: e.seq, Kind.NUMBER, sort=AuditEntry.seq),
            Column("at", _l("When"), lambda e: e.at, Kind.INSTANT, sort=AuditEntry.at),
            Column("actor", _l("Who"), actor_label, sort=AuditEntry.actor_name),
            Column("tag", _l("What"), lambda e: tag_label(e.tag), sort=AuditEntry.tag),
            Column(
                "subject",
                _l("Record"),
                lambda e: f"{subject_label(e.subject_type)} {subject_name(e)}",
                sort=AuditEntry.subject_name,
            ),
            Column("changes", _l("Changes"), change_lines),
            Column("hash", _l("Hash"), lambda e: e.hash[:12], is_minor=True),
        ],
    )
