"""Where incidents show elsewhere: on vendors, services and assessments, among duties and work; the sample firm."""

from typing import Any

from flask import Flask

from core.demo import register_sample
from core.my_work import Source, register_work
from core.obligations import register_judge
from core.phrases import N_
from core.report import register_sheet
from core.web.panels import Panel, register_panel
from vendors.assessments.own_records import register_own_records
from vendors.incidents import clock_views, closing_views, on_record, queries, report, sample, views, work
from vendors.incidents.models import Incident
from vendors.incidents.obligations import judge
from vendors.incidents.rules import NATURE_NAMES
from vendors.merging.following import Following, register_following
from vendors.register.models import Vendor
from vendors.services.models import Service

bp = views.bp
"""The blueprint with all its pages; those that settle an incident, and those of the clock, stand in modules of their own."""
PAGES = (views, closing_views, clock_views)
TEMPLATE = "vendors/incidents/_panel.html"


def rows(found: Any) -> dict[str, Any]:
    """A page's newest incidents as the panel shows them."""
    return {"incidents": [(one, queries.state_badge(one)) for one in found], "natures": NATURE_NAMES}


def on_vendor(vendor: Vendor) -> dict[str, Any]:
    return rows(queries.incidents_of_vendor(vendor.id)) | {"new": {"vendor_id": vendor.id}}


def on_service(service: Service) -> dict[str, Any]:
    return rows(queries.incidents_of_service(service.id)) | {
        "new": {"vendor_id": service.vendor_id, "service": service.id}
    }


def on_assessment(assessment: Any) -> dict[str, Any]:
    """The incident history of the vendor that is assessed."""
    return rows(queries.incidents_of_vendor(assessment.vendor_id)) | {"new": None}


def init_app(app: Flask) -> None:
    register_panel(app, "vendor", Panel(TEMPLATE, "incidents.view", on_vendor, order=18))
    register_panel(app, "service", Panel(TEMPLATE, "incidents.view", on_service, order=30))
    register_panel(app, "assessment", Panel(TEMPLATE, "incidents.view", on_assessment, order=30))
    register_sample(app, sample)
    register_own_records(app, "incidents.view", on_record.records)
    register_judge(app, judge, queries.next_due)
    register_sheet(app, 270, report.sheet)
    register_following(app, Following("incident", N_("Incidents"), Incident))
    register_work(app, Source("incident-reports", N_("Who is to be told of incidents"), "incidents.edit", work.reports))
    register_work(app, Source("incidents", N_("Incidents to settle"), "incidents.edit", work.settling))
    register_work(app, Source("incident-closings", N_("Incidents to close"), "incidents.close", work.closing))
