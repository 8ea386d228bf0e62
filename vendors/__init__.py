"""廠商: the register, what each supplies, and whether the firm leans too much on somebody."""

from flask import Flask


def init_app(app: Flask) -> None:
    from core.demo import register_sample
    from core.obligations import register_owners
    from core.report import register_sheet
    from core.web import mount
    from core.web.panels import Panel, register_panel
    from vendors import demo, labels, permissions, resilience, searching, searching_duties
    from vendors.actions import hooks as actions
    from vendors.assessments import hooks as assessments
    from vendors.assessments import tier_views
    from vendors.audits import hooks as audits
    from vendors.changes import hooks as changes
    from vendors.concentration import hooks as concentration
    from vendors.diligence import hooks as evidence
    from vendors.links import hooks as links
    from vendors.merging import hooks as merging_hooks
    from vendors.merging import views as merging
    from vendors.proposals import views as proposals
    from vendors.proposals.report import sheet as decisions_asked
    from vendors.register import import_views as imports
    from vendors.register import import_work
    from vendors.register import views as register
    from vendors.register.importing import register_companion
    from vendors.register.queries import owner_names
    from vendors.services import panels
    from vendors.services import views as services
    from vendors.services.importing import Services
    from vendors.services.report import sheet as critical_vendors
    from vendors.specifications import hooks as specifications
    from vendors.stress import views as stress

    permissions.init_app(app)
    searching.init_app(app)
    searching_duties.init_app(app)
    labels.init_app(app)
    mount(
        app,
        "vendors",
        "/vendors",
        register.bp,
        imports.bp,
        services.bp,
        *evidence.PAGES,
        assessments.bp,
        tier_views.bp,
        *links.BLUEPRINTS,
        *specifications.PAGES,
        audits.bp,
        actions.bp,
        concentration.bp,
        stress.bp,
        proposals.bp,
        changes.bp,
        *resilience.PAGES,
        merging.bp,
    )
    register_panel(app, "vendor", Panel("vendors/services/_panel.html", "vendors.view", panels.services, order=10))
    register_sample(app, demo.Vendors())
    for feature in (evidence, assessments, links, specifications, audits):
        feature.init_app(app)
    import_work.init_app()
    register_companion(app, Services())
    register_sheet(app, 190, decisions_asked)
    register_sheet(app, 250, critical_vendors)
    for feature in (concentration, actions, changes, resilience, merging_hooks):
        feature.init_app(app)
    register_owners(app, owner_names)
    _register_today(app)
    _register_menu(app)


def _register_today(app: Flask) -> None:
    from core.my_work import Source, register_work
    from core.phrases import N_
    from vendors import cards
    from vendors.concentration.beforehand import register_beforehand
    from vendors.proposals.accepted import accepted
    from vendors.proposals.work import decisions

    register_beforehand(app, accepted)
    register_work(app, Source("proposals", N_("Checks before signing"), "proposals.decide", decisions))
    cards.init_app(app)


def _register_menu(app: Flask) -> None:
    from flask_babel import lazy_gettext as _l

    from core.web.navigation import Entry, register_entries

    registers = _l("Registers")
    register_entries(
        app,
        [
            Entry("vendors.register.index", _l("Vendors"), "building", "vendors.view", registers, 110),
            Entry("vendors.services.index", _l("Services"), "boxes", "vendors.view", registers, 120),
            Entry("vendors.diligence.index", _l("Security evidence"), "shield-check", "vendors.view", registers, 125),
            Entry(
                "vendors.specifications.index",
                _l("Service specifications"),
                "file-earmark-ruled",
                "vendors.view",
                registers,
                126,
            ),
            Entry(
                "vendors.assessments.index",
                _l("Vendor assessments"),
                "clipboard-data",
                "assessments.view",
                _l("Oversight"),
                519,
            ),
            Entry("vendors.audits.index", _l("Vendor audits"), "search", "audits.view", _l("Oversight"), 520),
            Entry(
                "vendors.concentration.index",
                _l("Concentration"),
                "pie-chart",
                "concentration.view",
                _l("Oversight"),
                520,
            ),
            Entry(
                "vendors.proposals.index", _l("Checks before signing"), "pen", "proposals.view", _l("Oversight"), 521
            ),
            Entry(
                "vendors.changes.index",
                _l("Changes of services"),
                "arrow-left-right",
                "changes.view",
                _l("Oversight"),
                518,
            ),
            Entry("vendors.stress.index", _l("Stress tests"), "lightning-charge", "stress.view", _l("Oversight"), 522),
            Entry(
                "vendors.actions.index", _l("Control measures"), "clipboard-check", "actions.view", _l("Oversight"), 526
            ),
        ],
    )
