"""A component as rows, and rows as a component again: what is shown and judged later is what was read."""

import hashlib
from collections.abc import Iterable, Mapping
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
    makers = (component.supplier, component.manufacturer, *component.authors)
    names = dict.fromkeys(n for n in (*(p.name for p in makers if p), component.publisher) if n)
    supplier = ", ".join(names)[:_LINE]
    licence_line = "; ".join(dict.fromkeys(x.value or x.url for x in component.licences))[:_LINE]
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


def _details(component: Component) -> dict[str, Any]:
    """Only what there is: most components say little."""
    found = {
        "line": component.line,
        "supplier": _party_facts(component.supplier),
        "manufacturer": _party_facts(component.manufacturer),
        "authors": [_party_facts(p) for p in component.authors],
        "publisher": component.publisher,
        "hashes": [[h.algorithm, h.value] for h in component.hashes],
        "properties": [list(p) for p in component.properties],
        "pedigree": asdict(component.pedigree) if component.pedigree else None,
        "cuts": list(component.cuts),
        "references": [
            [r.type, r.url, r.comment, [[h.algorithm, h.value] for h in r.hashes]] for r in component.references
        ],
    }
    return {k: v for k, v in found.items() if v}


def hash_keys(component: Component) -> set[int]:
    """The numbers that the component's hashes, and those of the files it names, are found by."""
    if not component.hashes and not any(r.hashes for r in component.references):
        return set()
    every = (*component.hashes, *(h for r in component.references for h in r.hashes))
    return {key for h in every if (key := hash_key(h.value)) is not None}


def _party_facts(party: Party | None) -> dict[str, Any] | None:
    if party is None:
        return None
    return {"name": party.name, "kind": party.kind, "emails": list(party.emails), "urls": list(party.urls)}


def package_of(purl: str) -> str:
    """pkg:npm/%40scope/name of pkg:npm/%40scope/name@1.0?arch=x#src: the package without version and qualifiers."""
    whole = purl.partition("#")[0].partition("?")[0]
    name, at, version = whole.rpartition("@")
    return name if at and "/" not in version else whole


def licence_rows(component: Component, texts: dict[str, str]) -> Iterable[dict[str, Any]]:
    """The component's licences; texts go into `texts` by their hash, each once."""
    for number, licence in enumerate(component.licences):
        yield {
            "number": number,
            "kind": licence.kind.value,
            "value": licence.value,
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
