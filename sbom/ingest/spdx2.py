"""SPDX 2.x to components. One shape for JSON and tag-value (see `spdx_tag_value`); every package counts, the
described one too.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from core.errors import Unreadable
from core.phrases import N_
from sbom.ingest.cyclonedx import check_count, check_edges
from sbom.ingest.cyclonedx_fields import first, items
from sbom.ingest.findings import Findings, shown
from sbom.ingest.rules import (
    Component,
    Hash,
    Header,
    Licence,
    LicenceDetail,
    LicenceKind,
    Party,
    Pedigree,
    Reference,
)

VERSIONS = ("2.0", "2.1", "2.2", "2.3")
NOTHING = frozenset({"NOASSERTION", "NONE", ""})

Raw = Mapping[str, Any]

_AGENT = re.compile(r"\s*(Person|Organization|Tool)\s*:\s*(.*?)\s*(?:\(([^()]*)\))?\s*", re.I | re.S)
_LICENCE_REF = re.compile(r"(?:DocumentRef-[\w.+-]+:)?LicenseRef-[\w.+-]+")
_VCS = re.compile(r"^(?:git|hg|svn|bzr|cvs)(?:\+|://)|^(?:ssh://|git@)|\.git(?:[@#].*)?$", re.I)
_KEPT_AS_PROPERTIES = ("sourceInfo", "licenseComments", "packageFileName", "releaseDate", "builtDate", "validUntilDate")

# relationship → (who needs, who is needed): "a" is the first element named, "b" the second
_NEEDS = {
    "DEPENDS_ON": "ab", "CONTAINS": "ab", "DYNAMIC_LINK": "ab", "STATIC_LINK": "ab", "HAS_PREREQUISITE": "ab",
    "DEPENDENCY_OF": "ba", "BUILD_DEPENDENCY_OF": "ba", "DEV_DEPENDENCY_OF": "ba", "OPTIONAL_DEPENDENCY_OF": "ba",
    "PROVIDED_DEPENDENCY_OF": "ba", "RUNTIME_DEPENDENCY_OF": "ba", "TEST_DEPENDENCY_OF": "ba",
    "CONTAINED_BY": "ba", "PREREQUISITE_FOR": "ba",
}  # fmt: skip


def version_of(document: Raw) -> str:
    """ "2.3" of SPDX-2.3. Raises `Unreadable` for a version that is not read here."""
    stated = document.get("spdxVersion")
    version = str(stated).removeprefix("SPDX-") if stated is not None else VERSIONS[-1]
    if version not in VERSIONS:
        raise Unreadable(
            N_(
                "SPDX version “%(version)s” is not known here; SPDX-2.2 and SPDX-2.3 (and 3.0 as JSON-LD) are. Ask "
                "for the SBOM in one of these."
            ),
            version=shown(stated, 40),
        )
    return version


def read_components(document: Raw, findings: Findings, lines: Mapping[str, int]) -> tuple[Component, ...]:
    """Every package, in the file's order, with the licence texts and forebears that the document keeps elsewhere."""
    packages = document.get("packages")
    packages = packages if isinstance(packages, list) else []
    check_count(len(packages), findings.limits)
    around = _Around(lines, _extracted(document, findings), _ancestors(document))
    return tuple(
        _component(raw, f"/packages/{i}", around, findings) for i, raw in enumerate(packages) if isinstance(raw, dict)
    )


class _Around(NamedTuple):
    """What the document holds elsewhere on its packages."""

    lines: Mapping[str, int]
    texts: Mapping[str, LicenceDetail]
    ancestors: Mapping[str, list[str]]


