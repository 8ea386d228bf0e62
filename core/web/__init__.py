"""What every page shares: headers, error pages, navigation, lists, and places where higher domains hang their parts."""

from flask import Blueprint, Flask
from flask_wtf import CSRFProtect

from core.web import assets, errors, headers, limits, navigation, panels
from core.web.blueprints import parent

__all__ = ["parent"]
csrf = CSRFProtect()


def init_app(app: Flask) -> None:
    csrf.init_app(app)
    headers.init_app(app)
    errors.init_app(app)
    limits.init_app(app)
    assets.init_app(app)
    navigation.init_app(app)
    panels.init_app(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def mount(app: Flask, name: str, prefix: str, *features: Blueprint) -> None:
    """A domain's features under one name and address: endpoint `vendors.register.show`, URL /vendors/7."""
    app.register_blueprint(parent(name, prefix, features))
