"""Reads of remote sessions and of the months in which they were."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from contracts.access.models import AccessGrant
from contracts.register.models import Contract
from contracts.register.queries import VENDOR_NAME
from contracts.remote_sessions.models import RemoteSession, SessionReview, session_of
from contracts.remote_sessions.rules import (
    FLAG_NAMES,
    SESSION_STATE_NAMES,
    TONES,
    Flag,
    SessionState,
    flags,
    further_review_due,
    month_of,
    review_due,
)
from core import clock
from core.auth.models import User
from core.db import db
from core.i18n import listed, say
from core.web import listing
from core.web.listing import Column, Filter, Kind, Listing, attribute_choices
from vendors.register.models import Vendor

DECIDER, RECORDER = aliased(User), aliased(User)


def state_badge(state: SessionState) -> listing.Status:
    return listing.Status(say(SESSION_STATE_NAMES[state]), TONES[state])


def flag_words(session: RemoteSession) -> str:
    return listed((say(FLAG_NAMES[flag]) for flag in flags(session.as_session, clock.now())), apart=True)


def sessions() -> Listing:
    """All remote sessions, the newest window first."""
    return Listing(
        name="remote-sessions",
        title=gettext("Remote sessions"),
        statement=select(RemoteSession)
        .join(Contract, RemoteSession.contract_id == Contract.id)
        .join(Vendor, Contract.vendor_id == Vendor.id)
        .join(AccessGrant, RemoteSession.grant_id == AccessGrant.id)
        .outerjoin(DECIDER, RemoteSession.decided_by_id == DECIDER.id)
        .outerjoin(RECORDER, RemoteSession.recorded_by_id == RECORDER.id)
        .outerjoin(SessionReview, RemoteSession.review_id == SessionReview.id)
        .options(
            contains_eager(RemoteSession.contract).contains_eager(Contract.vendor),
            contains_eager(RemoteSession.grant),
            contains_eager(RemoteSession.decided_by.of_type(DECIDER)),
            contains_eager(RemoteSession.recorded_by.of_type(RECORDER)),
            contains_eager(RemoteSession.review),
        ),
        key=RemoteSession.id,
        tiebreak=RemoteSession.id.desc(),
        search=(RemoteSession.engineer, RemoteSession.systems, Contract.number, Vendor.name_zh, Vendor.name_en),
        default_sort="-from",
        filters=[
            Filter("state", gettext("State"), attribute_choices(SESSION_STATE_NAMES),
                   lambda v: RemoteSession.state == SessionState(v)),
            Filter("flag", gettext("Conspicuous"), attribute_choices(FLAG_NAMES), keep=_flagged),
            Filter("month", gettext("Month"), _month_choices, _in_month),
        ],
        columns=[
            Column("from", _l("Window from"), lambda r: r.window_from, Kind.INSTANT, sort=RemoteSession.window_from,
                   url=lambda r: url_for("contracts.remote_sessions.show", session_id=r.id)),
            Column("until", _l("Window until"), lambda r: r.window_until, Kind.INSTANT, sort=RemoteSession.window_until,
                   is_minor=True),
            Column("engineer", _l("Engineer"), lambda r: r.engineer, sort=RemoteSession.engineer),
            Column("systems", _l("Systems"), lambda r: r.systems, sort=RemoteSession.systems),
            Column("state", _l("State"), lambda r: state_badge(r.state), Kind.STATUS, sort=RemoteSession.state),
            Column("flags", _l("Conspicuous"), flag_words),
            Column("vendor", _l("Vendor"), lambda r: r.contract.vendor.name, sort=VENDOR_NAME),
            Column("contract", _l("Contract"), lambda r: r.contract.number, sort=Contract.number, is_minor=True),
            Column("access", _l("Access"), lambda r: r.grant.name, is_minor=True),
            Column("purpose", _l("Purpose of the session"), lambda r: r.purpose, is_minor=True),
            Column("decided_by", _l("Decided by"), lambda r: r.decided_by.name if r.decided_by else None,
                   sort=DECIDER.name, is_minor=True),
            Column("started", _l("Began"), lambda r: r.started_at, Kind.INSTANT, sort=RemoteSession.started_at,
                   is_minor=True),
            Column("ended", _l("Finished"), lambda r: r.ended_at, Kind.INSTANT, sort=RemoteSession.ended_at, is_minor=True),
            Column("done", _l("What was done"), lambda r: r.done, is_minor=True),
            Column("log", _l("Log"), lambda r: r.file_name, is_minor=True),
            Column("recorded_by", _l("Recorded by"), lambda r: r.recorded_by.name if r.recorded_by else None,
                   sort=RECORDER.name, is_minor=True),
            Column("reviewed", _l("Reviewed on"), lambda r: r.review.reviewed_at if r.review else None, Kind.INSTANT,
                   sort=SessionReview.reviewed_at, is_minor=True),
        ],
    )  # fmt: skip


def _flagged(value: str):  # type: ignore[no-untyped-def]
    now, wanted = clock.now(), Flag(value)
    columns = (
        RemoteSession.id, RemoteSession.state, RemoteSession.window_from, RemoteSession.window_until,
        RemoteSession.decided_at, RemoteSession.started_at, RemoteSession.ended_at, RemoteSession.sha256,
    )  # fmt: skip
    found = {row.id for row in db.session.execute(select(*columns)) if wanted in flags(session_of(row), now)}
    return lambda key: key in found


def bounds(month: str) -> tuple[datetime, datetime]:
    """A month of the firm's zone in instants. Raises ValueError for what is no month."""
    first = date(int(month[:4]), int(month[5:]), 1)
    following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    begins = datetime.combine(first, datetime.min.time(), clock.zone())
    return begins, datetime.combine(following, datetime.min.time(), clock.zone())


