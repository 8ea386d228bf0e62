"""Answers that take long to work out, given again while nothing they rest on has changed."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar, cast

from flask import current_app

from core.audit.chain import last_change
from core.changed import EVERYTHING, counts, note_reads, noting_reads
from core.db import db
from core.memory import collection_paused

KEPT = 80
"""Answers: every basis in every dimension of concentration and what they share is some sixty."""
T = TypeVar("T")
_lock = Lock()


@dataclass
class _Answer:
    """`tables`: how often each table it was read from had been written to before it was read; `stamp`: the entry of
    the audit trail up to which that is known to be so still."""

    stamp: str
    tables: Mapping[str, int]
    found: Any

    def stands(self, stamp: str) -> bool:
        if self.stamp == stamp:
            return True
        if EVERYTHING in self.tables:
            return False
        now = _counts_at(stamp)
        if any(now.get(name, 0) != before for name, before in self.tables.items()):
            return False
        self.stamp = stamp
        return True


def _counts_at(stamp: str) -> Mapping[str, int]:
    """How often each table was written to, asked once for all answers that are looked at under one change: a page that
    reads many of them asks the database no more often than one that reads few."""
    known: tuple[str, Mapping[str, int]] | None = current_app.extensions.get("kept_counts")
    if known is None or known[0] != stamp:
        known = current_app.extensions["kept_counts"] = (stamp, counts())
    return known[1]


def while_unchanged(key: tuple[Hashable, ...], work_out: Callable[[], T]) -> T:
    """`work_out()`, or what it gave for the same key since the last entry of the audit trail.

    The answer is shared by every request of the process: it holds values, never records of a session. Inside a unit of
    work nothing is kept or given again: there it may rest on changes that are rolled back yet.
    """

    def noted() -> T:
        note_reads((EVERYTHING,))
        return work_out()

    return while_tables_unchanged(key, noted)


def while_tables_unchanged(key: tuple[Hashable, ...], work_out: Callable[[], T]) -> T:
    """`work_out()`, or what it gave for the same key since one of the tables it was read from was written to: for what
    asks the database for all it rests on, by statements, and takes nothing from records that were loaded before."""
    if db.session().info.get("in_unit_of_work"):
        return work_out()
    kept: OrderedDict[tuple[Hashable, ...], _Answer]
    kept = current_app.extensions.setdefault("kept_while_unchanged", OrderedDict())
    stamp = last_change()
    known = kept.get(key)
    if known and known.stands(stamp):
        note_reads(known.tables)
        return cast(T, known.found)
    before = _counts_at(stamp)
    with noting_reads() as tables, collection_paused():
        found = work_out()
        if not tables:
            note_reads((EVERYTHING,))  # it was made of what somebody else read: nobody knows of what
    with _lock:
        kept[key] = _Answer(stamp, {name: before.get(name, 0) for name in tables}, found)
        kept.move_to_end(key)
        while len(kept) > KEPT:
            kept.popitem(last=False)
    return found
