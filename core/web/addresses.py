"""Addresses inside the product for those who also work without a request: judges, jobs, commands, background work."""

from typing import Any

from flask import current_app, has_request_context, url_for


def address(endpoint: str, **values: Any) -> str:
    """The path of a page: as `url_for` gives it, or from the root where no request says under which prefix we stand."""
    if has_request_context():
        return url_for(endpoint, **values)
    anchor = values.pop("_anchor", "")
    return current_app.url_map.bind("").build(endpoint, values) + (f"#{anchor}" if anchor else "")
