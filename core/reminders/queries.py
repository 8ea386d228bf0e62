"""Who is to be told what today: every person's work, narrowed to what has reached a new stage."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from flask import current_app
from sqlalchemy import select

from core.auth.guard import permissions_of
from core.auth.models import User
from core.auth.rules import Absence, Role, allows, stands_for, unattended
from core.db import db
from core.my_work.queries import Line
from core.my_work.registry import EVERYBODY, Source, sources
from core.my_work.rules import Reader, When, Work, turn, when
from core.reminders.models import Reminder, ReminderDay, ReminderPolicy
from core.reminders.rules import Policy, is_told, reminder_key, stage

CHUNK = 500


def policy_record() -> ReminderPolicy | None:
    return db.session.scalar(select(ReminderPolicy).limit(1))


def policy() -> Policy:
    """The policy as it holds now."""
    record = policy_record()
    return record.policy if record else Policy()


def is_written(day: date) -> bool:
    return db.session.get(ReminderDay, day) is not None


def last_days(count: int = 10) -> Sequence[ReminderDay]:
    return db.session.scalars(select(ReminderDay).order_by(ReminderDay.day.desc()).limit(count)).all()


@dataclass(frozen=True)
class Sum:
    """Many of one kind told by number and day only: what nobody answers for, to administrators, who may not see more; and
    what any of many people may do, to each of them."""

    source: Source
    count: int
    overdue: int
    first_due_on: date | None


@dataclass
class Digest:
    """What one person is told today: `lines` in order, `new` the keys of those that reached a new stage."""

    user: User
    lines: list[Line] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    """By a task's key, the key of its reminder that is due now."""
    new: set[str] = field(default_factory=set)
    unowned: list[Sum] = field(default_factory=list)
    shared: list[Sum] = field(default_factory=list)


def digests(today: date, rule: Policy) -> list[Digest]:
    """The digests of a day: of everybody with an address to whom something new is to be said."""
    people = db.session.scalars(select(User).where(User.disabled_at.is_(None)).order_by(User.id)).unique().all()
    closed = frozenset(db.session.scalars(select(User.id).where(User.disabled_at.is_not(None))))
    away = {each.id: Absence(each.deputy_id, each.manager_id) for each in people if each.is_away(today)}
    covers = {user.id: stands_for(user.id, away, closed) for user in people if user.id not in away}
    gone = closed | unattended(away, closed)
    work = _Work.read(today, gone)
    found = [
        _digest(user, people, covers[user.id], work, gone, today, rule)
        for user in people
        if user.email and user.id in covers
    ]
    return _only_new([each for each in found if each.keys])


@dataclass(frozen=True)
class _Work:
    """All work there is, by who answers for it; what is nobody's or shared apart."""

    of: Mapping[int, Sequence[tuple[Source, Work]]]
    asked: Sequence[tuple[Source, Work]]
    """Put to whoever holds a role: told one by one."""
    shared: Sequence[tuple[Source, Work]]
    nobodys: Sequence[tuple[Source, Work]]

    @classmethod
    def read(cls, today: date, gone: frozenset[int]) -> "_Work":
        of: dict[int, list[tuple[Source, Work]]] = defaultdict(list)
        asked: list[tuple[Source, Work]] = []
        shared: list[tuple[Source, Work]] = []
        nobodys: list[tuple[Source, Work]] = []
        for source in filter(lambda each: each.is_mailed, sources()):
            for task in source.tasks(today, EVERYBODY):
                if task.is_shared and task.role is not None:
                    asked.append((source, task))
                elif task.is_shared:
                    shared.append((source, task))
                elif task.owner_id is None or task.owner_id in gone:
                    nobodys.append((source, task))
                else:
                    of[task.owner_id].append((source, task))
        return cls(of, asked, shared, nobodys)

    def near(self, reader: Reader) -> Iterable[tuple[Source, Work]]:
        for owner in {reader.id, *reader.absent, *reader.staff}:
            yield from self.of.get(owner, ())
        yield from self.asked


def _digest(
    user: User,
    people: Sequence[User],
    absent: frozenset[int],
    work: _Work,
    gone: frozenset[int],
    today: date,
    rule: Policy,
) -> Digest:
    reader = Reader(
        user.id,
        user.roles,
        absent=absent,
        staff=frozenset(p.id for p in people if p.manager_id == user.id),
        gone=gone,
    )
    digest, held, patience = Digest(user), permissions_of(current_app), timedelta(days=rule.manager_after)
    for source, task in work.near(reader):
        why = turn(task, reader, today, patience)
        if why is None or not is_told(why, is_reader_away=False) or not allows(held, user.roles, source.permission):
            continue
        line = Line(task, source, why, when(task.due_on, today))
        at = stage(task.due_on, today, rule)
        if at is not None:
            digest.keys[task.key] = reminder_key(task, at, user.id)
        if at is not None or line.when is When.WEEK:
            digest.lines.append(line)
    digest.lines.sort(key=lambda line: (line.task.due_on or date.max, line.task.key))
    mine = [
        (source, task) for source, task in work.shared
        if task.not_for != user.id and allows(held, user.roles, source.permission)
    ]  # fmt: skip
    digest.shared = _sums(digest, "shared", mine, today, rule)
    if Role.ADMINISTRATOR in user.roles:
        digest.unowned = _sums(digest, "unowned", work.nobodys, today, rule)
    return digest


def _sums(digest: Digest, what: str, rows: Iterable[tuple[Source, Work]], today: date, rule: Policy) -> list[Sum]:
    """By kind; told anew when the earliest of a kind reaches a new stage."""
    by_source: dict[str, list[tuple[Source, Work]]] = defaultdict(list)
    for source, task in rows:
        by_source[source.name].append((source, task))
    found = []
    for name, each in by_source.items():
        days = [task.due_on for _, task in each if task.due_on is not None]
        first = min(days, default=None)
        at = stage(first, today, rule)
        if at is not None:
            key = f"{what}:{name}"
            digest.keys[key] = f"{key}|{first or ''}|{at}|{digest.user.id}"
            found.append(Sum(each[0][0], len(each), sum(day < today for day in days), first))
    return found


def _only_new(found: list[Digest]) -> list[Digest]:
    """Leave out what was said before, and digests in which nothing is new. Few queries, however many people."""
    keys = [key for digest in found for key in digest.keys.values()]
    said: set[str] = set()
    for at in range(0, len(keys), CHUNK):
        said |= set(db.session.scalars(select(Reminder.key).where(Reminder.key.in_(keys[at : at + CHUNK]))))
    for digest in found:
        digest.new = {task for task, key in digest.keys.items() if key not in said}
        digest.lines = [
            line for line in digest.lines if line.task.key in digest.new or line.when not in (When.LATER, When.UNDATED)
        ]
    return [digest for digest in found if digest.new]


def without_address(today: date) -> Sequence[str]:
    """People who answer for work and cannot be written to."""
    gone = frozenset(db.session.scalars(select(User.id).where(User.disabled_at.is_not(None))))
    owners = _Work.read(today, gone).of
    query = select(User.id, User.name).where(User.email == "", User.disabled_at.is_(None)).order_by(User.name)
    return [row.name for row in db.session.execute(query) if owners.get(row.id)]
