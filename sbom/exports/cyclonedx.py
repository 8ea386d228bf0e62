"""A component as CycloneDX 1.6 writes it. Pure: from what was read, or from the vendor's own entry where it fits 1.6."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from sbom.exports.rules import PREFIX, Known
from sbom.ingest.rules import Component, Hash, Licence, LicenceDetail, LicenceKind, Party, Reference
from sbom.licences.rules import Standing, statement

VERSION = "1.6"
TYPES = frozenset(
    [
        "application",
        "framework",
        "library",
        "container",
        "platform",
        "operating-system",
        "device",
        "device-driver",
        "firmware",
        "file",
        "machine-learning-model",
        "data",
        "cryptographic-asset",
    ]
)
ALGORITHMS = {
    a.replace("-", ""): a
    for a in [
        "MD5",
        "SHA-1",
        "SHA-256",
        "SHA-384",
        "SHA-512",
        "SHA3-256",
        "SHA3-384",
        "SHA3-512",
        "BLAKE2b-256",
        "BLAKE2b-384",
        "BLAKE2b-512",
        "BLAKE3",
    ]
}
REFERENCES = frozenset(
    [
        "vcs",
        "issue-tracker",
        "website",
        "advisories",
        "bom",
        "mailing-list",
        "social",
        "chat",
        "documentation",
        "support",
        "source-distribution",
        "distribution",
        "distribution-intake",
        "license",
        "build-meta",
        "build-system",
        "release-notes",
        "security-contact",
        "model-card",
        "log",
        "configuration",
        "evidence",
        "formulation",
        "attestation",
        "threat-model",
        "adversary-model",
        "risk-assessment",
        "vulnerability-assertion",
        "exploitability-statement",
        "pentest-report",
        "static-analysis-report",
        "dynamic-analysis-report",
        "runtime-analysis-report",
        "component-analysis-report",
        "maturity-report",
        "certification-report",
        "codified-infrastructure",
        "quality-metrics",
        "poam",
        "electronic-signature",
        "digital-signature",
        "rfc-9116",
        "other",
    ]
)
SCOPES = ("required", "optional", "excluded")
_NOT_IN_AN_ADDRESS = re.compile(r"[\s<>\"{}|\\^`\x00-\x1f\x7f]")
_LENGTHS = {32, 40, 64, 96, 128}
_HEX = frozenset("0123456789abcdefABCDEF")

Json = dict[str, Any]


def enriched(entry: Mapping[str, Any], known: Known) -> Json:
    """The vendor's own entry (without what it holds) with what we know of it."""
    bare = {k: v for k, v in entry.items() if k not in ("components", "_line")}
    given = entry.get("properties")
    kept = (
        [p for p in given if isinstance(p, dict) and not str(p.get("name", "")).startswith(PREFIX)]
        if isinstance(given, list)
        else []
    )
    return bare | {"properties": [*kept, *_properties(known.entries())]}


def written(component: Component, known: Known) -> Json:
    """The component in the words of 1.6; what has no place there is kept as a property."""
    odd: list[tuple[str, str]] = []
    if component.type and component.type not in TYPES:
        odd.append((PREFIX + "type", component.type))
    stated = [x for x in component.licences if x.acknowledgement != "evidence"]
    found = [x for x in component.licences if x.acknowledgement == "evidence"]
    evidence = {"licenses": _licences(found, evidence=True)} if found else None
    entry: Json = {
        "type": component.type if component.type in TYPES else "library",
        "bom-ref": component.ref or known.place,
        "supplier": _organisation(component.supplier),
        "manufacturer": _organisation(component.manufacturer),
        "authors": [_person(p) for p in component.authors],
        "publisher": component.publisher,
        "group": component.group,
        "name": component.name,
        "version": component.version,
        "description": component.description,
        "scope": component.scope if component.scope in SCOPES else "",
        "hashes": _hashes(component.hashes, odd),
        "licenses": _licences(stated),
        "copyright": component.copyright,
        "cpe": component.cpe,
        "purl": component.purl,
        "pedigree": _pedigree(component),
        "externalReferences": [_reference(r, odd) for r in component.references],
        "evidence": evidence,
        "properties": _properties((*component.properties, *odd, *known.entries())),
    }
    return {k: v for k, v in entry.items() if v or k == "name"}


def fitting(entry: Json, is_valid: Callable[[Json], bool]) -> Json:
    """The entry without the fields that the standard does not take from this file; each is named in a property."""
    if is_valid(entry):
        return entry
    base = {"type": entry["type"], "name": entry["name"] or "…"}
    kept = {k: v for k, v in entry.items() if k not in base and is_valid(base | {k: v})}
    left_out = [(PREFIX + "left-out", k) for k in entry if k not in base and k not in kept]
    properties = [*kept.get("properties", ()), *_properties(left_out)]
    return base | kept | {"properties": properties}


def _properties(entries: Iterable[tuple[str, str]]) -> list[Json]:
    return [{"name": name, "value": value} for name, value in entries]


def _organisation(party: Party | None) -> Json | None:
    if party is None:
        return None
    contacts = [{"email": email} for email in party.emails]
    made = {"name": party.name, "url": list(party.urls), "contact": contacts}
    return {k: v for k, v in made.items() if v}


def _person(party: Party) -> Json:
    made = {"name": party.name, "email": next(iter(party.emails), "")}
    return {k: v for k, v in made.items() if v}


