"""A delivery as CycloneDX 1.6 JSON, piece by piece as it goes out.

The vendor's own entries are taken as they are wherever 1.6 takes them, so that nothing is lost that only they say; what
came in another standard, or breaks this one, is written anew from what was read.
"""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID, uuid5

import orjson

from sbom.exports import cyclonedx
from sbom.exports.queries import Entry, Source
from sbom.exports.rules import PREFIX, Known
from sbom.ingest import schemas
from sbom.ingest.rules import Component, Format

OURS = UUID("7d5b3b0a-5a51-4f0e-9a0e-2f6c7c1f4b19")
_LISTS = (
    "services", "externalReferences", "compositions", "vulnerabilities", "annotations", "formulation", "properties",
    "declarations", "definitions",
)  # fmt: skip
Json = dict[str, Any]


def as_cyclonedx(source: Source) -> Iterator[bytes]:
    """CycloneDX 1.6 JSON."""
    raw = source.raw if source.delivery.format is Format.CYCLONEDX_JSON else {}
    head: Json = {"bomFormat": "CycloneDX", "specVersion": cyclonedx.VERSION, "version": 1}
    head |= _kept(raw, ("serialNumber", "version"), head)
    head.setdefault("serialNumber", f"urn:uuid:{uuid5(OURS, source.delivery.sha256)}")
    head["metadata"] = _metadata(source, raw)
    yield orjson.dumps(head)[:-1] + b',"components":['
    yield from joined(_trees(source.entries(), source))
    rest = _kept(raw, _LISTS, {"bomFormat": "CycloneDX", "specVersion": cyclonedx.VERSION, "version": 1})
    yield b"]," + orjson.dumps(rest | {"dependencies": _dependencies(source, raw)})[1:]


def _kept(raw: Json, keys: Iterable[str], around: Json) -> Json:
    """The parts of the vendor's document that 1.6 takes as they are."""
    check = schemas.json_validator(cyclonedx.VERSION)
    return {key: raw[key] for key in keys if key in raw and check.is_valid(around | {key: raw[key]})}


def _metadata(source: Source, raw: Json) -> Json:
    """The vendor's own head with what we know of the whole; its components stand among the others."""
    given = raw.get("metadata")
    given = dict(given) if isinstance(given, dict) else {}
    subject = given.get("component")
    if isinstance(subject, dict):
        given["component"] = {k: v for k, v in subject.items() if k != "components"}
    around: Json = {"bomFormat": "CycloneDX", "specVersion": cyclonedx.VERSION, "version": 1}
    kept = _kept({"metadata": given}, ("metadata",), around).get("metadata", {})
    delivered = source.delivered
    if not kept:
        kept = {"timestamp": delivered.exported_at}
        kept["tools"] = {"components": [{"type": "application", "name": "vendor-risk"}]}
        kept["component"] = {"type": "application", "name": delivered.product, "version": delivered.release}
    own = [p for p in kept.get("properties", ()) if not p.get("name", "").startswith(PREFIX)]
    whole: Json = kept | {"properties": [*own, *({"name": n, "value": v} for n, v in delivered.entries())]}
    return whole


def _trees(entries: Iterator[Entry], source: Source) -> Iterator[Json]:
    """Each component of the first level with all that it holds."""
    check = schemas.component_validator(cyclonedx.VERSION)
    top: Json | None = None
    held: dict[int, Json] = {}
    for row, component, known in entries:
        made = None
        if source.delivery.format is Format.CYCLONEDX_JSON and (own := source.raw_entry(row.path)) is not None:
            made = cyclonedx.enriched(_with_statements(own, component, known, is_stated=bool(row.stated)), known)
        if made is None or not check.is_valid(made):
            made = cyclonedx.fitting(cyclonedx.written(component, known), check.is_valid)
        parent = held.get(row.parent_position) if row.parent_position is not None else None
        if parent is not None:
            parent.setdefault("components", []).append(made)
        else:
            if top is not None:
                yield top
            top, held = made, {}
        held[row.position] = made
    if top is not None:
        yield top


def _with_statements(entry: Json, component: Component, known: Known, *, is_stated: bool) -> Json:
    """The vendor's own entry with what the vendor stated besides."""
    if not is_stated:
        return entry
    said = cyclonedx.written(component, known)
    return entry | {k: said[k] for k in ("externalReferences", "licenses") if k in said}


def _dependencies(source: Source, raw: Json) -> list[Json]:
    around: Json = {"bomFormat": "CycloneDX", "specVersion": cyclonedx.VERSION, "version": 1}
    kept = _kept(raw, ("dependencies",), around).get("dependencies")
    if isinstance(kept, list):
        return kept
    edges = source.read.dependencies
    return [{"ref": ref, "dependsOn": list(dict.fromkeys(needs))} for ref, needs in edges.items() if ref]


def joined(values: Iterable[Json]) -> Iterator[bytes]:
    """JSON values with commas between them."""
    for number, value in enumerate(values):
        yield (b"," if number else b"") + orjson.dumps(value)
