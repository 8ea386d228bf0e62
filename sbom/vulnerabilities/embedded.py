"""Vulnerabilities that stand inside an uploaded SBOM: read from its bytes, kept as the vendor's statements."""

import orjson

from core import clock
from core.db import db
from core.errors import Unreadable
from core.phrases import N_, kept
from sbom.components.models import Delivery
from sbom.ingest.unpacking import plain_bytes
from sbom.vulnerabilities import vex_cyclonedx, vex_xml
from sbom.vulnerabilities.models import Import
from sbom.vulnerabilities.operations import MAX_FAULTS
from sbom.vulnerabilities.stating import keep_document
from sbom.vulnerabilities.vex import Document


def read(data: bytes) -> Document:
    """What an SBOM says of vulnerabilities. Raises Unreadable."""
    data = plain_bytes(data).removeprefix(b"\xef\xbb\xbf")
    if data.lstrip()[:1] == b"<":
        return vex_cyclonedx.document_of(vex_xml.document_of(data))
    try:
        parsed = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise Unreadable(N_("This is not JSON: %(why)s."), why=str(error)[:120]) from error
    if not vex_cyclonedx.is_cyclonedx(parsed):
        return Document("CycloneDX", None, ())
    return vex_cyclonedx.document_of(parsed)


def keep(delivery: Delivery, document: Document) -> int:
    """Keep what the SBOM says, as an import of its own; gives how many statements are new. Inside a unit of work."""
    if not document.said:
        return 0
    run = Import(
        file_name=delivery.file_name,
        sha256=delivery.sha256,
        kinds=document.origin,
        product_id=delivery.release.product_id,
        read=len(document.said),
        refused=document.unsaid,
        faults=[],
        started_at=clock.now(),
        finished_at=clock.now(),
        by_id=delivery.delivered_by_id,
    )
    db.session.add(run)
    db.session.flush()
    added, _, faults = keep_document(
        document, import_id=run.id, product_id=delivery.release.product_id, delivery_id=delivery.id
    )
    run.refused += len(faults)
    run.faults = [{"where": where, **kept(why)} for where, why in faults[:MAX_FAULTS]]
    return added
