"""Where assessments show elsewhere: the vendor's page, work, the daily job, the board's workbook, the sample firm."""

from typing import Any

from flask import Flask

from core import clock
from core.demo import register_sample
from core.events import listen
from core.my_work import Source, register_work
from core.phrases import N_
from core.report import register_sheet
from core.scheduler.jobs import Job, register_job
from core.web.panels import Panel, register_panel
from vendors.assessments import (
    certificates_on_record,
    conclusion_views,
    file_views,
    jobs,
    listings,
    operations,
    proof_views,
    queries,
    report,
    sample,
    tier_work,
    views,
    work,
)
from vendors.assessments.own_records import register_own_records
from vendors.merging.events import VendorsMoved
from vendors.register.models import Vendor

bp = views.bp
"""The blueprint with all its pages; those of workbooks, conclusions and what comes after them stand in modules of their own."""
PAGES = (views, file_views, conclusion_views, proof_views)


def on_vendor(vendor: Vendor) -> dict[str, Any]:
    """How the vendor stands, and its assessments."""
    stands = queries.standing_of(vendor.id, clock.today())
    return {
        "stands": stands,
        "badge": listings.standing_badge(stands),
        "past": [
            (each, listings.state_badge(each), listings.conclusion_badge(each.conclusion))
            for each in queries.assessments_of(vendor.id)
        ],
    }


def init_app(app: Flask) -> None:
    listen(VendorsMoved, operations.follow_vendor)
    register_panel(app, "vendor", Panel("vendors/assessments/_panel.html", "assessments.view", on_vendor, order=15))
    register_sheet(app, 260, report.sheet)
    register_sample(app, sample)
    register_own_records(app, "vendors.view", certificates_on_record.records)
    register_job(
        app, Job("assessments", N_("Open the next assessment of vendors whose present one soon ends"), jobs.open_next)
    )
    register_work(app, Source("assessments", N_("Vendor assessments"), "assessments.edit", work.assessing))
    register_work(
        app, Source("assessment-approvals", N_("Assessments to approve"), "assessments.approve", work.approving)
    )
    register_work(
        app, Source("assessment-conditions", N_("Conditions of assessments"), "assessments.edit", work.conditions)
    )
    register_work(app, Source("assessment-proofs", N_("Proof to look at"), "assessments.approve", work.looking))
    register_work(app, Source("assessments-due", N_("Vendors to be assessed"), "assessments.edit", work.due))
    register_work(
        app, Source("questionnaires-due", N_("Questionnaires to send"), "assessments.edit", tier_work.further)
    )
    register_work(
        app, Source("tier-approvals", N_("Tiers to decide on"), "assessments.approve", tier_work.tier_approvals)
    )
    register_work(app, Source("tiers-ending", N_("Tiers that end"), "assessments.edit", tier_work.tiers_ending))
