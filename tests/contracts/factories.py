"""Plain makers of the contracts domain's records for tests; each commits its own unit of work."""

from datetime import date
from itertools import count
from typing import Any

from contracts.access import operations as access
from contracts.access.models import AccessGrant
from contracts.assets import operations as assets
from contracts.assets.models import Asset
from contracts.assets.rules import AssetKind, MustEnd
from contracts.register import operations
from contracts.register.agreed import Event
from contracts.register.models import Contract
from contracts.terms import operations as terms
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


def make_grant(contract: Contract | None = None, **fields: Any) -> AccessGrant:
    contract = contract or make_contract()
    fields = {"system": "VPN", "account": f"ext-{next(_numbers)}", "granted_on": contract.starts_on} | fields
    with unit_of_work():
        return access.grant_access(db.session.merge(contract), by=None, **fields)


def make_asset(contract: Contract | None = None, **fields: Any) -> Asset:
    contract = contract or make_contract()
    fields = {
        "label": f"筆電 {next(_numbers)}",
        "kind": AssetKind.EQUIPMENT,
        "must_end": MustEnd.RETURN,
        "handed_over_on": contract.starts_on,
    } | fields
    with unit_of_work():
        return assets.hand_asset(db.session.merge(contract), by=None, **fields)


def add_event(contract: Contract, event: Event) -> None:
    """Something happens to the contract's term."""
    with unit_of_work():
        terms.add_event(db.session.merge(contract), event, by=None)
