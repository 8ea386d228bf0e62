"""A vendor's incidents as its capability assessment reads them: how many, how grave, who told us, what is still open."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import select

from core import clock
from core.days import add_months
from core.db import db
from core.phrases import N_, counted, phrase
from core.severity import Severity
from core.web.addresses import address
from vendors.assessments.own_records import OwnRecord
from vendors.incidents.models import Incident
from vendors.incidents.rules import Learnt

MONTHS = 36
SERIOUS = (Severity.CRITICAL, Severity.HIGH)


def records(vendor_id: int, as_of: date) -> Iterator[OwnRecord]:
    """Of the last three years; an incident that was entered by mistake does not count."""
    first = datetime.combine(add_months(as_of, -MONTHS), time(), clock.zone())
    query = select(Incident.severity, Incident.learnt, Incident.closed_at).where(
        Incident.vendor_id == vendor_id,
        Incident.voided_at.is_(None),
        Incident.known_at >= first,
        Incident.known_at < datetime.combine(as_of + timedelta(days=1), time(), clock.zone()),
    )
    rows = db.session.execute(query).all()
    place = address("vendors.register.show", vendor_id=vendor_id, _anchor="incidents")
    serious = sum(row.severity in SERIOUS for row in rows)
    says = phrase(
        counted(
            len(rows),
            N_("%(n)s incident in three years; high or critical: %(serious)s"),
            N_("%(n)s incidents in three years, %(serious)s of them high or critical"),
        ),
        n=len(rows),
        serious=serious,
    )
    yield OwnRecord("incidents", says, place, "serious", least=Decimal(serious))
    if not rows:
        return
    unsaid = sum(row.learnt is not Learnt.VENDOR for row in rows)
    yield OwnRecord(
        "incidents",
        phrase(N_("%(n)s of %(all)s incidents came to us from others than the vendor"), n=unsaid, all=len(rows)),
        place,
        "told_us",
        unlike=frozenset({"no_incident"} | ({"in_time"} if unsaid else set())),
    )
    still = sum(row.closed_at is None for row in rows)
    yield OwnRecord(
        "incidents",
        phrase(N_("%(n)s of %(all)s incidents are not closed yet"), n=still, all=len(rows)),
        place,
        "put_right",
        unlike=frozenset({"no_incident"} | ({"all"} if still else set())),
    )
