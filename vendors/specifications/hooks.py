"""What the rest of the product asks of specifications: panels, obligations, work, the sample firm."""

from typing import Any

from flask import Flask

from core import clock
from core.demo import register_sample
from core.my_work import Source, register_work
from core.obligations import register_judge
from core.phrases import N_
from core.web.panels import Panel, register_panel
from vendors.assessments.own_records import register_own_records
from vendors.services.models import Service
from vendors.specifications import channel_views, level_queries, level_views, on_record, queries, sample, views
from vendors.specifications.obligations import judge
from vendors.specifications.work import levels, reviews, tests

PAGES = (views.bp, channel_views.bp, level_views.bp)


def on_service(service: Service) -> dict[str, Any]:
    """How the service stands with its specification and its channels."""
    today = clock.today()
    current = queries.currents(today, [service.id]).get(service.id, queries.NOTHING)
    judged = queries.judged(current, today)
    return {
        "current": current,
        "judged": judged,
        "status": queries.standing_status(judged),
        "levels": [
            (one, level_queries.standing_status(one))
            for one in level_queries.standings(today, [service.id]).get(service.id, ())
        ],
        "channels": [(one, queries.channel_status(one.standing)) for one in queries.channel_rows(today, [service.id]).get(service.id, ())],
    }  # fmt: skip


def init_app(app: Flask) -> None:
    """After the vendors' own share of the sample firm: specifications hang on its services."""
    register_panel(
        app, "service", Panel("vendors/specifications/_on_service.html", "vendors.view", on_service, order=20)
    )
    register_sample(app, sample)
    register_judge(app, judge)
    register_own_records(app, "vendors.view", on_record.records)
    register_work(app, Source("specifications", N_("Service specifications"), "specifications.edit", reviews))
    register_work(app, Source("service-levels", N_("Service levels"), "specifications.edit", levels))
    register_work(app, Source("channel-tests", N_("Communication channels to test"), "specifications.edit", tests))
