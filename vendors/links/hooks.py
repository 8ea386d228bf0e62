"""Where questionnaire links show elsewhere: on the page of their assessment, in the sample firm."""

from typing import Any

from flask import Flask

from core import clock, log
from core.demo import register_sample
from core.events import listen
from core.web.panels import Panel, register_panel
from vendors.assessments.events import AnswersCorrected
from vendors.assessments.models import Assessment
from vendors.assessments.rules import Review, State
from vendors.links import guest_views, operations, queries, sample, views
from vendors.links.rules import LinkState

ADDRESS = r"(/answer/)[^/?#\s'\"]+"
"""The address is all that a vendor needs to answer: who reads the log must not be able to."""
BLUEPRINTS = (views.bp, guest_views.bp)


def on_assessment(assessment: Assessment) -> dict[str, Any]:
    """Its links, the newest first, with how far the vendor is."""
    today, asked = clock.today(), queries.asked_of(assessment)
    is_back = any(answer.review is Review.ASKED_BACK for answer in assessment.answers)
    found = []
    for link in queries.links_of(assessment.id):
        part = queries.progress(asked, link, today) if link.state(today) is LinkState.OPEN else None
        may_reopen = is_back and assessment.state is State.ANSWERED and link.handed_in_at is not None
        found.append((link, queries.badge(link), part, may_reopen))
    return {"links": found, "is_open": assessment.state in (State.DRAFTED, State.SENT, State.ANSWERED)}


def init_app(app: Flask) -> None:
    log.keep_out(ADDRESS)
    listen(AnswersCorrected, operations.take_in)
    register_panel(app, "assessment", Panel("vendors/links/_panel.html", "assessments.view", on_assessment))
    register_sample(app, sample)
