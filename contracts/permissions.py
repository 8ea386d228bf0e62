"""Who may do what with contracts."""

from flask import Flask

from core.auth.guard import register_permissions
from core.auth.rules import READERS, Role

EDITORS = frozenset({Role.PROCUREMENT, Role.IT_MANAGER})
ANSWERERS = EDITORS | {Role.COMPLIANCE}
"""Who may be asked about a clause."""


def init_app(app: Flask) -> None:
    register_permissions(
        app,
        {
            "contracts.view": READERS,
            "contracts.edit": EDITORS,
            "documents.add": EDITORS | {Role.COMPLIANCE},
            "clauses.view": READERS,
            "letters.write": EDITORS | {Role.COMPLIANCE},
            "clauses.decide": frozenset({Role.COMPLIANCE}),
            "clauses.ask": ANSWERERS,
            "clauses.answer": ANSWERERS,
            "exceptions.grant": frozenset({Role.COMPLIANCE}),
            "access.edit": EDITORS,
            "access.request": EDITORS,
            "access.review": EDITORS | {Role.COMPLIANCE},
            "access.approve": frozenset({Role.IT_MANAGER, Role.COMPLIANCE}),
            "offboarding.steps": frozenset({Role.IT_MANAGER, Role.COMPLIANCE}),
            "offboarding.work": EDITORS | {Role.COMPLIANCE},
        },
    )
