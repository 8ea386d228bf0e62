"""How a vendor stands to its audits, on its page."""

from typing import Any

from core import clock
from vendors.audits import queries
from vendors.register.models import Vendor


def on_vendor(vendor: Vendor) -> dict[str, Any]:
    stands = queries.standings(clock.today(), [vendor.id])[vendor.id]
    return {
        "stands": stands,
        "badge": queries.standing_badge(stands),
        "past": [
            (
                each,
                queries.state_badge(each),
                queries.outcome_badge(each),
                sum(f.closed_on is None for f in each.findings),
            )
            for each in queries.audits_of(vendor.id)
        ],
    }
