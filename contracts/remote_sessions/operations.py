"""The steps of a remote session, and the month's review. Each is called inside a unit of work; none commits."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import IO

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from contracts.access import operations as access
from contracts.access.events import AccessChanged
from contracts.access.models import AccessGrant
from contracts.access.queries import linked_to
from contracts.register.events import ContractTermChanged
from contracts.remote_sessions.models import RemoteSession, SessionReview
from contracts.remote_sessions.queries import of_month
from contracts.remote_sessions.rules import (
    Flag,
    SessionState,
    check_decision,
    check_record,
    check_review,
    check_window,
    flags,
)
from core import clock, files
from core.audit import record
from core.auth.models import User
from core.db import check_version, db
from core.errors import Refused
from core.phrases import N_, kept

OPEN = (SessionState.ASKED, SessionState.APPROVED)


def ask_session(
    grant: AccessGrant, *, engineer: str, purpose: str, systems: str, window_from: datetime, window_until: datetime,
    by: User,
) -> RemoteSession:  # fmt: skip
    """Ask for a window in which an engineer of the vendor connects. Raises Refused where the way in is none for that."""
    check_window(window_from, window_until)
    _check_way_in(grant, window_until, _certain_end(grant))
    if window_until <= clock.now():
        raise Refused(
            N_("This window has passed; a session that took place is recorded, not asked for."), field="until"
        )
    session = _made(grant, engineer, purpose, systems, window_from, window_until, by)
    record("contracts:session:ask", session, by=by, access=grant.name, purpose=session.purpose, window_from=window_from,
           window_until=window_until)  # fmt: skip
    return session


def _certain_end(grant: AccessGrant) -> date | None:
    return access.certain_ends([grant])[grant.id]


def _check_way_in(grant: AccessGrant, window_until: datetime, end: date | None) -> None:
    """Raises Refused where the way in is gone, is none from outside, or ends before the window does; `end`: the certain end
    of the last contract that needs it."""
    if grant.revoked_on is not None or not grant.is_remote:
        raise Refused(N_("Only a live way in that is reached from outside serves a remote session."), field="grant_id")
    last_day = (window_until - timedelta(microseconds=1)).astimezone(clock.zone()).date()
    if grant.expires_on is not None and last_day > grant.expires_on:
        raise Refused(N_("This access expires on %(day)s."), field="on", day=grant.expires_on)
    if end is not None and last_day > end:
        raise Refused(N_("The contract ends on %(day)s; nobody connects under it after that."), field="on", day=end)


def decide(
    session: RemoteSession, *, approve: bool, note: str = "", version: int | str | None = None, by: User
) -> RemoteSession:
    check_version(session, version)
    check_decision(session.state, session.asked_by_id, by.id, approve=approve, note=note)
    if approve and session.window_until <= clock.now():
        raise Refused(N_("This window has passed; nothing is approved afterwards."))
    if approve:
        _check_way_in(session.grant, session.window_until, _certain_end(session.grant))
    session.state = SessionState.APPROVED if approve else SessionState.REFUSED
    session.decided_by_id, session.decided_at, session.decision = by.id, clock.now(), note.strip()
    db.session.flush()
    record(f"contracts:session:{'approve' if approve else 'refuse'}", session, by=by, note=note.strip() or None)
    return session


def cancel(session: RemoteSession, *, reason: str, version: int | str | None = None, by: User) -> RemoteSession:
    """It did not take place."""
    check_version(session, version)
    if session.state not in OPEN:
        raise Refused(N_("This session is recorded or refused already."))
    if not reason.strip():
        raise Refused(N_("Say why it did not take place."), field="reason")
    session.state, session.done = SessionState.CANCELLED, reason.strip()
    session.recorded_by_id, session.recorded_at = by.id, clock.now()
    db.session.flush()
    record("contracts:session:cancel", session, by=by, reason=reason.strip())
    return session


def record_session(
    session: RemoteSession, *, started_at: datetime, ended_at: datetime, done: str,
    upload: tuple[str, IO[bytes]] | None = None, version: int | str | None = None, by: User,
) -> RemoteSession:  # fmt: skip
    """What was done from when until when, with the log; outside its window it is kept all the same, and flagged."""
    check_version(session, version)
    if session.state is not SessionState.APPROVED:
        raise Refused(N_("Only an approved session is recorded, and once."))
    return _recorded(session, started_at, ended_at, done, upload, by)


def record_unapproved(
    grant: AccessGrant, *, engineer: str, purpose: str, systems: str, started_at: datetime, ended_at: datetime,
    done: str, upload: tuple[str, IO[bytes]] | None = None, by: User,
) -> RemoteSession:  # fmt: skip
    """A session that nobody had approved came to light (an emergency, a line of the log): kept, and flagged."""
    session = _made(grant, engineer, purpose, systems, started_at, ended_at, by)
    return _recorded(session, started_at, ended_at, done, upload, by)


def review_month(month: str, *, remarks: str, by: User) -> SessionReview:
    """The responsible manager has looked at a month's sessions. Raises Refused while one is not recorded."""
    found = of_month(month)
    rounds = db.session.scalar(select(func.max(SessionReview.round)).where(SessionReview.month == month)) or 0
    fresh = [each for each in found if each.state is SessionState.DONE and each.review_id is None]
    check_review(
        month, clock.today(), is_reviewed=bool(rounds) and not fresh,
        unrecorded=sum(each.state in OPEN for each in found),
        recorded_by_reviewer=any(each.recorded_by_id == by.id for each in fresh),
    )  # fmt: skip
    flagged = Counter(flag.value for each in fresh for flag in flags(each.as_session, clock.now()))
    if flagged and not remarks.strip():
        raise Refused(N_("Say what became of the flagged sessions."), field="remarks")
    figures = {"sessions": len(fresh)} | {flag.value: flagged[flag.value] for flag in Flag}
    review = SessionReview(
        month=month, round=rounds + 1, reviewed_by_id=by.id, reviewed_at=clock.now(), remarks=remarks.strip(),
        figures=figures,
    )  # fmt: skip
    db.session.add(review)
    db.session.flush()
    for each in fresh:
        each.review_id = review.id
    record("contracts:session:review", review, by=by, sessions=len(fresh), remarks=remarks.strip() or None)
    return review


