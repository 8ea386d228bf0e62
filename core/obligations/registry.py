"""Who judges which lines; the page, the workbook and the first page all read from here."""

from collections.abc import Callable, Iterable
from datetime import date

from flask import Flask, current_app

from core.obligations.rules import Obligation

Judge = Callable[[date], Iterable[Obligation]]
"""Given the day, every obligation of one feature. Must ask the database per set, never per subject."""


def register_judge(app: Flask, judge: Judge) -> None:
    app.extensions.setdefault("obligation_judges", []).append(judge)


def obligations(as_of: date) -> list[Obligation]:
    """Every obligation there is, in rule order, then by vendor and subject."""
    found = [o for judge in current_app.extensions.get("obligation_judges", []) for o in judge(as_of)]
    return sorted(found, key=lambda o: (_rule_order(o.rule_id), o.vendor_name, o.subject_name))


def _rule_order(rule_id: str) -> tuple[str, int]:
    head, _, last = rule_id.rpartition("-")
    return head, int(last) if last.isdecimal() else 0