def _hashes(hashes: Iterable[Hash], odd: list[tuple[str, str]]) -> list[Json]:
    found: list[Json] = []
    for one in hashes:
        name = ALGORITHMS.get(one.algorithm.upper().replace("-", "").replace("BLAKE2B", "BLAKE2b"))
        if name and len(one.value) in _LENGTHS and _HEX.issuperset(one.value):
            found.append({"alg": name, "content": one.value})
        else:
            odd.append((PREFIX + "hash", f"{one.algorithm}:{one.value}"))
    return [dict(pair) for pair in dict.fromkeys(tuple(h.items()) for h in found)]


def _reference(reference: Reference, odd: list[tuple[str, str]]) -> Json:
    kind = reference.type if reference.type in REFERENCES else "other"
    comment = reference.comment or ("" if kind == reference.type else reference.type)
    made = {"type": kind, "url": _address(reference.url), "comment": comment, "hashes": _hashes(reference.hashes, odd)}
    return {k: v for k, v in made.items() if v or k == "url"}


def _address(url: str) -> str:
    """An address as the standard wants it: what no address may hold is encoded."""
    return quote(url, safe="%/:=&?~#+!$,;'@()*[]") if _NOT_IN_AN_ADDRESS.search(url) else url


def _licences(licences: list[Licence], *, evidence: bool = False) -> list[Json]:
    """One expression stands by itself; of several statements each is a licence by id or by name, as 1.6 wants it."""
    licences = [part for one in licences for part in _parts(one)]
    licences = [one for one in licences if not _is_empty(one)] or licences[:1]
    if len(licences) == 1 and licences[0].kind is LicenceKind.EXPRESSION and not _has_more(licences[0]):
        one = licences[0]
        if statement(one.value).standing in (Standing.LISTED, Standing.REFERRING):
            made = {"expression": one.value, "acknowledgement": "" if evidence else _acknowledgement(one)}
            return [{k: v for k, v in made.items() if v}]
    return [{"license": _licence(one, evidence=evidence)} for one in licences]


def _parts(licence: Licence) -> list[Licence]:
    """Licences that all hold, each by itself with its own name and text; what offers a choice stays in one piece."""
    held = {d.ref: d for d in licence.details if _tells(d)}
    parts = licence.value.split(" AND ")
    if not held or any(" " in part or "(" in part for part in parts):
        return [licence]
    return [_part(part, held.get(part), licence) for part in parts]


def _part(value: str, detail: LicenceDetail | None, whole: Licence) -> Licence:
    if detail is None:
        return replace(whole, value=value, text="", url="", details=())
    return Licence(LicenceKind.NAME, detail.name or value, detail.text, detail.url, whole.acknowledgement)


def _tells(detail: LicenceDetail) -> bool:
    """Whether it says more than its own LicenseRef."""
    return bool(detail.text or detail.url or detail.name not in ("", detail.ref))


def _is_empty(licence: Licence) -> bool:
    """It says that nothing is said."""
    return not _has_more(licence) and statement(licence.value).standing is Standing.NOTHING


def _has_more(licence: Licence) -> bool:
    return bool(licence.text or licence.url or licence.licensing or any(_tells(d) for d in licence.details))


def _acknowledgement(licence: Licence) -> str:
    return licence.acknowledgement if licence.acknowledgement in ("declared", "concluded") else ""


def _texts(licence: Licence) -> str:
    """The texts of an expression's parts, each under its name where there are several."""
    texts = [d for d in licence.details if d.text]
    if len(texts) == 1:
        return texts[0].text
    return "\n\n".join(f"{d.ref}{f' ({d.name})' if d.name not in ('', d.ref) else ''}:\n{d.text}" for d in texts)


def _licence(licence: Licence, *, evidence: bool) -> Json:
    said = statement(licence.value)
    is_id = said.standing is Standing.LISTED and said.means == licence.value and " " not in licence.value
    text = licence.text or _texts(licence)
    url = licence.url or next((d.url for d in licence.details if d.url), "")
    terms = licence.licensing
    made: Json = {
        "id" if is_id else "name": licence.value or "…",
        "acknowledgement": "" if evidence else _acknowledgement(licence),
        "text": {"content": text} if text else None,
        "url": _address(url),
        "licensing": None
        if terms is None
        else {
            "licensor": {"organization": {"name": terms.licensor}} if terms.licensor else None,
            "licensee": {"organization": {"name": terms.licensee}} if terms.licensee else None,
            "purchaser": {"organization": {"name": terms.purchaser}} if terms.purchaser else None,
            "purchaseOrder": terms.purchase_order,
            "licenseTypes": list(terms.types),
            "lastRenewal": terms.last_renewal,
            "expiration": terms.expiration,
        },
    }
    if made["licensing"]:
        made["licensing"] = {k: v for k, v in made["licensing"].items() if v}
    return {k: v for k, v in made.items() if v}


def _pedigree(component: Component) -> Json | None:
    pedigree = component.pedigree
    if pedigree is None:
        return None
    ancestors = [_ancestor(a) for a in pedigree.ancestors]
    commits = [{"url" if "://" in c else "uid": c} for c in pedigree.commits]
    patches = [{"type": "unofficial", "diff": {"url": p}} for p in pedigree.patches if "://" in p]
    made = {"ancestors": ancestors, "commits": commits, "patches": patches, "notes": pedigree.notes}
    return {k: v for k, v in made.items() if v} or None


def _ancestor(said: str) -> Json:
    if said.startswith("pkg:"):
        return {"type": "library", "name": said.rpartition("/")[2].partition("@")[0] or said, "purl": said}
    name, at, version = said.rpartition("@")
    return {"type": "library", "name": name, "version": version} if at and name else {"type": "library", "name": said}
