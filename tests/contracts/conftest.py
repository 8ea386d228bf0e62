"""The contracts' tests put the application together for each: what it holds of rulebooks and papers begins empty."""

import pytest


@pytest.fixture
def starts_anew() -> bool:
    return True
