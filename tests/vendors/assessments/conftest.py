"""A vendor that is assessed, who assesses it, and the second person."""

import pytest

from core.auth.rules import Role
from core.db import unit_of_work
from tests.vendors.factories import make_service, make_vendor
from vendors.assessments import operations, queries, shelf
from vendors.register.rules import VendorStatus


@pytest.fixture
def vendor(app):
    found = make_vendor(name_zh="受評資訊股份有限公司", status=VendorStatus.ACTIVE)
    make_service(found, is_investor_app=True)
    return found


@pytest.fixture
def assessor(person):
    return person(Role.IT_MANAGER)


@pytest.fixture
def second(person):
    return person(Role.COMPLIANCE)


@pytest.fixture
def opened(vendor, assessor):
    with unit_of_work():
        found = operations.open_assessment(
            vendor, shelf.questionnaires()[shelf.CAPABILITY], assessor_id=assessor.id, by=assessor
        )
        number = found.id
    return queries.assessment_page(number)
