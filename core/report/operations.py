from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from core import clock
from core.audit import record
from core.auth.models import User
from core.db import db
from core.report.models import BoardSnapshot
from core.report.parts import Figure, Sheet, sheets


@dataclass(frozen=True)
class Board:
    """Everything the workbook shows: its sheets, and the figures of the last one before it (None: there was none)."""

    as_of: date
    sheets: Sequence[Sheet]
    before: Mapping[str, Any] | None
    before_on: date | None
    made_by: str

    @property
    def figures(self) -> list[Figure]:
        return [figure for sheet in self.sheets for figure in sheet.figures]


def gather(as_of: date, *, by: User | None) -> Board:
    """Build every sheet, and find what the board saw last time."""
    last = db.session.scalar(
        select(BoardSnapshot).where(BoardSnapshot.as_of < as_of).order_by(BoardSnapshot.as_of.desc()).limit(1)
    )
    return Board(
        as_of=as_of,
        sheets=sheets(as_of),
        before=last.figures if last else None,
        before_on=last.as_of if last else None,
        made_by=by.name if by else "flask report board",
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
