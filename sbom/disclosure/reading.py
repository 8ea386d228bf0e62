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
from core.memory import collection_paused
from core.phrases import N_, Phrase
from core.web.addresses import address
from sbom.components.models import Delivery
from sbom.components.operations import write_rows
from sbom.disclosure import operations
from sbom.disclosure.destinations import Destination, product_of, release_for
from sbom.disclosure.operations import Judged
from sbom.ingest.reading import read_plain, read_sbom
from sbom.ingest.rules import DEFAULT_LIMITS, Sbom
from sbom.ingest.unpacking import plain_bytes
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
        with collection_paused():  # what was read is gone again before the collector may look at it
            delivery_id = _read_and_keep(params, by, progress)
    return {"url": address("sbom.disclosure.show", delivery_id=delivery_id)}


def _read_and_keep(params: dict[str, Any], by: User | None, progress: Progress) -> int:
    sbom = _read(params, by)
    judged = operations.judge(sbom, _own_namespace(params), clock.today())
    progress(0, len(judged))
    return _keep(params, sbom, judged, by, progress)


def is_readable(stream: IO[bytes]) -> bool:
    """Whether a file could be read, before a product or release is made for it. Raises Unreadable, at the form's field.

    False: it is large and was not looked into; what is wrong with it is said where it is read, in the background.
    """
    data = stream.read(DEFAULT_LIMITS.compressed_bytes + 1)
    stream.seek(0)
    try:
        plain = plain_bytes(data)
        if len(plain) > AT_ONCE:
            return False
        read_plain(plain)
    except Unreadable as error:
        raise Unreadable(error.phrase.msgid, field="file", **error.phrase.params) from error
    return True


def _read(params: dict[str, Any], by: User | None) -> Sbom:
    try:
        with open_file(params["sha256"]) as file:
            return read_sbom(file.read())
    except Unreadable as error:
        refuse(params, error.phrase, by)
        raise


def refuse(params: dict[str, Any], why: Phrase, by: User | None) -> None:
    """Note that what was uploaded could not be read; what was kept of it already goes."""
    with unit_of_work():
        operations.remove_upload(params["upload_key"])
        kept = {key: params[key] for key in ("file_name", "sha256")}
        to = Destination.of(params["to"]) if "to" in params else _release(params, by)
        operations.refuse_delivery(to, **kept, why=why, by=by)


def _keep(params: dict[str, Any], sbom: Sbom, judged: Sequence[Judged], by: User | None, progress: Progress) -> int:
    with unit_of_work():
        release_id = _release(params, by).id
        upload = operations.Upload(release_id, params["sha256"], params["file_name"], params["upload_key"])
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


def _own_namespace(params: dict[str, Any]) -> str:
    """How the product's own components begin; "" for a product that is not registered yet."""
    product = product_of(Destination.of(params["to"])) if "to" in params else _release(params, None).product
    return product.own_namespace if product else ""


def _release(params: dict[str, Any], by: User | None) -> Release:
    """The release that the SBOM is for; where the upload names a new one it is registered, in a unit of work. Raises Refused."""
    if "to" in params:
        return release_for(Destination.of(params["to"]), by=by)
    release = db.session.get(Release, params["release_id"])
    if release is None:
        raise Refused(N_("The release that this SBOM was uploaded for is not there any more."))
    return release
