"""Matching what changed: after an import, and by the scheduler for every new SBOM. Twice in a row does nothing."""

from collections.abc import Mapping
from typing import Any

from core import forks
from core.db import db, unit_of_work
from core.errors import Refused
from core.files import open_file
from sbom.components.files import is_small
from sbom.components.models import Delivery
from sbom.support import refreshing as support
from sbom.vulnerabilities import embedded
from sbom.vulnerabilities.keeping import batches
from sbom.vulnerabilities.recording import Tally, apply
from sbom.vulnerabilities.rematching import Scope, plan, stale

TAKE_OUT_APART = "sbom.vulnerabilities"


def match_all() -> dict[str, int]:
    """Match every product whose SBOM or advisories changed, one unit of work each."""
    total, products, touched = Tally(), 0, list[int]()
    for scope in stale():
        _take_out(scope)
        made = plan(scope)
        with unit_of_work():
            total += apply(made)
        products += 1
        touched.append(scope.product_id)
    for part in batches(touched):
        with unit_of_work():
            support.refresh(part)
    return {"products": products, **total.as_counts()}


def _take_out(scope: Scope) -> None:
    """What an SBOM itself says of vulnerabilities, the first time it is matched."""
    delivery = db.session.get(Delivery, scope.delivery_id) if scope.delivery_id and scope.is_new else None
    if delivery is None or not delivery.header.get("counts", {}).get("vulnerabilities"):
        return
    asked = {"delivery_id": delivery.id, "sha256": delivery.sha256}
    try:
        if is_small(delivery.sha256):
            take_out(asked)
        else:
            forks.do(TAKE_OUT_APART, **asked)
    except Refused:
        return  # it was read once as an SBOM: what cannot be read of its vulnerabilities is not said


def take_out(asked: Mapping[str, Any], _: forks.Give | None = None) -> None:
    """Read what an SBOM says of vulnerabilities and keep it; of a large file in a process that is split off for it."""
    with open_file(asked["sha256"]) as file:
        document = embedded.read(file.read())
    with unit_of_work():
        embedded.keep(db.session.get_one(Delivery, asked["delivery_id"]), document)
