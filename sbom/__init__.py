"""軟體物料清單: what is inside the software that vendors deliver, and what they still owe us about it."""

from flask import Flask

LARGEST_UPLOAD = 101_000_000
"""Bytes of a request that brings an SBOM: a file of 100 MB, and the form around it."""


def init_app(app: Flask) -> None:
    from core.auth.guard import register_key_guard
    from core.demo import register_sample
    from core.home import register_card
    from core.obligations import register_judge
    from core.report import register_sheet
    from core.web.limits import allow_larger
    from core.web.panels import Panel, register_panel
    from sbom import incidents, labels, permissions, searching
    from sbom.comparisons import cli as _diff  # noqa: F401 - adds `flask sbom diff`
    from sbom.comparisons.changes import differences
    from sbom.disclosure import cards, obligations, panels, report, sample
    from sbom.disclosure.cli import commands
    from sbom.find import cli as _find  # noqa: F401 - adds `flask sbom find`
    from sbom.merging import hooks as merging
    from sbom.notices import hooks as notices
    from sbom.pipelines import answering, api
    from sbom.pipelines import project_api as _projects  # noqa: F401 - adds the addresses of projects
    from sbom.pipelines.cli import cli as keys
    from sbom.requests import hooks as request_hooks
    from sbom.requests import sample as request_sample
    from sbom.spread import hooks as spread
    from sbom.support import hooks as support
    from sbom.vulnerabilities import hooks as vulnerabilities
    from vendors.changes.effects import register_effect

    permissions.init_app(app)
    register_effect(app, 40, differences)
    searching.init_app(app)
    incidents.init_app(app)
    labels.init_app(app)
    _pages(app)
    _work(app)
    app.register_blueprint(api.bp)
    register_key_guard(app, answering.open_with_key)
    allow_larger(app, LARGEST_UPLOAD, "sbom.disclosure.upload", "api.put_bom", "api.post_bom")
    app.cli.add_command(commands)
    app.cli.add_command(keys)
    register_judge(app, obligations.judge)
    register_card(app, "sbom.edit", cards.open_disclosures, order=300)
    register_panel(app, "vendor", Panel("sbom/products/_vendor.html", "sbom.view", panels.on_vendor, order=300))
    register_panel(app, "product", Panel("sbom/disclosure/_product.html", "sbom.view", panels.on_product))
    register_sheet(app, 500, report.sheet)
    register_sample(app, sample)
    register_sample(app, request_sample)
    for hooks in (request_hooks, spread, support, vulnerabilities, notices, merging):
        hooks.init_app(app)


def _work(app: Flask) -> None:
    """What is done in the background, by the clock, or by a process of its own."""
    from core.background import handles
    from core.forks import register_task
    from core.phrases import N_
    from core.scheduler.jobs import Job, register_job
    from sbom.disclosure.operations import READ
    from sbom.elements import jobs as elements
    from sbom.exports import views as exports
    from sbom.pipelines import reading

    handles(READ, reading.read_and_match)
    register_job(app, Job("elements", N_("Count the minimum elements of SBOMs"), elements.run))
    register_task(app, reading.READ_APART, reading.read_apart, reading.prepare)
    register_task(app, reading.MATCH_APART, reading.match_apart)
    register_task(app, elements.COUNT_APART, elements.count_apart)
    register_task(app, exports.EXPORT_APART, exports.export_apart)


def _pages(app: Flask) -> None:
    from core.web import mount
    from sbom.comparisons import views as comparisons
    from sbom.disclosure import views as disclosure
    from sbom.elements import views as elements
    from sbom.exports import views as exports
    from sbom.find import views as find
    from sbom.licences import views as licences
    from sbom.notices import missing_views as missing_notices
    from sbom.notices import views as notices
    from sbom.pipelines import views as pipelines
    from sbom.products import views as products
    from sbom.requests import views as requests
    from sbom.spread import views as spread
    from sbom.support import hooks as support
    from sbom.vulnerabilities import hooks as vulnerabilities

    features = (
        disclosure, products, licences, requests, elements, comparisons, exports, find, spread, support, vulnerabilities,
        missing_notices, notices, pipelines,
    )  # fmt: skip
    mount(app, "sbom", "/sbom", *(feature.bp for feature in features))
    _menu(app)


def _menu(app: Flask) -> None:
    from flask_babel import lazy_gettext as _l

    from core.web.navigation import Entry, register_entries

    software = _l("Software")
    register_entries(
        app,
        [
            Entry("sbom.disclosure.index", _l("SBOMs"), "file-earmark-code", "sbom.view", software, 300),
            Entry("sbom.find.index", _l("Find a component"), "search", "sbom.view", software, 302),
            Entry("sbom.requests.index", _l("Requests to vendors"), "envelope-paper", "sbom.view", software, 305),
            Entry("sbom.elements.index", _l("Minimum elements"), "ui-checks", "sbom.view", software, 307),
            Entry("sbom.products.index", _l("Products"), "box", "sbom.view", software, 310),
            Entry("sbom.licences.index", _l("Licences"), "journal-text", "sbom.view", software, 330),
            Entry(
                "sbom.vulnerabilities.index", _l("Vulnerabilities"), "shield-exclamation", "sbom.view", software, 340
            ),
            Entry("sbom.spread.index", _l("Shared components"), "diagram-2", "sbom.view", software, 345),
            Entry("sbom.support.index", _l("End of life"), "hourglass-bottom", "sbom.view", software, 350),
            Entry("sbom.notices.index", _l("Notices from vendors"), "megaphone", "sbom.view", software, 345),
            Entry("sbom.pipelines.index", _l("Build pipelines"), "key", "sbom.keys", software, 390),
        ],
    )
