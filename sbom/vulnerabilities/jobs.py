"""Matching what changed: after an import, and by the scheduler for every new SBOM. Twice in a row does nothing."""

from core.db import db, unit_of_work
from core.errors import Refused
from core.files import open_file
from sbom.components.models import Delivery
from sbom.support import refreshing as support
from sbom.vulnerabilities import embedded
from sbom.vulnerabilities.keeping import batches
from sbom.vulnerabilities.rematching import Scope, Tally, apply, plan, stale


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
    try:
        with open_file(delivery.sha256) as file:
            document = embedded.read(file.read())
    except Refused:
        return  # it was read once as an SBOM: what cannot be read of its vulnerabilities is not said
    with unit_of_work():
        embedded.keep(db.session.get_one(Delivery, delivery.id), document)
