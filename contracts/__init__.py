"""合約: what was agreed, what the paper says, who may come in, what they hold of ours, and the end."""

from flask import Flask


def init_app(app: Flask) -> None:
    from flask_babel import lazy_gettext as _l

    from contracts import labels, permissions
    from contracts.access import hooks as access_hooks
    from contracts.access import views as access
    from contracts.access.obligations import judge as judge_access
    from contracts.access.sample import AccessPart
    from contracts.assets import hooks as assets_hooks
    from contracts.assets import views as assets
    from contracts.offboarding import hooks as offboarding_hooks
    from contracts.offboarding import views as offboarding
    from contracts.offboarding.obligations import judge as judge_endings
    from contracts.offboarding.sample import OffboardingPart
    from contracts.register import hooks as register_hooks
    from contracts.register import views as register
    from contracts.register.sample import ContractsPart
    from contracts.terms import hooks as terms_hooks
    from contracts.terms import views as terms
    from core.demo import register_sample
    from core.obligations import register_judge
    from core.web import mount
    from core.web.navigation import Entry, register_entries

    permissions.init_app(app)
    labels.init_app(app)
    mount(app, "contracts", "/contracts", register.bp, terms.bp, access.bp, assets.bp, offboarding.bp)
    for hooks in (register_hooks, terms_hooks, access_hooks, assets_hooks, offboarding_hooks):
        hooks.init_app(app)
    for part in (ContractsPart(), AccessPart(), OffboardingPart()):
        register_sample(app, part)
    register_judge(app, judge_access)
    register_judge(app, judge_endings)
    view, registers = "contracts.view", _l("Registers")
    register_entries(
        app,
        [
            Entry("contracts.offboarding.index", _l("End-of-contract tasks"), "list-check", view, _l("Work"), 20),
            Entry("contracts.register.index", _l("Contracts"), "file-earmark-text", view, registers, 120),
            Entry("contracts.access.index", _l("Vendor access"), "key", view, registers, 130),
            Entry("contracts.assets.index", _l("Assets with vendors"), "box", view, registers, 140),
        ],
    )
