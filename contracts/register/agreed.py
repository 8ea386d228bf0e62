"""What the parties agreed on the contract's term, what happened to it since, and the periods that follow from both.

Days are inclusive: a period holds its first and its last day. `as_of` is the day of knowledge: what was signed later
is not known yet and does not count, so a past day can be looked up as it stood.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from core.days import (
    Calendar,
    add_months,
    business_days_after,
    business_days_before,
    last_day_of_months,
    previous_business_day,
)
from core.errors import Refused
from core.phrases import N_

ONE_DAY = timedelta(days=1)


class Renewal(StrEnum):
    """What happens when a period ends and nobody does anything."""

    NONE = "none"
    AGREEMENT = "agreement"
    AUTOMATIC = "automatic"


class NoticeUnit(StrEnum):
    DAYS = "days"
    BUSINESS_DAYS = "business_days"
    MONTHS = "months"


RENEWAL_NAMES = {
    Renewal.NONE: N_("No renewal"),
    Renewal.AGREEMENT: N_("By agreement"),
    Renewal.AUTOMATIC: N_("Automatic"),
}
NOTICE_UNIT_NAMES = {
    NoticeUnit.DAYS: N_("calendar days"),
    NoticeUnit.BUSINESS_DAYS: N_("business days"),
    NoticeUnit.MONTHS: N_("months"),
}


class EventKind(StrEnum):
    """What can happen to a term."""

    AMENDMENT = "amendment"
    RENEWAL = "renewal"
    TERMINATION = "termination"
    CANCELLATION = "cancellation"


EVENT_KIND_NAMES = {
    EventKind.AMENDMENT: N_("Amendment"),
    EventKind.RENEWAL: N_("Renewal by agreement"),
    EventKind.TERMINATION: N_("Termination"),
    EventKind.CANCELLATION: N_("Termination cancelled"),
}

LONGEST_NOTICE = {NoticeUnit.DAYS: 3660, NoticeUnit.BUSINESS_DAYS: 2600, NoticeUnit.MONTHS: 120}
LONGEST_RENEWAL = 600
"""Months. Ten years of notice, fifty of renewal: beyond these a number is a typing slip."""


@dataclass(frozen=True)
class Notice:
    """How long before the end the other party must have been told."""

    amount: int = 0
    unit: NoticeUnit = NoticeUnit.DAYS

    def __post_init__(self) -> None:
        most = LONGEST_NOTICE[self.unit]
        if not 0 <= self.amount <= most:
            raise Refused(N_("This notice period is between 0 and %(most)s."), field="notice_amount", most=most)

    def last_day_before(self, end: date, calendar: Calendar) -> date:
        """The last day to give notice for `end`: it leaves `amount` whole days, or business days, up to and with `end`
        (the day of notice does not count: Civil Code, article 120).

        Months are counted to the same day of the month, or to its last day: of the readings in use, the earliest. A
        notice given a day early costs nothing; one given a day late renews the contract.
        """
        match self.unit:
            case NoticeUnit.DAYS:
                return end - timedelta(days=self.amount)
            case NoticeUnit.BUSINESS_DAYS:
                return _before_business_days(end, self.amount, calendar)
            case NoticeUnit.MONTHS:
                return add_months(end, -self.amount)

    def first_end_after(self, told: date, calendar: Calendar) -> date:
        """The first day an open-ended contract can end when notice is given on `told`."""
        match self.unit:
            case NoticeUnit.DAYS:
                return told + timedelta(days=self.amount)
            case NoticeUnit.BUSINESS_DAYS:
                return business_days_after(told, self.amount, calendar)
            case NoticeUnit.MONTHS:
                end = add_months(told, self.amount)
                while self.last_day_before(end, calendar) < told:  # 31 January and one month: 1 March, not 28 February
                    end += ONE_DAY
                return end


def _before_business_days(end: date, count: int, calendar: Calendar) -> date:
    if count == 0:
        return end
    return business_days_before(previous_business_day(end, calendar), count - 1, calendar) - ONE_DAY


@dataclass(frozen=True)
class Amendment:
    """Changes from `effective_on` what it names; None leaves as it was. `changes_end` without an end: open-ended."""

    signed_on: date
    effective_on: date
    changes_end: bool = False
    ends_on: date | None = None
    renewal: Renewal | None = None
    renewal_months: int | None = None
    notice: Notice | None = None

    @property
    def takes_effect_on(self) -> date:
        return self.effective_on

    @property
    def moves_end(self) -> bool:
        return self.changes_end


@dataclass(frozen=True)
class Renewed:
    """A further period that both parties agreed; `ends_on` None is open-ended."""

    signed_on: date
    starts_on: date
    ends_on: date | None

    @property
    def takes_effect_on(self) -> date:
        return self.starts_on

    @property
    def moves_end(self) -> bool:
        return True


@dataclass(frozen=True)
class Termination:
    """Notice that `terminates_on` is the contract's last day: early, or at a period's end instead of renewing."""

    notified_on: date
    terminates_on: date

    @property
    def known_on(self) -> date:
        return self.notified_on


@dataclass(frozen=True)
class TerminationCancelled:
    """The parties took back every termination notified until then and not yet effective."""

    agreed_on: date

    @property
    def known_on(self) -> date:
        return self.agreed_on


Event = Amendment | Renewed | Termination | TerminationCancelled


@dataclass(frozen=True)
class Term:
    """What was agreed, and what happened since, in the order it was entered. `ends_on` None: open-ended.

    Raises `Refused`, naming the field, when the values contradict one another.
    """

    signed_on: date | None
    starts_on: date
    ends_on: date | None = None
    renewal: Renewal = Renewal.NONE
    renewal_months: int = 0
    notice: Notice = field(default_factory=Notice)
    events: tuple[Event, ...] = ()

    def __hash__(self) -> int:
        """Of the days alone: what is equal has the same, and every question about a term asks for it again."""
        return hash((self.signed_on, self.starts_on, self.ends_on))

    def __post_init__(self) -> None:
        if self.ends_on and self.ends_on < self.starts_on:
            raise Refused(N_("The contract ends before it starts."), field="ends_on")
        if not 0 <= self.renewal_months <= LONGEST_RENEWAL:
            raise Refused(N_("A renewal is for 1 to %(most)s months."), field="renewal_months", most=LONGEST_RENEWAL)
        if self.renewal is Renewal.AUTOMATIC and self.renewal_months == 0:
            raise Refused(N_("Say for how many months it renews automatically."), field="renewal_months")
        if self.renewal is Renewal.AUTOMATIC and self.ends_on is None:
            raise Refused(N_("A contract without an end does not renew; give it an end."), field="ends_on")


@dataclass(frozen=True)
class Period:
    """A stretch of the contract and the rules that decide what follows it. `tacit` counts the automatic renewals since
    the last end that was written down (`anchor`), from which every later end is reckoned."""

    starts_on: date
    ends_on: date | None
    anchor: date | None
    renewal: Renewal
    renewal_months: int
    notice: Notice
    tacit: int = 0

    @property
    def renews(self) -> bool:
        return self.renewal is Renewal.AUTOMATIC and self.renewal_months > 0 and self.anchor is not None

    def cut(self, day: date) -> "Period":
        return self if self.ends_on is not None and self.ends_on <= day else replace(self, ends_on=day)

    def next(self, count: int = 1) -> "Period":
        """The period after `count` further automatic renewals."""
        if self.anchor is None:
            return self
        first, passed = self.anchor + ONE_DAY, self.tacit + count
        before = last_day_of_months(first, (passed - 1) * self.renewal_months) if passed > 1 else self.anchor
        end = last_day_of_months(first, passed * self.renewal_months)
        return replace(self, starts_on=before + ONE_DAY, ends_on=end, tacit=passed)

    def reaching(self, day: date) -> "Period":
        """This period, or the automatic renewal of it that includes `day`."""
        if not self.renews or self.ends_on is None or day <= self.ends_on:
            return self
        months = (day.year - self.ends_on.year) * 12 + day.month - self.ends_on.month
        # a lower bound first, so that a monthly renewal of thirty years is not walked one by one
        found = self.next(max(1, months // self.renewal_months - 1))
        while found.ends_on is not None and found.ends_on < day:
            found = found.next()
        return found


@lru_cache(maxsize=64)  # one status asks for the same periods half a dozen times
def periods(term: Term, as_of: date) -> tuple[Period, ...]:
    """The periods that were written down, each as its last automatic renewal by `as_of` left it; the last one is the
    one of `as_of` or one agreed for later. Terminations are not looked at."""
    run = [Period(term.starts_on, term.ends_on, term.ends_on, term.renewal, term.renewal_months, term.notice)]
    changes = [e for e in term.events if isinstance(e, Amendment | Renewed) and e.signed_on <= as_of]
    for event in sorted(changes, key=lambda e: (e.takes_effect_on, e.signed_on)):
        starts = event.takes_effect_on
        reach = starts - ONE_DAY if event.moves_end else starts
        run[-1] = run[-1].reaching(min(as_of, reach))
        end = run[-1].ends_on
        if starts > as_of and end is not None and reach > end:
            break  # agreed for a period that is not certain to come
        run[-1:] = _renewed(run[-1], event) if isinstance(event, Renewed) else _amended(run[-1], event)
    run[-1] = run[-1].reaching(as_of)
    return tuple(run)


def _renewed(period: Period, event: Renewed) -> list[Period]:
    later = replace(period, starts_on=event.starts_on, ends_on=event.ends_on, anchor=event.ends_on, tacit=0)
    if event.starts_on <= period.starts_on:
        return [later]
    cut = event.starts_on - ONE_DAY
    return [replace(period, ends_on=cut if period.ends_on is None else min(cut, period.ends_on)), later]


def _amended(period: Period, event: Amendment) -> list[Period]:
    is_over = period.ends_on is not None and event.effective_on > period.ends_on
    if is_over and not event.changes_end:
        return [period]  # nothing is left that it could change
    changed = replace(
        period,
        renewal=event.renewal or period.renewal,
        renewal_months=event.renewal_months or period.renewal_months,
        notice=event.notice or period.notice,
    )
    if not event.changes_end:
        return [changed]
    moved = replace(changed, ends_on=event.ends_on, anchor=event.ends_on, tacit=0)
    return [period, replace(moved, starts_on=event.effective_on)] if is_over else [moved]
