"""Where every contract stands on a day, worked out from the terms: one reading for lists, cards, duties and reports.

Status and end are never stored. Twenty thousand contracts take under a second; the last few days asked for are kept in
the process, and of those only the contracts that have changed are worked out again.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any

from flask import current_app
from sqlalchemy import func, select

from contracts.register.models import Contract, ContractEvent, term_of
from contracts.register.rules import Standing, standing
from core.calendar import calendar
from core.calendar.models import CalendarException
from core.db import as_written, db

KEPT_DAYS = 4
TERM = (
    Contract.id, Contract.signed_on, Contract.starts_on, Contract.ends_on, as_written(Contract.renewal),
    Contract.renewal_months, Contract.notice_amount, as_written(Contract.notice_unit),
)  # fmt: skip
EVENT = (
    ContractEvent.contract_id, as_written(ContractEvent.kind), ContractEvent.known_on, ContractEvent.effective_on,
    ContractEvent.changes_end, ContractEvent.ends_on, as_written(ContractEvent.renewal), ContractEvent.renewal_months,
    ContractEvent.notice_amount, as_written(ContractEvent.notice_unit),
)  # fmt: skip
"""What a term is made of. Words stay as the database writes them: turning them into ours takes as long as all the rest,
and only the terms that have changed are made anew."""
READ_ONE_BY_ONE = 500
"""Changed contracts up to which only those are read."""
NOTHING: tuple[Any, ...] = ()
_lock = Lock()


@dataclass(frozen=True)
class _Day:
    """What was worked out for a day: from which calendar, from which rows, and as of which state of the tables."""

    stamp: tuple[Any, ...]
    days: tuple[Any, ...]
    marks: Mapping[int, tuple[Any, ...]]
    rows: Mapping[int, tuple[Any, ...]]
    found: Mapping[int, Standing]


def standings(as_of: date) -> Mapping[int, Standing]:
    """Each contract's standing on `as_of`, by contract id."""
    kept: OrderedDict[date, _Day] = current_app.extensions.setdefault("contract_standings", OrderedDict())
    stamp = _stamp()
    with _lock:
        known = kept.get(as_of)
        latest = known or (kept[next(reversed(kept))] if kept else None)
    if known is None or known.stamp != stamp:
        known = _worked_out(as_of, stamp, known, latest)
        if db.session().info.get("in_unit_of_work"):
            return known.found  # what a change that may yet be undone leads to is not kept for others
        with _lock:
            kept[as_of] = known
            while len(kept) > KEPT_DAYS:
                kept.popitem(last=False)
    return known.found


def standings_of(contract_ids: Iterable[int], as_of: date) -> dict[int, Standing]:
    """The standing of some contracts only, as the database holds them at this moment."""
    firm = calendar()
    return {
        key: standing(term_of(contract, events), as_of, firm) for key, (contract, events) in _rows(contract_ids).items()
    }


def standing_of(contract: Contract, as_of: date) -> Standing:
    """One contract's standing on `as_of`."""
    return standing(contract.term, as_of, calendar())


def _stamp() -> tuple[Any, ...]:
    """Changes whenever a contract, an event or a day of the firm's calendar does."""
    contracts = select(func.count(), func.max(Contract.id), func.sum(Contract.version), func.max(Contract.created_at))
    events = select(func.count(), func.max(ContractEvent.id), func.max(ContractEvent.recorded_at))
    days = select(CalendarException.day, CalendarException.is_working).order_by(CalendarException.day)
    return (
        tuple(db.session.execute(contracts).one()),
        tuple(db.session.execute(events).one()),
        tuple(tuple(row) for row in db.session.execute(days)),
    )


def _worked_out(as_of: date, stamp: tuple[Any, ...], before: _Day | None, latest: _Day | None) -> _Day:
    """`before`: the same day as it was known; `latest`: that, or any other day, of which the rows are kept."""
    firm, days = calendar(), stamp[-1]
    same = before if before and before.days == days else None
    marks = _marks()
    rows = _rows() if latest is None else _read_again(latest, marks)
    found = {}
    for contract_id, row in rows.items():
        if same and same.rows.get(contract_id) == row:
            found[contract_id] = same.found[contract_id]
        else:
            found[contract_id] = standing(term_of(*row), as_of, firm)
    return _Day(stamp, days, marks, rows, found)


def _marks() -> dict[int, tuple[Any, ...]]:
    """What tells of each contract whether its row is still the one that was read: its version, and when it was made."""
    made = as_written(Contract.created_at)
    return {key: (version, at) for key, version, at in db.session.execute(select(Contract.id, Contract.version, made))}


def _read_again(before: _Day, marks: Mapping[int, tuple[Any, ...]]) -> dict[int, tuple[Any, ...]]:
    """All rows, those that changed from the database. Events are only ever added: they are all read, being few."""
    changed = [key for key, mark in marks.items() if before.marks.get(key) != mark]
    if len(changed) > READ_ONE_BY_ONE:
        return _rows()
    fresh, events = _rows(changed), _events()
    return {
        key: fresh[key] if key in fresh else (before.rows[key][0], tuple(events.get(key, NOTHING)))
        for key in marks
        if key in fresh or key in before.rows
    }


def _rows(contract_ids: Iterable[int] | None = None) -> dict[int, tuple[Any, ...]]:
    """Of each contract (all of them unless told which) the columns its term is made of, and its events' columns."""
    contracts = select(*TERM)
    wanted = None if contract_ids is None else list(contract_ids)
    if wanted is not None:
        contracts = contracts.where(Contract.id.in_(wanted))
    events = _events(wanted)
    return {row[0]: (row, tuple(events.get(row[0], NOTHING))) for row in db.session.execute(contracts)}


def _events(contract_ids: Sequence[int] | None = None) -> Mapping[int, list[Any]]:
    happened = select(*EVENT).order_by(ContractEvent.id)
    if contract_ids is not None:
        happened = happened.where(ContractEvent.contract_id.in_(contract_ids))
    found: dict[int, list[Any]] = defaultdict(list)
    for event in db.session.execute(happened):
        found[event[0]].append(event)
    return found
