"""A multipart upload's parts with their own bytes.

The framework reads a part without a file name as text, and would change bytes that are not UTF-8; an SBOM's bytes are
the truth, whatever its part is called.
"""

from collections.abc import Iterator
from itertools import islice, pairwise
from typing import NamedTuple

from werkzeug.http import parse_options_header

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
    """Name and bytes of each part (RFC 2046, 5.1.1), each copied once: a body may have a hundred megabytes."""
    marks = list(islice(_marks(body, b"--" + boundary), MAX_PARTS + 2))
    if not marks or not marks[-1].is_last:
        raise ValueError("the closing delimiter is missing, or there are too many parts")
    for one, following in pairwise(marks):
        at, length = min((found, len(gap)) for gap in _GAPS if (found := body.find(gap, one.end, following.start)) >= 0)
        yield _name(body[one.end : at]), body[at + length : following.start]


_GAPS = (b"\r\n\r\n", b"\n\n")


class _Mark(NamedTuple):
    """A delimiter: where the line break before it begins, where it ends, and whether it closes the body."""

    start: int
    end: int
    is_last: bool


def _marks(body: bytes, mark: bytes) -> Iterator[_Mark]:
    at = body.find(mark)
    while at >= 0:
        end = at + len(mark)
        before, after = body[max(at - 2, 0) : at], body[end : end + 2]
        if (at == 0 or before.endswith(b"\n")) and after[:1] in (b"-", b"\r", b"\n", b" ", b"\t"):
            yield _Mark(at - (2 if before == b"\r\n" else 1 if at else 0), end, after == b"--")
            if after == b"--":
                return
        at = body.find(mark, end)


def _name(head: bytes) -> str:
    for line in head.decode("utf-8", "replace").splitlines():
        field, _, value = line.partition(":")
        if field.strip().lower() == "content-disposition":
            return parse_options_header(value.strip())[1].get("name", "")
    return ""
