from collections.abc import Callable, Iterator

from flask import Blueprint, Response, abort, stream_with_context

from core.auth.guard import requires
from sbom.disclosure.queries import delivery_page
from sbom.exports.cyclonedx_writing import as_cyclonedx
from sbom.exports.queries import Source
from sbom.exports.spdx_writing import as_spdx

bp = Blueprint("exports", __name__)

_FORMS: dict[str, tuple[Callable[[Source], Iterator[bytes]], str, str]] = {
    "cyclonedx": (as_cyclonedx, "application/vnd.cyclonedx+json; version=1.6", "cdx"),
    "spdx": (as_spdx, "application/spdx+json", "spdx"),
}


@bp.get("/<int:delivery_id>/export/<form>")
@requires("sbom.view")
def download(delivery_id: int, form: str) -> Response:
    """One SBOM as CycloneDX 1.6 or SPDX 2.3 JSON, with what we know of it."""
    if form not in _FORMS:
        abort(404)
    write, kind, ending = _FORMS[form]
    delivery = delivery_page(delivery_id)
    response = Response(stream_with_context(write(Source(delivery))), content_type=kind)
    name = f"sbom-{delivery.id}.{ending}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
