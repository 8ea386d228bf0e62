"""Addresses of our own pages, from a page, a command or a job alike."""

from typing import Any

from flask import current_app, has_request_context, url_for


def link(endpoint: str, **values: Any) -> str:
    """The address within the product; outside a request (workbooks, jobs, commands) the same without the host."""
    if has_request_context():
        return url_for(endpoint, **values)
    return str(current_app.url_map.bind("localhost").build(endpoint, values))
