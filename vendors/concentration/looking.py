"""Looking now for limits that are passed: on a large firm in the background, away from the page."""

from typing import Any

from sqlalchemy import func, select

from core.auth.models import User
from core.background import Progress, handles, submit
from core.db import db
from core.web.addresses import address
from vendors.concentration.jobs import find_breaches
from vendors.register.models import Vendor

KIND = "vendors:look"
LARGE = 500
"""Vendors from which it can take longer than a page should: at 2,000 with 20,000 contracts, a second and a half."""


def is_large() -> bool:
    return (db.session.scalar(select(func.count(Vendor.id))) or 0) >= LARGE


def queue(by: User | None) -> int:
    """Have it done; returns the number of the piece of work. Inside a unit of work."""
    return submit(KIND, {"back": address("vendors.concentration.breach_index")}, by=by).id


def carry_out(_params: dict[str, Any], by: User | None, progress: Progress) -> dict[str, Any]:
    """Run again after a crash it finds what stands on record already."""
    find_breaches(by=by, progress=progress)
    return {"url": address("vendors.concentration.breach_index")}


def init_app() -> None:
    handles(KIND, carry_out)
