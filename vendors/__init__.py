"""廠商: the register, what each supplies, and whether the firm leans too much on somebody."""

from flask import Flask


def init_app(app: Flask) -> None:
    from flask_babel import lazy_gettext as _l

    from core.demo import register_sample
    from core.web import mount
    from core.web.navigation import Entry, register_entries
    from core.web.panels import Panel, register_panel
    from vendors import demo, labels, permissions
    from vendors.concentration import models  # noqa: F401
    from vendors.register import views as register
    from vendors.services import panels
    from vendors.services import views as services

    permissions.init_app(app)
    labels.init_app(app)
    mount(app, "vendors", "/vendors", register.bp, services.bp)
    register_panel(app, "vendor", Panel("vendors/services/_panel.html", "vendors.view", panels.services, order=10))
    register_sample(app, demo.Vendors())
    registers = _l("Registers")
    register_entries(
        app,
        [
            Entry("vendors.register.index", _l("Vendors"), "building", "vendors.view", registers, 110),
            Entry("vendors.services.index", _l("Services"), "boxes", "vendors.view", registers, 120),
        ],
    )
