"""Who may do what with products and their SBOMs."""

from flask import Flask

from core.auth.guard import register_permissions
from core.auth.rules import READERS, Role


def init_app(app: Flask) -> None:
    editors = frozenset({Role.PROCUREMENT, Role.IT_MANAGER})
    keys = frozenset({Role.IT_MANAGER, Role.ADMINISTRATOR})
    reviewers = frozenset({Role.IT_MANAGER, Role.COMPLIANCE})
    register_permissions(app, {"sbom.view": READERS, "sbom.edit": editors, "sbom.decide": reviewers, "sbom.keys": keys})