def _component(raw: Raw, path: str, around: _Around, findings: Findings) -> Component:
    limit = findings.limits

    def text(key: str, room: int = limit.name) -> str:
        value = findings.text(raw.get(key), path, key, room)
        return "" if value.strip() in NOTHING else value

    refs = first(items(raw.get("externalRefs")), limit.references, path, "externalRefs", findings)
    locators = [
        (str(r.get("referenceType", "")), findings.text(r.get("referenceLocator"), path, "externalRefs", limit.purl), r)
        for r in refs
    ]
    ref = findings.text(raw.get("SPDXID"), path, "SPDXID", limit.purl)
    forebears = around.ancestors.get(ref, [])
    return Component(
        path=path,
        line=around.lines.get(path, 0),
        ref=ref,
        type=text("primaryPackagePurpose").lower(),
        name=findings.text(raw.get("name"), path, "name", limit.name),
        version=text("versionInfo", limit.version),
        purl=_first_of(locators, ("purl",)),
        cpe=_first_of(
            locators,
            (
                "cpe23type",
                "cpe22type",
                "http://spdx.org/rdf/references/cpe23type",
                "http://spdx.org/rdf/references/cpe22type",
            ),
        ),
        supplier=agent(text("supplier")),
        manufacturer=agent(text("originator")),
        hashes=_hashes(raw, path, findings),
        licences=_licences(raw, path, around.texts, findings),
        references=_references(raw, path, locators, findings),
        copyright=text("copyrightText", limit.description),
        description=text("description", limit.description)
        or text("summary", limit.description)
        or text("comment", limit.description),
        pedigree=Pedigree(ancestors=tuple(forebears[: limit.references])) if forebears else None,
        properties=tuple(
            (f"spdx:{key}", value) for key in _KEPT_AS_PROPERTIES if (value := text(key, limit.description))
        ),
        cuts=findings.take_cuts(),
    )


def _first_of(locators: Iterable[tuple[str, str, Raw]], types: tuple[str, ...]) -> str:
    return next((locator.strip() for kind, locator, _ in locators if kind.lower() in types and locator.strip()), "")


def agent(text: str) -> Party | None:
    """ "Organization: ACME (mail@acme.example)" as a party; None for NOASSERTION or nothing."""
    if text.strip() in NOTHING:
        return None
    match = _AGENT.fullmatch(text)
    if match is None:
        return Party(text.strip())
    kind, name, contact = match.groups()
    contact = (contact or "").strip()
    if not name or name in NOTHING:
        return None
    return Party(name, kind.lower(), (contact,) if "@" in contact else (), (contact,) if "://" in contact else ())


def _hashes(raw: Raw, path: str, findings: Findings) -> tuple[Hash, ...]:
    listed = first(items(raw.get("checksums")), findings.limits.hashes, path, "checksums", findings)
    return tuple(
        Hash(
            findings.text(h.get("algorithm"), path, "checksums", 50),
            findings.text(h.get("checksumValue"), path, "checksums", 1_000),
        )
        for h in listed
    )


def _references(raw: Raw, path: str, locators: list[tuple[str, str, Raw]], findings: Findings) -> tuple[Reference, ...]:
    limit = findings.limits
    found = []
    for key, kind in (("downloadLocation", ""), ("homepage", "website")):
        url = findings.text(raw.get(key), path, key, limit.url).strip()
        if url not in NOTHING:
            found.append(Reference(kind or location_type(url), url))
    others = (
        (kind, locator, r) for kind, locator, r in locators if kind.lower() not in ("purl", "cpe23type", "cpe22type")
    )
    found += [
        Reference(kind[: limit.name], locator, findings.text(r.get("comment"), path, "externalRefs", limit.description))
        for kind, locator, r in others
    ]
    return tuple(found)


def location_type(url: str) -> str:
    """ "vcs" for a version control address (git+https://…, svn://…), else "distribution"."""
    return "vcs" if _VCS.search(url) else "distribution"


def _licences(raw: Raw, path: str, texts: Mapping[str, LicenceDetail], findings: Findings) -> tuple[Licence, ...]:
    """Declared, concluded, and found in the files; NOASSERTION is kept, as it is a statement of its own kind."""
    limit = findings.limits
    from_files = raw.get("licenseInfoFromFiles")
    stated = [("declared", raw.get("licenseDeclared")), ("concluded", raw.get("licenseConcluded"))]
    stated += [("evidence", value) for value in (from_files if isinstance(from_files, list) else [])]
    if len(stated) > limit.licences:
        findings.cut(path, "licenseInfoFromFiles", len(stated), limit.licences)
    found = []
    for acknowledgement, value in stated[: limit.licences]:
        expression = findings.text(value, path, "license", limit.expression).strip()
        if expression:
            details = tuple(texts[ref] for ref in dict.fromkeys(_LICENCE_REF.findall(expression)) if ref in texts)
            found.append(Licence(LicenceKind.EXPRESSION, expression, acknowledgement=acknowledgement, details=details))
    return tuple(found)


