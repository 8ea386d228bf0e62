"""How concentration went on: the figures that were kept day by day, and which contracts moved them since a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from fractions import Fraction

from sqlalchemy import select

from core import clock
from core.audit.models import AuditEntry
from core.days import add_months
from core.db import db
from core.phrases import N_
from core.report.models import BoardSnapshot
from vendors.concentration.bases import Basis, Holding
from vendors.concentration.dimensions import Dimension
from vendors.concentration.models import ConcentrationSnapshot
from vendors.concentration.queries import figures, held

MOST = 400


class Why(StrEnum):
    """What became of something that weighs between two days."""

    BEGAN = "began"
    ENDED = "ended"
    KNOWN = "known"
    UNKNOWN = "unknown"
    RATE = "rate"
    SHARED = "shared"


WHY_NAMES = {
    Why.BEGAN: N_("Began to count"),
    Why.ENDED: N_("No longer counts"),
    Why.KNOWN: N_("Its weight is known now"),
    Why.UNKNOWN: N_("Its weight is no longer known"),
    Why.RATE: N_("Another exchange rate"),
    Why.SHARED: N_("Shared with more or fewer others"),
}


@dataclass(frozen=True)
class Moved:
    """Something that weighs otherwise than on the earlier day; None: it did not weigh, or that is not known."""

    what: str
    vendor_id: int | None
    before: Fraction | None
    after: Fraction | None
    why: Why | None = None

    @property
    def change(self) -> Fraction:
        return (self.after or Fraction(0)) - (self.before or Fraction(0))


@dataclass(frozen=True)
class Compared:
    """The index (the largest share, where shares overlap) on the board's day as it was kept then, as the register knows
    that day now, and on the later day. None: not kept, or not defined."""

    kept: Fraction | None
    then: Fraction | None
    now: Fraction | None


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


def compared(by: Dimension, basis: Basis, since: date, until: date) -> Compared:
    days = (row for row in kept(by, basis, since)[-1:] if row.as_of == since)
    value = next((row.figures.get("cr1" if by.overlaps else "hhi") for row in days), None)
    then, now = (figures(day, by, basis).found for day in (since, until))
    return Compared(
        None if value is None else Fraction(value),
        then.cr(1) if by.overlaps else then.hhi,
        now.cr(1) if by.overlaps else now.hhi,
    )


PLACED: Mapping[str, frozenset[str]] = {
    "vendors:vendor:edit": frozenset({"group_id", "out_of_scope_reason", "status"}),
    "vendors:vendor:merge": frozenset(),
    "vendors:vendor:absorb": frozenset(),
    "vendors:vendor:part": frozenset(),
    "vendors:group:edit": frozenset({"parent_id"}),
    "vendors:owner:add": frozenset(),
    "vendors:owner:end": frozenset(),
    "vendors:owner:restore": frozenset(),
    "vendors:subcontracting:add": frozenset(),
    "vendors:subcontracting:end": frozenset(),
    "vendors:subcontracting:restore": frozenset(),
    "vendors:service:add": frozenset(),
    "vendors:service:edit": frozenset(
        {"kind", "processing_country", "storage_country", "cloud_provider", "cloud_region", "functions"}
    ),
    "vendors:service:end": frozenset(),
    "vendors:service:resume": frozenset(),
}
"""Acts that change on whom a weight falls, whatever weighs, each with the fields that do."""
READ = 1_000
"""Acts that are looked through, the newest."""


def entered(basis: Basis, since: date) -> list[AuditEntry]:
    """What was entered from a day on that can move the figures of any day: amounts, groups, rates; the newest first."""
    acts = {**PLACED, **basis.moved_by}
    begins = datetime.combine(since, time.min, clock.zone())
    query = select(AuditEntry).where(AuditEntry.tag.in_(acts), AuditEntry.at >= begins)
    rows = db.session.scalars(query.order_by(AuditEntry.seq.desc()).limit(READ))
    return [row for row in rows if not acts[row.tag] or acts[row.tag] & row.changes.keys()]


def moved(basis: Basis, since: date, until: date) -> list[Moved]:
    """What weighs otherwise on the later day, the largest change first: contracts that began, ended or cost otherwise."""
    was, is_now = _by_thing(held(since, basis)), _by_thing(held(until, basis))
    changed = [
        Moved(key[1], key[0], was.get(key), is_now.get(key), _why(key, was, is_now, basis))
        for key in was.keys() | is_now.keys()
        if was.get(key) != is_now.get(key) or (key in was) != (key in is_now)
    ]
    return sorted(changed, key=lambda each: (-abs(each.change), each.what, each.vendor_id or 0))


Weights = dict[tuple[int | None, str], Fraction | None]


def _why(key: tuple[int | None, str], was: Weights, is_now: Weights, basis: Basis) -> Why:
    if key not in was:
        return Why.BEGAN
    if key not in is_now:
        return Why.ENDED
    if was[key] is None:
        return Why.KNOWN
    if is_now[key] is None:
        return Why.UNKNOWN
    return Why.RATE if basis.is_money else Why.SHARED


def _by_thing(holdings: Sequence[Holding]) -> Weights:
    return {(each.vendor_id, each.what): each.weight for each in holdings}
