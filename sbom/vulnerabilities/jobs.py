"""Matching what changed: after an import, and by the scheduler for every new SBOM. Twice in a row does nothing."""

from core.db import unit_of_work
from sbom.vulnerabilities.rematching import Tally, apply, plan, stale


def match_all() -> dict[str, int]:
    """Match every product whose SBOM or advisories changed, one unit of work each."""
    total, products = Tally(), 0
    for scope in stale():
        made = plan(scope)
        with unit_of_work():
            total += apply(made)
        products += 1
    return {"products": products, **total.as_counts()}
