"""Somebody of ours who asks, and a questionnaire that is out."""

import pytest

from core.auth.rules import Role
from tests.vendors.factories import make_service
from tests.vendors.links.answering import opened


@pytest.fixture
def assessor(person):
    return person(Role.IT_MANAGER)


@pytest.fixture
def assessment(app, assessor):
    found = opened(assessor)
    make_service(found.vendor, is_investor_app=True)
    return found
