"""What follows from the agreed term on a day: until when it binds, where it stands, by when notice must be given."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from contracts.register.agreed import (
    Period,
    Renewal,
    Term,
    Termination,
    TerminationCancelled,
    periods,
)
from core.days import Calendar, previous_business_day
from core.phrases import N_

WARNING_DAYS = 90
"""How long ahead an end or a renewal is called near, unless policy says otherwise."""


class Status(StrEnum):
    """Where a contract stands on a day. Derived, never stored."""

    INCOMPLETE = "incomplete"
    DRAFT = "draft"
    NOT_STARTED = "not_started"
    UNSIGNED = "unsigned"
    IN_FORCE = "in_force"
    DECISION_DUE = "decision_due"
    EXPIRING = "expiring"
    NOTICE_RUNNING = "notice_running"
    ENDED = "ended"
    TERMINATED = "terminated"

    @property
    def is_running(self) -> bool:
        return self not in {
            Status.INCOMPLETE, Status.DRAFT, Status.NOT_STARTED, Status.ENDED, Status.TERMINATED,
        }  # fmt: skip

    @property
    def is_over(self) -> bool:
        return self in {Status.ENDED, Status.TERMINATED}


STATUS_NAMES = {
    Status.INCOMPLETE: N_("Start date missing"),
    Status.DRAFT: N_("Draft"),
    Status.NOT_STARTED: N_("Signed, not started"),
    Status.UNSIGNED: N_("Running without a signing date"),
    Status.IN_FORCE: N_("In force"),
    Status.DECISION_DUE: N_("Renewal to be decided"),
    Status.EXPIRING: N_("Ending soon"),
    Status.NOTICE_RUNNING: N_("Termination notified"),
    Status.ENDED: N_("Ended"),
    Status.TERMINATED: N_("Terminated early"),
}


def termination(term: Term, as_of: date) -> Termination | None:
    """The termination that stands on `as_of`; of several, the one that ends the contract first.

    A cancellation takes back what was notified up to its day and has not ended the contract by then.
    """
    if not term.events:
        return None
    standing: list[Termination] = []
    told = [e for e in term.events if isinstance(e, Termination | TerminationCancelled) and e.known_on <= as_of]
    for event in sorted(told, key=lambda e: e.known_on):
        if isinstance(event, Termination):
            standing.append(event)
        else:
            standing = [each for each in standing if each.terminates_on < event.agreed_on]
    return min(standing, key=lambda each: each.terminates_on, default=None)


class _Reading(NamedTuple):
    """What every question about a term on a day begins with, worked out once."""

    run: tuple[Period, ...]
    ended: Termination | None
    end: date | None
    current: Period | None

    @property
    def certain_end(self) -> date | None:
        return None if self.run[-1].renews and self.ended is None else self.end


def _read(term: Term, as_of: date) -> _Reading:
    run, ended = periods(term, as_of), termination(term, as_of)
    last = run[-1]
    if ended is None:
        end = last.ends_on
    else:
        # while it renews itself, a period's end does not end it: it runs on to the day it was terminated for
        end = ended.terminates_on if last.renews else _earlier(last.ends_on, ended.terminates_on)
    return _Reading(run, ended, end, _current(run, end, as_of))


def _current(run: tuple[Period, ...], end: date | None, as_of: date) -> Period | None:
    if end is not None and end < as_of:
        return None
    found = next((each for each in run if each.ends_on is None or each.ends_on >= as_of), run[-1])
    if end == found.ends_on:
        return found
    return replace(found, ends_on=end if found.ends_on is None else _earlier(end, found.ends_on))


def effective_end(term: Term, as_of: date) -> date | None:
    """The last day the contract binds, as things stand: the agreed end, moved by amendments and by the renewals that
    have happened, or cut short by a termination. None: open-ended."""
    return _read(term, as_of).end


def certain_end(term: Term, as_of: date) -> date | None:
    """The effective end where nothing but a new agreement can move it; None while it renews itself or is open-ended.

    This is the end that work is planned for: accounts are not taken away because a period ends that will renew.
    """
    return _read(term, as_of).certain_end


def current_period(term: Term, as_of: date) -> Period | None:
    """The period that `as_of` lies in, cut at a termination; the first one before the start; None once it is over."""
    return _read(term, as_of).current


def next_renewal(term: Term, as_of: date) -> Period | None:
    """The period that begins by itself when the current one ends; None if none does."""
    return _coming(_read(term, as_of))


def _coming(at: _Reading) -> Period | None:
    current, ended, last = at.current, at.ended, at.run[-1]
    if current is None or not last.renews or current.ends_on is None or current.ends_on != last.ends_on:
        return None
    if ended is None:
        return last.next()
    return None if ended.terminates_on <= current.ends_on else last.next().cut(ended.terminates_on)


@dataclass(frozen=True)
class NoticeDeadline:
    """`on`: the last day on which notice still stops the renewal. `act_by`: the last business day by then.

    `period_ends_on`: the end at which the contract would stop; `renews_until`: until when it runs if nobody acts.
    `is_missed`: the day has passed. `is_calendar_announced`: false when the year's holidays may still change.
    """

    on: date
    act_by: date
    period_ends_on: date
    renews_until: date
    is_missed: bool
    is_calendar_announced: bool


def notice_deadline(term: Term, as_of: date, calendar: Calendar) -> NoticeDeadline | None:
    """The deadline of the period that `as_of` lies in, missed or not; None where no renewal is to be stopped."""
    return _deadline(_read(term, as_of), as_of, calendar)


def _deadline(at: _Reading, as_of: date, calendar: Calendar) -> NoticeDeadline | None:
    current = at.current
    if at.ended or not at.run[-1].renews or current is None or current.ends_on is None:
        return None
    coming = _coming(at)
    if coming is None or not coming.ends_on:
        return None
    on = current.notice.last_day_before(current.ends_on, calendar)
    return NoticeDeadline(
        on=on,
        act_by=previous_business_day(on, calendar),
        period_ends_on=current.ends_on,
        renews_until=coming.ends_on,
        is_missed=on < as_of,
        is_calendar_announced=calendar.is_announced(on),
    )


@dataclass(frozen=True)
class AgreementDeadline:
    """Of a contract that goes on only where both agree. `on`: the last day to tell the other side what is wanted, by the
    notice that was agreed, else the last day; `act_by`: the last business day by then; `is_missed`: that day has passed."""

    on: date
    act_by: date
    period_ends_on: date
    is_missed: bool


def _agreement(at: _Reading, as_of: date, calendar: Calendar) -> AgreementDeadline | None:
    current = at.current
    if at.ended or current is None or current.ends_on is None or current.ends_on != at.end:
        return None  # terminated, open-ended, or what follows is agreed already
    if at.run[-1].renewal is not Renewal.AGREEMENT:
        return None
    on = current.notice.last_day_before(current.ends_on, calendar) if current.notice.amount else current.ends_on
    return AgreementDeadline(on, previous_business_day(on, calendar), current.ends_on, on < as_of)


def earliest_exit(term: Term, as_of: date, calendar: Calendar) -> date | None:
    """The first day the contract can end by ordinary notice given on `as_of`: the next period's end whose deadline is
    not missed, or, open-ended, the notice period from now. Its effective end where that is settled; None when over."""
    current = current_period(term, as_of)
    if current is None:
        return None
    settled = certain_end(term, as_of)
    if settled is not None:
        return settled
    last = periods(term, as_of)[-1]
    if last.ends_on is None:
        return last.notice.first_end_after(max(as_of, last.starts_on), calendar)
    while last.notice.last_day_before(end := last.ends_on or as_of, calendar) < as_of:
        last = last.next()
    return end


def status(term: Term, as_of: date, calendar: Calendar, *, warning_days: int = WARNING_DAYS) -> Status:
    """Where the contract stands on `as_of`; an end or a renewal decision within `warning_days` is near."""
    return standing(term, as_of, calendar, warning_days=warning_days).status


@dataclass(frozen=True)
class Standing:
    """All that follows from one contract's term on a day."""

    status: Status
    effective_end: date | None = None
    certain_end: date | None = None
    deadline: NoticeDeadline | None = None
    agreement: AgreementDeadline | None = None
    """By when its renewal is to be agreed, where nothing but an agreement renews it."""

    @property
    def decision(self) -> NoticeDeadline | AgreementDeadline | None:
        """By when somebody has to say what follows the period that runs now."""
        return self.deadline or self.agreement


