"""Background work: an uploaded file becomes a delivery, or a sentence that says why not."""

from collections.abc import Sequence
from typing import IO, Any

from sqlalchemy import select

from core import clock
from core.auth.models import User
from core.background import Progress
from core.db import db, unit_of_work
from core.errors import Refused, Unreadable
from core.files import open_file
from core.phrases import N_
from core.web.addresses import address
from sbom.components.models import Delivery
from sbom.components.operations import write_rows
from sbom.disclosure import operations
from sbom.disclosure.operations import Judged
from sbom.ingest.memory import collection_paused
from sbom.ingest.reading import read_sbom
from sbom.ingest.rules import Sbom
from sbom.products.models import Release

AT_ONCE = 3_000_000
"""Bytes that are read while the person waits: well under a second."""

_BATCH = 5_000
"""Components written in one unit of work: the database is never held for long, however large the SBOM."""


def read_delivery(params: dict[str, Any], by: User | None, progress: Progress) -> dict[str, Any]:
    """Read what was uploaded and keep it; run again after a crash it starts anew or finds what it kept. Raises Unreadable."""
    known = select(Delivery.id).where(Delivery.upload_key == params["upload_key"], Delivery.is_complete)
    delivery_id = db.session.scalar(known)
    if delivery_id is None:
        with collection_paused():
            sbom = _read(params, by)
            judged = operations.judge(sbom, _release(params).product.own_namespace, clock.today())
            progress(0, len(judged))
            delivery_id = _keep(params, sbom, judged, by, progress)
    return {"url": address("sbom.disclosure.show", delivery_id=delivery_id)}


def refuse_unreadable(stream: IO[bytes]) -> None:
    """Read a file of ordinary size before a product or release is made for it. Raises Unreadable, at the form's field.

    A large one is read in the background only; what is wrong with it is then said there.
    """
    data = stream.read(AT_ONCE + 1)
    stream.seek(0)
    if len(data) > AT_ONCE:
        return
    try:
        read_sbom(data)
    except Unreadable as error:
        raise Unreadable(error.phrase.msgid, field="file", **error.phrase.params) from error


def _read(params: dict[str, Any], by: User | None) -> Sbom:
    try:
        with open_file(params["sha256"]) as file:
            return read_sbom(file.read())
    except Unreadable as error:
        with unit_of_work():
            kept = {key: params[key] for key in ("file_name", "sha256")}
            operations.refuse_delivery(_release(params), **kept, why=error.phrase, by=by)
        raise


def _keep(params: dict[str, Any], sbom: Sbom, judged: Sequence[Judged], by: User | None, progress: Progress) -> int:
    upload = operations.Upload(params["release_id"], params["sha256"], params["file_name"], params["upload_key"])
    with unit_of_work():
        _release(params)
        delivery_id = operations.begin_delivery(upload, sbom, judged, on=clock.today(), by=by).id
    positions = operations.paths_of(judged)
    for start in range(0, len(judged), _BATCH):
        rows = operations.component_rows(judged[start : start + _BATCH], positions, start)
        with unit_of_work():
            write_rows(delivery_id, rows)
        progress(min(start + _BATCH, len(judged)), len(judged))
    with unit_of_work():
        operations.finish_delivery(db.session.get_one(Delivery, delivery_id), by=by)
    return delivery_id


def _release(params: dict[str, Any]) -> Release:
    release = db.session.get(Release, params["release_id"])
    if release is None:
        raise Refused(N_("The release that this SBOM was uploaded for is not there any more."))
    return release
