"""Where concentration shows elsewhere: duties, work, jobs, the board's workbook."""

from flask import Flask

from core import clock
from core.my_work import Source, register_work
from core.obligations import register_judge
from core.phrases import N_
from core.readying import register_ready
from core.report import register_sheet
from core.scheduler.jobs import Job, register_job
from vendors.concentration import (
    breach_views,
    breaches,
    cli,
    gap_views,
    gaps,
    jobs,
    looking,
    obligations,
    picture_views,
    report,
    report_changes,
    report_gaps,
    report_limits,
    trend_views,
    views,
)
from vendors.concentration.bases import bases, register_basis
from vendors.concentration.dimensions import Dimension
from vendors.concentration.functions import CRITICAL_FUNCTIONS, USERS
from vendors.concentration.queries import figures

bp = views.bp
"""The blueprint with all its pages; those of limits passed, gaps, pictures and the trend stand in modules of their own."""
PAGES = (views, breach_views, gap_views, picture_views, trend_views)


def init_app(app: Flask) -> None:
    for basis in (CRITICAL_FUNCTIONS, USERS):
        register_basis(app, basis)
    for order, source in (
        (195, report_limits.sheet),
        (200, report.sheet),
        (205, report_changes.sheet),
        (210, report_gaps.sheet),
    ):
        register_sheet(app, order, source)
    for judge in (obligations.judge, breaches.judge):
        register_judge(app, judge)
    daily = N_("Keep the day's figures of concentration, find limits that are passed")
    register_job(app, Job("concentration", daily, jobs.daily))
    register_work(app, Source("breaches", N_("Limits passed"), "actions.edit", breaches.waiting))
    register_work(app, Source("gaps", N_("What the figures do not know"), "services.edit", gaps.work, is_mailed=False))
    register_ready(app, _ready)
    app.cli.add_command(cli.cli)
    looking.init_app()


def _ready() -> None:
    """What the first page shows, and what every other page of concentration shares with it."""
    today = clock.today()
    figures(today, Dimension.GROUP, bases()[0])
    gaps.gaps(today)
