"""Contracts on the board's workbook: what runs, what ends, what must be decided."""

from collections.abc import Iterator, Sequence, Set
from datetime import date, timedelta

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from contracts.register.models import Contract
from contracts.register.queries import contracts
from contracts.register.standings import standings
from core.db import db
from core.phrases import N_, phrase
from core.report import Definition, Figure, Sheet, Table

HORIZON = timedelta(days=180)
SOON = timedelta(days=90)
AT_A_TIME = 2_000


def sheet(as_of: date) -> Sheet:
    """Running contracts by the day they end; figures over those that end or must be decided soon."""
    found = standings(as_of)
    running = {key: at for key, at in found.items() if at.status.is_running}
    ends = {key: at.certain_end for key, at in running.items() if at.certain_end and at.certain_end <= as_of + HORIZON}
    soon = [key for key, end in ends.items() if end <= as_of + SOON]
    due = {
        key
        for key, at in running.items()
        if at.deadline is not None and not at.deadline.is_missed and at.deadline.on <= as_of + SOON
    }
    shown = _contracts(ends.keys() | due)
    shown.sort(key=lambda c: (found[c.id].certain_end or date.max, c.number))
    columns = [c for c in contracts(as_of).columns if c.key != "starts_on"]
    unowned = running.keys() & set(db.session.scalars(select(Contract.id).where(Contract.owner_id.is_(None))))
    return Sheet(
        title=gettext("Contracts"),
        lead=gettext(
            "Status, end and notice deadline follow from the dates and what happened since; none is typed in."
        ),
        figures=[
            Figure("contracts.running", gettext("Running contracts"), len(running), tone="info"),
            Figure(
                "contracts.ending_90",
                gettext("Ending within 90 days"),
                len(soon),
                tone="warn" if soon else "good",
                why=phrase(N_("Contracts that end by %(day)s unless something is agreed"), day=as_of + SOON),
            ),
            Figure(
                "contracts.decisions_90",
                gettext("Renewals to decide within 90 days"),
                len(due),
                tone="warn" if due else "good",
                why=phrase(N_("They renew by themselves unless notice is given in time")),
            ),
            Figure(
                "contracts.unowned",
                gettext("Running contracts nobody answers for"),
                len(unowned),
                tone="bad" if unowned else "good",
            ),
        ],
        tables=[
            Table(
                gettext("Ending or to be decided within 180 days"),
                columns,
                shown,
                gettext("No contract ends or must be decided in this time."),
            )
        ],
        definitions=[
            Definition(
                gettext("Effective end"),
                gettext(
                    "The agreed end, moved by amendments and renewals, or cut short by a termination; the last day included."
                ),
            ),
            Definition(
                gettext("Notice by"),
                gettext("The last day on which notice still stops an automatic renewal."),
            ),
        ],
    )


def _contracts(keys: Set[int]) -> list[Contract]:
    """Those contracts, so many at a time: a long list of keys is more than a statement may hold."""
    query = select(Contract).options(joinedload(Contract.vendor), joinedload(Contract.owner))
    found: list[Contract] = []
    for some in batched(sorted(keys), AT_A_TIME):
        found += db.session.scalars(query.where(Contract.id.in_(some)))
    return found


def batched(keys: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(keys), size):
        yield keys[start : start + size]