def standing(term: Term | None, as_of: date, calendar: Calendar, *, warning_days: int = WARNING_DAYS) -> Standing:
    """Where a contract stands; a contract whose start is not recorded (None) has no term to reckon with."""
    if term is None:
        return Standing(Status.INCOMPLETE)
    at = _read(term, as_of)
    deadline = _deadline(at, as_of, calendar)
    found = _status(term, as_of, at, deadline, timedelta(days=warning_days))
    return Standing(found, at.end, at.certain_end, deadline, _agreement(at, as_of, calendar))


def _status(term: Term, as_of: date, at: _Reading, deadline: NoticeDeadline | None, near: timedelta) -> Status:
    end, certain = at.end, at.certain_end
    if end is not None and end < as_of:
        return Status.TERMINATED if at.ended and _is_early(term, at.ended) else Status.ENDED
    if term.signed_on is None or term.signed_on > as_of:
        return Status.DRAFT if as_of < term.starts_on else Status.UNSIGNED
    if at.current is None or as_of < at.current.starts_on:
        return Status.NOT_STARTED
    if at.ended:
        return Status.NOTICE_RUNNING
    if deadline and not deadline.is_missed and deadline.on - as_of <= near:
        return Status.DECISION_DUE
    return Status.EXPIRING if certain is not None and certain - as_of <= near else Status.IN_FORCE


def _is_early(term: Term, ended: Termination) -> bool:
    """Whether a termination cut an agreed period short; an open-ended contract has no other way to end."""
    last_day = ended.terminates_on
    return any(period.ends_on is not None and period.ends_on > last_day for period in periods(term, last_day))


def _earlier(one: date | None, other: date) -> date:
    return other if one is None else min(one, other)
