"""Who may do what with products and their SBOMs."""

from flask import Flask

from core.auth.guard import register_permissions
from core.auth.rules import READERS, Role


def init_app(app: Flask) -> None:
    editors = frozenset({Role.PROCUREMENT, Role.IT_MANAGER})
    keys = frozenset({Role.IT_MANAGER, Role.ADMINISTRATOR})
    register_permissions(app, {"sbom.view": READERS, "sbom.edit": editors, "sbom.keys": keys})
