"""Reads of service levels: what was promised, reported, missed and is due, one set at a time."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from core import clock
from core.db import db
from core.web.listing import Status
from vendors.services.models import Service
from vendors.specifications import levels, shelf
from vendors.specifications.levels import Level, period_text
from vendors.specifications.models import LevelFigure, ServiceLevel, promised


@dataclass(frozen=True)
class Kept:
    """One period of a level: None as value where nothing was reported. `penalty`: minor units due, after the cap."""

    period_on: date
    text: str
    value: Decimal | None
    is_kept: bool | None
    penalty: int
    figure_id: int | None
    dealt_on: date | None
    dealt_how: str = ""
    source: str = ""


@dataclass(frozen=True)
class LevelStanding:
    """A level by its periods that are over, the oldest first; `late`: periods whose figure should be here."""

    level_id: int
    service_id: int
    label: str
    promise: Level
    rows: tuple[Kept, ...]
    late: tuple[date, ...]
    metric: str = ""

    @property
    def missed(self) -> list[Kept]:
        return [row for row in self.rows if row.is_kept is False]

    @property
    def open_misses(self) -> list[Kept]:
        """Missed, and nobody dealt with it."""
        return [row for row in self.missed if row.dealt_on is None]

    @property
    def last(self) -> Kept | None:
        return next((row for row in reversed(self.rows) if row.value is not None), None)

    @property
    def due_minor(self) -> int:
        return sum(row.penalty for row in self.open_misses)


def standings(as_of: date, service_ids: Collection[int] | None = None) -> Mapping[int, list[LevelStanding]]:
    """By service: its levels promised on a day. Two reads, whatever their number."""
    query = select(ServiceLevel.__table__).where(
        ServiceLevel.from_on <= as_of, or_(ServiceLevel.until_on.is_(None), ServiceLevel.until_on >= as_of)
    )
    reported = select(LevelFigure.__table__).where(LevelFigure.period_on <= as_of)
    if service_ids is not None:
        query = query.where(ServiceLevel.service_id.in_(service_ids))
        mine = select(ServiceLevel.id).where(ServiceLevel.service_id.in_(service_ids))
        reported = reported.where(LevelFigure.level_id.in_(mine))
    figures: dict[int, list[Any]] = {}
    for row in db.session.execute(reported.order_by(LevelFigure.period_on)):
        figures.setdefault(row.level_id, []).append(row)
    found: dict[int, list[LevelStanding]] = {}
    for row in db.session.execute(query.order_by(ServiceLevel.id)):
        found.setdefault(row.service_id, []).append(_standing(row, figures.get(row.id, ()), as_of))
    return found


def _standing(row: Any, figures: Sequence[Any], as_of: date) -> LevelStanding:
    promise = promised(row)
    values = {each.period_on: levels.from_micro(each.value_micro) for each in figures}
    due, by_period = levels.penalties(promise, values), {each.period_on: each for each in figures}
    expected = levels.periods(row.from_on, row.until_on, row.period, as_of)
    rows = []
    for period in sorted({*expected, *values}):
        each, value = by_period.get(period), values.get(period)
        rows.append(
            Kept(
                period, period_text(period, row.period), value, None if value is None else promise.is_kept(value),
                due.get(period, 0), each.id if each else None, each.dealt_on if each else None,
                each.dealt_how if each else "", each.source if each else "",
            )
        )  # fmt: skip
    late = levels.overdue(expected, values, row.period, shelf.policy().report_days, as_of)
    return LevelStanding(row.id, row.service_id, row.label, promise, tuple(rows), tuple(late), row.metric)


def standing_status(one: LevelStanding) -> Status:
    if one.open_misses:
        return Status(gettext("Missed, to be dealt with"), "bad")
    if one.late:
        return Status(gettext("Figures missing"), "bad")
    if one.last is None:
        return Status(gettext("No figures yet"), "muted")
    return (
        Status(gettext("Missed, dealt with"), "warn")
        if one.last.is_kept is False
        else Status(gettext("Level kept"), "good")
    )


def kept_status(row: Kept) -> Status:
    if row.is_kept is None:
        return Status(gettext("No data"), "muted")
    if row.is_kept:
        return Status(gettext("Level kept"), "good")
    return (
        Status(gettext("Missed, dealt with"), "warn")
        if row.dealt_on
        else Status(gettext("Missed, to be dealt with"), "bad")
    )


def level_page(level_id: int) -> ServiceLevel:
    query = select(ServiceLevel).where(ServiceLevel.id == level_id)
    found: ServiceLevel = db.one_or_404(
        query.options(joinedload(ServiceLevel.service).joinedload(Service.vendor), selectinload(ServiceLevel.figures))
    )
    return found


def levels_of(ids: Collection[int]) -> Sequence[ServiceLevel]:
    return db.session.scalars(select(ServiceLevel).where(ServiceLevel.id.in_(ids)).order_by(ServiceLevel.id)).all()


def standing_of(level: ServiceLevel) -> LevelStanding:
    """One level, also where it has ended."""
    return _standing(level, level.figures, clock.today())


def figure_of(level_id: int, figure_id: int) -> LevelFigure:
    query = select(LevelFigure).where(LevelFigure.id == figure_id, LevelFigure.level_id == level_id)
    found: LevelFigure = db.one_or_404(query.options(joinedload(LevelFigure.level)))
    return found


def promise_text(promise: Level, unit: str) -> str:
    return f"{levels.SIGNS[promise.direction]} {promise.threshold}{' ' if unit and unit != '%' else ''}{unit}"


def value_text(value: Decimal | None, unit: str) -> str:
    return "—" if value is None else f"{value}{' ' if unit and unit != '%' else ''}{unit}"
