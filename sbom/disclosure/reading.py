"""Background work: an uploaded file becomes a delivery, or a sentence that says why not."""

from typing import Any

from sqlalchemy import select

from core import clock
from core.auth.models import User
from core.db import db, unit_of_work
from core.errors import Refused, Unreadable
from core.files import open_file
from core.phrases import N_
from core.web.addresses import address
from core.work import Progress
from sbom.components.models import Delivery
from sbom.disclosure import operations
from sbom.ingest.reading import read_sbom
from sbom.products.models import Release

_STEPS = 3


def read_delivery(params: dict[str, Any], by: User | None, progress: Progress) -> dict[str, Any]:
    """Read what was uploaded and keep it; run again after a crash it finds what it kept. Raises Unreadable."""
    known = db.session.scalar(select(Delivery.id).where(Delivery.upload_key == params["upload_key"]))
    if known is not None:
        return {"url": address("sbom.disclosure.show", delivery_id=known)}
    on = clock.today()
    progress(0, _STEPS)
    try:
        with open_file(params["sha256"]) as file:
            sbom = read_sbom(file.read())
    except Unreadable as error:
        with unit_of_work():
            release = _release(params)
            operations.refuse_delivery(
                release, file_name=params["file_name"], sha256=params["sha256"], why=error.phrase, by=by
            )
        raise
    progress(1, _STEPS)
    judged = operations.judge(sbom, _release(params).product.own_namespace, on)
    progress(2, _STEPS)
    kept = {key: params[key] for key in ("sha256", "file_name", "upload_key")}
    with unit_of_work():
        delivery = operations.keep_delivery(_release(params), sbom, judged, on=on, by=by, **kept)
        delivery_id = delivery.id
    progress(_STEPS, _STEPS)
    return {"url": address("sbom.disclosure.show", delivery_id=delivery_id)}


def _release(params: dict[str, Any]) -> Release:
    release = db.session.get(Release, params["release_id"])
    if release is None:
        raise Refused(N_("The release that this SBOM was uploaded for is not there any more."))
    return release
