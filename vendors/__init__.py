"""廠商: the register, what each supplies, and whether the firm leans too much on somebody."""

from flask import Flask


def init_app(app: Flask) -> None:
    from flask_babel import lazy_gettext as _l

    from core.web import mount
    from core.web.navigation import Entry, register_entries
    from vendors import labels, permissions
    from vendors.register import views as register

    permissions.init_app(app)
    labels.init_app(app)
    mount(app, "vendors", "/vendors", register.bp)
    register_entries(
        app, [Entry("vendors.register.index", _l("Vendors"), "building", "vendors.view", _l("Registers"), 110)]
    )
