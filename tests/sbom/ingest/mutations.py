"""Valid SBOMs spoilt in every way that files get spoilt: bytes, values, structure, tags, packing. What must hold of each.

`python -m bench mutations` tries 10,000 of them; the suite tries some hundreds.
"""

import gzip
import io
import json
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from core.errors import Unreadable
from sbom.disclosure import operations
from sbom.disclosure.rules import totals
from sbom.elements.rules import count
from sbom.ingest.reading import glance, read_sbom
from sbom.ingest.rules import DEFAULT_LIMITS, Sbom
from sbom.ingest.unpacking import plain_bytes
from tests.sbom.documents import (
    JSON_VERSIONS,
    TAG_VALUE,
    XML_VERSIONS,
    as_bytes,
    full_json,
    full_xml,
    package,
    spdx,
    spdx3,
    spdx3_package,
)

SECRET = "what-stands-on-this-machine"


def canary() -> Path:
    """A file that a resolved entity would read."""
    path = Path(tempfile.gettempdir()) / "vendor-risk-canary.txt"
    path.write_text(SECRET)
    return path


def seeds() -> list[bytes]:
    """A valid document of every format and version."""
    found = [as_bytes(full_json(version)) for version in JSON_VERSIONS]
    found += [full_xml(version) for version in XML_VERSIONS]
    found += [as_bytes(spdx(package(), package("shapes"), version=version)) for version in ("2.2", "2.3")]
    return [*found, TAG_VALUE.encode(), as_bytes(spdx3(spdx3_package()))]


_ODD_BYTES = [
    b"\x00", b"\xff", b"\xef\xbb\xbf", b"\\u0000", b"\\ud800", b"\\u003a", b'"', b"\\", b"{", b"}", b"[", b"]", b",", b":", b"<",
    b">", b"&x;", b"&#0;", b"]]>", b"<![CDATA[", b"<!--", b"<?x?>", b"<text>", b"</text>", b"1e999", b"NaN", b"-", b"\n",
    "\u202e".encode(), "\ufeff".encode(), "𠮷".encode(), b"\r", b"PackageName: x\n", b"SPDXVersion: SPDX-9\n",
]  # fmt: skip
_ODD_VALUES: list[Any] = [
    None, "", " ", 0, -1, 1e308, 2**70, True, [], {}, [[]], [None], {"a": None}, "x" * 5_000, "é" * 3_000, "\u0001", "\u202e",
    "NOASSERTION", "javascript:alert(1)", "=1+1", "9.9", "CycloneDX", "SPDX-2.3", "MIT AND", "((((MIT", "LicenseRef-x",
    "pkg:", "pkg:npm/%", "pkg:npm/a@1?vcs_url=%zz", "cpe:2.3:", "2026-13-45T99:99:99Z", ["a"] * 300, {"name": ["x"]},
]  # fmt: skip


@st.composite
def _bytes_changed(draw: st.DrawFn, data: bytes) -> bytes:
    """Some bytes replaced, taken away, put in or doubled, or the end cut off."""
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        end = min(len(data), at + draw(st.integers(0, 40)))
        new = draw(st.sampled_from(_ODD_BYTES) | st.binary(max_size=6))
        how = draw(st.sampled_from(["replace", "remove", "insert", "double", "cut"]))
        match how:
            case "replace":
                data = data[:at] + new + data[end:]
            case "remove":
                data = data[:at] + data[end:]
            case "insert":
                data = data[:at] + new + data[at:]
            case "double":
                data = data[:end] + data[at:end] * draw(st.integers(1, 50)) + data[end:]
            case _:
                data = data[:at]
    return data


@st.composite
def values_changed(draw: st.DrawFn, data: bytes) -> bytes:
    """A JSON document with some values replaced, moved, doubled or nested; other kinds of file come back changed in bytes."""
    document: Any = None
    with suppress(ValueError, RecursionError):
        document = json.loads(data)
    if not isinstance(document, dict | list):
        return draw(_bytes_changed(data))
    for _ in range(draw(st.integers(1, 4))):
        places = list(_places(document))
        if not places:
            break
        holder, key = draw(st.sampled_from(places))
        other, elsewhere = draw(st.sampled_from(places))
        how = draw(st.sampled_from(["odd", "remove", "move", "repeat", "nest", "rename"]))
        with suppress(LookupError, TypeError):
            _change(holder, key, how, draw(st.sampled_from(_ODD_VALUES)), other[elsewhere], draw(st.integers(1, 90)))
    with suppress(ValueError, RecursionError):
        return json.dumps(document, ensure_ascii=draw(st.booleans())).encode("utf-8", "surrogatepass")
    return data


