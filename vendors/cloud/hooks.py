"""Where cloud assessments show elsewhere: on services, among duties and work; the sample firm."""

from typing import Any

from flask import Flask

from core.demo import register_sample
from core.my_work import Source, register_work
from core.obligations import register_judge
from core.phrases import N_
from core.web.panels import Panel, register_panel
from vendors.cloud import queries, sample, views, work
from vendors.cloud.obligations import judge
from vendors.services.models import Service
from vendors.services.rules import ServiceKind

bp = views.bp


def on_service(service: Service) -> dict[str, Any] | None:
    """How a cloud service stands, and its assessments; nothing on what is none."""
    if service.kind is not ServiceKind.CLOUD and not service.cloud_provider:
        return None
    standing = queries.standing_of(service.id)
    return {
        "standing": standing,
        "badge": queries.badge(standing) if standing else None,
        "past": [(one, queries.state_badge(one)) for one in queries.assessments_of(service.id)],
    }


def init_app(app: Flask) -> None:
    register_panel(app, "service", Panel("vendors/cloud/_panel.html", "cloud.view", on_service, order=25))
    register_sample(app, sample)
    register_judge(app, judge)
    register_work(app, Source("cloud-assessments", N_("Cloud assessments"), "cloud.edit", work.assessing))
    register_work(app, Source("cloud-approvals", N_("Cloud assessments to approve"), "cloud.approve", work.approving))
    register_work(app, Source("cloud-due", N_("Cloud services to be assessed"), "cloud.edit", work.due))
