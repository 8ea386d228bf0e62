"""What every page shares: headers, error pages, navigation, lists, and places where higher domains hang their parts."""

from typing import Any

from flask import Blueprint, Flask
from flask_wtf import CSRFProtect
from werkzeug.routing import IntegerConverter, Map

from core.web import assets, characters, errors, headers, limits, listing, navigation, panels
from core.web.blueprints import parent

__all__ = ["parent"]
csrf = CSRFProtect()


class RecordId(IntegerConverter):
    """`<int:…>` in an address: no larger than a key can be, so that a longer number is a 404 and not a database's error."""

    def __init__(self, url_map: Map, *args: Any, **kwargs: Any) -> None:
        super().__init__(url_map, *args, **{"max": 2**31 - 1} | kwargs)


def init_app(app: Flask) -> None:
    app.url_map.converters["int"] = RecordId
    characters.init_app(app)
    limits.init_app(app)
    csrf.init_app(app)
    headers.init_app(app)
    errors.init_app(app)
    assets.init_app(app)
    navigation.init_app(app)
    panels.init_app(app)
    app.jinja_env.globals["symbols"] = listing.SYMBOLS
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def mount(app: Flask, name: str, prefix: str, *features: Blueprint) -> None:
    """A domain's features under one name and address: endpoint `vendors.register.show`, URL /vendors/7."""
    app.register_blueprint(parent(name, prefix, features))
