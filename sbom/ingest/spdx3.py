"""SPDX 3.0 (JSON-LD) to components: packages, their licences and who made them; read-only.

The graph is read as the official context writes it (compact names such as software_Package); full IRIs are shortened.
Elements refer to each other by id, so the graph is indexed first; no reference is followed more than one set deep.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from core.phrases import N_, phrase
from sbom.ingest.cyclonedx import check_count, check_edges
from sbom.ingest.cyclonedx_fields import first, items
from sbom.ingest.findings import Findings
from sbom.ingest.rules import (
    Component,
    Format,
    Hash,
    Header,
    Licence,
    LicenceDetail,
    LicenceKind,
    Party,
    Pedigree,
    Reference,
    Sbom,
)
from sbom.ingest.spdx2 import NOTHING, location_type
from sbom.ingest.spdx3_graph import Element, Graph, graph_of, targets

_PACKAGES = frozenset({"software_Package", "ai_AIPackage", "dataset_DatasetPackage"})
_NEEDS = frozenset(
    {
        "dependsOn",
        "contains",
        "hasStaticLink",
        "hasDynamicLink",
        "hasPrerequisite",
        "hasOptionalDependency",
        "hasProvidedDependency",
    }
)
_LISTED = re.compile(r"https?://spdx\.org/licenses/([\w.+-]+?)(?:\.html|\.json)?$")
_SETS = {"expandedlicensing_ConjunctiveLicenseSet": " AND ", "expandedlicensing_DisjunctiveLicenseSet": " OR "}
_REFERENCE_TYPES = {
    "vcs": "vcs", "sourceArtifact": "source-distribution", "binaryArtifact": "distribution",
    "altDownloadLocation": "distribution", "altWebPage": "website", "license": "license",
    "documentation": "documentation", "issueTracker": "issue-tracker",
}  # fmt: skip


def read(document: Mapping[str, Any], findings: Findings) -> Sbom:
    """The SBOM of an SPDX 3.0 graph. Raises `Unreadable` for another 3.x or a graph that is none (see `graph_of`)."""
    graph = graph_of(document, findings)
    packages = graph.of_types(_PACKAGES)
    check_count(len(packages), findings.limits)
    _check_edges_amount(graph, findings)
    components = tuple(_component(graph, element, findings) for element in packages)
    counts = {"files": len(graph.of_types(frozenset({"software_File"}))), "relationships": len(graph.relationships)}
    header = _header(graph, findings)
    return Sbom(Format.SPDX_JSON_LD, graph.version, header, components, _dependencies(graph), counts=counts)


def _check_edges_amount(graph: Graph, findings: Findings) -> None:
    check_edges(sum(len(r.to) for r in graph.relationships), findings.limits)


def _component(graph: Graph, element: Element, findings: Findings) -> Component:
    raw, path, limit = element.raw, element.path, findings.limits

    def text(key: str, room: int = limit.name) -> str:
        value = findings.text(raw.get(key), path, key, room)
        return "" if value.strip() in NOTHING else value

    identifiers = first(items(raw.get("externalIdentifier")), limit.references, path, "externalIdentifier", findings)
    known = {
        str(i.get("externalIdentifierType")): findings.text(i.get("identifier"), path, "externalIdentifier", limit.purl)
        for i in reversed(identifiers)
    }
    ancestors = graph.names(
        graph.related(element.id, "descendantOf") + graph.related(element.id, "ancestorOf", inverse=True)
    )
    return Component(
        path=path,
        ref=element.id[: limit.url],
        type=text("software_primaryPurpose"),
        name=findings.text(raw.get("name"), path, "name", limit.name),
        version=text("software_packageVersion", limit.version),
        purl=text("software_packageUrl", limit.purl) or known.get("packageUrl", ""),
        cpe=known.get("cpe23") or known.get("cpe22") or "",
        supplier=_agent(graph, raw.get("suppliedBy")),
        manufacturer=_agent(graph, raw.get("originatedBy")),
        authors=tuple(p for name in targets(raw.get("originatedBy"))[1 : limit.parties] if (p := _agent(graph, name))),
        hashes=_hashes(raw, path, findings),
        licences=_licences(graph, element, findings),
        references=_references(raw, path, findings),
        copyright=text("software_copyrightText", limit.description),
        description=text("description", limit.description)
        or text("summary", limit.description)
        or text("comment", limit.description),
        pedigree=Pedigree(ancestors=tuple(ancestors[: limit.references])) if ancestors else None,
        properties=tuple(
            (key, value)
            for key in ("software_sourceInfo", "builtTime", "releaseTime", "validUntilTime")
            if (value := text(key, limit.description))
        ),
        cuts=findings.take_cuts(),
    )


def _agent(graph: Graph, value: Any) -> Party | None:
    """The first agent named; one that stands in another document is shown by its address."""
    names = targets(value)
    if not names or names[0] in NOTHING or names[0].endswith("NoAssertion"):
        return None
    raw = graph.raw(names[0])
    if raw is None:
        return Party(names[0][:1_000])
    identifiers = items(raw.get("externalIdentifier"))
    mails = tuple(str(i.get("identifier"))[:1_000] for i in identifiers if i.get("externalIdentifierType") == "email")
    name = raw.get("name")
    return Party(
        name[:1_000] if isinstance(name, str) and name else names[0][:1_000], graph.type_of(names[0]).lower(), mails
    )


def _hashes(raw: Mapping[str, Any], path: str, findings: Findings) -> tuple[Hash, ...]:
    listed = [h for h in items(raw.get("verifiedUsing")) if "hashValue" in h]
    listed = first(listed, findings.limits.hashes, path, "verifiedUsing", findings)
    return tuple(
        Hash(
            findings.text(h.get("algorithm"), path, "verifiedUsing", 50),
            findings.text(h.get("hashValue"), path, "verifiedUsing", 1_000),
        )
        for h in listed
    )


def _references(raw: Mapping[str, Any], path: str, findings: Findings) -> tuple[Reference, ...]:
    limit, found = findings.limits, []
    for key, kind in (("software_downloadLocation", ""), ("software_homePage", "website")):
        url = findings.text(raw.get(key), path, key, limit.url).strip()
        if url not in NOTHING:
            found.append(Reference(kind or location_type(url), url))
    for reference in first(items(raw.get("externalRef")), limit.references, path, "externalRef", findings):
        kind = str(reference.get("externalRefType", ""))[: limit.name]
        for locator in targets(reference.get("locator"))[:10]:
            found.append(
                Reference(_REFERENCE_TYPES.get(kind, kind), findings.text(locator, path, "externalRef", limit.url))
            )
    return tuple(found)


def _licences(graph: Graph, element: Element, findings: Findings) -> tuple[Licence, ...]:
    found = [
        _licence(graph, target, acknowledgement, element.path, findings)
        for acknowledgement, kind in (("declared", "hasDeclaredLicense"), ("concluded", "hasConcludedLicense"))
        for target in graph.related(element.id, kind)
    ]
    if len(found) > findings.limits.licences:
        findings.cut(element.path, "hasDeclaredLicense", len(found), findings.limits.licences)
    return tuple(found[: findings.limits.licences])


def _licence(graph: Graph, target: str, acknowledgement: str, path: str, findings: Findings) -> Licence:
    """What a licence relationship leads to: an expression, a text, a listed licence, a set of these, or an address
    only.
    """
    limit = findings.limits
    raw = graph.raw(target) or {}
    kind = graph.type_of(target)
    expression = findings.text(raw.get("simplelicensing_licenseExpression"), path, "license", limit.expression)
    if expression:
        return Licence(
            LicenceKind.EXPRESSION,
            expression,
            acknowledgement=acknowledgement,
            details=_custom(graph, raw, path, findings),
        )
    if kind in _SETS:
        parts = [_member(graph, m) for m in targets(raw.get("expandedlicensing_member"))[: limit.licences]]
        return Licence(
            LicenceKind.EXPRESSION, _SETS[kind].join(parts)[: limit.expression], acknowledgement=acknowledgement
        )
    text = findings.text(raw.get("simplelicensing_licenseText"), path, "license", limit.licence_text)
    value = _member(graph, target)
    form = LicenceKind.EXPRESSION if value in NOTHING else LicenceKind.ID if _LISTED.match(target) else LicenceKind.NAME
    return Licence(form, value[: limit.name], text, acknowledgement=acknowledgement)


def _member(graph: Graph, target: str) -> str:
    listed = _LISTED.match(target)
    if listed:
        return listed.group(1)
    for word, end in (("NOASSERTION", ("NoAssertion", "NoAssertionLicense")), ("NONE", ("None", "NoneLicense"))):
        if target.endswith(end):
            return word
    raw = graph.raw(target) or {}
    return str(raw.get("simplelicensing_licenseExpression") or raw.get("name") or target)


def _custom(graph: Graph, raw: Mapping[str, Any], path: str, findings: Findings) -> tuple[LicenceDetail, ...]:
    """The texts behind the LicenseRef-… names of an expression."""
    limit, found = findings.limits, []
    for entry in items(raw.get("simplelicensing_customIdToUri"))[: limit.licences]:
        target = graph.raw(str(entry.get("value"))) or {}
        found.append(
            LicenceDetail(
                ref=findings.text(entry.get("key"), path, "customIdToUri", limit.name),
                name=findings.text(target.get("name"), path, "license", limit.name),
                text=findings.text(target.get("simplelicensing_licenseText"), path, "license", limit.licence_text),
                url=next(iter(targets(target.get("expandedlicensing_seeAlso"))), "")[: limit.url],
            )
        )
    return tuple(found)


def _dependencies(graph: Graph) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for relationship in graph.relationships:
        if relationship.kind in _NEEDS:
            found.setdefault(relationship.source, {}).update(dict.fromkeys(relationship.to))
    return {ref: tuple(needs) for ref, needs in found.items()}


def _header(graph: Graph, findings: Findings) -> Header:
    limit = findings.limits
    documents = graph.of_types(frozenset({"SpdxDocument"}))
    head: Mapping[str, Any] = documents[0].raw if documents else {}
    if len(documents) != 1:
        findings.fault(
            "/@graph",
            phrase(N_("An SPDX 3.0 file holds exactly one SpdxDocument; this one holds %(n)s."), n=len(documents)),
        )
    creation = graph.creation(head)
    roots: Iterable[str] = targets(head.get("rootElement"))
    described = [d for root in roots for d in (targets((graph.raw(root) or {}).get("rootElement")) or [root])]
    tools = [_agent(graph, t) for t in targets(creation.get("createdUsing"))[: limit.parties]]
    return Header(
        name=findings.text(head.get("name"), "", "name", limit.name),
        serial=documents[0].id[: limit.url] if documents else "",
        timestamp=findings.text(creation.get("created"), "", "created", limit.version),
        authors=tuple(p for a in targets(creation.get("createdBy"))[: limit.parties] if (p := _agent(graph, a))),
        tools=tuple(t.name for t in tools if t),
        described=tuple(dict.fromkeys(described)),
        licence=_member(graph, next(iter(targets(head.get("dataLicense"))), ""))[: limit.name],
    )
