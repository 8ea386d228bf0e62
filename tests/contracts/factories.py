"""Plain makers of the contracts domain's records for tests; each commits its own unit of work."""

from datetime import date
from itertools import count
from typing import Any

from contracts.register import operations
from contracts.register.models import Contract
from core.db import db, unit_of_work
from tests.vendors.factories import make_vendor
from vendors.register.models import Vendor

_numbers = count(1)


def make_contract(vendor: Vendor | None = None, **fields: Any) -> Contract:
    """A contract; for 2026 unless told otherwise."""
    vendor = vendor or make_vendor()
    fields = {
        "number": f"C-{next(_numbers):04d}",
        "title": "系統維護合約",
        "signed_on": date(2025, 12, 15),
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2026, 12, 31),
    } | fields
    with unit_of_work():
        return operations.register_contract(db.session.merge(vendor), by=None, **fields)