def within(month: str) -> ColumnElement[bool]:
    begins, ends = bounds(month)
    return and_(RemoteSession.window_from >= begins, RemoteSession.window_from < ends)


def _in_month(value: str) -> ColumnElement[bool]:
    return within(value)


def _month_choices() -> Sequence[tuple[str, str]]:
    return [(each.month, each.month) for each in months()]


def of_month(month: str) -> Sequence[RemoteSession]:
    query = (
        select(RemoteSession)
        .where(within(month))
        .options(
            joinedload(RemoteSession.contract).joinedload(Contract.vendor), joinedload(RemoteSession.grant),
            joinedload(RemoteSession.decided_by), joinedload(RemoteSession.recorded_by),
        )
        .order_by(RemoteSession.window_from, RemoteSession.id)
    )  # fmt: skip
    return db.session.scalars(query).all()


@dataclass(frozen=True)
class Month:
    """A month with sessions: how many, how many flagged, and its review."""

    month: str
    sessions: int
    flagged: int
    review: SessionReview | None
    """The latest one."""
    late_since: date | None = None
    """When the first session was recorded that no review has looked at though there was one."""

    @property
    def is_reviewed(self) -> bool:
        return self.review is not None and self.late_since is None

    @property
    def due_on(self) -> date:
        return further_review_due(self.late_since) if self.late_since else review_due(self.month)

    @property
    def rounds(self) -> int:
        return self.review.round if self.review else 0


def months() -> list[Month]:
    """Every month with sessions, the newest first."""
    columns = (
        RemoteSession.state, RemoteSession.window_from, RemoteSession.window_until, RemoteSession.decided_at,
        RemoteSession.started_at, RemoteSession.ended_at, RemoteSession.sha256, RemoteSession.review_id,
        RemoteSession.recorded_at,
    )  # fmt: skip
    count: dict[str, int] = defaultdict(int)
    flagged: dict[str, int] = defaultdict(int)
    late: dict[str, date] = {}
    now, known = clock.now(), reviews()
    for row in db.session.execute(select(*columns)):
        month = month_of(row.window_from.astimezone(clock.zone()).date())
        count[month] += row.state not in (SessionState.REFUSED, SessionState.CANCELLED)
        flagged[month] += bool(flags(session_of(row), now))
        if row.state is SessionState.DONE and row.review_id is None and month in known:
            recorded = row.recorded_at.astimezone(clock.zone()).date()
            late[month] = min(late.get(month, recorded), recorded)
    return [
        Month(month, count[month], flagged[month], known.get(month), late.get(month))
        for month in sorted(count, reverse=True)
    ]


def reviews() -> Mapping[str, SessionReview]:
    """The latest review of each month."""
    query = select(SessionReview).options(joinedload(SessionReview.reviewed_by)).order_by(SessionReview.round)
    return {review.month: review for review in db.session.scalars(query)}


def reviews_of(month: str) -> Sequence[SessionReview]:
    query = select(SessionReview).where(SessionReview.month == month).options(joinedload(SessionReview.reviewed_by))
    return db.session.scalars(query.order_by(SessionReview.round)).all()


def session_page(session_id: int) -> RemoteSession:
    query = (
        select(RemoteSession)
        .where(RemoteSession.id == session_id)
        .options(
            joinedload(RemoteSession.contract).joinedload(Contract.vendor), joinedload(RemoteSession.grant),
            joinedload(RemoteSession.asked_by), joinedload(RemoteSession.decided_by), joinedload(RemoteSession.recorded_by),
        )
    )  # fmt: skip
    found: RemoteSession = db.one_or_404(query)
    return found


def sessions_of(grant: AccessGrant, limit: int = 10) -> Sequence[RemoteSession]:
    query = select(RemoteSession).where(RemoteSession.grant_id == grant.id)
    return db.session.scalars(query.order_by(RemoteSession.window_from.desc()).limit(limit)).all()
