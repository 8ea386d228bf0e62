"""A component as rows, and rows as a component again: what is shown and judged later is what was read."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sbom.components.models import Component as Row
from sbom.components.models import ComponentLicence
from sbom.components.packages import Identity, cpe_key, hash_key
from sbom.ingest.rules import (
    Component,
    Hash,
    Licence,
    LicenceDetail,
    LicenceKind,
    Licensing,
    Party,
    Pedigree,
    Reference,
)

_LINE = 500


def component_row(component: Component, position: int, parent: int | None) -> dict[str, Any]:
    """The columns of `sbom_component` that the file itself gives; grades are added by whoever judges."""
    supplier = _supplier_line(component)
    licence_line = _licence_line(component.licences)
    package = package_of(component.purl)[:400]
    name = f"{component.group}/{component.name}" if component.group else component.name
    return {
        "position": position,
        "parent_position": parent,
        "depth": component.depth,
        "path": component.path,
        "ref": component.ref,
        "type": component.type,
        "group_name": component.group,
        "name": component.name,
        "version": component.version,
        "purl": component.purl,
        "cpe": component.cpe,
        "scope": component.scope,
        "supplier": supplier,
        "licence_line": licence_line,
        "description": component.description,
        "copyright": component.copyright,
        "details": _details(component),
        "name_key": component.name.casefold()[:200],
        "purl_key": package,
        "package": Identity(name, package, cpe_key(component.cpe), supplier, licence_line),
    }


def _supplier_line(component: Component) -> str:
    makers = (component.supplier, component.manufacturer, *component.authors)
    names = [p.name for p in makers if p and p.name]
    if component.publisher:
        names.append(component.publisher)
    return ", ".join(dict.fromkeys(names))[:_LINE] if len(names) != 1 else names[0][:_LINE]


def _licence_line(licences: Sequence[Licence]) -> str:
    if len(licences) == 1:
        return (licences[0].value or licences[0].url)[:_LINE]
    return "; ".join(dict.fromkeys(x.value or x.url for x in licences))[:_LINE]


def _details(component: Component) -> dict[str, Any]:
    """Only what there is: most components say little."""
    found: dict[str, Any] = {}
    if component.line:
        found["line"] = component.line
    if component.supplier:
        found["supplier"] = _party_facts(component.supplier)
    if component.manufacturer:
        found["manufacturer"] = _party_facts(component.manufacturer)
    if component.authors:
        found["authors"] = [_party_facts(p) for p in component.authors]
    if component.publisher:
        found["publisher"] = component.publisher
    if component.hashes:
        found["hashes"] = [(h.algorithm, h.value) for h in component.hashes]
    if component.properties:
        found["properties"] = component.properties
    if component.pedigree:
        found["pedigree"] = asdict(component.pedigree)
    if component.cuts:
        found["cuts"] = component.cuts
    if component.references:
        found["references"] = [
            (r.type, r.url, r.comment, [(h.algorithm, h.value) for h in r.hashes] if r.hashes else ())
            for r in component.references
        ]
    return found


def hash_keys(component: Component) -> set[int]:
    """The numbers that the component's hashes, and those of the files it names, are found by."""
    values = [h.value for h in component.hashes]
    for reference in component.references:
        if reference.hashes:
            values += [h.value for h in reference.hashes]
    return {key for value in values if (key := hash_key(value)) is not None}


def _party_facts(party: Party) -> dict[str, Any]:
    return {"name": party.name, "kind": party.kind, "emails": party.emails, "urls": party.urls}


def package_of(purl: str) -> str:
    """pkg:npm/%40scope/name of pkg:npm/%40scope/name@1.0?arch=x#src: the package without version and qualifiers."""
    whole = purl.partition("#")[0].partition("?")[0]
    name, at, version = whole.rpartition("@")
    return name if at and "/" not in version else whole


def licence_rows(
    component: Component, position: int, texts: dict[str, str], means: Callable[[str], str]
) -> Iterator[dict[str, Any]]:
    """The component's licences; texts go into `texts` by their hash, each once. `means` tells what a statement says."""
    for number, licence in enumerate(component.licences):
        yield {
            "position": position,
            "number": number,
            "kind": licence.kind.value,
            "value": licence.value,
            "means": means(licence.value),
            "url": licence.url,
            "acknowledgement": licence.acknowledgement,
            "text_sha256": _keep(licence.text, texts),
            "licensing": asdict(licence.licensing) if licence.licensing else None,
            "details": [
                {"ref": d.ref, "name": d.name, "url": d.url, "text_sha256": _keep(d.text, texts)}
                for d in licence.details
            ],
        }


def _keep(text: str, texts: dict[str, str]) -> str | None:
    if not text:
        return None
    digest = hashlib.sha256(text.encode()).hexdigest()
    texts[digest] = text
    return digest


def component_of(row: Row, licences: Iterable[ComponentLicence], texts: Mapping[str, str]) -> Component:
    """The component as it was read."""
    details = row.details
    return Component(
        path=row.path,
        name=row.name,
        depth=row.depth,
        line=details.get("line", 0),
        ref=row.ref,
        type=row.type,
        group=row.group_name,
        version=row.version,
        purl=row.purl,
        cpe=row.cpe,
        supplier=_party(details.get("supplier")),
        manufacturer=_party(details.get("manufacturer")),
        authors=tuple(p for a in details.get("authors", ()) if (p := _party(a))),
        publisher=details.get("publisher", ""),
        scope=row.scope,
        hashes=tuple(Hash(*h) for h in details.get("hashes", ())),
        licences=tuple(_licence(x, texts) for x in licences),
        references=tuple(
            Reference(kind, url, comment, tuple(Hash(*h) for h in hashes))
            for kind, url, comment, hashes in details.get("references", ())
        ),
        copyright=row.copyright,
        description=row.description,
        pedigree=_pedigree(details.get("pedigree")),
        properties=tuple((name, value) for name, value in details.get("properties", ())),
        cuts=tuple(details.get("cuts", ())),
    )


def _party(value: Mapping[str, Any] | None) -> Party | None:
    if not value:
        return None
    return Party(value["name"], value["kind"], tuple(value["emails"]), tuple(value["urls"]))


def _pedigree(value: Mapping[str, Any] | None) -> Pedigree | None:
    if not value:
        return None
    return Pedigree(tuple(value["ancestors"]), tuple(value["commits"]), tuple(value["patches"]), value["notes"])


def _licence(row: ComponentLicence, texts: Mapping[str, str]) -> Licence:
    terms = row.licensing
    return Licence(
        kind=LicenceKind(row.kind),
        value=row.value,
        text=texts.get(row.text_sha256 or "", ""),
        url=row.url,
        acknowledgement=row.acknowledgement,
        licensing=Licensing(**{**terms, "types": tuple(terms["types"])}) if terms else None,
        details=tuple(
            LicenceDetail(d["ref"], d["name"], texts.get(d["text_sha256"] or "", ""), d["url"]) for d in row.details
        ),
    )
