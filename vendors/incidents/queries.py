"""Reads of incidents: one with all that belongs to it, those of a vendor, who is still to be told."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from core import clock
from core.auth.queries import people_with
from core.auth.rules import Role
from core.db import db
from core.i18n import say
from core.web.listing import Status
from vendors.actions.models import Action
from vendors.actions.queries import actions_of
from vendors.actions.rules import Cause
from vendors.incidents.models import Incident, IncidentReport
from vendors.incidents.rules import (
    INCIDENT_NAMES,
    INCIDENT_TONES,
    REPORT_NAMES,
    REPORT_TONES,
    ReportState,
    report_state,
)
from vendors.register.models import Vendor
from vendors.services.models import Service


def state_badge(incident: Incident) -> Status:
    return Status(say(INCIDENT_NAMES[incident.state]), INCIDENT_TONES[incident.state])


def report_badge(report: IncidentReport, now: datetime | None = None) -> Status:
    state = report_state(report.as_told, now or clock.now())
    return Status(say(REPORT_NAMES[state]), REPORT_TONES[state])


def incident_page(incident_id: int) -> Incident:
    """One incident with what its page shows. 404 for a number nobody has."""
    query = (
        select(Incident)
        .where(Incident.id == incident_id)
        .options(
            joinedload(Incident.vendor), joinedload(Incident.owner), selectinload(Incident.services),
            selectinload(Incident.functions), selectinload(Incident.reports).joinedload(IncidentReport.told_by),
        )
    )  # fmt: skip
    found: Incident = db.one_or_404(query)
    return found


def standing_reports(incident: Incident) -> list[IncidentReport]:
    """Who is to be told or was, the earliest due first; what was dropped is not among them."""
    return sorted(
        (r for r in incident.reports if r.dropped_at is None),
        key=lambda r: (r.due_at is None, r.due_at or incident.known_at, r.id),
    )


def report_of(incident_id: int, report_id: int) -> IncidentReport:
    query = select(IncidentReport).where(
        IncidentReport.id == report_id, IncidentReport.incident_id == incident_id, IncidentReport.dropped_at.is_(None)
    )
    found: IncidentReport = db.one_or_404(query.options(joinedload(IncidentReport.incident)))
    return found


def actions_by_incident(incident_ids: Collection[int]) -> dict[int, list[Action]]:
    """Corrective actions, by the incident that they answer."""
    found: dict[int, list[Action]] = {}
    for action in actions_of(Cause.INCIDENT, list(incident_ids)) if incident_ids else ():
        found.setdefault(action.cause_id, []).append(action)
    return found


def incidents_of_vendor(vendor_id: int, most: int = 10) -> Sequence[Incident]:
    """A vendor's incidents with the services they touch, the newest first."""
    query = _of(Incident.vendor_id == vendor_id, most).options(selectinload(Incident.services))
    return db.session.scalars(query).all()


def incidents_of_service(service_id: int, most: int = 10) -> Sequence[Incident]:
    return db.session.scalars(_of(Incident.services.any(Service.id == service_id), most)).all()


def _of(which, most: int):  # type: ignore[no-untyped-def]
    query = select(Incident).where(which, Incident.voided_at.is_(None))
    return query.order_by(Incident.known_at.desc(), Incident.id.desc()).limit(most)


def judged_incidents(as_of: date, keep: timedelta) -> list[Incident]:
    """Incidents known by a day that were open on it or closed not long before, with who is to be told."""
    end = datetime.combine(as_of + timedelta(days=1), datetime.min.time(), clock.zone())
    query = (
        select(Incident)
        .where(Incident.voided_at.is_(None), Incident.known_at < end)
        .where(or_(Incident.closed_at.is_(None), Incident.closed_at >= end - keep))
        .options(joinedload(Incident.vendor), joinedload(Incident.owner), selectinload(Incident.reports))
        .order_by(Incident.id)
    )
    return list(db.session.scalars(query))


def next_due(now: datetime) -> datetime | None:
    """When the next of those who are still to be told is told late."""
    query = (
        select(func.min(IncidentReport.due_at))
        .join(Incident, IncidentReport.incident_id == Incident.id)
        .where(Incident.closed_at.is_(None), Incident.voided_at.is_(None), IncidentReport.dropped_at.is_(None))
        .where(IncidentReport.told_at.is_(None), IncidentReport.due_at >= now)
    )
    return db.session.scalar(query)


def pending_reports(incident: Incident, now: datetime) -> list[IncidentReport]:
    waiting = (ReportState.LATE, ReportState.PENDING)
    return [r for r in standing_reports(incident) if report_state(r.as_told, now) in waiting]


def service_choices(vendor_id: int) -> list[tuple[int, str]]:
    query = (
        select(Service.id, Service.name).where(Service.vendor_id == vendor_id).order_by(Service.is_ended, Service.name)
    )
    return [(row.id, row.name) for row in db.session.execute(query)]


def services_by_id(ids: Sequence[int]) -> list[Service]:
    query = select(Service).where(Service.id.in_(ids)).options(selectinload(Service.functions)).order_by(Service.name)
    return list(db.session.scalars(query)) if ids else []


def owner_choices() -> list[tuple[int | str, str]]:
    people = people_with([Role.IT_MANAGER, Role.PROCUREMENT, Role.COMPLIANCE])
    return [("", "—"), *((user.id, user.name) for user in people)]


def vendor_of(vendor_id: int) -> Vendor:
    return db.get_or_404(Vendor, vendor_id)
