"""How concentration went on: the figures that were kept day by day, and which contracts moved them since a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import select

from core.days import add_months
from core.db import db
from core.report.models import BoardSnapshot
from vendors.concentration.bases import Basis, Holding
from vendors.concentration.dimensions import Dimension
from vendors.concentration.models import ConcentrationSnapshot
from vendors.concentration.queries import held

MOST = 400


@dataclass(frozen=True)
class Moved:
    """Something that weighs otherwise than on the earlier day; None: it did not weigh, or that is not known."""

    what: str
    vendor_id: int | None
    before: Fraction | None
    after: Fraction | None

    @property
    def change(self) -> Fraction:
        return (self.after or Fraction(0)) - (self.before or Fraction(0))


def kept(by: Dimension, basis: Basis, until: date) -> Sequence[ConcentrationSnapshot]:
    """The figures kept up to a day, the oldest first; nothing where none were."""
    query = (
        select(ConcentrationSnapshot)
        .where(
            ConcentrationSnapshot.dimension == by,
            ConcentrationSnapshot.basis == basis.name,
            ConcentrationSnapshot.as_of <= until,
        )
        .order_by(ConcentrationSnapshot.as_of.desc())
        .limit(MOST)
    )
    return list(db.session.scalars(query))[::-1]


def month_by_month(until: date, months: int) -> list[tuple[date, dict[str, float | None]]]:
    """The HHI by group at the last figures kept of each of so many months, by basis; a month without any is not there."""
    query = (
        select(ConcentrationSnapshot.as_of, ConcentrationSnapshot.basis, ConcentrationSnapshot.figures)
        .where(
            ConcentrationSnapshot.dimension == Dimension.GROUP,
            ConcentrationSnapshot.as_of <= until,
            ConcentrationSnapshot.as_of >= add_months(until, -months),
        )
        .order_by(ConcentrationSnapshot.as_of)
    )
    kept: dict[tuple[int, int], tuple[date, dict[str, float | None]]] = {}
    for row in db.session.execute(query):
        key = (row.as_of.year, row.as_of.month)
        day, values = kept.get(key, (row.as_of, {}))
        if day != row.as_of:
            values = {}
        kept[key] = (row.as_of, {**values, row.basis: row.figures.get("hhi")})
    return list(kept.values())[-months:]


def last_board_date(before: date) -> date | None:
    """The day of which the board's last workbook before a day spoke."""
    query = select(BoardSnapshot.as_of).where(BoardSnapshot.as_of < before).order_by(BoardSnapshot.as_of.desc())
    return db.session.scalar(query.limit(1))


def moved(basis: Basis, since: date, until: date) -> list[Moved]:
    """What weighs otherwise on the later day, the largest change first: contracts that began, ended or cost otherwise."""
    was, is_now = _by_thing(held(since, basis)), _by_thing(held(until, basis))
    changed = [
        Moved(key[1], key[0], was.get(key), is_now.get(key))
        for key in was.keys() | is_now.keys()
        if was.get(key) != is_now.get(key)
    ]
    return sorted(changed, key=lambda each: (-abs(each.change), each.what, each.vendor_id or 0))


def _by_thing(holdings: Sequence[Holding]) -> dict[tuple[int | None, str], Fraction | None]:
    return {(each.vendor_id, each.what): each.weight for each in holdings}
