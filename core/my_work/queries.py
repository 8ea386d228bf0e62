"""Reads of what waits for a person: one list from every source, each line with why it is theirs."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from flask import current_app
from sqlalchemy import ColumnElement, false, or_, select

from core.auth.guard import permissions_of
from core.auth.models import User
from core.auth.queries import is_away
from core.auth.rules import Absence, allows, stands_for, succession, unattended
from core.db import db
from core.i18n import say
from core.my_work.registry import Owners, Source, sources
from core.my_work.rules import STAFF_AFTER, Reader, Turn, When, Work, turn, when
from core.web.addresses import address


class Line(NamedTuple):
    """A task on somebody's page: of which kind, why it is theirs, how pressing."""

    task: Work
    source: Source
    turn: Turn
    when: When

    @property
    def url(self) -> str:
        return address(self.task.endpoint, **self.task.values)

    @property
    def tick(self) -> str:
        """By what it is named among several that are dealt with at once; empty where each is on its own."""
        return str(next(iter(self.task.values.values()), "")) if self.source.together else ""

    @property
    def what(self) -> str:
        return self.task.what if isinstance(self.task.what, str) else say(self.task.what)


def _absences(today: date, or_of: ColumnElement[bool]) -> tuple[Sequence[Any], dict[int, Absence], frozenset[int]]:
    """Everybody who is away, has left, or is such a one besides; of those who is away, and whose account is closed."""
    query = select(User.id, User.deputy_id, User.manager_id, is_away(today).label("is_away"), User.disabled_at).where(
        or_(is_away(today), User.disabled_at.is_not(None), or_of)
    )
    rows = db.session.execute(query).all()
    closed = frozenset(row.id for row in rows if row.disabled_at is not None)
    away = {row.id: Absence(row.deputy_id, row.manager_id) for row in rows if row.is_away and row.id not in closed}
    return rows, away, closed


def reader_of(user: User, today: date) -> Reader:
    """For whom this person stands today: one query for everybody who matters to them."""
    rows, away, closed = _absences(today, User.manager_id == user.id)
    away.pop(user.id, None)  # who is away and looks in all the same is there
    return Reader(
        user.id,
        user.roles,
        absent=stands_for(user.id, away, closed),
        staff=frozenset(row.id for row in rows if row.manager_id == user.id and row.id not in closed | {user.id}),
        gone=(closed | unattended(away, closed)) - {user.id},
    )


def sources_for(user: User) -> list[Source]:
    """The kinds of work that this person's roles let them do."""
    held = permissions_of(current_app)
    return [each for each in sources() if allows(held, user.roles, each.permission)]


def work_of(user: User, today: date, staff_after: timedelta = STAFF_AFTER) -> list[Line]:
    """Everything that waits for a person on a day, the most pressing first."""
    reader = reader_of(user, today)
    owners = Owners(reader.absent | reader.gone | {user.id}, reader.staff, today)
    found = [
        Line(task, source, why, when(task.due_on, today))
        for source in sources_for(user)
        for task in source.tasks(today, owners)
        if (why := turn(task, reader, today, staff_after)) is not None
    ]
    return sorted(found, key=lambda line: (line.task.due_on or date.max, line.task.key))


@dataclass(frozen=True)
class Chosen:
    """What of the work is asked for; empty: all of it."""

    when: str = ""
    kind: str = ""
    turn: str = ""
    text: str = ""

    @property
    def is_any(self) -> bool:
        return bool(self.when or self.kind or self.turn or self.text)


def narrowed(lines: Sequence[Line], chosen: Chosen) -> list[Line]:
    words = chosen.text.casefold().split()[:8]
    return [
        line for line in lines
        if (not chosen.when or line.when == chosen.when)
        and (not chosen.kind or line.source.name == chosen.kind)
        and (not chosen.turn or line.turn == chosen.turn)
        and (not words or all(word in f"{line.what} {line.task.about}".casefold() for word in words))
    ]  # fmt: skip


def tally(lines: Sequence[Line]) -> Mapping[When, int]:
    counted = Counter(line.when for line in lines)
    return {each: counted[each] for each in When}


def names_of(user_ids: set[int | None]) -> dict[int, str]:
    """Who answers for what, by id."""
    wanted = [each for each in user_ids if each is not None]
    if not wanted:
        return {}
    return {row.id: row.name for row in db.session.execute(select(User.id, User.name).where(User.id.in_(wanted)))}


def standing_in_for(user: User, today: date) -> Sequence[User]:
    """People who are away and whose work this person does meanwhile."""
    absent = reader_of(user, today).absent
    return db.session.scalars(select(User).where(User.id.in_(absent)).order_by(User.name)).all() if absent else []


def stand_in_of(user: User, today: date) -> User | None:
    """Who does the work of this person, who is away: somebody who is there, or nobody."""
    _, away, closed = _absences(today, false())
    line = succession(user.id, away, closed) if user.id in away else ()
    return db.session.get(User, line[-1]) if line and line[-1] not in away else None
