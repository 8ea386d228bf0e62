from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from core import clock
from core.audit import record
from core.auth.models import User
from core.db import db
from core.errors import Refused
from core.phrases import N_
from core.report.models import BoardSnapshot
from core.report.parts import Figure, Sheet, comparing_with, sheets


@dataclass(frozen=True)
class Board:
    """Everything the workbook shows: its sheets, and the figures of the last one before it (None: there was none)."""

    as_of: date
    sheets: Sequence[Sheet]
    before: Mapping[str, Any] | None
    before_on: date | None
    made_by: str
    base: str = ""
    """What stands before a page's path to reach it from the workbook; empty: nobody knows."""

    @property
    def figures(self) -> list[Figure]:
        return [figure for sheet in self.sheets for figure in sheet.figures]


EARLIER = 24


def earlier(as_of: date) -> list[date]:
    """The days of the reports on record before a day, the last one first."""
    query = select(BoardSnapshot.as_of).where(BoardSnapshot.as_of < as_of).order_by(BoardSnapshot.as_of.desc())
    return list(db.session.scalars(query.limit(EARLIER)))


def gather(as_of: date, *, by: User | None, base: str = "", since: date | None = None) -> Board:
    """Build every sheet, and find what the board saw last time: on the day `since`, else in the last report before.

    Raises Refused where no report is on record for `since`."""
    query = select(BoardSnapshot).where(BoardSnapshot.as_of < as_of).order_by(BoardSnapshot.as_of.desc()).limit(1)
    last = db.session.scalar(query if since is None else query.where(BoardSnapshot.as_of == since))
    if since is not None and last is None:
        says = N_("No report before %(as_of)s is on record for %(since)s; choose one of those that are.")
        raise Refused(says, field="since", as_of=as_of, since=since)
    before_on = last.as_of if last else None
    with comparing_with(before_on):
        found = sheets(as_of)
    return Board(
        as_of=as_of,
        sheets=found,
        before=last.figures if last else None,
        before_on=before_on,
        made_by=by.name if by else "flask report board",
        base=base,
    )


def keep_snapshot(board: Board, *, by: User | None) -> BoardSnapshot:
    """Remember the figures under their date; a second workbook for the same day replaces the first's."""
    figures = {f.key: None if f.value is None else float(f.value) for f in board.figures}
    known = db.session.scalar(select(BoardSnapshot).where(BoardSnapshot.as_of == board.as_of))
    snapshot = known or BoardSnapshot(as_of=board.as_of)
    snapshot.figures, snapshot.made_at, snapshot.made_by = figures, clock.now(), board.made_by
    db.session.add(snapshot)
    db.session.flush()
    record("report:board:make", snapshot, by=by, as_of=board.as_of)
    return snapshot
