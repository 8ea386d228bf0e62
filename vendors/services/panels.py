"""What a vendor supplies, on the vendor's page."""

from typing import Any

from vendors.register.models import Vendor
from vendors.services import queries
from vendors.services.rules import SERVICE_KIND_NAMES


def services(vendor: Vendor) -> dict[str, Any]:
    return {
        "services": queries.services_of(vendor),
        "kinds": SERVICE_KIND_NAMES,
        "tones": queries.CRITICALITY_TONES,
    }
