"""What a service needs tested, and how a vendor's services stand, on their pages."""

from typing import Any

from core import clock
from vendors.diligence import queries
from vendors.diligence.rules import KIND_NAMES, Standing
from vendors.register.models import Vendor
from vendors.services.models import Service
from vendors.services.queries import services_of


def on_service(service: Service) -> dict[str, Any]:
    found = queries.judged(clock.today(), [service.id])
    return {
        "judgements": found[0].judgements if found else [],
        "releases": queries.releases_of(service.id)[:8],
        "papers": queries.evidence_of([service.id], 12),
        "standing": queries.standing_status,
        "verdict": queries.verdict_status,
        "kinds": KIND_NAMES,
        "today": clock.today(),
    }


def on_vendor(vendor: Vendor) -> dict[str, Any] | None:
    ids = [service.id for service in services_of(vendor) if not service.is_ended]
    found = queries.judged(clock.today(), ids) if ids else []
    if not found:
        return None
    rows = [(one, [j for j in one.judgements if j.standing is not Standing.MET], len(one.judgements)) for one in found]
    return {"rows": rows, "standing": queries.standing_status}
