"""A multipart upload's parts with their own bytes.

The framework reads a part without a file name as text, and would change bytes that are not UTF-8; an SBOM's bytes are
the truth, whatever its part is called.
"""

from collections.abc import Iterator

from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder

from sbom.pipelines.rules import Answer

MAX_PARTS = 50
MAX_FIELD = 10_000


def parts_of(body: bytes, content_type: str) -> tuple[dict[str, str], bytes | None]:
    """(text fields, the bytes of the first part named `bom`). Raises Answer for a body that is not multipart."""
    boundary = parse_options_header(content_type)[1].get("boundary", "")
    if not boundary:
        raise Answer(400, "The multipart body names no boundary.")
    fields: dict[str, str] = {}
    bom: bytes | None = None
    try:
        for name, data in _parts(body, boundary.encode("latin-1", "replace")):
            if name == "bom":
                bom = data if bom is None else bom
            elif len(data) <= MAX_FIELD:
                fields.setdefault(name, data.decode("utf-8", "replace"))
    except (ValueError, KeyError):
        raise Answer(400, "The multipart body is damaged.") from None
    return fields, bom


def _parts(body: bytes, boundary: bytes) -> Iterator[tuple[str, bytes]]:
    decoder = MultipartDecoder(boundary, max_parts=MAX_PARTS)
    decoder.receive_data(body)
    decoder.receive_data(None)
    name, data = "", bytearray()
    while not isinstance(event := decoder.next_event(), Epilogue):
        if isinstance(event, (Field, File)):
            name, data = event.name or "", bytearray()
        elif isinstance(event, Data):
            data += event.data
            if not event.more_data:
                yield name, bytes(data)
