"""What incidents ask of people: somebody to tell, an incident to settle, one to close as the second person."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import select

from core import clock
from core.db import db
from core.my_work import Task
from core.my_work.registry import Owners
from core.phrases import N_, phrase
from vendors.diligence.queries import VENDOR_NAME
from vendors.incidents.models import Incident, IncidentReport
from vendors.incidents.policies import policy
from vendors.register.models import Vendor

OPEN = Incident.closed_at.is_(None) & Incident.voided_at.is_(None)
CLOSING_DAYS = timedelta(days=7)
"""How long the second person may take."""


def reports(_as_of: date, owners: Owners) -> Iterator[Task]:
    """Who is still to be told."""
    query = (
        select(
            IncidentReport.id, IncidentReport.title, IncidentReport.due_at, IncidentReport.incident_id,
            Incident.title.label("incident"), Incident.owner_id, VENDOR_NAME.label("vendor"),
        )
        .join(Incident, IncidentReport.incident_id == Incident.id)
        .join(Vendor, Incident.vendor_id == Vendor.id)
        .where(OPEN, IncidentReport.told_at.is_(None), IncidentReport.waived_at.is_(None), IncidentReport.dropped_at.is_(None))
        .where(owners.answer_for(Incident.owner_id, IncidentReport.due_at))
        .order_by(IncidentReport.due_at, IncidentReport.id)
    )  # fmt: skip
    for row in db.session.execute(query):
        due = row.due_at.astimezone(clock.zone()) if row.due_at else None
        who = IncidentReport(title=row.title).wording
        at = f"{due:%H:%M}" if due else ""
        what = phrase(N_("Tell by %(at)s: %(who)s"), at=at, who=who) if due else phrase(N_("Tell: %(who)s"), who=who)
        yield Task(
            f"incident-report:{row.id}", what, due.date() if due else None, "vendors.incidents.show",
            {"incident_id": row.incident_id, "_anchor": "told"}, f"{row.incident} · {row.vendor}", row.owner_id,
        )  # fmt: skip


def settling(_as_of: date, owners: Owners) -> Iterator[Task]:
    """Incidents whose cause and correction are to be settled."""
    within = timedelta(days=policy().close_days)
    query = (
        select(Incident.id, Incident.title, Incident.known_at, Incident.owner_id, VENDOR_NAME.label("vendor"))
        .join(Vendor, Incident.vendor_id == Vendor.id)
        .where(OPEN, Incident.closing_asked_at.is_(None), owners.answer_for(Incident.owner_id))
        .order_by(Incident.known_at, Incident.id)
    )
    for row in db.session.execute(query):
        due = row.known_at.astimezone(clock.zone()).date() + within
        yield Task(
            f"incident:{row.id}", phrase(N_("Settle the incident: %(what)s"), what=row.title), due,
            "vendors.incidents.show", {"incident_id": row.id}, row.vendor, row.owner_id,
        )  # fmt: skip


def closing(_as_of: date, _owners: Owners) -> Iterator[Task]:
    """Incidents that wait for a second person, anybody but the one who asked."""
    query = (
        select(
            Incident.id, Incident.title, Incident.closing_asked_at, Incident.closing_asked_by_id,
            VENDOR_NAME.label("vendor"),
        )
        .join(Vendor, Incident.vendor_id == Vendor.id)
        .where(OPEN, Incident.closing_asked_at.is_not(None))
        .order_by(Incident.closing_asked_at, Incident.id)
    )  # fmt: skip
    for row in db.session.execute(query):
        due = row.closing_asked_at.astimezone(clock.zone()).date() + CLOSING_DAYS
        yield Task(
            f"incident:{row.id}:close", phrase(N_("Close the incident, or send it back: %(what)s"), what=row.title), due,
            "vendors.incidents.show", {"incident_id": row.id}, row.vendor, is_shared=True,
            not_for=row.closing_asked_by_id,
        )  # fmt: skip
