"""Where audits show elsewhere: the vendor's page, duties, work, the board's workbook, the sample firm."""

from flask import Flask

from core.demo import register_sample
from core.events import listen
from core.my_work import Source, register_work
from core.obligations import register_judge
from core.phrases import N_
from core.report import register_sheet
from core.web.panels import Panel, register_panel
from vendors.audits import finding_views, operations, panels, report, sample, views, work
from vendors.audits.obligations import judge
from vendors.merging.events import VendorsMoved

bp = views.bp
"""The blueprint with all its pages; those of findings stand in a module of their own."""
PAGES = (views, finding_views)


def init_app(app: Flask) -> None:
    register_panel(app, "vendor", Panel("vendors/audits/_panel.html", "audits.view", panels.on_vendor, order=16))
    register_judge(app, judge)
    listen(VendorsMoved, operations.follow_vendor)
    register_sheet(app, 265, report.sheet)
    register_sample(app, sample)
    register_work(app, Source("audits", N_("Vendor audits"), "audits.edit", work.audits))
    register_work(app, Source("audits-due", N_("Vendors to be audited"), "audits.edit", work.due))
    register_work(app, Source("audit-findings", N_("Findings of audits"), "audits.edit", work.findings))
    register_work(app, Source("audit-closings", N_("Findings to check and close"), "audits.close", work.closing))