def _extracted(document: Raw, findings: Findings) -> dict[str, LicenceDetail]:
    """The texts behind LicenseRef-… names."""
    limit, found = findings.limits, {}
    for i, raw in enumerate(items(document.get("hasExtractedLicensingInfos"))):
        where = f"/hasExtractedLicensingInfos/{i}"
        ref = findings.text(raw.get("licenseId"), where, "licenseId", limit.name)
        urls = raw.get("seeAlsos")
        text = findings.text(raw.get("extractedText"), where, "extractedText", limit.licence_text)
        found[ref] = LicenceDetail(
            ref=ref,
            name=findings.text(raw.get("name"), where, "name", limit.name),
            text="" if text.strip() in NOTHING else text,
            url=next((u[: limit.url] for u in urls if isinstance(u, str)), "") if isinstance(urls, list) else "",
        )
    findings.take_cuts()
    return found


def _relations(document: Raw) -> Iterable[tuple[str, str, str]]:
    for raw in items(document.get("relationships")):
        a, kind, b = (raw.get(k) for k in ("spdxElementId", "relationshipType", "relatedSpdxElement"))
        if isinstance(a, str) and isinstance(b, str) and isinstance(kind, str):
            yield a, kind.upper(), b


def _ancestors(document: Raw) -> dict[str, list[str]]:
    """Package → the packages that it was changed from."""
    found: dict[str, list[str]] = {}
    for a, kind, b in _relations(document):
        if kind in ("DESCENDANT_OF", "VARIANT_OF", "COPY_OF"):
            found.setdefault(a, []).append(b)
        elif kind == "ANCESTOR_OF":
            found.setdefault(b, []).append(a)
    return found


def read_dependencies(document: Raw, findings: Findings) -> dict[str, tuple[str, ...]]:
    """SPDXID → the SPDXIDs it needs or holds. Raises `Unreadable` for more than a million edges."""
    found: dict[str, dict[str, None]] = {}
    count = 0
    for a, kind, b in _relations(document):
        order = _NEEDS.get(kind)
        if order:
            need, needed = (a, b) if order == "ab" else (b, a)
            found.setdefault(need, {})[needed] = None
            count += 1
            check_edges(count, findings.limits)
    return {ref: tuple(needs) for ref, needs in found.items()}


def read_header(document: Raw, findings: Findings) -> Header:
    """Creators, time, namespace and what the document describes."""
    limit = findings.limits
    creation = document.get("creationInfo")
    creation = creation if isinstance(creation, dict) else {}
    creators = creation.get("creators")
    parties = [
        p
        for c in (creators if isinstance(creators, list) else [])[: limit.parties]
        if isinstance(c, str) and (p := agent(c[: limit.name]))
    ]
    listed = document.get("documentDescribes")
    described = [d for d in listed if isinstance(d, str)] if isinstance(listed, list) else []
    described += [b for a, kind, b in _relations(document) if kind == "DESCRIBES" and a == "SPDXRef-DOCUMENT"]
    described += [a for a, kind, b in _relations(document) if kind == "DESCRIBED_BY" and b == "SPDXRef-DOCUMENT"]
    return Header(
        name=findings.text(document.get("name"), "", "name", limit.name),
        serial=findings.text(document.get("documentNamespace"), "", "documentNamespace", limit.url),
        timestamp=findings.text(creation.get("created"), "/creationInfo", "created", limit.version),
        authors=tuple(p for p in parties if p.kind != "tool"),
        tools=tuple(p.name for p in parties if p.kind == "tool"),
        described=tuple(dict.fromkeys(described)),
        licence=findings.text(document.get("dataLicense"), "", "dataLicense", limit.name),
    )


def read_counts(document: Raw) -> dict[str, int]:
    """How many entries the document's other lists hold."""
    keys = ("files", "snippets", "relationships", "annotations", "externalDocumentRefs")
    return {key: len(document[key]) for key in keys if isinstance(document.get(key), list)}
