"""Answers that take long to work out, given again while nothing in the firm's records has changed."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar, cast

from flask import current_app

from core.audit.chain import last_change
from core.db import db

KEPT = 80
"""Answers: every basis in every dimension of concentration and what they share is some sixty."""
T = TypeVar("T")
_lock = Lock()


def while_unchanged(key: tuple[Hashable, ...], work_out: Callable[[], T]) -> T:
    """`work_out()`, or what it gave for the same key since the last entry of the audit trail.

    The answer is shared by every request of the process: it holds values, never records of a session. Inside a unit of
    work nothing is kept or given again: there it may rest on changes that are rolled back yet.
    """
    if db.session().info.get("in_unit_of_work"):
        return work_out()
    kept: OrderedDict[tuple[Hashable, ...], tuple[Any, Any]]
    kept = current_app.extensions.setdefault("kept_while_unchanged", OrderedDict())
    stamp = last_change()
    known = kept.get(key)
    if known and known[0] == stamp:
        return cast(T, known[1])
    found = work_out()
    with _lock:
        kept[key] = (stamp, found)
        kept.move_to_end(key)
        while len(kept) > KEPT:
            kept.popitem(last=False)
    return found
