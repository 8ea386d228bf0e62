"""Once a day: keep the figures, and open or close what passes a limit."""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

from sqlalchemy import select

from core import clock
from core.audit import record
from core.auth.models import User
from core.db import db, unit_of_work
from vendors.concentration.bases import bases
from vendors.concentration.beforehand import Beforehand, Key, accepted_beforehand, reaches, take_over
from vendors.concentration.breaches import is_accepted
from vendors.concentration.dimensions import Dimension
from vendors.concentration.models import ConcentrationSnapshot, LimitBreach
from vendors.concentration.passed import Looked, breaches_on
from vendors.concentration.queries import Figures, figures
from vendors.concentration.rules import Breach, displayed
from vendors.concentration.wording import measured

KEPT_DIMENSIONS = (
    Dimension.GROUP, Dimension.VENDOR, Dimension.COUNTRY, Dimension.SERVICE_KIND, Dimension.CLOUD, Dimension.FOURTH_PARTY,
)  # fmt: skip
LARGEST = 15


def daily() -> dict[str, int]:
    """The first run of a day finds what passes a limit, then keeps the day's figures; later ones do nothing."""
    kept = select(ConcentrationSnapshot.id).where(ConcentrationSnapshot.as_of == clock.today()).limit(1)
    return {} if db.session.scalar(kept) else find_breaches() | keep_figures()


def keep_figures() -> dict[str, int]:
    """The figures of today, if they are not kept yet; twice on a day does nothing."""
    today = clock.today()
    kept = select(ConcentrationSnapshot.id).where(ConcentrationSnapshot.as_of == today).limit(1)
    if db.session.scalar(kept):
        return {}
    found = [figures(today, by, basis) for by in KEPT_DIMENSIONS for basis in bases()]
    with unit_of_work():
        if db.session.scalar(kept):
            return {}
        for each in found:
            db.session.add(_snapshot(each, today))
        db.session.flush()
        record("vendors:snapshot:keep", "concentration", by=None, as_of=today, count=len(found))
    return {"snapshots": len(found)}


def _snapshot(found: Figures, today: date) -> ConcentrationSnapshot:
    held = found.found
    values = {
        "hhi": held.hhi, "normalised": held.normalised_hhi, "effective": held.effective_number, "cr1": held.cr(1),
        "cr3": held.cr(3), "cr5": held.cr(5), "gini": held.gini, "coverage": held.coverage,
        **{measure.value: value for measure, value in found.told.items()},
    }  # fmt: skip
    return ConcentrationSnapshot(
        as_of=today,
        dimension=found.by,
        basis=found.basis.name,
        figures={key: None if value is None else float(value) for key, value in values.items()},
        parties=[[line.party, line.name, float(line.share)] for line in found.lines[:LARGEST]],
    )


def find_breaches(by: User | None = None, progress: Looked | None = None) -> dict[str, int]:
    """Open a record for each limit that is passed, close those that are not any more, note how those that stand have
    changed, and take over what was accepted beforehand; once a day, or when a person asks."""
    today = clock.today()
    passed = dict(_passed(today, progress))
    standing = {_key(row): row for row in _open_ones()}
    given = accepted_beforehand(today)
    if (
        passed.keys() == standing.keys()
        and not any(_has_moved(standing[key], *passed[key]) for key in passed)
        and not any(_is_given(given, key, standing[key], passed[key][1], today) for key in passed)
    ):
        return {}
    counts = {"opened": 0, "closed": 0, "outgrown": 0, "accepted": 0}
    with unit_of_work():
        rows = {_key(row): row for row in _open_ones()}
        for key in sorted(passed.keys() - rows.keys()):
            row = _opened(key, *passed[key], today)
            db.session.add(row)
            db.session.flush()
            record("vendors:breach:open", row, by=by, value=_said(row), at_most=row.at_most)
            counts["opened"] += 1
        for key in sorted(rows.keys() - passed.keys()):
            rows[key].closed_on = today
            record("vendors:breach:close", rows[key], by=by, closed_on=today)
            counts["closed"] += 1
        for key in sorted(rows.keys() & passed.keys()):
            if _has_moved(rows[key], *passed[key]):
                counts["outgrown"] += _measure(rows[key], passed[key][1], today, by)
        for row in _open_ones():
            key = _key(row)
            if _is_given(given, key, row, passed[key][1], today):
                take_over(given[key], row, by=by)
                counts["accepted"] += 1
    return counts


def _is_given(given: Mapping[Key, Beforehand], key: Key, row: LimitBreach, breach: Breach[str], today: date) -> bool:
    return key in given and reaches(given[key], row, breach.value, today)


def _has_moved(row: LimitBreach, _found: Figures, breach: Breach[str]) -> bool:
    """Whether a reader would see another figure, or another limit."""
    measure = breach.limit.measure
    is_same = displayed(measure, Fraction(row.value_now)) == displayed(measure, breach.value)
    return not is_same or row.at_most != str(float(breach.limit.at_most))


def _measure(row: LimitBreach, breach: Breach[str], today: date, by: User | None) -> bool:
    """Note the figure and the limit of today; whether an acceptance that held does so no longer."""
    before, limit, held = _said(row), row.at_most, is_accepted(row, today)
    row.value_now, row.at_most = str(float(breach.value)), str(float(breach.limit.at_most))
    is_outgrown = held and not is_accepted(row, today)
    tag = "vendors:breach:outgrow" if is_outgrown else "vendors:breach:measure"
    record(tag, row, by=by, value=(before, _said(row)), at_most=(limit, row.at_most))
    return is_outgrown


def _said(row: LimitBreach) -> str:
    return measured(row.measure, Fraction(row.value_now))


def _passed(today: date, progress: Looked | None = None) -> Iterator[tuple[Key, tuple[Figures, Breach[str]]]]:
    for found, breach in breaches_on(today, progress):
        key = (found.by.value, found.basis.name, breach.limit.measure.value, breach.party or "")
        yield key, (found, breach)


def _open_ones() -> list[LimitBreach]:
    return list(db.session.scalars(select(LimitBreach).where(LimitBreach.closed_on.is_(None))))


def _key(row: LimitBreach) -> Key:
    return row.dimension.value, row.basis, row.measure.value, row.party


def _opened(key: Key, found: Figures, breach: Breach[str], today: date) -> LimitBreach:
    return LimitBreach(
        dimension=found.by, basis=key[1], measure=breach.limit.measure, party=key[3][:300],
        party_name=found.name(breach.party)[:300], value=str(float(breach.value)),
        value_now=str(float(breach.value)), at_most=str(float(breach.limit.at_most)),
        opened_on=today, acceptance_reason="", found_at=clock.now(),
    )  # fmt: skip
