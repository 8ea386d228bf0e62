"""A file of reported figures → a plan, row by row, shown before anything counts. Nothing is saved here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from core import clock
from core.db import db
from core.errors import Refused, Unreadable
from core.excel.reading import Row, cell_text, column_letter, read_rows
from core.phrases import N_, Phrase, phrase
from vendors.specifications.levels import Period, end_of, first_of, period_text, read_period, read_value
from vendors.specifications.models import ServiceLevel

MAX_BYTES = 5 * 1024**2
MAX_ROWS = 5000
NOT_WHOLE = N_(
    "Nothing was kept: a row has something wrong, or no row says anything new. Correct the file and send it again."
)
HEADINGS = {
    "level": ("level number", "level", "no.", "指標編號", "編號"),
    "period": ("period", "month", "期間", "月份", "年月"),
    "value": ("reported", "value", "figure", "實際值", "實績", "數值"),
}


class Fate(StrEnum):
    """What a row would do."""

    NEW = "new"
    CORRECTS = "corrects"
    SAME = "same"
    WRONG = "wrong"


FATE_NAMES = {
    Fate.NEW: N_("New"),
    Fate.CORRECTS: N_("Corrects what stands"),
    Fate.SAME: N_("Stands already"),
    Fate.WRONG: N_("Wrong"),
}
FATE_TONES = {Fate.NEW: "good", Fate.CORRECTS: "warn", Fate.SAME: "muted", Fate.WRONG: "bad"}


@dataclass(frozen=True)
class PlannedRow:
    """One row: where it stands, what it says, what would become of it and why not."""

    number: int
    level: ServiceLevel | None
    period_on: date | None
    period: str
    value: Decimal | None
    before: Decimal | None
    fate: Fate
    faults: tuple[tuple[str, Phrase], ...] = ()


@dataclass(frozen=True)
class FigurePlan:
    rows: Sequence[PlannedRow]

    @property
    def wrong(self) -> list[PlannedRow]:
        return [row for row in self.rows if row.fate is Fate.WRONG]

    @property
    def changing(self) -> list[tuple[ServiceLevel, date, Decimal]]:
        return [
            (row.level, row.period_on, row.value)
            for row in self.rows
            if row.fate in (Fate.NEW, Fate.CORRECTS) and row.level and row.period_on and row.value is not None
        ]


def plan_of(data: bytes, name: str) -> FigurePlan:
    """What a file would do as things stand now. Raises Unreadable for what is no table of figures."""
    if len(data) > MAX_BYTES:
        says = N_("“%(name)s” is larger than %(limit)s MB.")
        raise Unreadable(says, field="file", name=name, limit=MAX_BYTES // 1024**2)
    columns, rows = _table(data, name)
    wanted = {number for row in rows if (number := _level_number(_cell(row, columns, "level"))) is not None}
    query = (
        select(ServiceLevel)
        .where(ServiceLevel.id.in_(wanted))
        .options(joinedload(ServiceLevel.service), selectinload(ServiceLevel.figures))
    )
    known = {level.id: level for level in db.session.scalars(query)}
    seen: set[tuple[int, date]] = set()
    return FigurePlan([_planned(row, columns, known, seen) for row in rows])


def _table(data: bytes, name: str) -> tuple[Mapping[str, int], list[Row]]:
    columns: dict[str, int] | None = None
    rows: list[Row] = []
    for row in read_rows(data, name):
        if columns is None:
            found = _headings(row)
            columns = found if len(found) == len(HEADINGS) else None
        elif any(cell_text(cell) for cell in row.cells):
            rows.append(row)
        if len(rows) > MAX_ROWS:
            raise Unreadable(N_("The file holds more than %(most)s figures; split it."), field="file", most=MAX_ROWS)
    if columns is None:
        says = N_("No row is headed level number, period and reported (指標編號、期間、實際值). Use the template.")
        raise Unreadable(says, field="file")
    if not rows:
        raise Unreadable(N_("No figure stands under the headings."), field="file")
    return columns, rows


def _headings(row: Row) -> dict[str, int]:
    named = [cell_text(cell).casefold() for cell in row.cells]
    return {
        key: next(i for i, n in enumerate(named) if n in words)
        for key, words in HEADINGS.items()
        if set(words) & set(named)
    }


def _cell(row: Row, columns: Mapping[str, int], key: str) -> Any:
    at = columns[key]
    return row.cells[at] if at < len(row.cells) else None


def _level_number(value: Any) -> int | None:
    text = cell_text(value).upper().removeprefix("L")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _planned(
    row: Row, columns: Mapping[str, int], known: Mapping[int, ServiceLevel], seen: set[tuple[int, date]]
) -> PlannedRow:
    faults: list[tuple[str, Phrase]] = []

    def fault(key: str, says: Phrase) -> None:
        faults.append((f"{column_letter(columns[key])}{row.number}", says))

    number = _level_number(_cell(row, columns, "level"))
    level = known.get(number) if number is not None else None
    if level is None:
        fault(
            "level",
            phrase(N_("No level has the number “%(text)s”."), text=cell_text(_cell(row, columns, "level"))[:40]),
        )
    period_on = _period(_cell(row, columns, "period"), level.period if level else Period.MONTH, fault)
    value = _value(_cell(row, columns, "value"), fault)
    if level and period_on:
        for says in _impossible(level, period_on, seen):
            fault("period", says)
    text = (
        period_text(period_on, level.period) if period_on and level else cell_text(_cell(row, columns, "period"))[:40]
    )
    before = next((f.value for f in level.figures if f.period_on == period_on), None) if level else None
    fate = Fate.WRONG if faults else Fate.NEW if before is None else Fate.SAME if before == value else Fate.CORRECTS
    return PlannedRow(row.number, level, period_on, text, value, before, fate, tuple(faults))


def _period(cell: Any, period: Period, fault: Any) -> date | None:
    if isinstance(cell, datetime | date):
        return first_of(cell.date() if isinstance(cell, datetime) else cell, period)
    try:
        return read_period(cell_text(cell), period)
    except Refused as error:
        fault("period", error.phrase)
        return None


def _value(cell: Any, fault: Any) -> Decimal | None:
    try:
        return read_value(str(cell) if isinstance(cell, float) else cell_text(cell))
    except Refused as error:
        fault("value", error.phrase)
        return None


def _impossible(level: ServiceLevel, first: date, seen: set[tuple[int, date]]) -> Iterator[Phrase]:
    if (level.id, first) in seen:
        yield phrase(N_("This level and period stand in the file twice."))
    seen.add((level.id, first))
    if end_of(first, level.period) >= clock.today():
        yield phrase(N_("This period is not over yet."))
    elif end_of(first, level.period) < level.from_on or (level.until_on and first > level.until_on):
        yield phrase(N_("The level was not promised in this period."))
