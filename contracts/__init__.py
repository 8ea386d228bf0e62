"""合約: what was agreed, what the paper says, who may come in, what they hold of ours, and the end."""

from flask import Flask


def init_app(app: Flask) -> None:
    from flask_babel import lazy_gettext as _l

    from contracts import labels, permissions
    from contracts.clauses import hooks as clauses_hooks
    from contracts.clauses import views as clauses
    from contracts.clauses.sample import PapersPart
    from contracts.documents import hooks as documents_hooks
    from contracts.documents import views as documents
    from contracts.register import hooks as register_hooks
    from contracts.register import views as register
    from contracts.register.sample import ContractsPart
    from core.demo import register_sample
    from core.web import mount
    from core.web.navigation import Entry, register_entries

    permissions.init_app(app)
    labels.init_app(app)
    mount(app, "contracts", "/contracts", register.bp, documents.bp, clauses.bp)
    register_hooks.init_app(app)
    documents_hooks.init_app(app)
    clauses_hooks.init_app(app)
    register_sample(app, ContractsPart())
    register_sample(app, PapersPart())
    register_entries(
        app,
        [
            Entry(
                "contracts.register.index", _l("Contracts"), "file-earmark-text", "contracts.view", _l("Registers"), 120
            ),
            Entry(
                "contracts.clauses.index", _l("Clause check"), "card-checklist", "clauses.view", _l("Registers"), 130
            ),
        ],
    )
