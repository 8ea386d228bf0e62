"""Plain makers of the software domain's records for tests; each commits its own unit of work."""

from io import BytesIO
from itertools import count
from typing import Any

from sqlalchemy import inspect

from core.background.models import State, Work
from core.background.operations import run_next
from core.db import db, unit_of_work
from sbom.components.models import Delivery
from sbom.disclosure import operations
from sbom.products import operations as products
from sbom.products.models import Product, Release
from tests.sbom.documents import as_bytes, component, cyclonedx
from tests.vendors.factories import make_vendor

_numbers = count(1)

DISCLOSED: dict[str, Any] = {
    "licenses": [{"license": {"id": "MIT"}}],
    "externalReferences": [{"type": "vcs", "url": "https://example.org/a.git"}],
}


def make_product(**fields: Any) -> Product:
    if "vendor_id" not in fields:
        fields["vendor_id"] = make_vendor().id
    fields.setdefault("name", f"下單系統{next(_numbers)}")
    with unit_of_work():
        return products.add_product(by=None, **fields)


def make_release(product: Product | None = None, **fields: Any) -> Release:
    product = product or make_product()
    fields.setdefault("number", f"1.{next(_numbers)}")
    with unit_of_work():
        return products.add_release(product, by=None, **fields)


def deliver(release: Release | None = None, *components: Any, data: bytes = b"", name: str = "bom.json") -> Work:
    """Upload and read an SBOM; gives the finished piece of work."""
    release = db.session.get_one(Release, inspect(release or make_release()).identity[0])
    data = data or as_bytes(cyclonedx(*(components or (component("a", **DISCLOSED),))))
    with unit_of_work():
        work = operations.receive_sbom(release, stream=BytesIO(data), file_name=name, by=None)
        work_id = work.id
    while run_next():
        pass
    db.session.expire_all()
    return db.session.get_one(Work, work_id)


def make_delivery(release: Release | None = None, *components: Any, **kwargs: Any) -> Delivery:
    work = deliver(release, *components, **kwargs)
    assert work.state is State.DONE, work.result
    return db.session.query(Delivery).order_by(Delivery.id.desc()).first()
