"""Who judges which lines; the page, the workbook and the first page all read from here."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from threading import Lock

from flask import Flask, current_app
from flask_babel import get_locale

from core.audit.chain import last_change
from core.db import db
from core.obligations.rules import Obligation, rule_lines

_lock = Lock()
Judge = Callable[[date], Iterable[Obligation]]
"""Given the day, every obligation of one feature. Must ask the database per set, never per subject."""


def register_judge(app: Flask, judge: Judge) -> None:
    app.extensions.setdefault("obligation_judges", []).append(judge)


KEPT = 4


def obligations(as_of: date) -> Sequence[Obligation]:
    """Every obligation there is, in rule order, then by vendor and subject.

    The last few answers are kept in the process and given again while no entry was added to the audit trail, that is,
    while nothing in the firm's records changed.
    """
    if db.session().info.get("in_unit_of_work"):
        return _judged(as_of)  # it may rest on changes that are rolled back yet
    kept: OrderedDict[tuple[date, str], tuple[int, list[Obligation]]]
    kept = current_app.extensions.setdefault("obligations_kept", OrderedDict())
    key, stamp = (as_of, str(get_locale())), last_change()
    known = kept.get(key)
    if known and known[0] == stamp:
        return known[1]
    found = _judged(as_of)
    with _lock:
        kept[key] = (stamp, found)
        while len(kept) > KEPT:
            kept.popitem(last=False)
    return found


def register_owners(app: Flask, owners: Callable[[], Mapping[int, str]]) -> None:
    """Who answers for a vendor, by its number: whoever answers for its duties where the judge names nobody."""
    app.extensions["obligation_owners"] = owners


def _judged(as_of: date) -> list[Obligation]:
    owners: Mapping[int, str] = current_app.extensions.get("obligation_owners", dict)()
    found = [
        o if o.owner or o.vendor_id not in owners else replace(o, owner=owners[o.vendor_id])
        for judge in current_app.extensions.get("obligation_judges", [])
        for o in judge(as_of)
    ]
    return sorted(found, key=lambda o: (_rule_order(o.rule_id), o.vendor_name, o.subject_name))


def _rule_order(rule_id: str) -> int:
    order = {line.id: at for at, line in enumerate(rule_lines())}
    return order.get(rule_id, len(order))
