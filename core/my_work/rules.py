"""What waits for somebody, whose turn it is, and how pressing it is. Pure."""

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Protocol

from core.auth.rules import Role
from core.phrases import N_

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that somebody must do.

    `key` stays while the thing is the same: reminders and calendars know it by it. `what` is a Phrase (or words that
    somebody entered), `about` whom or what it concerns. `owner_id` answers for it; without one it is nobody's yet and
    somebody has to take it over, unless it `is_shared`: then any one of those who may do it, save `not_for`, does. `role`
    narrows whose nobody's and shared ones are. `endpoint` and `values` lead to where it is done.
    """

    key: str
    what: Any
    due_on: date | None
    endpoint: str
    values: Mapping[str, Any] = field(default_factory=dict)
    about: str = ""
    owner_id: int | None = None
    is_shared: bool = False
    not_for: int | None = None
    role: Role | None = None


class Work(Protocol):
    """What a `Task` tells of itself. A source with thousands of them may give something that works its words out when they
    are read: of a long list, one page is."""

    @property
    def key(self) -> str: ...
    @property
    def what(self) -> Any: ...
    @property
    def due_on(self) -> date | None: ...
    @property
    def endpoint(self) -> str: ...
    @property
    def values(self) -> Mapping[str, Any]: ...
    @property
    def about(self) -> str: ...
    @property
    def owner_id(self) -> int | None: ...
    @property
    def is_shared(self) -> bool: ...
    @property
    def not_for(self) -> int | None: ...
    @property
    def role(self) -> Role | None: ...


class When(enum.StrEnum):
    """How pressing: in the order in which work is shown."""

    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"
    LATER = "later"
    UNDATED = "undated"


WHEN_NAMES = {
    When.OVERDUE: N_("Overdue"),
    When.TODAY: N_("Due today"),
    When.WEEK: N_("Within seven days"),
    When.LATER: N_("After seven days"),
    When.UNDATED: N_("Without a date"),
}
TONES = {When.OVERDUE: "bad", When.TODAY: "warn", When.WEEK: "info", When.LATER: "muted", When.UNDATED: "muted"}


def when(due_on: date | None, today: date) -> When:
    """How pressing a day is; the day itself is still in time."""
    if due_on is None:
        return When.UNDATED
    if due_on < today:
        return When.OVERDUE
    if due_on == today:
        return When.TODAY
    return When.WEEK if due_on <= today + WEEK else When.LATER


class Turn(enum.StrEnum):
    """Why a piece of work is on somebody's page."""

    OWN = "own"
    DEPUTY = "deputy"
    SHARED = "shared"
    NOBODYS = "nobodys"
    STAFF = "staff"


TURN_NAMES = {
    Turn.OWN: N_("Mine"),
    Turn.DEPUTY: N_("As deputy"),
    Turn.SHARED: N_("Anyone's turn"),
    Turn.NOBODYS: N_("Nobody responsible"),
    Turn.STAFF: N_("Overdue with my staff"),
}


@dataclass(frozen=True)
class Reader:
    """A person to whom work is shown: what they stand for on a day.

    `absent` are the people who are away and whose work falls to them, `staff` those who report to them, `gone` everybody
    whose account is closed or who is away while nobody does their work: what those answered for is nobody's.
    """

    id: int
    roles: frozenset[Role]
    absent: frozenset[int] = frozenset()
    staff: frozenset[int] = frozenset()
    gone: frozenset[int] = frozenset()


STAFF_AFTER = timedelta(days=3)
"""How long past its day somebody's work shows to their manager too, where the policy of reminders says nothing else."""


def turn(task: Work, reader: Reader, today: date, staff_after: timedelta = STAFF_AFTER) -> Turn | None:
    """Why this is the reader's, or None where it is not. Whether they may do such work at all is asked before."""
    owner = None if task.owner_id in reader.gone else task.owner_id
    if owner == reader.id and owner is not None:
        return Turn.OWN
    if owner is None or task.is_shared:
        if reader.id == task.not_for or (task.role is not None and task.role not in reader.roles):
            return None
        return Turn.SHARED if task.is_shared else Turn.NOBODYS
    if owner in reader.absent:
        return Turn.DEPUTY
    is_late = task.due_on is not None and task.due_on + staff_after <= today and task.due_on < today
    return Turn.STAFF if owner in reader.staff and is_late else None


def in_order(tasks: Iterable[Work]) -> list[Work]:
    """The oldest day first, what has none last; the key makes the order total."""
    return sorted(tasks, key=lambda task: (task.due_on or date.max, task.key))
