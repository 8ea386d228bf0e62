"""A file of advisories, record by record: one JSON document, a list, one record a line, or a zip of any number of files.

Nothing is unpacked whole: a zip is read entry by entry, lines line by line, each within limits. What is wrong with one
record is told with its place and does not keep the others from being read.
"""

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import orjson

from core.errors import Refused, Unreadable
from core.phrases import N_, Phrase, phrase

MAX_DOCUMENT = 100_000_000
"""Bytes of one document that is read whole."""
MAX_RECORD = 20_000_000
"""Bytes of one record in a zip or on a line."""
MAX_TOTAL = 20_000_000_000
"""Bytes of all records of one file, unpacked."""
MAX_ENTRIES = 1_500_000
MAX_RATIO = 1_000
_RATIO_FROM = 1_000_000
_HEAD = 1 << 16


@dataclass(frozen=True, slots=True)
class Piece:
    """One document of a file: where it stands, the parsed JSON or the bytes of an XML document, or why there is none; and
    how far the file is read (`done` of `total`, in whatever it is counted in)."""

    where: str
    document: Any = None
    fault: Phrase | None = None
    done: int = 0
    total: int = 0


def pieces(path: Path) -> Iterator[Piece]:
    """Every document in a file. Raises Unreadable for a file that is none of ours."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(4)
        file.seek(0)
        if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            yield from _zipped(file)
        elif head.startswith(b"\x1f\x8b"):
            with gzip.GzipFile(fileobj=file) as plain:
                try:
                    yield from _plain(io.BufferedReader(plain), 0)
                except (OSError, EOFError, zlib.error) as error:
                    raise Unreadable(
                        N_("The gzip file is damaged. Pack it again and send it anew."), field="file"
                    ) from error
        else:
            yield from _plain(file, size)


def _zipped(file: IO[bytes]) -> Iterator[Piece]:
    try:
        with zipfile.ZipFile(file) as archive:
            entries = [
                e for e in archive.infolist() if not e.is_dir() and e.filename.lower().endswith((".json", ".xml"))
            ]
            if not entries or len(entries) > MAX_ENTRIES:
                raise Unreadable(N_("The zip file holds no JSON file, or far too many."), field="file")
            read = 0
            for number, entry in enumerate(entries, 1):
                piece, size = _entry(archive, entry, number, len(entries))
                read += size
                if read > MAX_TOTAL:
                    raise Unreadable(N_("The zip file unpacks to more than can be read at once."), field="file")
                yield piece
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise Unreadable(
            N_("The zip file is damaged or packed in an unusual way. Pack it again and send it anew."), field="file"
        ) from error


def _entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, number: int, total: int) -> tuple[Piece, int]:
    where = "".join(c for c in entry.filename if c.isprintable())[-150:]
    packed = max(entry.compress_size, 1)
    if entry.file_size > MAX_RECORD or (entry.file_size > _RATIO_FROM and entry.file_size > packed * MAX_RATIO):
        return Piece(where, None, phrase(N_("It is too large for one record.")), number, total), 0
    with archive.open(entry) as file:
        data = file.read(MAX_RECORD + 1)
    if len(data) > MAX_RECORD:
        return Piece(where, None, phrase(N_("It is too large for one record.")), number, total), len(data)
    document, fault = _parsed(data)
    return Piece(where, document, fault, number, total), len(data)


def _plain(file: IO[bytes], size: int) -> Iterator[Piece]:
    first = file.readline(MAX_RECORD + 1)
    while first and not first.strip(b"\xef\xbb\xbf \t\r\n"):
        first = file.readline(MAX_RECORD + 1)
    document, fault = _parsed(first)
    if fault is None and isinstance(document, dict):
        if second := _next_line(file):
            yield from _lines(first, second, file, size)
            return
        yield Piece("", document, None, 1, 1)
        return
    yield from _whole(first + file.read(MAX_DOCUMENT + 1))


def _next_line(file: IO[bytes]) -> bytes:
    while line := file.readline(MAX_RECORD + 1):
        if line.strip():
            return line
    return b""


def _lines(first: bytes, second: bytes, file: IO[bytes], size: int) -> Iterator[Piece]:
    done, number, line = 0, 1, first
    waiting = second
    while line:
        done += len(line)
        if len(line) > MAX_RECORD or done > MAX_TOTAL:
            raise Unreadable(N_("Line %(n)s is too long for one record."), n=number, field="file")
        document, fault = _parsed(line)
        yield Piece(f"line {number}", document, fault, done, max(size, done))
        line, waiting, number = waiting, _next_line(file), number + 1


def _whole(data: bytes) -> Iterator[Piece]:
    if len(data) > MAX_DOCUMENT:
        raise Unreadable(
            N_("The file is too large for one document. Use the zip of the database, or one record a line."),
            field="file",
        )
    document, fault = _parsed(data)
    if fault is not None:
        raise Refused(fault.msgid, field="file", **fault.params)
    if isinstance(document, list) and not _is_table(document):
        for number, one in enumerate(document, 1):
            yield Piece(f"[{number}]", one, None, number, len(document))
        return
    yield Piece("", document, None, 1, 1)


def _is_table(document: list[Any]) -> bool:
    """A list that is one document: the cycles of one product, as endoflife.date gives them."""
    return bool(document) and all(isinstance(one, dict) and "cycle" in one for one in document[:5])


def _parsed(data: bytes) -> tuple[Any, Phrase | None]:
    """The parsed document, or why it is none. XML comes back as its bytes: whoever knows the format opens it."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    if data.lstrip()[:1] == b"<":
        return data, None
    try:
        return orjson.loads(data), None
    except orjson.JSONDecodeError as error:
        why = "".join(c for c in str(error).partition(":")[0] if c.isprintable())[:120]
        return None, phrase(N_("This is not JSON: %(why)s."), why=why)
