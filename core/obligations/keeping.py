"""What was judged, kept from day to day: only what changed is written, and any day since can be read again.

A state of the past cannot be worked out anew: records are changed in place, papers come late, rules move. So what the
judges said is kept once a day, and a past day shows what was known then.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, insert, or_, select, update

from core import clock
from core.audit.rules import plain
from core.db import db, unit_of_work
from core.obligations.models import KeptDay, KeptState
from core.obligations.registry import obligations
from core.obligations.rules import Obligation, State
from core.phrases import from_kept, kept

BATCH = 2000


def keep() -> dict[str, int]:
    """Judge everything once a day and note what changed since it was last kept. Twice on a day does nothing.

    Judging takes long and is done before; what it says is noted in one unit of work, which looks again whether another
    process has noted the day meanwhile.
    """
    today = clock.today()
    if _is_kept(today):
        return {}
    found = dict(_keyed(obligations(today)))
    with unit_of_work():
        if _is_kept(today):
            return {}
        did = _note(found, today)
        db.session.add(KeptDay(day=today, tally=tally(found.values())))
    return did


def _is_kept(day: date) -> bool:
    return db.session.scalar(select(KeptDay.id).where(KeptDay.day == day)) is not None


def _note(found: Mapping[str, Obligation], today: date) -> dict[str, int]:
    """End the states that stand no more, begin those that took their place."""
    open_ones = _open()
    changed = [key for key, one in found.items() if key not in open_ones or open_ones[key][1] != one.state]
    gone = [number for key, (number, _) in open_ones.items() if key not in found]
    gone += [open_ones[key][0] for key in changed if key in open_ones]
    for at in range(0, len(gone), BATCH):
        ended = update(KeptState).where(KeptState.id.in_(gone[at : at + BATCH]))
        db.session.execute(ended.values(until_on=today), execution_options={"synchronize_session": False})
    for at in range(0, len(changed), BATCH):
        db.session.execute(insert(KeptState), [_row(key, found[key], today) for key in changed[at : at + BATCH]])
    return {"obligations": len(found), "changed": len(changed), "gone": len(gone)}


def _keyed(found: Iterable[Obligation]) -> Iterator[tuple[str, Obligation]]:
    """Each obligation under a key of its own; a judge that speaks twice of the same keeps both."""
    seen: dict[str, int] = {}
    for one in found:
        key = f"{one.rule_id}|{one.subject_type}|{one.subject_id}|{one.aspect}"[:190]
        seen[key] = seen.get(key, 0) + 1
        yield (key if seen[key] == 1 else f"{key}|{seen[key]}"), one


def _open() -> dict[str, tuple[int, State]]:
    query = select(KeptState.key, KeptState.id, KeptState.state).where(KeptState.until_on.is_(None))
    return {row.key: (row.id, row.state) for row in db.session.execute(query)}


def _row(key: str, one: Obligation, today: date) -> dict[str, Any]:
    return {
        "key": key, "rule_id": one.rule_id, "subject_type": one.subject_type, "subject_id": one.subject_id,
        "subject_name": one.subject_name[:300], "vendor_id": one.vendor_id, "vendor_name": one.vendor_name[:300],
        "state": one.state, "why": plain(kept(one.why)), "next_step": plain(kept(one.next_step)) if one.next_step else None,
        "evidence": one.evidence[:300], "owner": one.owner[:200], "due_on": one.due_on, "url": one.url[:300],
        "from_on": today,
    }  # fmt: skip


def tally(found: Iterable[Obligation]) -> dict[str, dict[str, int]]:
    """How many stand how, by rule line."""
    counted: dict[str, dict[str, int]] = {}
    for one in found:
        line = counted.setdefault(one.rule_id, {})
        line[one.state.value] = line.get(one.state.value, 0) + 1
    return counted


def as_kept(day: date) -> Sequence[Obligation]:
    """What was known on a day: the states that stood then, with the reasons of the day they began."""
    query = select(KeptState).where(
        KeptState.from_on <= day, or_(KeptState.until_on.is_(None), KeptState.until_on > day)
    ).order_by(KeptState.id)  # fmt: skip
    columns = query.with_only_columns(*(c for c in KeptState.__table__.columns))
    return [_obligation(row) for row in db.session.execute(columns)]


def _obligation(row: Any) -> Obligation:
    return Obligation(
        row.rule_id, row.subject_type, row.subject_id, row.subject_name, row.vendor_id, row.vendor_name, row.state,
        from_kept(row.why), row.evidence, from_kept(row.next_step) if row.next_step else None, row.due_on, row.url,
        row.key.split("|")[3] if row.key.count("|") > 2 else "", row.owner,
    )  # fmt: skip


def days_kept(most: int = 400) -> list[KeptDay]:
    """The newest days of which the states are known, the oldest first."""
    found = db.session.scalars(select(KeptDay).order_by(KeptDay.day.desc()).limit(most)).all()
    return list(reversed(found))


def first_day() -> date | None:
    return db.session.scalar(select(func.min(KeptDay.day)))


def day_known(day: date) -> date | None:
    """The newest kept day that is not after this one; None where nothing was kept by then."""
    return db.session.scalar(select(func.max(KeptDay.day)).where(KeptDay.day <= day))


def totals(tallies: Mapping[str, Mapping[str, int]], rule: str = "") -> dict[State, int]:
    """How many stand how on a kept day, over all lines or one."""
    chosen = [line for name, line in tallies.items() if not rule or name == rule]
    return {state: sum(line.get(state.value, 0) for line in chosen) for state in State}


def movements(
    since: date, until: date, rule: str = "", *, first: int = 0, most: int | None = None
) -> Sequence[KeptState]:
    """What began to stand otherwise after one kept day and by another, over all lines or one, the newest first; not what
    was there from the start."""
    query = select(KeptState).where(*_moved(since, until, rule)).order_by(KeptState.from_on.desc(), KeptState.id.desc())
    return db.session.scalars(query.offset(first).limit(most)).all()


def movement_count(since: date, until: date, rule: str = "") -> int:
    """How many there are."""
    return db.session.scalar(select(func.count(KeptState.id)).where(*_moved(since, until, rule))) or 0


def _moved(since: date, until: date, rule: str) -> list[ColumnElement[bool]]:
    days = [KeptState.from_on > since, KeptState.from_on <= until]
    return [KeptState.rule_id == rule, *days] if rule else days
