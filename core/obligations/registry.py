"""Who judges which lines; the page, the workbook and the first page all read from here."""

import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from threading import Lock, Thread
from time import perf_counter

from flask import Flask, current_app
from flask_babel import force_locale, get_locale

from core import clock
from core.audit.chain import last_change
from core.db import db
from core.obligations.queries import Found
from core.obligations.rules import Obligation, rule_lines

log = logging.getLogger(__name__)
_lock = Lock()
Judge = Callable[[date], Iterable[Obligation]]
"""Given the day, every obligation of one feature. Must ask the database per set, never per subject."""


Turn = Callable[[datetime], datetime | None]
"""Given a moment, the next one at which a judgement turns by the clock alone (a report due by the minute); None: none."""


def register_judge(app: Flask, judge: Judge, turn: Turn | None = None) -> None:
    app.extensions.setdefault("obligation_judges", []).append(judge)
    if turn is not None:
        app.extensions.setdefault("obligation_turns", []).append(turn)


def _next_turn(now: datetime) -> datetime | None:
    found = [turn(now) for turn in current_app.extensions.get("obligation_turns", [])]
    return min((at for at in found if at is not None), default=None)


KEPT = 4


QUICK = 2.0
"""Seconds: what takes no longer is judged while the reader waits."""


@dataclass(frozen=True)
class _Kept:
    stamp: str
    found: Found
    judged_at: datetime
    seconds: float
    turns_at: datetime | None = None
    """From when on it stands no more, whatever else happens."""

    def stands(self, stamp: str) -> bool:
        """Whether nothing changed in the records, and no time ran out, since it was judged."""
        return self.stamp == stamp and (self.turns_at is None or clock.now() <= self.turns_at)


@dataclass(frozen=True)
class Shown:
    """Obligations as a page shows them: judged at a moment, and whether records have changed since."""

    found: Found
    judged_at: datetime
    is_current: bool


def shown(as_of: date) -> Shown:
    """What a page shows without keeping its reader waiting: where judging takes long and something changed since the
    last time, that time's answer, while the new one is worked out beside."""
    known = _kept().get((as_of, str(get_locale())))
    stamp = last_change()
    if known is None or known.stands(stamp) or known.seconds < QUICK:
        found = obligations(as_of)
        known = _kept().get((as_of, str(get_locale())))
        return Shown(found, known.judged_at if known else clock.now(), True)
    _judge_beside(as_of)
    return Shown(known.found, known.judged_at, False)


def _judge_beside(as_of: date) -> None:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    key = (as_of, str(get_locale()))
    running: set[tuple[date, str]] = app.extensions.setdefault("obligations_running", set())
    with _lock:
        if key in running:
            return
        running.add(key)

    def work() -> None:
        try:
            with app.app_context(), force_locale(key[1]):
                obligations(as_of)
                db.session.remove()
        except Exception:
            log.exception("obligations could not be judged beside the page")
        finally:
            running.discard(key)

    Thread(target=work, name="obligations", daemon=True).start()


def _kept() -> "OrderedDict[tuple[date, str], _Kept]":
    kept: OrderedDict[tuple[date, str], _Kept] = current_app.extensions.setdefault("obligations_kept", OrderedDict())
    return kept


def obligations(as_of: date) -> Found:
    """Every obligation there is, in rule order, then by vendor and subject.

    The last few answers are kept in the process and given again while no entry was added to the audit trail, that is,
    while nothing in the firm's records changed.
    """
    if db.session().info.get("in_unit_of_work"):
        return _judged(as_of)  # it may rest on changes that are rolled back yet
    kept, key, stamp = _kept(), (as_of, str(get_locale())), last_change()
    known = kept.get(key)
    if known and known.stands(stamp):
        return known.found
    begun, judged_at = perf_counter(), clock.now()
    found = _judged(as_of)
    turns_at = _next_turn(judged_at)
    with _lock:
        kept[key] = _Kept(stamp, found, judged_at, perf_counter() - begun, turns_at)
        kept.move_to_end(key)
        while len(kept) > KEPT:
            kept.popitem(last=False)
    return found


def register_owners(app: Flask, owners: Callable[[], Mapping[int, str]]) -> None:
    """Who answers for a vendor, by its number: whoever answers for its duties where the judge names nobody."""
    app.extensions["obligation_owners"] = owners


def _judged(as_of: date) -> Found:
    owners: Mapping[int, str] = current_app.extensions.get("obligation_owners", dict)()
    found = [
        o if o.owner or o.vendor_id not in owners else replace(o, owner=owners[o.vendor_id])
        for judge in current_app.extensions.get("obligation_judges", [])
        for o in judge(as_of)
    ]
    order = {line.id: at for at, line in enumerate(rule_lines())}
    return Found(sorted(found, key=lambda o: (order.get(o.rule_id, len(order)), o.vendor_name, o.subject_name)))
