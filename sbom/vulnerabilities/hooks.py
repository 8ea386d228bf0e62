"""Where vulnerabilities stand on other features' pages and lists, and what happens by itself: one line each."""

from flask import Flask

from core.background import handles
from core.demo import register_sample
from core.forks import register_task
from core.home import register_card
from core.my_work.registry import Source, register_work
from core.obligations import register_judge
from core.phrases import N_
from core.report import register_sheet
from core.scheduler.jobs import Job, register_job
from core.web.panels import Panel, register_panel
from sbom.vulnerabilities import cards, importing, jobs, obligations, operations, panels, report, sample, work
from sbom.vulnerabilities.cli import cli
from sbom.vulnerabilities.views import bp

__all__ = ["bp", "init_app"]


def init_app(app: Flask) -> None:
    """Connect the feature."""
    app.cli.add_command(cli)
    handles(operations.READ, importing.read_file)
    register_task(app, jobs.TAKE_OUT_APART, jobs.take_out)
    register_job(app, Job("vulnerabilities.match", N_("Match SBOMs with advisories"), jobs.match_all))
    register_judge(app, obligations.judge)
    register_card(app, "sbom.decide", cards.open_vulnerabilities, order=310)
    register_work(app, Source("vulnerabilities", N_("Vulnerabilities"), "sbom.decide", work.open_findings))
    on = "sbom/vulnerabilities/_{}.html".format
    register_panel(app, "vendor", Panel(on("vendor"), "sbom.view", panels.on_vendor, order=310))
    register_panel(app, "product", Panel(on("product"), "sbom.view", panels.on_product, order=50))
    register_panel(app, "sbom", Panel(on("product"), "sbom.view", panels.on_delivery))
    register_panel(app, "component", Panel(on("component"), "sbom.view", panels.on_component))
    register_sheet(app, 510, report.sheet)
    register_sample(app, sample)
