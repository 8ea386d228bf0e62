"""Pages of checks in bulk, and the background's share of them."""

from flask import Flask

from contracts.bulk import operations, paper_views, views
from contracts.bulk.checking import check_in_background
from core.background import handles

bp = views.bp
"""The blueprint with all its pages; those of one file stand in a module of their own."""
PAGES = (views, paper_views)


def init_app(app: Flask) -> None:
    handles(operations.WORK, check_in_background)
