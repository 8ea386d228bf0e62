"""What the rest of the product asks of changes: what the register tells, panels, obligations, work."""

from typing import Any

from flask import Flask

from core import clock
from core.events import listen
from core.my_work import Source, register_work
from core.obligations import register_judge
from core.phrases import N_
from core.report import register_sheet
from core.web.panels import Panel, register_panel
from vendors.changes import effects, noticed_views, noticing, queries, report, views
from vendors.changes.models import NoticedChange, ServiceChange
from vendors.changes.obligations import judge
from vendors.changes.work import approvals, noticed, under_way
from vendors.merging.following import Following, register_following
from vendors.register.events import GroupChanged, SubcontractorChanged
from vendors.register.models import Vendor
from vendors.services.events import ServiceMoved

bp = views.bp
"""The blueprint with all its pages; those of what the register noticed stand in a module of their own."""
PAGES = (views, noticed_views)


def on_vendor(vendor: Vendor) -> dict[str, Any]:
    """The vendor's changes, and what was noticed that nothing answers for."""
    return {
        "changes": [(each, queries.state_status(each), queries.level_status(each.level)) for each in queries.changes_of(vendor.id)],
        "open_ones": len(queries.uncovered(clock.today(), [vendor.id]).get(vendor.id, ())),
    }  # fmt: skip


def init_app(app: Flask) -> None:
    listen(SubcontractorChanged, noticing.subcontractor)
    listen(ServiceMoved, noticing.place)
    listen(GroupChanged, noticing.group)
    register_following(app, Following("change", N_("Changes of services"), ServiceChange))
    register_following(app, Following("noticed_change", N_("Changes noticed in the register"), NoticedChange))
    effects.register_effect(app, 10, effects.concentration)
    effects.register_effect(app, 30, effects.evidence)
    effects.register_effect(app, 50, effects.specification)
    register_panel(app, "vendor", Panel("vendors/changes/_on_vendor.html", "changes.view", on_vendor, order=25))
    register_judge(app, judge)
    register_sheet(app, 275, report.sheet)
    register_work(app, Source("changes", N_("Changes of services"), "changes.edit", under_way))
    register_work(app, Source("change-approvals", N_("Changes to approve"), "changes.approve", approvals))
    register_work(app, Source("noticed-changes", N_("Changes noticed in the register"), "changes.edit", noticed))
