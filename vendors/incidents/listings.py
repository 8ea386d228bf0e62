"""The lists of incidents and of who was told: page and export from one description."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from core import clock
from core.i18n import say
from core.severity import SEVERITY_NAMES, SEVERITY_TONES, Severity
from core.web.listing import Column, Filter, Kind, Listing, Status, attribute_choices
from vendors.diligence.queries import VENDOR_NAME
from vendors.incidents.models import Incident, IncidentReport
from vendors.incidents.queries import pending_reports, report_badge, state_badge
from vendors.incidents.rules import (
    AUDIENCE_NAMES,
    INCIDENT_NAMES,
    NATURE_NAMES,
    REPORT_NAMES,
    Audience,
    IncidentState,
    Nature,
    ReportState,
)
from vendors.register.models import Vendor


def incidents() -> Listing:
    """Every incident, the newest first; those entered by mistake only where they are asked for."""
    now = clock.now()

    def next_due(incident: Incident) -> Any:
        waiting = pending_reports(incident, now) if incident.state is IncidentState.OPEN else []
        return min((r.due_at for r in waiting if r.due_at), default=None)

    return Listing(
        name="incidents",
        title=gettext("Incidents"),
        statement=select(Incident)
        .join(Vendor, Incident.vendor_id == Vendor.id)
        .options(
            contains_eager(Incident.vendor), joinedload(Incident.owner), selectinload(Incident.reports),
            selectinload(Incident.services), selectinload(Incident.functions),
        ),
        tiebreak=Incident.id.desc(),
        search=(Incident.title, Incident.description, Incident.root_cause, Vendor.name_zh, Vendor.name_en),
        default_sort="-known",
        default_filters={"state": "standing"},
        filters=[
            Filter("state", gettext("State"), _states, _in_state),
            Filter("severity", gettext("Severity"), attribute_choices(SEVERITY_NAMES), lambda v: Incident.severity == Severity(v)),
            Filter("nature", gettext("Kind"), attribute_choices(NATURE_NAMES), lambda v: Incident.nature == Nature(v)),
            Filter("material", gettext("Material"), _yes_no, lambda v: Incident.is_material.is_(v == "yes")),
        ],
        columns=[
            Column("title", _l("Incident"), lambda i: i.title, sort=Incident.title,
                   url=lambda i: url_for("vendors.incidents.show", incident_id=i.id)),
            Column("vendor", _l("Vendor"), lambda i: i.vendor.name, sort=VENDOR_NAME,
                   url=lambda i: url_for("vendors.register.show", vendor_id=i.vendor_id)),
            Column("nature", _l("Kind"), lambda i: say(NATURE_NAMES[i.nature]), sort=Incident.nature),
            Column("severity", _l("Severity"), lambda i: Status(say(SEVERITY_NAMES[i.severity]), SEVERITY_TONES[i.severity]), Kind.STATUS),
            Column("material", _l("Material"), lambda i: gettext("Yes") if i.is_material else gettext("No"), sort=Incident.is_material, is_minor=True),
            Column("touched", _l("Services and functions touched"), _touched, is_minor=True),
            Column("known", _l("Known to us"), lambda i: i.known_at, Kind.INSTANT, sort=Incident.known_at),
            Column("next", _l("Next to be told by"), next_due, Kind.INSTANT),
            Column("owner", _l("Responsible person"), lambda i: i.owner.name if i.owner else None, is_minor=True),
            Column("state", _l("State"), state_badge, Kind.STATUS, sort=Incident.closed_at),
        ],
    )  # fmt: skip


def _touched(incident: Incident) -> list[str] | None:
    return [*(s.name for s in incident.services), *(f.name for f in incident.functions)] or None


def _states() -> Sequence[tuple[str, str]]:
    return [("standing", gettext("Without those entered by mistake")), *((s.value, say(n)) for s, n in INCIDENT_NAMES.items())]  # fmt: skip


def _in_state(value: str) -> ColumnElement[bool]:
    void, closed, asked = (Incident.voided_at.is_not(None), Incident.closed_at.is_not(None), Incident.closing_asked_at.is_not(None))  # fmt: skip
    match value:
        case IncidentState.VOID:
            return void
        case IncidentState.CLOSED:
            return and_(~void, closed)
        case IncidentState.CLOSING:
            return and_(~void, ~closed, asked)
        case IncidentState.OPEN:
            return and_(~void, ~closed, ~asked)
    return ~void


def _yes_no() -> Sequence[tuple[str, str]]:
    return [("yes", gettext("Yes")), ("no", gettext("No"))]


def reports() -> Listing:
    """Who was told of what, when, and who still is to be: the register of reports."""
    now = clock.now()
    return Listing(
        name="incident-reports",
        title=gettext("Who was told"),
        statement=select(IncidentReport)
        .join(Incident, IncidentReport.incident_id == Incident.id)
        .join(Vendor, Incident.vendor_id == Vendor.id)
        .where(Incident.voided_at.is_(None), IncidentReport.dropped_at.is_(None))
        .options(
            contains_eager(IncidentReport.incident).contains_eager(Incident.vendor), joinedload(IncidentReport.told_by)
        ),
        tiebreak=IncidentReport.id.desc(),
        search=(Incident.title, IncidentReport.told_how, Vendor.name_zh, Vendor.name_en),
        default_sort="-due",
        filters=[
            Filter("state", gettext("State"), attribute_choices(REPORT_NAMES), _report_in_state),
            Filter("audience", gettext("Who is told"), attribute_choices(AUDIENCE_NAMES), lambda v: IncidentReport.audience == Audience(v)),
        ],
        columns=[
            Column("what", _l("What is told"), lambda r: r.wording,
                   url=lambda r: url_for("vendors.incidents.show", incident_id=r.incident_id, _anchor="told")),
            Column("incident", _l("Incident"), lambda r: r.incident.title, sort=Incident.title),
            Column("vendor", _l("Vendor"), lambda r: r.incident.vendor.name, sort=VENDOR_NAME),
            Column("audience", _l("Who is told"), lambda r: say(AUDIENCE_NAMES[r.audience]), sort=IncidentReport.audience),
            Column("known", _l("Known to us"), lambda r: r.incident.known_at, Kind.INSTANT, sort=Incident.known_at, is_minor=True),
            Column("due", _l("To be told by"), lambda r: r.due_at, Kind.INSTANT, sort=IncidentReport.due_at),
            Column("told", _l("Told at"), lambda r: r.told_at, Kind.INSTANT, sort=IncidentReport.told_at),
            Column("how", _l("By which way"), lambda r: r.told_how or r.waived_why or None, is_minor=True),
            Column("by", _l("Told by"), lambda r: r.told_by.name if r.told_by else None, is_minor=True),
            Column("proof", _l("Proof"), lambda r: r.file_name or None, is_minor=True),
            Column("source", _l("Where the time comes from"), lambda r: r.source, is_minor=True),
            Column("state", _l("State"), lambda r: report_badge(r, now), Kind.STATUS),
        ],
    )  # fmt: skip


def _report_in_state(value: str) -> ColumnElement[bool]:
    now, told, waived = clock.now(), IncidentReport.told_at.is_not(None), IncidentReport.waived_at.is_not(None)
    late = IncidentReport.due_at < now
    match ReportState(value):
        case ReportState.TOLD:
            return told & (IncidentReport.due_at.is_(None) | (IncidentReport.told_at <= IncidentReport.due_at))
        case ReportState.TOLD_LATE:
            return told & (IncidentReport.told_at > IncidentReport.due_at)
        case ReportState.NOT_NEEDED:
            return ~told & waived
        case ReportState.LATE:
            return ~told & ~waived & late
    return ~told & ~waived & (IncidentReport.due_at.is_(None) | (IncidentReport.due_at >= now))
