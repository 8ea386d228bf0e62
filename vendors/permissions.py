"""Who may do what with vendors."""

from flask import Flask

from core.auth.guard import register_permissions
from core.auth.rules import READERS, Role

EDITORS = frozenset({Role.PROCUREMENT, Role.IT_MANAGER})


def init_app(app: Flask) -> None:
    register_permissions(
        app,
        {
            "vendors.view": READERS,
            "vendors.edit": EDITORS,
            "vendors.merge": EDITORS,
            "services.edit": EDITORS,
            "evidence.edit": EDITORS | {Role.COMPLIANCE},
            "specifications.edit": EDITORS | {Role.COMPLIANCE},
            "changes.view": READERS,
            "changes.edit": EDITORS | {Role.COMPLIANCE},
            "changes.approve": frozenset({Role.IT_MANAGER, Role.COMPLIANCE}),
            "findings.accept": frozenset({Role.COMPLIANCE, Role.IT_MANAGER}),
            "assessments.view": READERS,
            "assessments.edit": EDITORS | {Role.COMPLIANCE},
            "assessments.approve": frozenset({Role.IT_MANAGER, Role.COMPLIANCE}),
            "audits.view": READERS,
            "audits.edit": EDITORS | {Role.COMPLIANCE},
            "audits.close": frozenset({Role.COMPLIANCE, Role.IT_MANAGER}),
            "concentration.view": READERS | {Role.BOARD},
            "stress.view": READERS,
            "stress.keep": frozenset({Role.IT_MANAGER, Role.COMPLIANCE}),
            "proposals.view": READERS,
            "proposals.edit": EDITORS | {Role.COMPLIANCE},
            "proposals.decide": frozenset({Role.COMPLIANCE, Role.IT_MANAGER}),
            "actions.view": READERS,
            "actions.edit": EDITORS | {Role.COMPLIANCE},
            "continuity.view": READERS,
            "continuity.edit": EDITORS | {Role.COMPLIANCE},
            "cloud.view": READERS,
            "cloud.edit": EDITORS | {Role.COMPLIANCE},
            "cloud.approve": frozenset({Role.IT_MANAGER, Role.COMPLIANCE}),
            "incidents.view": READERS,
            "incidents.edit": EDITORS | {Role.COMPLIANCE},
            "incidents.close": frozenset({Role.IT_MANAGER, Role.COMPLIANCE}),
            "policy.view": READERS | {Role.BOARD, Role.ADMINISTRATOR},
            "policy.edit": frozenset({Role.ADMINISTRATOR}),
            "rates.edit": frozenset({Role.ADMINISTRATOR, Role.PROCUREMENT}),
        },
    )
