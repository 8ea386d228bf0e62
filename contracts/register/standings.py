"""Where every contract stands on a day, worked out from the terms: one reading for lists, cards, duties and reports.

Status and end are never stored. Twenty thousand contracts take under a second; the last few days asked for are kept in
the process, and of those only the contracts that have changed are worked out again.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping
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
from core.db import db

KEPT_DAYS = 4
_lock = Lock()


@dataclass(frozen=True)
class _Day:
    """What was worked out for a day: from which calendar, from which rows, and as of which state of the tables."""

    stamp: tuple[Any, ...]
    days: tuple[Any, ...]
    rows: Mapping[int, tuple[Any, ...]]
    found: Mapping[int, Standing]


def standings(as_of: date) -> Mapping[int, Standing]:
    """Each contract's standing on `as_of`, by contract id."""
    kept: OrderedDict[date, _Day] = current_app.extensions.setdefault("contract_standings", OrderedDict())
    stamp = _stamp()
    with _lock:
        known = kept.get(as_of)
    if known is None or known.stamp != stamp:
        known = _worked_out(as_of, stamp, known)
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


def _worked_out(as_of: date, stamp: tuple[Any, ...], before: _Day | None) -> _Day:
    firm = calendar()
    days = stamp[-1]
    same = before if before and before.days == days else None
    rows, found = _rows(), {}
    for contract_id, (contract, events) in rows.items():
        if same and same.rows.get(contract_id) == (contract, events):
            found[contract_id] = same.found[contract_id]
        else:
            found[contract_id] = standing(term_of(contract, events), as_of, firm)
    return _Day(stamp, days, rows, found)


def _rows(contract_ids: Iterable[int] | None = None) -> dict[int, tuple[Any, ...]]:
    """Of each contract (all of them unless told which) the columns its term is made of, and its events' columns."""
    columns = (
        Contract.id, Contract.signed_on, Contract.starts_on, Contract.ends_on, Contract.renewal,
        Contract.renewal_months, Contract.notice_amount, Contract.notice_unit,
    )  # fmt: skip
    contracts, happened = select(*columns), select(*ContractEvent.__table__.columns).order_by(ContractEvent.id)
    if contract_ids is not None:
        wanted = list(contract_ids)
        contracts = contracts.where(Contract.id.in_(wanted))
        happened = happened.where(ContractEvent.contract_id.in_(wanted))
    events = defaultdict(list)
    for event in db.session.execute(happened):
        events[event.contract_id].append(event)
    return {row.id: (row, tuple(events.get(row.id, ()))) for row in db.session.execute(contracts)}
