"""A vendor's service levels as its capability assessment reads them: the months missed and the worst availability."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from core.days import add_months
from core.db import db
from core.phrases import N_, phrase
from core.web.addresses import address
from vendors.assessments.own_records import OwnRecord
from vendors.services.models import Service
from vendors.specifications.level_queries import standings
from vendors.specifications.levels import Period

MONTHS = 12


def records(vendor_id: int, as_of: date) -> Iterator[OwnRecord]:
    """Of the periods of the last twelve months whose figures were reported; nothing where none was."""
    services = list(db.session.scalars(select(Service.id).where(Service.vendor_id == vendor_id)))
    if not services:
        return
    since = add_months(as_of, -MONTHS)
    missed: set[date] = set()
    available: list[Decimal] = []
    reported = 0
    for levels in standings(as_of, services).values():
        for level in levels:
            rows = [row for row in level.rows if row.value is not None and since <= row.period_on <= as_of]
            reported += len(rows)
            missed |= {row.period_on for row in rows if row.is_kept is False}
            if level.metric == "availability" and level.promise.period is Period.MONTH:
                available += [row.value for row in rows if row.value is not None]
    if not reported:
        return
    place = address("vendors.levels.index")
    says = phrase(
        N_("%(n)s periods of the last twelve months missed a level (%(all)s figures reported)"),
        n=len(missed),
        all=reported,
    )
    yield OwnRecord("service_levels", says, place, "missed_months", least=Decimal(len(missed)))
    if available:
        says = phrase(N_("Lowest monthly availability reported to us: %(value)s%%"), value=min(available))
        yield OwnRecord("service_levels", says, place, "availability", most=min(available))
