"""When somebody is reminded of what. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.my_work.rules import Turn, Work

LONGEST = 366
MOST = 12
"""How many lead times one list may hold."""


@dataclass(frozen=True)
class Policy:
    """When people are reminded, in days.

    `before`: how many before the day a thing is due; on the day itself always; `after`: how many past it; from the last
    of those on again every `then_every` (0: no more). `manager_after`: how long past its day a thing is told to the
    owner's manager. `hour`: from which hour of the firm's day on the digest goes; `business_days_only`: not on others.
    """

    before: tuple[int, ...] = (30, 14, 7, 1)
    after: tuple[int, ...] = (1, 3, 7)
    then_every: int = 7
    manager_after: int = 3
    hour: int = 8
    business_days_only: bool = True


def stage(due_on: date | None, today: date, policy: Policy) -> int | None:
    """Which reminder of a thing's day has been reached: days past it (negative: before), None while none is.

    The last one reached: after a week in which nothing ran, what was missed is said once, not once a day."""
    if due_on is None:
        return 0
    elapsed = (today - due_on).days
    reached = [mark for mark in (*(-days for days in policy.before), 0, *policy.after) if mark <= elapsed]
    last = max(policy.after, default=0)
    if policy.then_every and elapsed > last:
        reached.append(last + (elapsed - last) // policy.then_every * policy.then_every)
    return max(reached, default=None)


def reminder_key(task: Work, due_stage: int, user_id: int) -> str:
    """One reminder: of this thing, for this day, at this stage, to this person. A day that moves begins anew."""
    return f"{task.key}|{task.due_on or ''}|{due_stage}|{user_id}"


def is_time(now: datetime, *, is_business_day: bool, policy: Policy) -> bool:
    """Whether the day's digests may go; `now` in the firm's zone."""
    return now.hour >= policy.hour and (is_business_day or not policy.business_days_only)


def is_told(turn: Turn, *, is_reader_away: bool) -> bool:
    """Whether a line of somebody's page is mailed to them: what nobody answers for goes to the administrator instead, and
    who is away is left in peace (their deputy is told)."""
    return turn is not Turn.NOBODYS and not is_reader_away


def read_days(text: str) -> tuple[int, ...]:
    """ "30, 14, 7" as days, the longest first. Raises ValueError for anything else."""
    parts = [part for part in text.replace("，", ",").replace("、", ",").replace(" ", ",").split(",") if part]
    if len(parts) > MOST or not all(
        part.isascii() and part.isdecimal() and 0 < int(part[:6]) <= LONGEST for part in parts
    ):
        raise ValueError(text)
    return tuple(sorted({int(part) for part in parts}, reverse=True))


def days_text(days: Sequence[int]) -> str:
    return ", ".join(str(each) for each in days)
