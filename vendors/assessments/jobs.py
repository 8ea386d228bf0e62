"""Once a day: open the next assessment of each vendor whose present one soon ends."""

from datetime import timedelta

from sqlalchemy import select

from core import clock
from core.db import db, unit_of_work
from vendors.assessments import operations, queries, shelf
from vendors.register.models import Vendor

MOST = 200
"""In one run; the rest comes with the next."""


def open_next() -> dict[str, int]:
    """Drafts for those that are due, with whoever answers for the vendor; those under way are left alone, so that a
    second run does nothing. First assessments are begun by people: they show in My work."""
    today = clock.today()
    soon = today + timedelta(days=shelf.policy().remind_days)
    due = [
        vendor_id
        for vendor_id, stands in queries.standings(today).items()
        if stands.current is not None and stands.open_id is None and stands.due_on <= soon
    ]
    opened = 0
    for vendor_id in sorted(due)[:MOST]:
        with unit_of_work():
            vendor = db.session.scalar(select(Vendor).where(Vendor.id == vendor_id))
            if vendor and operations.renewal(vendor, shelf.CAPABILITY, assessor_id=vendor.owner_id):
                opened += 1
    return {"opened": opened} if opened else {}
