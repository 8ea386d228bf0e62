"""What the register of vendors tells the features above it."""

from dataclasses import dataclass
from datetime import date

from core.auth.models import User


@dataclass(frozen=True)
class SubcontractorChanged:
    """A subcontractor began or ended to work for a vendor; `service_id` None: in all it does for us."""

    vendor_id: int
    service_id: int | None
    subcontractor_id: int
    is_added: bool
    started_on: date | None
    by: User | None


@dataclass(frozen=True)
class GroupChanged:
    """A vendor stands in another group than before."""

    vendor_id: int
    was_id: int | None
    now_id: int | None
    by: User | None
