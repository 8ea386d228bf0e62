"""Where remote sessions show on other pages."""

from typing import Any

from flask import Flask

from contracts.access.events import AccessChanged
from contracts.access.models import AccessGrant
from contracts.register.events import ContractTermChanged
from contracts.remote_sessions import operations, queries, work
from core.events import listen
from core.my_work import Source, register_work
from core.phrases import N_
from core.web.panels import Panel, register_panel


def on_access_page(grant: AccessGrant) -> dict[str, Any] | None:
    found = queries.sessions_of(grant)
    if not grant.is_remote and not found:
        return None
    return {"rows": [(one, queries.state_badge(one.state), queries.flag_words(one)) for one in found]}


def init_app(app: Flask) -> None:
    register_panel(
        app, "access", Panel("contracts/remote_sessions/_on_access.html", "contracts.view", on_access_page, order=20)
    )
    listen(AccessChanged, operations.follow_contracts)
    listen(ContractTermChanged, operations.follow_contracts)
    for source in (
        Source("sessions.approve", N_("Remote sessions to approve"), "access.approve", work.to_approve),
        Source("sessions.record", N_("Remote sessions to record"), "access.edit", work.to_record),
        Source("sessions.review", N_("Remote sessions to review"), "access.approve", work.to_review),
    ):
        register_work(app, source)
