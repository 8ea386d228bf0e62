from collections.abc import Callable, Generator, Iterator, Mapping
from itertools import chain
from threading import BoundedSemaphore
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, stream_with_context, url_for
from werkzeug.wrappers import Response as Answer

from core import forks
from core.auth.guard import requires
from core.db import db
from core.errors import Refused
from core.phrases import N_
from sbom.components.files import is_small
from sbom.components.models import Delivery
from sbom.disclosure.queries import delivery_page
from sbom.exports.cyclonedx_writing import as_cyclonedx
from sbom.exports.queries import Source
from sbom.exports.spdx_writing import as_spdx

bp = Blueprint("exports", __name__)
EXPORT_APART = "sbom.export"
AT_ONCE = 2
"""Large SBOMs that are written at the same time, each with the memory of one work."""
_writing = BoundedSemaphore(AT_ONCE)

_FORMS: dict[str, tuple[Callable[[Source], Iterator[bytes]], str, str]] = {
    "cyclonedx": (as_cyclonedx, "application/vnd.cyclonedx+json; version=1.6", "cdx"),
    "spdx": (as_spdx, "application/spdx+json", "spdx"),
}


@bp.get("/<int:delivery_id>/export/<form>")
@requires("sbom.view")
def download(delivery_id: int, form: str) -> Answer:
    """One SBOM as CycloneDX 1.6 or SPDX 2.3 JSON, with what we know of it."""
    if form not in _FORMS:
        abort(404)
    write, kind, ending = _FORMS[form]
    delivery = delivery_page(delivery_id)
    try:
        pieces = write(Source(delivery)) if is_small(delivery.sha256) else _written_apart(delivery_id, form)
        first = next(pieces, b"")  # whatever is in the way shows before the answer begins
    except Refused as error:
        flash(str(error), "bad")
        return redirect(url_for("sbom.disclosure.show", delivery_id=delivery_id))
    response = Response(stream_with_context(chain((first,), pieces)), content_type=kind)
    name = f"sbom-{delivery_id}.{ending}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _written_apart(delivery_id: int, form: str) -> Generator[bytes]:
    if not _writing.acquire(timeout=5):
        raise Refused(N_("Other large SBOMs are being written at this moment. Try again in a minute."))
    try:
        yield from forks.streamed(EXPORT_APART, delivery_id=delivery_id, form=form)
    finally:
        _writing.release()


def export_apart(asked: Mapping[str, Any], give: forks.Give) -> None:
    """The same of a large file, in the process that was split off for it."""
    parts, size = [], 0
    for piece in _FORMS[asked["form"]][0](Source(db.session.get_one(Delivery, asked["delivery_id"]))):
        parts.append(piece)
        size += len(piece)
        if size > forks.PIECE:
            give(b"".join(parts))
            parts, size = [], 0
    give(b"".join(parts))
