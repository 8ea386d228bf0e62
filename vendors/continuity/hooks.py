"""Where continuity shows elsewhere: on services, among duties and work; the sample firm."""

from typing import Any

from flask import Flask

from core import clock
from core.demo import register_sample
from core.my_work import Source, register_work
from core.obligations import register_judge
from core.phrases import N_
from core.web.panels import Panel, register_panel
from vendors.assessments.own_records import register_own_records
from vendors.continuity import on_record, queries, sample, views, work
from vendors.continuity.gaps import outage_bound
from vendors.continuity.obligations import judge
from vendors.continuity.policies import policy
from vendors.services.models import Service
from vendors.services.queries import said_duration

bp = views.bp


def on_service(service: Service) -> dict[str, Any] | None:
    """What is tolerable, promised and proved, in a line; nothing where no core or important function rests on it."""
    standing = queries.standing_of(service.id)
    if standing is None:
        return None
    promise, proof = standing.case.promise, queries.proof_of(standing, policy(), clock.today())
    return {
        "standing": standing,
        "badge": queries.badge(standing),
        "tolerable": said_duration(outage_bound(standing.case.tolerable)),
        "promised": said_duration(promise.times.rto if promise else None),
        "proved": said_duration(proof.times.rto if proof else None),
        "proof": proof,
    }


def init_app(app: Flask) -> None:
    register_own_records(app, "continuity.view", on_record.records)
    register_panel(app, "service", Panel("vendors/continuity/_panel.html", "continuity.view", on_service, order=20))
    register_sample(app, sample)
    register_judge(app, judge)
    register_work(app, Source("continuity", N_("Recovery tests and continuity plans"), "continuity.edit", work.due))
