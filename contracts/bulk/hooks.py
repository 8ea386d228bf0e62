"""The background's share of checks in bulk."""

from flask import Flask

from contracts.bulk import operations
from contracts.bulk.checking import check_in_background
from core.background import handles


def init_app(app: Flask) -> None:
    handles(operations.WORK, check_in_background)
