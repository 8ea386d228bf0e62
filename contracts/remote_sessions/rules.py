"""Remote maintenance by vendors (CC-17010-1-8): a window that somebody approved, what was done in it, the month's review. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from core.errors import Refused
from core.phrases import N_

LONGEST_WINDOW = timedelta(hours=24)


class SessionState(StrEnum):
    ASKED = "asked"
    APPROVED = "approved"
    DONE = "done"
    REFUSED = "refused"
    CANCELLED = "cancelled"


SESSION_STATE_NAMES = {
    SessionState.ASKED: N_("To be approved"),
    SessionState.APPROVED: N_("Approved, to be recorded"),
    SessionState.DONE: N_("Recorded"),
    SessionState.REFUSED: N_("Not approved"),
    SessionState.CANCELLED: N_("Did not take place"),
}
TONES = {
    SessionState.ASKED: "warn",
    SessionState.APPROVED: "info",
    SessionState.DONE: "good",
    SessionState.REFUSED: "muted",
    SessionState.CANCELLED: "muted",
}


class Flag(StrEnum):
    """What the reviewer looks at, the gravest first."""

    UNAPPROVED = "unapproved"
    OUT_OF_WINDOW = "out_of_window"
    UNRECORDED = "unrecorded"
    NO_LOG = "no_log"


FLAG_NAMES = {
    Flag.UNAPPROVED: N_("Nobody approved it beforehand"),
    Flag.OUT_OF_WINDOW: N_("Outside the approved window"),
    Flag.UNRECORDED: N_("Nothing recorded of it"),
    Flag.NO_LOG: N_("No log attached"),
}


@dataclass(frozen=True)
class Session:
    """One session in instants; `approved_at` None: nobody approved it."""

    state: SessionState
    window_from: datetime
    window_until: datetime
    approved_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    has_log: bool = False


def flags(session: Session, now: datetime) -> list[Flag]:
    """What is not as it should be with a session."""
    if session.state is SessionState.APPROVED:
        return [Flag.UNRECORDED] if session.window_until < now else []
    if session.state is not SessionState.DONE or session.started_at is None or session.ended_at is None:
        return []
    found = []
    if session.approved_at is None or session.approved_at > session.started_at:
        found.append(Flag.UNAPPROVED)
    if session.started_at < session.window_from or session.ended_at > session.window_until:
        found.append(Flag.OUT_OF_WINDOW)
    if not session.has_log:
        found.append(Flag.NO_LOG)
    return found


def check_window(window_from: datetime, window_until: datetime) -> None:
    if window_until - window_from > LONGEST_WINDOW or window_until <= window_from:
        raise Refused(N_("A window lasts up to 24 hours; ask for each one on its own."), field="until")


def check_decision(state: SessionState, asked_by: int | None, by: int, *, approve: bool, note: str) -> None:
    """Nobody approves what they asked for themselves. Raises `Refused`."""
    if state is not SessionState.ASKED:
        raise Refused(N_("This session is decided already."))
    if asked_by == by:
        raise Refused(N_("You asked for this; somebody else approves it."))
    if not approve and not note.strip():
        raise Refused(N_("Say why it is not approved."), field="note")


def check_record(started_at: datetime, ended_at: datetime, now: datetime) -> None:
    if ended_at > now:
        raise Refused(N_("This lies in the future; record it once it is over."), field="until")
    if ended_at - started_at > timedelta(days=2):
        raise Refused(N_("A session of more than two days is recorded day by day."), field="until")


def month_of(day: date) -> str:
    return f"{day.year:04d}-{day.month:02d}"


def review_due(month: str) -> date:
    """A month's sessions are reviewed by the 15th of the next. Raises ValueError for what is no month."""
    year, number = int(month[:4]), int(month[5:])
    first = date(year, number, 1)
    return (first.replace(day=28) + timedelta(days=4)).replace(day=15)


def further_review_due(late_since: date) -> date:
    """What came to light after its month's review is reviewed with the month in which it was recorded."""
    return review_due(month_of(late_since))


def check_review(month: str, today: date, *, is_reviewed: bool, unrecorded: int, recorded_by_reviewer: bool) -> None:
    """`is_reviewed`: there was a review, and nothing came to light since. Raises `Refused`."""
    if is_reviewed:
        raise Refused(N_("This month is reviewed already."))
    if month >= month_of(today):
        raise Refused(N_("This month is not over yet."))
    if unrecorded:
        raise Refused(
            N_("Sessions still to be decided or recorded: %(n)s. Record them first, or that they did not take place."),
            n=unrecorded,
        )
    if recorded_by_reviewer:
        raise Refused(N_("You recorded sessions of this month yourself; somebody else reviews it."))
