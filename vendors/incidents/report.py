"""Incidents and continuity in the board's workbook: what happened, and what would not come back in time."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from flask_babel import gettext

from core import clock
from core.i18n import say
from core.phrases import N_, counted, phrase
from core.report import Definition, Figure, Sheet, Table
from core.severity import SEVERITY_NAMES, SEVERITY_TONES
from core.web.addresses import address
from core.web.listing import Column, Kind, Status
from vendors.continuity import queries as continuity
from vendors.continuity.gaps import outage_bound
from vendors.incidents import queries
from vendors.incidents.models import Incident
from vendors.incidents.policies import policy
from vendors.incidents.rules import NATURE_NAMES, IncidentState, ReportState, report_state
from vendors.services.queries import said_duration


def sheet(as_of: date) -> Sheet:
    """Incidents of the time that the policy keeps, and every service of a core function with something to prove."""
    incidents = queries.judged_incidents(as_of, timedelta(days=policy().keep_days))
    core = [one for one in continuity.standings(as_of) if one.is_core]
    lacking = [one for one in core if one.open]
    return Sheet(
        title=gettext("Incidents and continuity"),
        lead=gettext("What happened at vendors and who was told in time; services of core functions whose recovery is not promised, not proved or too slow."),
        figures=_figures(incidents, as_of, core, lacking),
        tables=[
            Table(gettext("Incidents"), _incidents(as_of), incidents, gettext("None.")),
            Table(gettext("Services of core functions with continuity gaps"), _services(), lacking, gettext("None.")),
        ],
        definitions=[
            Definition(
                gettext("Told late"),
                gettext("Somebody whom the firm's official clock names was told after the time, or has not been told though it is over."),
                "CC-20000-9",
            ),
            Definition(
                gettext("Continuity gap"),
                gettext("What the vendor promises or last proved does not keep to what the functions tolerate (MTPD, RTO, RPO), or is not there."),
                "CC-11000-4, CC-20000-8, CC-20000-15",
            ),
        ],
    )  # fmt: skip


def _figures(
    incidents: Sequence[Incident], as_of: date, core: Sequence[object], lacking: Sequence[object]
) -> list[Figure]:
    still = sum(each.state in (IncidentState.OPEN, IncidentState.CLOSING) for each in incidents)
    late = sum(_late(each, as_of) > 0 for each in incidents)
    return [
        Figure("incidents.open", gettext("Incidents not closed"), still, tone="warn" if still else "good"),
        Figure(
            "incidents.told_late", gettext("Incidents with somebody told late"), late, tone="bad" if late else "good",
            why=phrase(counted(len(incidents), N_("of %(all)s incident in %(days)s days"), N_("of %(all)s incidents in %(days)s days")), all=len(incidents), days=policy().keep_days),
        ),
        Figure(
            "continuity.core_gaps", gettext("Services of core functions with continuity gaps"), len(lacking),
            tone="bad" if lacking else "good",
            why=phrase(counted(len(core), N_("of %(all)s service that core functions rest on"), N_("of %(all)s services that core functions rest on")), all=len(core)),
        ),
    ]  # fmt: skip


def _late(incident: Incident, as_of: date) -> int:
    """How many were told late, or are not told though the time is over, at the end of a day."""
    at = min(clock.now(), datetime.combine(as_of + timedelta(days=1), time(), clock.zone()))
    states = [report_state(report.as_told, at) for report in queries.standing_reports(incident)]
    return sum(state in (ReportState.LATE, ReportState.TOLD_LATE) for state in states)


def _incidents(as_of: date) -> list[Column]:
    return [
        Column("title", gettext("Incident"), lambda i: i.title, url=lambda i: address("vendors.incidents.show", incident_id=i.id)),
        Column("vendor", gettext("Vendor"), lambda i: i.vendor.name),
        Column("kind", gettext("Kind"), lambda i: say(NATURE_NAMES[i.nature])),
        Column("severity", gettext("Severity"), lambda i: Status(say(SEVERITY_NAMES[i.severity]), SEVERITY_TONES[i.severity]), Kind.STATUS),
        Column("known", gettext("Known to us"), lambda i: i.known_at, Kind.INSTANT),
        Column("late", gettext("Told late"), lambda i: _late(i, as_of), Kind.NUMBER),
        Column("state", gettext("State"), queries.state_badge, Kind.STATUS),
    ]  # fmt: skip


def _services() -> list[Column]:
    return [
        Column("service", gettext("Service"), lambda s: s.service, url=lambda s: address("vendors.continuity.show", service_id=s.service_id)),
        Column("vendor", gettext("Vendor"), lambda s: s.vendor),
        Column("functions", gettext("Business functions"), lambda s: list(s.functions)),
        Column("tolerable", gettext("Tolerable outage"), lambda s: said_duration(outage_bound(s.case.tolerable))),
        Column("promised", gettext("Promised"), lambda s: said_duration(s.case.promise.times.rto if s.case.promise else None)),
        Column("gaps", gettext("What is missing"), lambda s: [say(each.says) for each in s.open]),
    ]  # fmt: skip
