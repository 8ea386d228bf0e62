"""The elements of an SPDX 3.0 graph by id and type, and what is wrong with them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.errors import Unreadable
from core.phrases import N_, phrase
from sbom.ingest.findings import Findings, shown

_VERSION = re.compile(r"3\.0(?:\.\d+)?")
_IN_CONTEXT = re.compile(r"spdx\.org/rdf/v?(\d+\.\d+(?:\.\d+)?)")
_IRI = re.compile(r"https?://spdx\.org/rdf/[\w.]+/terms/(\w+)/(\w+)$")
_REQUIRED = {
    "Relationship": ("from", "to", "relationshipType"),
    "LifecycleScopedRelationship": ("from", "to", "relationshipType"),
    "software_Package": ("name",),
    "software_File": ("name",),
    "CreationInfo": ("created", "createdBy", "specVersion"),
    "simplelicensing_LicenseExpression": ("simplelicensing_licenseExpression",),
    "simplelicensing_SimpleLicensingText": ("simplelicensing_licenseText",),
}
_WITHOUT_CREATION = frozenset({"CreationInfo", "Hash", "ExternalIdentifier", "ExternalRef", "DictionaryEntry"})

Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Element:
    id: str
    type: str
    path: str
    raw: Raw


@dataclass(frozen=True, slots=True)
class Relationship:
    source: str
    kind: str
    to: tuple[str, ...]


@dataclass(slots=True)
class Graph:
    version: str
    elements: list[Element] = field(default_factory=list)
    relationships: list[Relationship] = field(default_factory=list)
    _by_id: dict[str, Element] = field(default_factory=dict)
    _related: dict[tuple[str, str, bool], list[str]] = field(default_factory=dict)

    def add(self, element: Element) -> None:
        self.elements.append(element)
        self._by_id.setdefault(element.id, element)

    def relate(self, relationship: Relationship) -> None:
        self.relationships.append(relationship)
        for target in relationship.to:
            self._related.setdefault((relationship.source, relationship.kind, False), []).append(target)
            self._related.setdefault((target, relationship.kind, True), []).append(relationship.source)

    def of_types(self, types: frozenset[str]) -> list[Element]:
        return [e for e in self.elements if e.type in types]

    def raw(self, name: str) -> Raw | None:
        element = self._by_id.get(name)
        return element.raw if element else None

    def type_of(self, name: str) -> str:
        element = self._by_id.get(name)
        return element.type if element else ""

    def knows(self, name: str) -> bool:
        return name in self._by_id

    def related(self, name: str, kind: str, *, inverse: bool = False) -> list[str]:
        """Ids that `name` has this relationship to (or, inverse, that have it to `name`)."""
        return self._related.get((name, kind, inverse), [])

    def names(self, ids: list[str]) -> list[str]:
        return [str((self.raw(i) or {}).get("name") or i)[:1_000] for i in ids]

    def creation(self, head: Raw) -> Raw:
        """The CreationInfo of an element: inline or by id."""
        value = head.get("creationInfo")
        if isinstance(value, Mapping):
            return value
        return (self.raw(value) if isinstance(value, str) else None) or {}


def targets(value: Any) -> list[str]:
    """Ids or texts of a property that may hold one or many; inline elements by their id."""
    found = []
    for one in value if isinstance(value, list) else [value]:
        name = (one.get("spdxId") or one.get("@id")) if isinstance(one, Mapping) else one
        if isinstance(name, str) and name:
            found.append(name)
    return found


def graph_of(document: Raw, findings: Findings) -> Graph:
    """The indexed graph. Raises `Unreadable` where there is none or its version is not 3.0."""
    listed = document.get("@graph")
    if listed is None and ("type" in document or "@type" in document):
        listed = [document]
    if not isinstance(listed, list):
        raise Unreadable(N_("The SPDX 3.0 file has no list of elements under “@graph”."))
    graph = Graph(_version(document, listed))
    for i, raw in enumerate(listed):
        _add(graph, raw, f"/@graph/{i}", findings)
    for element in graph.elements:
        _check(graph, element, findings)
        if "Relationship" in element.type:
            _relate(graph, element, findings)
    return graph


def _version(document: Raw, listed: list[Any]) -> str:
    stated = [e.get("specVersion") for e in listed if isinstance(e, Mapping) and isinstance(e.get("specVersion"), str)]
    context = _IN_CONTEXT.search(str(document.get("@context"))[:2_000])
    version = str(stated[0]) if stated else context.group(1) if context else "3.0"
    if not _VERSION.fullmatch(version):
        raise Unreadable(
            N_("SPDX version “%(version)s” is not known here; 3.0 is. Ask for the SBOM in SPDX 2.3 or 3.0.1."),
            version=shown(version, 40),
        )
    return version


def _add(graph: Graph, raw: Any, path: str, findings: Findings) -> None:
    if not isinstance(raw, Mapping):
        findings.fault(path, phrase(N_("Each entry of the graph must be an object ({ … }).")))
        return
    kind = raw.get("type") or raw.get("@type")
    kind = kind[0] if isinstance(kind, list) and kind else kind
    name = raw.get("spdxId") or raw.get("@id") or raw.get("id")
    if not isinstance(kind, str):
        findings.fault(path, phrase(N_("“%(name)s” is required here and missing."), name="type"))
        return
    if not isinstance(name, str) or not name:
        findings.fault(path, phrase(N_("“%(name)s” is required here and missing."), name="spdxId"))
        name = path
    if graph.knows(name):
        findings.fault(
            path, phrase(N_("The id “%(id)s” is given twice; ids must be unique in the document."), id=shown(name))
        )
    graph.add(Element(name, _short(kind), path, raw))


def _short(kind: str) -> str:
    """software_Package for https://spdx.org/rdf/3.0.1/terms/Software/Package; compact names stay."""
    match = _IRI.match(kind)
    if not match:
        return kind
    profile, name = match.groups()
    return name if profile == "Core" else f"{profile.lower()}_{name}"


def _check(graph: Graph, element: Element, findings: Findings) -> None:
    for key in _REQUIRED.get(element.type, ()):
        if element.raw.get(key) in (None, "", []):
            findings.fault(element.path, phrase(N_("“%(name)s” is required here and missing."), name=key))
    if element.type in _WITHOUT_CREATION:
        return
    creation = element.raw.get("creationInfo")
    if creation is None:
        findings.fault(element.path, phrase(N_("“%(name)s” is required here and missing."), name="creationInfo"))
    elif isinstance(creation, str) and not graph.knows(creation):
        findings.fault(
            f"{element.path}/creationInfo", phrase(N_("No element has the id “%(id)s”."), id=shown(creation))
        )


def _relate(graph: Graph, element: Element, findings: Findings) -> None:
    source, kind = targets(element.raw.get("from")), element.raw.get("relationshipType")
    if not source or not isinstance(kind, str):
        return
    to = tuple(targets(element.raw.get("to")))
    graph.relate(Relationship(source[0], kind, to))
    missing = [name for name in (source[0], *to) if not graph.knows(name) and _is_local(name)]
    if missing:
        findings.fault(
            element.path,
            phrase(N_("The relationship points to nothing: no element has the id “%(id)s”."), id=shown(missing[0])),
        )


def _is_local(name: str) -> bool:
    """A blank node cannot stand in another document; any other id can (the file may import it)."""
    return name.startswith("_:")
