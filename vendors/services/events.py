"""What the register of services tells the features above it."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.auth.models import User


@dataclass(frozen=True)
class ServiceMoved:
    """A service runs elsewhere; `fields`: the column's name → (before, after), those that differ."""

    vendor_id: int
    service_id: int
    fields: Mapping[str, tuple[str, str]]
    by: User | None
