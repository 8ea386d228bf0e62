"""A vendor and a contract whose facts are taken from papers."""

from datetime import date

import pytest

from tests.contracts.factories import make_contract
from tests.vendors.factories import make_vendor


@pytest.fixture
def vendor(app):
    return make_vendor(name_zh="晨曦資訊股份有限公司", business_number="04595252")


@pytest.fixture
def contract(vendor):
    return make_contract(
        vendor, number="C-1", title="系統維護", starts_on=date(2026, 1, 1), ends_on=date(2027, 12, 31), signed_on=None
    )
