"""What contracts weigh: spend a year in TWD at the dated rate, what is not known said, only what runs counted."""

from datetime import date
from fractions import Fraction

import pytest

from contracts.register.concentration import annual_spend
from contracts.register.models import Contract
from core import clock
from core.db import db, unit_of_work
from tests.vendors.factories import make_service, make_vendor
from vendors.concentration import operations
from vendors.concentration.bases import basis_named
from vendors.concentration.dimensions import Dimension
from vendors.concentration.queries import figures
from vendors.register.rules import VendorStatus
from vendors.services.rules import ServiceKind

TODAY = date(2026, 6, 30)


def make(number, vendor=None, services=(), **fields):
    vendor = vendor or make_vendor(status=VendorStatus.ACTIVE)
    fields = {
        "title": "維護", "signed_on": date(2025, 12, 1), "starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31),
        "value_minor": 120_000_00,
    } | fields  # fmt: skip
    with unit_of_work():
        contract = Contract(number=number, vendor_id=vendor.id, created_at=clock.now(), **fields)
        contract.services = list(services)
        db.session.add(contract)
    return contract


def spend():
    return {contract.number: yearly.twd_minor for contract, yearly in annual_spend(TODAY)}


@pytest.mark.parametrize(
    ("fields", "yearly"),
    [
        ({}, 120_000_00),
        ({"ends_on": date(2027, 12, 31)}, 60_000_00),
        ({"ends_on": date(2027, 12, 31), "is_yearly": True}, 120_000_00),
        ({"ends_on": None}, None),
        ({"value_minor": None}, None),
        ({"currency": "USD", "value_minor": 1_000_00}, 31_500_00),
        ({"currency": "JPY", "value_minor": 1_000}, None),
    ],
)
def test_a_years_spend_or_nothing_where_it_is_not_known(app, fields, yearly):
    with unit_of_work():
        operations.add_rate(currency="USD", quoted_on=date(2026, 6, 1), twd="31.5", source="x", today=TODAY, by=None)
    make("A", **fields)
    assert spend() == {"A": yearly}
    found = figures(TODAY, Dimension.VENDOR, basis_named("spend"))
    assert (found.found.known, found.found.counted) == (int(yearly is not None), 1)
    assert len(found.missing) == int(yearly is None)


def test_only_contracts_that_run_count(app):
    make("runs")
    make("over", starts_on=date(2024, 1, 1), ends_on=date(2024, 12, 31))
    make("draft", signed_on=None, starts_on=date(2026, 9, 1))
    assert set(spend()) == {"runs"}
    found = figures(TODAY, Dimension.GROUP, basis_named("contracts"))
    assert found.found.total == 1


def test_a_contract_of_several_services_shares_its_weight_among_them(app):
    vendor = make_vendor(status=VendorStatus.ACTIVE)
    kinds = [make_service(vendor, kind=kind) for kind in (ServiceKind.CLOUD, ServiceKind.NETWORK)]
    make("A", vendor, kinds)
    make("B", vendor)
    found = figures(TODAY, Dimension.SERVICE_KIND, basis_named("contracts"))
    assert {line.name: line.weight for line in found.lines} == {
        "Cloud service": Fraction(1, 2), "Network": Fraction(1, 2),
    }  # fmt: skip
    assert [m.what for m in found.missing] == ["B 維護"]
