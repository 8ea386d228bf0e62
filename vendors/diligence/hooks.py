"""What the rest of the product asks of evidence: panels, obligations, work, the sample firm."""

from flask import Flask

from core.demo import register_sample
from core.my_work import Source, register_work
from core.obligations import register_judge
from core.phrases import N_
from core.web.panels import Panel, register_panel
from vendors.diligence import finding_views, panels, sample, views
from vendors.diligence.obligations import judge
from vendors.diligence.work import findings, renewals

PAGES = (views.bp, finding_views.bp)


def init_app(app: Flask) -> None:
    """After the vendors' own share of the sample firm: evidence hangs on its services."""
    template = "vendors/diligence/_on_{}.html"
    register_panel(app, "service", Panel(template.format("service"), "vendors.view", panels.on_service, order=10))
    register_panel(app, "vendor", Panel(template.format("vendor"), "vendors.view", panels.on_vendor, order=15))
    register_sample(app, sample)
    register_judge(app, judge)
    register_work(app, Source("evidence", N_("Evidence to renew"), "evidence.edit", renewals))
    register_work(app, Source("test-findings", N_("Findings of tests"), "evidence.edit", findings))
