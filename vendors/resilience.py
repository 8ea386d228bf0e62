"""The pages about what goes wrong at vendors and how the firm goes on: wired in one place."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from core.web.navigation import Entry, register_entries
from vendors.cloud import hooks as cloud
from vendors.continuity import hooks as continuity
from vendors.incidents import hooks as incidents

PAGES = (cloud.bp, continuity.bp, incidents.bp)


def init_app(app: Flask) -> None:
    cloud.init_app(app)
    continuity.init_app(app)
    incidents.init_app(app)
    oversight, system = _l("Oversight"), _l("System")
    register_entries(
        app,
        [
            Entry("vendors.incidents.index", _l("Incidents"), "exclamation-octagon", "incidents.view", oversight, 523),
            Entry("vendors.continuity.index", _l("Continuity"), "life-preserver", "continuity.view", oversight, 524),
            Entry("vendors.cloud.index", _l("Cloud assessments"), "cloud-check", "cloud.view", oversight, 525),
            Entry("vendors.incidents.times", _l("The official clock"), "alarm", "policy.edit", system, 916),
        ],
    )