def follow_contracts(event: AccessChanged | ContractTermChanged) -> None:
    """Sessions that lie ahead fall away where the way in was revoked, or no longer lasts as long as they would. One whose
    window has begun may have taken place: it stays, to be recorded or cancelled by somebody who knows."""
    ids = event.contract_ids if isinstance(event, AccessChanged) else linked_to([event.contract_id])
    query = (
        select(RemoteSession)
        .where(RemoteSession.state.in_(OPEN), RemoteSession.window_from > clock.now())
        .where(RemoteSession.contract_id.in_(ids))
        .options(joinedload(RemoteSession.grant).selectinload(AccessGrant.also_for))
    )
    sessions = db.session.scalars(query).all()
    ends = access.certain_ends({session.grant for session in sessions})
    for session in sessions:
        try:
            _check_way_in(session.grant, session.window_until, ends[session.grant_id])
        except Refused as error:
            session.state, session.fell_away = SessionState.CANCELLED, kept(error.phrase)
            db.session.flush()
            record("contracts:session:fall_away", session, by=None, reason=error.phrase)


def _made(
    grant: AccessGrant, engineer: str, purpose: str, systems: str, begins: datetime, ends: datetime, by: User
) -> RemoteSession:
    session = RemoteSession(
        contract_id=grant.contract_id, grant_id=grant.id, state=SessionState.ASKED, engineer=engineer.strip(),
        purpose=purpose.strip(), systems=systems.strip() or grant.system, window_from=begins, window_until=ends,
        asked_by_id=by.id, asked_at=clock.now(),
    )  # fmt: skip
    db.session.add(session)
    db.session.flush()
    return session


def _recorded(
    session: RemoteSession, started_at: datetime, ended_at: datetime, done: str, upload: tuple[str, IO[bytes]] | None,
    by: User,
) -> RemoteSession:  # fmt: skip
    check_record(started_at, ended_at, clock.now())
    if not done.strip():
        raise Refused(N_("Say what was done."), field="done")
    if upload is not None:
        session.sha256, session.file_name = files.store(upload[1]).sha256, files.plain_name(upload[0], "log")
    session.started_at, session.ended_at, session.done = started_at, ended_at, done.strip()
    session.state, session.recorded_by_id, session.recorded_at = SessionState.DONE, by.id, clock.now()
    db.session.flush()
    found = [flag.value for flag in flags(session.as_session, clock.now())]
    record("contracts:session:record", session, by=by, started_at=started_at, ended_at=ended_at, done=done.strip(),
           files=session.file_name or None, flags=found or None)  # fmt: skip
    return session
