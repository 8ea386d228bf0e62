"""CycloneDX to components: one walk for JSON and XML, iterative, nothing merged and nothing dropped.

The XML form is turned, one component at a time, into the JSON shape (`cyclonedx_xml`), so that each field is read in
one place.
`metadata.component` is the software that the SBOM is about, no component of it; what it holds in its own `components`
is.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from core.errors import Unreadable
from core.phrases import N_, counted, phrase
from sbom.ingest.cyclonedx_fields import component_of, items, parties_of, party_of
from sbom.ingest.findings import Findings
from sbom.ingest.rules import Component, Header, Limits, Party

_COUNTED = ("services", "vulnerabilities", "compositions", "annotations", "formulation")

Raw = Mapping[str, Any]
Edges = Mapping[str, tuple[str, ...]]  # ref → the refs it needs
Opener = Callable[[Any], Raw | None]  # a listed entry as a mapping in JSON shape, or None where it is no component


def as_mapping(entry: Any) -> Raw | None:
    """The opener for JSON: only an object is a component (the schema reports what is not)."""
    return entry if isinstance(entry, dict) else None


def read_components(document: Raw, open_entry: Opener, findings: Findings) -> tuple[Component, ...]:
    """Every component of the document in the file's order, nested ones after their parent."""
    metadata = _mapping(document.get("metadata"))
    subject = open_entry(metadata.get("component"))
    found: list[Component] = []
    stack = _entries(document, "", "", 1)
    if subject is not None:
        stack = [*_entries(subject, "/metadata/component", "", 1), *stack]
    stack.reverse()
    while stack:
        entry, path, parent, depth = stack.pop()
        raw = open_entry(entry)
        if raw is None:
            continue
        _check_amount(len(found) + 1, depth, path, findings.limits)
        found.append(component_of(raw, path, parent, depth, findings))
        stack += reversed(_entries(raw, path, path, depth + 1))
    return tuple(found)


def _entries(holder: Raw, path: str, parent: str, depth: int) -> list[tuple[Any, str, str, int]]:
    listed = holder.get("components")
    listed = listed if isinstance(listed, list) else []
    return [(entry, f"{path}/components/{i}", parent, depth) for i, entry in enumerate(listed)]


def _check_amount(count: int, depth: int, path: str, limits: Limits) -> None:
    if depth > limits.depth:
        raise Unreadable(
            N_(
                "Components are nested more than %(limit)s deep, at %(where)s. No real product is; ask the vendor "
                "for a correct file."
            ),
            limit=limits.depth,
            where=path[:60] + "…",
        )
    check_count(count, limits)


def check_count(count: int, limits: Limits) -> None:
    """Refuses more components than one SBOM may hold."""
    if count > limits.components:
        raise Unreadable(
            N_("The SBOM lists more than %(limit)s components, the limit for one file. Ask for one SBOM per product."),
            limit=f"{limits.components:,}",
        )


def read_header(document: Raw, open_entry: Opener, findings: Findings) -> Header:
    """Serial number, time, authors, tools and subject of the SBOM."""
    limit = findings.limits
    metadata = _mapping(document.get("metadata"))
    raw_subject = open_entry(metadata.get("component"))
    subject = component_of(raw_subject, "/metadata/component", "", 0, findings) if raw_subject is not None else None
    manufacturer = metadata.get("manufacturer") or metadata.get("manufacture")
    return Header(
        name=" ".join(filter(None, (subject.group, subject.name, subject.version))) if subject else "",
        serial=findings.text(document.get("serialNumber"), "", "serialNumber", limit.url),
        version=findings.text(document.get("version"), "", "version", limit.version),
        timestamp=findings.text(metadata.get("timestamp"), "/metadata", "timestamp", limit.version),
        authors=parties_of(metadata.get("authors"), "/metadata", findings),
        tools=_tools(metadata.get("tools"), findings),
        lifecycles=tuple(
            findings.text(x.get("phase") or x.get("name"), "/metadata", "lifecycles", limit.name)
            for x in items(metadata.get("lifecycles"))
        ),
        supplier=party_of(metadata.get("supplier"), "/metadata", findings),
        manufacturer=party_of(manufacturer, "/metadata", findings),
        subject=subject,
    )


def _tools(value: Any, findings: Findings) -> tuple[str, ...]:
    """ "vendor name version" of each tool; since 1.5 tools are components and services."""
    listed: Iterable[Raw] = items(value)
    if isinstance(value, dict):
        listed = [*items(value.get("components")), *items(value.get("services"))]
    names = []
    for tool in listed:
        maker = (
            tool.get("vendor")
            or tool.get("group")
            or (party_of(tool.get("manufacturer"), "", findings) or Party("")).name
        )
        words = [
            findings.text(w, "/metadata", "tools", findings.limits.name)
            for w in (maker, tool.get("name"), tool.get("version"))
        ]
        names.append(" ".join(filter(None, words)))
    return tuple(filter(None, names))


def read_dependencies(document: Raw, findings: Findings) -> dict[str, tuple[str, ...]]:
    """ref → the refs it depends on; cycles are kept. Raises `Unreadable` for more than a million edges."""
    edges: dict[str, tuple[str, ...]] = {}
    count = 0
    for entry in items(document.get("dependencies")):
        ref, needs = entry.get("ref"), entry.get("dependsOn")
        if not isinstance(ref, str):
            continue
        targets = tuple(t for t in needs if isinstance(t, str)) if isinstance(needs, list) else ()
        edges[ref] = tuple(dict.fromkeys((*edges.get(ref, ()), *targets)))
        count += len(targets)
        check_edges(count, findings.limits)
    return edges


def check_edges(count: int, limits: Limits) -> None:
    """Refuses more dependencies than one SBOM may hold."""
    if count > limits.edges:
        raise Unreadable(
            N_("The SBOM holds more than %(limit)s dependencies, the limit for one file."), limit=f"{limits.edges:,}"
        )


def note_dangling(
    components: tuple[Component, ...], header: Header, document: Raw, edges: Edges, findings: Findings
) -> None:
    """Dependencies that lead to nothing in the file: told once, with a count and an example."""
    known = {c.ref for c in components} | ({header.subject.ref} if header.subject else set()) | _service_refs(document)
    missing = dict.fromkeys(t for ref, needs in edges.items() for t in (ref, *needs) if t not in known)
    missing = {ref: None for ref in missing if not ref.startswith("urn:cdx:")}
    if missing and components:
        findings.note(
            "/dependencies",
            phrase(
                counted(
                    len(missing),
                    N_("%(n)s reference in the dependencies names nothing in this file: “%(ref)s”."),
                    N_("%(n)s references in the dependencies name nothing in this file, for example “%(ref)s”."),
                ),
                n=len(missing),
                ref=next(iter(missing))[:80],
            ),
        )


def _service_refs(document: Raw) -> set[str]:
    """Services, nested ones too, may be depended upon like components."""
    found: set[str] = set()
    stack = items(document.get("services"))
    while stack:
        service = stack.pop()
        ref = service.get("bom-ref")
        if isinstance(ref, str):
            found.add(ref)
        stack += items(service.get("services"))
    return found


def read_counts(document: Raw) -> dict[str, int]:
    """How many entries the document's other lists hold."""
    return {key: len(document[key]) for key in _COUNTED if isinstance(document.get(key), list)}


def _mapping(value: Any) -> Raw:
    return value if isinstance(value, dict) else {}
