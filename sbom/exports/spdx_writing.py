"""A delivery as SPDX 2.3 JSON, piece by piece as it goes out. A valid SPDX document in JSON keeps all that it holds."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid5

import orjson

from sbom.components.models import Component as Row
from sbom.exports import spdx
from sbom.exports.cyclonedx_writing import OURS, joined
from sbom.exports.queries import Source
from sbom.ingest.rules import Format

_DOCUMENT, _PRODUCT = "SPDXRef-DOCUMENT", "SPDXRef-the-product"
_SPDX = (Format.SPDX_JSON, Format.SPDX_TAG_VALUE, Format.SPDX_JSON_LD)
Json = dict[str, Any]


@dataclass
class _Names:
    """What each component is called in this document."""

    by_position: dict[int, str] = field(default_factory=dict)
    by_ref: dict[str, str] = field(default_factory=dict)
    parents: dict[int, int] = field(default_factory=dict)
    taken: set[str] = field(default_factory=lambda: {_DOCUMENT, _PRODUCT})

    def give(self, row: Row, wanted: str) -> str:
        name = wanted if wanted not in self.taken else f"SPDXRef-vendor-risk-{row.position}"
        self.taken.add(name)
        self.by_position[row.position] = name
        self.by_ref.setdefault(row.ref, name)
        if row.parent_position is not None:
            self.parents[row.position] = row.parent_position
        return name


def as_spdx(source: Source) -> Iterator[bytes]:
    """SPDX 2.3 JSON."""
    raw = source.raw if source.delivery.format is Format.SPDX_JSON and source.delivery.is_valid else {}
    texts, names = spdx.Texts(), _Names()
    yield orjson.dumps(_head(source, raw))[:-1] + b',"packages":['
    yield from joined(_packages(source, raw, texts, names))
    rest: Json = {
        "hasExtractedLicensingInfos": [*raw.get("hasExtractedLicensingInfos", ()), *texts.entries()],
        "relationships": raw.get("relationships") or list(_relationships(source, names)),
    }
    yield b"]," + orjson.dumps({k: v for k, v in rest.items() if v} or {"comment": "No relationships."})[1:]


def _head(source: Source, raw: Json) -> Json:
    """The vendor's own head, or one of ours, with what we know of the whole."""
    delivered = source.delivered
    ours = {
        "SPDXID": _DOCUMENT,
        "dataLicense": "CC0-1.0",
        "name": f"{delivered.product} {delivered.release}",
        "documentNamespace": f"urn:uuid:{uuid5(OURS, 'spdx' + delivered.sha256)}",
        "creationInfo": {"created": delivered.exported_at, "creators": ["Tool: vendor-risk"]},
    }
    kept = {k: v for k, v in raw.items() if k not in ("packages", "relationships", "hasExtractedLicensingInfos")}
    remarks = [a for a in kept.get("annotations", ()) if not str(a.get("comment", "")).startswith("vendor-risk:")]
    remarks += spdx.annotations(delivered.entries(), delivered.exported_at)
    return ours | kept | {"spdxVersion": f"SPDX-{spdx.VERSION}", "annotations": remarks}


def _packages(source: Source, raw: Json, texts: spdx.Texts, names: _Names) -> Iterator[Json]:
    if source.delivery.format not in _SPDX:
        yield _product(source)
    for row, component, known in source.entries():
        own = source.raw_entry(row.path) if raw else None
        if own is not None and not row.stated:
            package = spdx.enriched(own, known, source.delivered)
        else:
            package = spdx.written(component, row.position, known, source.delivered, texts)
        package["SPDXID"] = names.give(row, package["SPDXID"])
        yield package


def _product(source: Source) -> Json:
    """The software that the SBOM is of, which CycloneDX names in its head and SPDX among the packages."""
    return {
        "SPDXID": _PRODUCT,
        "name": source.delivered.product,
        "versionInfo": source.delivered.release,
        "supplier": f"Organization: {source.delivered.vendor}",
        "downloadLocation": spdx.NOTHING,
        "filesAnalyzed": False,
        "primaryPackagePurpose": "APPLICATION",
    }


def _relationships(source: Source, names: _Names) -> Iterator[Json]:
    if source.delivery.format in _SPDX:
        described = [names.by_ref[ref] for ref in source.read.header.described if ref in names.by_ref]
    else:
        described = [_PRODUCT]
    for name in dict.fromkeys(described or list(names.by_position.values())[:1]):
        yield _relationship(_DOCUMENT, "DESCRIBES", name)
    if source.delivery.format not in _SPDX:
        yield from (
            _relationship(_PRODUCT, "CONTAINS", n) for p, n in names.by_position.items() if p not in names.parents
        )
    for position, parent in names.parents.items():
        yield _relationship(names.by_position[parent], "CONTAINS", names.by_position[position])
    for ref, needs in source.read.dependencies.items():
        for needed in dict.fromkeys(needs):
            if ref in names.by_ref and needed in names.by_ref:
                yield _relationship(names.by_ref[ref], "DEPENDS_ON", names.by_ref[needed])


def _relationship(one: str, kind: str, other: str) -> Json:
    return {"spdxElementId": one, "relationshipType": kind, "relatedSpdxElement": other}
