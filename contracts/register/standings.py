"""Where every contract stands on a day, worked out from the terms: one reading for lists, cards, duties and reports.

Status and end are never stored. Twenty thousand contracts take well under a second; the last few answers are kept in
the process and used again as long as nothing they rest on has changed.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Mapping
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


def standings(as_of: date) -> Mapping[int, Standing]:
    """Each contract's standing on `as_of`, by contract id."""
    kept: OrderedDict[date, tuple[Any, Mapping[int, Standing]]] = current_app.extensions.setdefault(
        "contract_standings", OrderedDict()
    )
    stamp = _stamp()
    with _lock:
        if (known := kept.get(as_of)) and known[0] == stamp:
            return known[1]
    found = _worked_out(as_of)
    with _lock:
        kept[as_of] = (stamp, found)
        while len(kept) > KEPT_DAYS:
            kept.popitem(last=False)
    return found


def standing_of(contract: Contract, as_of: date) -> Standing:
    """One contract's standing on `as_of`."""
    return standing(contract.term, as_of, calendar())


def _stamp() -> tuple[Any, ...]:
    """Changes whenever a contract, an event or a day of the calendar does: versions only grow, rows only come."""
    contracts = select(func.count(), func.max(Contract.id), func.sum(Contract.version))
    events = select(func.count(), func.max(ContractEvent.id))
    days = select(func.count(), func.max(CalendarException.id), func.sum(CalendarException.version))
    return tuple(tuple(db.session.execute(query).one()) for query in (contracts, events, days))


def _worked_out(as_of: date) -> dict[int, Standing]:
    firm = calendar()
    events = defaultdict(list)
    for event in db.session.execute(select(*ContractEvent.__table__.columns).order_by(ContractEvent.id)):
        events[event.contract_id].append(event)
    columns = (
        Contract.id, Contract.signed_on, Contract.starts_on, Contract.ends_on, Contract.renewal,
        Contract.renewal_months, Contract.notice_amount, Contract.notice_unit,
    )  # fmt: skip
    return {
        row.id: standing(term_of(row, events.get(row.id, ())), as_of, firm)
        for row in db.session.execute(select(*columns))
    }
