"""Large vendor files are carried out in the background: the same single unit of work, away from the page."""

from typing import Any

from core.auth.models import User
from core.background import Progress, handles, submit
from core.db import db, unit_of_work
from core.web.addresses import address
from vendors.register.import_operations import apply
from vendors.register.import_rows import Plan, Verdict
from vendors.register.importing import VendorImport

KIND = "vendors:import"
LARGE = 1000
"""From so many rows to be saved on (about a second and a half) nobody should look at a page that does not answer."""


def is_large(plan: Plan) -> bool:
    counts = plan.counts
    return counts[Verdict.NEW] + counts[Verdict.CHANGED] >= LARGE


def queue(file: VendorImport, digest: str, *, by: User | None) -> int:
    """Have the plan carried out; returns the number of the piece of work. Inside a unit of work."""
    return submit(
        KIND,
        {"import_id": file.id, "digest": digest, "back": address("vendors.imports.show", import_id=file.id)},
        by=by,
    ).id


def carry_out(params: dict[str, Any], by: User | None, _progress: Progress) -> dict[str, Any]:
    """All or nothing. Run again after a crash it finds either nothing done or everything, and says so."""
    where = {"url": address("vendors.imports.show", import_id=params["import_id"])}
    with unit_of_work():
        file = db.session.get_one(VendorImport, params["import_id"])
        if file.applied_at is None:
            apply(file, params["digest"], by=db.session.merge(by) if by else None)
    return where


def init_app() -> None:
    handles(KIND, carry_out)
