"""A multipart upload's parts with their own bytes, as they come.

The framework reads a part without a file name as text, and would change bytes that are not UTF-8; an SBOM's bytes are
the truth, whatever its part is called. The body may have a hundred megabytes and is never held whole.
"""

from collections.abc import Callable, Iterator
from typing import IO, NamedTuple

from werkzeug.http import parse_options_header

from sbom.pipelines.rules import Answer

MAX_PARTS = 50
MAX_FIELD = 10_000
MAX_HEAD = 16_000
CHUNK = 1 << 20
MAX_LOOK_ALIKES = 1_000
_GAPS = (b"\r\n\r\n", b"\n\n")
_AFTER = (b"-", b"\r", b"\n", b" ", b"\t")
"""What may follow a boundary."""


def parts_of(body: IO[bytes], content_type: str, keep: Callable[[bytes], None]) -> dict[str, str]:
    """The text fields; the bytes of the first part named `bom` go to `keep` as they come, whatever follows. Raises Answer
    for a body that is not multipart: then what was kept is no file."""
    boundary = parse_options_header(content_type)[1].get("boundary", "")
    if not boundary:
        raise Answer(400, "The multipart body names no boundary.")
    fields: dict[str, str] = {}
    has_bom = False
    try:
        for name, pieces in _parts(_cut(body, b"--" + boundary.encode("latin-1", "replace"))):
            if name == "bom" and not has_bom:
                has_bom = True
                for piece in pieces:
                    keep(piece)
            elif (value := _short(pieces)) is not None and name != "bom":
                fields.setdefault(name, value)
    except ValueError:
        raise Answer(400, "The multipart body is damaged.") from None
    return fields


def _short(pieces: Iterator[bytes]) -> str | None:
    """A part as text; None for one that is longer than any field. It is read to its end either way."""
    value = b""
    for piece in pieces:
        value += piece[: MAX_FIELD + 1 - len(value)]
    return value.decode("utf-8", "replace") if len(value) <= MAX_FIELD else None


class _Mark(NamedTuple):
    """A delimiter between parts (RFC 2046, 5.1.1); `is_last` closes the body."""

    is_last: bool


def _parts(cut: Iterator[bytes | _Mark]) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Name and bytes of each part. Raises ValueError where the body does not end with its closing delimiter."""
    _until_mark(cut)
    for _ in range(MAX_PARTS):
        head, rest = _head(cut)
        ended: list[_Mark] = []
        pieces = _content(rest, cut, ended)
        yield _name(head), pieces
        for _ in pieces:
            pass
        if ended[0].is_last:
            return
    raise ValueError("too many parts")


def _until_mark(cut: Iterator[bytes | _Mark]) -> None:
    """Past what stands before the first delimiter."""
    for piece in cut:
        if isinstance(piece, _Mark):
            if piece.is_last:
                raise ValueError("there is no part")
            return
    raise ValueError("there is no delimiter")


def _head(cut: Iterator[bytes | _Mark]) -> tuple[bytes, bytes]:
    """A part's head, and what came of its content with it."""
    data = b""
    for piece in cut:
        if isinstance(piece, _Mark):
            break
        data += piece
        found = min(((at, len(gap)) for gap in _GAPS if (at := data.find(gap, 0, MAX_HEAD)) >= 0), default=None)
        if found:
            return data[: found[0]], data[sum(found) :]
        if len(data) > MAX_HEAD:
            break
    raise ValueError("a part has no head")


def _content(first: bytes, cut: Iterator[bytes | _Mark], ended: list[_Mark]) -> Iterator[bytes]:
    yield first
    for piece in cut:
        if isinstance(piece, _Mark):
            ended.append(piece)
            return
        yield piece
    raise ValueError("the closing delimiter is missing")


def _cut(body: IO[bytes], mark: bytes) -> Iterator[bytes | _Mark]:
    """The body's bytes with a mark wherever a delimiter stands at the beginning of a line, up to the closing one."""
    mark = b"\n" + mark
    data, at, look_alikes = b"\n", 0, 0
    while chunk := body.read(CHUNK):
        data += chunk
        while (found := data.find(mark, at)) >= 0 and found + len(mark) + 2 <= len(data):
            end = found + len(mark)
            if data[end : end + 1] not in _AFTER:
                at, look_alikes = end, look_alikes + 1
                if look_alikes > MAX_LOOK_ALIKES:
                    raise ValueError("too many lines look like delimiters")
                continue
            yield data[: found - 1 if data[found - 1 : found] == b"\r" else found]
            is_last = data[end : end + 2] == b"--"
            yield _Mark(is_last)
            if is_last:
                return
            data, at = data[end:], 0
        safe = (found if found >= 0 else len(data) - len(mark)) - 1
        if safe > 0:
            yield data[:safe]
            data, at = data[safe:], max(at - safe, 0)


def _name(head: bytes) -> str:
    for line in head.decode("utf-8", "replace").splitlines():
        field, _, value = line.partition(":")
        if field.strip().lower() == "content-disposition":
            return parse_options_header(value.strip())[1].get("name", "")
    return ""
