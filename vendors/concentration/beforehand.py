"""What somebody entitled accepted before it came to pass: nobody is asked a second time for what they agreed to.

The daily look takes such an acceptance over when it finds the limit passed, as far and as long as it reaches."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from flask import Flask, current_app

from core.audit import record
from core.auth.models import User
from core.db import db
from vendors.concentration.breaches import is_accepted, up_to
from vendors.concentration.models import LimitBreach
from vendors.concentration.rules import Measure, outgrows

Key = tuple[str, str, str, str]
"""Dimension, basis, measure, party (empty where the measure is of no single one)."""


@dataclass(frozen=True)
class Beforehand:
    """An acceptance of one measure: up to which figure (as limits: parts of 1, the HHI of 10,000), until when, by whom."""

    key: Key
    value: Fraction
    until: date
    by_id: int
    reason: str


Source = Callable[[date], Iterable[Beforehand]]
"""The acceptances that hold on a day."""


def register_beforehand(app: Flask, source: Source) -> None:
    app.extensions.setdefault("accepted_beforehand", []).append(source)


def accepted_beforehand(as_of: date) -> dict[Key, Beforehand]:
    """Of each measure the acceptance that reaches farthest."""
    found: dict[Key, Beforehand] = {}
    for source in current_app.extensions.get("accepted_beforehand", ()):
        for each in source(as_of):
            best = found.get(each.key)
            if best is None or (each.value, each.until) > (best.value, best.until):
                found[each.key] = each
    return found


def reaches(given: Beforehand, breach: LimitBreach, value: Fraction, as_of: date) -> bool:
    """Whether it is needed and enough: no other acceptance holds, this one is of no smaller figure, and who gave it is
    not the one who answers for the breach."""
    if is_accepted(breach, as_of, value) or given.by_id == breach.owner_id:
        return False
    return not outgrows(Measure(given.key[2]), value, given.value)


def take_over(given: Beforehand, breach: LimitBreach, *, by: User | None) -> None:
    """Write it on the breach. Inside a unit of work."""
    before, accepter = up_to(breach), db.session.get(User, given.by_id)
    breach.accepted_by_id, breach.accepted_until, breach.acceptance_reason = given.by_id, given.until, given.reason
    breach.accepted_value = str(float(given.value))
    record(
        "vendors:breach:take_over", breach, by=by, accepted_by=accepter.name if accepter else "", accepted_value=(before, up_to(breach)), accepted_until=given.until,
        reason=given.reason,
    )  # fmt: skip
