from collections.abc import Iterable

from flask import Blueprint


def parent(name: str, prefix: str, features: Iterable[Blueprint]) -> Blueprint:
    """One blueprint a domain, its features nested in it; their own url_prefix comes behind the domain's."""
    domain = Blueprint(name, f"{name}.web", url_prefix=prefix)
    for feature in features:
        domain.register_blueprint(feature)
    return domain