def _places(document: Any) -> Any:
    """(holder, key) of every value, up to a bound."""
    stack, found = [document], 0
    while stack and found < 400:
        holder = stack.pop()
        for key, value in list(holder.items() if isinstance(holder, dict) else enumerate(holder)):
            found += 1
            yield holder, key
            if isinstance(value, dict | list) and value:
                stack.append(value)


def _change(holder: Any, key: Any, how: str, odd: Any, other: Any, times: int) -> None:
    match how:
        case "odd":
            holder[key] = deepcopy(odd)
        case "remove":
            del holder[key]
        case "move":
            holder[key] = deepcopy(other)
        case "repeat":
            holder[key] = [deepcopy(holder[key])] * times
        case "nest":
            for _ in range(times // 3):  # several changes together stay where json itself reads as deep
                holder[key] = {"components": [holder[key]], "name": "n"} if times % 2 else [holder[key]]
        case "rename" if isinstance(holder, dict):
            holder[f"{key}x"] = holder.pop(key)


@st.composite
def _entities_put_in(draw: st.DrawFn, data: bytes) -> bytes:
    """XML with a document type that would read a file or grow without end, and the entity used somewhere."""
    kind = draw(st.sampled_from([
        f'<!DOCTYPE bom [<!ENTITY x SYSTEM "{canary().as_uri()}">]>',
        f'<!DOCTYPE bom SYSTEM "{canary().as_uri()}">',
        '<!DOCTYPE bom [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY x "&b;&b;&b;&b;&b;&b;">]>',
        f'<!DOCTYPE bom [<!ENTITY % p SYSTEM "{canary().as_uri()}"> %p;]>',
        "",
    ])).encode()  # fmt: skip
    head, start, rest = data.partition(b"<bom")
    data = draw(st.sampled_from([head + kind + start + rest, kind + data, head + b"<!-- c -->" + kind + start + rest]))
    include = (
        f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" parse="text" href="{canary().as_uri()}"/>'.encode()
    )
    used = draw(st.sampled_from([b"&x;", include, b"&#38;x;"]))
    ends = [at for at in range(len(data)) if data.startswith(b">", at)][-40:] or [0]
    at = draw(st.sampled_from(ends)) + 1
    return data[:at] + used + data[at:]


@st.composite
def _packed(draw: st.DrawFn, data: bytes) -> bytes:
    """As gzip or zip, whole or spoilt."""
    if draw(st.booleans()):
        packed = gzip.compress(data, mtime=0)
    else:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(draw(st.integers(0, 2)) or 1):
                archive.writestr(f"{'../' * draw(st.integers(0, 2))}bom{number}.json", data)
        packed = out.getvalue()
    return draw(_bytes_changed(packed)) if draw(st.booleans()) else packed


def mutations(of: list[bytes]) -> st.SearchStrategy[bytes]:
    """Mutations of these documents."""
    ways: tuple[Callable[[bytes], st.SearchStrategy[bytes]], ...] = (
        _bytes_changed, values_changed, values_changed, _entities_put_in, _packed,
    )  # fmt: skip
    seed = st.sampled_from(of)
    once = st.one_of(*(seed.flatmap(way) for way in ways))
    twice = seed.flatmap(values_changed).flatmap(values_changed)
    return st.one_of(once, twice, twice.flatmap(_packed), once.flatmap(_bytes_changed))


def check(data: bytes) -> Sbom | None:
    """Reads, grades and makes rows of a file as an upload does. None: it was refused, in a sentence. Anything else fails."""
    try:
        sbom = read_sbom(data)
    except Unreadable:
        return None
    glance(plain_bytes(data))  # what can be read passes at the door too
    judged = operations.judge(sbom, "", date(2026, 1, 5))
    assert totals((found, own) for _, found, own in judged).components == len(sbom.components)
    rows = operations.component_rows(judged, operations.paths_of(judged), 0)
    count(sbom)
    _within_limits(sbom)
    assert SECRET not in repr(sbom) + repr(rows.texts)
    return sbom


def _within_limits(sbom: Sbom) -> None:
    limits = DEFAULT_LIMITS
    assert len(sbom.components) <= limits.components
    assert len(sbom.findings) <= limits.findings
    assert all(len(str(finding.what)) <= 4 * limits.finding_chars for finding in sbom.findings)
    for one in sbom.components:
        assert one.depth <= limits.depth
        assert len(one.name) <= limits.name
        assert len(one.version) <= limits.version
        assert len(one.purl) <= limits.purl
        assert len(one.description) <= limits.description
        assert len(one.hashes) <= limits.hashes
        assert len(one.references) <= limits.references + limits.licences
        assert len(one.licences) <= 3 * limits.licences
        assert all(len(licence.text) <= limits.licence_text for licence in one.licences)
