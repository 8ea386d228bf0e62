"""Which features have work for people: each registers its source once; page, reminders and calendars read them all."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from flask import Flask, current_app
from sqlalchemy import ColumnElement, and_, or_, true

from core import clock
from core.db import UtcDateTime
from core.my_work.rules import Work


@dataclass(frozen=True)
class Owners:
    """Whose work is asked for: all of what `people` answer for, and of what `staff` answer for only what was due before
    `late_before`. What is nobody's or shared always belongs to the answer."""

    people: Collection[int] = ()
    staff: Collection[int] = ()
    late_before: date = date.min

    def answer_for(self, column: Any, due: Any = None) -> ColumnElement[bool]:
        """SQL for "is of these, or of nobody"; without a column for the day or the instant it is due, staff have no part in
        it."""
        mine = or_(column.is_(None), column.in_(list(self.people)))
        if due is None or not self.staff:
            return mine
        late: Any = self.late_before
        if isinstance(due.type, UtcDateTime):
            late = datetime.combine(late, time.min, clock.zone())
        return or_(mine, and_(column.in_(list(self.staff)), due < late))


class Everybody(Owners):
    """All work there is."""

    def answer_for(self, column: Any, due: Any = None) -> ColumnElement[bool]:
        return true()


EVERYBODY = Everybody()


@dataclass(frozen=True)
class Together:
    """What may be done with several tasks of a kind at once: the words of its button, and the page it leads to, which is
    asked for them as `?task=1&task=2` (the one value of each task's own address)."""

    label: str
    endpoint: str


@dataclass(frozen=True)
class Source:
    """One kind of work. `permission` is what doing it takes; `tasks(as_of, owners)` asks the database per set, never
    per task, and reads columns rather than records: a firm has thousands."""

    name: str
    label: str
    permission: str
    tasks: Callable[[date, Owners], Iterable[Work]]
    is_mailed: bool = True
    """Whether reminders tell of it; what waits for a quiet hour stands on the page only."""
    together: Sequence[Together] = ()


def register_work(app: Flask, source: Source) -> None:
    found: list[Source] = app.extensions.setdefault("work_sources", [])
    if any(each.name == source.name for each in found):
        raise ValueError(f"declared twice: {source.name}")
    found.append(source)


def sources() -> Sequence[Source]:
    found: list[Source] = current_app.extensions.get("work_sources", [])
    return found
