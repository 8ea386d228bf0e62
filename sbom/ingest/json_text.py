"""JSON bytes to plain values: strict UTF-8, no NaN, no lone surrogate, no NUL, bounded depth and size; repeated keys
told.
"""

import json
import re
from typing import Any

import orjson

from core.errors import Unreadable
from core.phrases import N_, phrase
from sbom.ingest.findings import Findings, shown
from sbom.ingest.rules import Limits

_UTF8_BOM = b"\xef\xbb\xbf"
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_NAMING_KEYS = ("name", "bom-ref", "SPDXID", "spdxId", "id", "ref")


def parse_json(data: bytes, findings: Findings) -> Any:
    """The document as dicts, lists, texts and numbers. Raises `Unreadable`, with line and column, for anything not
    JSON.
    """
    document = plain_json(data, findings.limits)
    if not _keys_are_all_there(data, document):
        _note_repeated_keys(data.removeprefix(_UTF8_BOM), findings)
    return document


def plain_json(data: bytes, limits: Limits) -> Any:
    """The same without a look at repeated keys: a quarter of the time."""
    data = data.removeprefix(_UTF8_BOM)
    _check_encoding(data)
    _check_amount(data, limits)
    try:
        document = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise _not_json(error, len(data)) from None
    if b"\\u0000" in data and _NUL.search(data):
        raise Unreadable(
            N_(
                "The file holds the character NUL (\\u0000), which no name or text may hold. Ask the vendor for a "
                "clean file."
            )
        )
    return document


def _check_encoding(data: bytes) -> None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:4]:
        raise Unreadable(
            N_("The file is UTF-16 or UTF-32; JSON is UTF-8 (RFC 8259). Save it as UTF-8 and send it again.")
        )


def _check_amount(data: bytes, limits: Limits) -> None:
    """Each value costs memory far beyond its byte, so they are counted (roughly, from above) before any is made."""
    values = data.count(b",") + 4 * (data.count(b"{") + data.count(b"["))
    if values > limits.json_values:
        raise Unreadable(
            N_("The file holds more than %(limit)s values, the limit for one SBOM. Ask for one SBOM per product."),
            limit=f"{limits.json_values:,}",
        )


def _not_json(error: orjson.JSONDecodeError, size: int) -> Unreadable:
    where: dict[str, Any] = {"line": error.lineno, "column": error.colno, "field": f"line {error.lineno}"}
    if "depth limit" in error.msg or "ecursion" in error.msg:
        return Unreadable(
            N_("The JSON is nested too deep (line %(line)s, column %(column)s): more than 1,024 levels."), **where
        )
    if "end of data" in error.msg or (error.pos or 0) >= size - 1:
        return Unreadable(
            N_(
                "The JSON ends too early (line %(line)s, column %(column)s); the file was probably cut off. Send "
                "it anew."
            ),
            **where,
        )
    return Unreadable(
        N_("This is not JSON, at line %(line)s, column %(column)s: %(why)s."),
        why=shown(error.msg.split(":")[0], 120),
        **where,
    )


def _keys_are_all_there(data: bytes, document: Any) -> bool:
    """Whether the document written anew has as many colons as the file: then no key stood twice in one object.

    Each key brings one colon; those inside texts are the same on both sides unless the file spells one by its number,
    and then the answer is no, and the long way tells.
    """
    if b"\\u003" in data and (b"\\u003a" in data or b"\\u003A" in data):
        return False
    try:
        return data.count(b":") == orjson.dumps(document).count(b":")
    except orjson.JSONEncodeError:  # nested deeper than is written
        return False


def _note_repeated_keys(data: bytes, findings: Findings) -> None:
    """A second, valueless pass: the parser above keeps the last of two equal keys and says nothing.

    Read as Latin-1 it takes a byte a character, and keys are equal exactly when their bytes are.
    """

    def look(pairs: list[tuple[str, Any]]) -> str:
        if len(pairs) > 1 and len({key for key, _ in pairs}) < len(pairs):
            _note_pairs(pairs, findings)
        return ""

    try:
        json.loads(data.decode("latin-1"), object_pairs_hook=look, parse_int=_nothing, parse_float=_nothing)
    except RecursionError:
        raise Unreadable(N_("The JSON is nested too deep: close to 1,024 levels.")) from None
    except ValueError as error:  # the strict parser above has passed it, so this does not happen; if it does, say so
        raise Unreadable(N_("This is not JSON: %(why)s."), why=shown(str(error), 120)) from None


def _note_pairs(pairs: list[tuple[str, Any]], findings: Findings) -> None:
    seen: set[str] = set()
    values = dict(pairs)
    owner = next((str(values[key]) for key in _NAMING_KEYS if values.get(key)), "")
    for key, _ in pairs:
        if key in seen:
            what = N_(
                "The key “%(key)s” stands twice in one object (%(owner)s); the last one is read, other programs "
                "may read the first."
            )
            findings.note("", phrase(what, key=shown(_utf8(key)), owner=shown(_utf8(owner)) or "…"))
        seen.add(key)


def _utf8(text: str) -> str:
    return text.encode("latin-1", "replace").decode("utf-8", "replace")


def _nothing(_: str) -> int:
    return 0
