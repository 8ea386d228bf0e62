"""Where requests for access show on other pages."""

from typing import Any

from flask import Flask

from contracts.access.events import AccessChanged
from contracts.access.models import AccessGrant
from contracts.access_requests import operations, queries, work
from core.events import listen
from core.my_work import Source, register_work
from core.phrases import N_
from core.web.panels import Panel, register_panel


def on_access_page(grant: AccessGrant) -> dict[str, Any]:
    return {"rows": [(each, queries.state_badge(each.state)) for each in queries.requests_of(grant)]}


def init_app(app: Flask) -> None:
    register_panel(
        app, "access", Panel("contracts/access_requests/_on_access.html", "contracts.view", on_access_page, order=10)
    )
    listen(AccessChanged, operations.follow_access)
    for source in (
        Source("access.approve", N_("Access to approve"), "access.approve", work.to_approve),
        Source("access.set_up", N_("Access to set up"), "access.edit", work.to_carry_out),
    ):
        register_work(app, source)
