"""A component as SPDX 2.3 writes it. Pure: from what was read, or from the vendor's own package where it fits 2.3.

What 2.3 has no field for stands in externalRefs of the category OTHER and in annotations, which readers keep.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sbom.exports.rules import Delivered, Known
from sbom.ingest.rules import Component, Licence, Party, Reference
from sbom.ingest.spdx2 import location_type
from sbom.licences.rules import Standing, statement

VERSION = "2.3"
NOTHING = "NOASSERTION"
ALGORITHMS = frozenset(
    [
        "SHA1",
        "SHA224",
        "SHA256",
        "SHA384",
        "SHA512",
        "MD2",
        "MD4",
        "MD5",
        "MD6",
        "SHA3-256",
        "SHA3-384",
        "SHA3-512",
        "BLAKE2b-256",
        "BLAKE2b-384",
        "BLAKE2b-512",
        "BLAKE3",
        "ADLER32",
    ]
)
PURPOSES = frozenset(
    [
        "APPLICATION",
        "FRAMEWORK",
        "LIBRARY",
        "CONTAINER",
        "OPERATING-SYSTEM",
        "DEVICE",
        "FIRMWARE",
        "SOURCE",
        "ARCHIVE",
        "FILE",
        "INSTALL",
        "OTHER",
    ]
)
_SUCCESSORS = {
    "GPL-2.0-with-autoconf-exception": "GPL-2.0-only WITH Autoconf-exception-2.0",
    "GPL-2.0-with-bison-exception": "GPL-2.0-only WITH Bison-exception-2.2",
    "GPL-2.0-with-classpath-exception": "GPL-2.0-only WITH Classpath-exception-2.0",
    "GPL-2.0-with-font-exception": "GPL-2.0-only WITH Font-exception-2.0",
    "GPL-2.0-with-GCC-exception": "GPL-2.0-only WITH GCC-exception-2.0",
    "GPL-3.0-with-autoconf-exception": "GPL-3.0-only WITH Autoconf-exception-3.0",
    "GPL-3.0-with-GCC-exception": "GPL-3.0-only WITH GCC-exception-3.1",
}
"""Withdrawn in version 3.0 of the SPDX licence list, and what its notes say to write."""
_WITH_ITS_EXCEPTION = re.compile(r"(?<![\w.+-])(?:" + "|".join(map(re.escape, _SUCCESSORS)) + r")(?![\w.+-])")
_REF = re.compile(r"LicenseRef-(?!vendor-risk-)[A-Za-z0-9.-]+")
_NOT_IN_AN_ID = re.compile(r"[^A-Za-z0-9.-]+")

Json = dict[str, Any]


@dataclass
class Texts:
    """The licences that no list knows, or whose text the file holds: each under a LicenseRef of this document."""

    found: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def ref(self, name: str, text: str, url: str, wanted: str = "") -> str:
        """The LicenseRef of a licence: as the vendor's file calls it, where that is one and no other licence has it."""
        said = next((w for w in (wanted, name) if _REF.fullmatch(w) and w not in self.found.values()), "")
        return self.found.setdefault((name, text, url), said or f"LicenseRef-vendor-risk-{len(self.found) + 1}")

    def entries(self) -> Iterator[Json]:
        for (name, text, url), ref in self.found.items():
            made = {"licenseId": ref, "extractedText": text or NOTHING, "name": name or NOTHING}
            yield made | ({"seeAlsos": [url]} if url else {})


def spdx_id(component: Component, position: int) -> str:
    """An SPDXID that no other entry has."""
    if re.fullmatch(r"SPDXRef-[A-Za-z0-9.-]+", component.ref):
        return component.ref
    return f"SPDXRef-{position}-{_NOT_IN_AN_ID.sub('-', component.name)[:60].strip('-')}".rstrip("-")


def annotations(entries: Iterable[tuple[str, str]], at: str) -> list[Json]:
    """What we know, a remark each."""
    return [
        {
            "annotationDate": at,
            "annotationType": "OTHER",
            "annotator": "Tool: vendor-risk",
            "comment": f"{name}={value}",
        }
        for name, value in entries
    ]


def enriched(package: Mapping[str, Any], known: Known, delivered: Delivered) -> Json:
    """The vendor's own package with what we know of it."""
    given = package.get("annotations")
    kept = (
        [a for a in given if not str(a.get("comment", "")).startswith("vendor-risk:")]
        if isinstance(given, list)
        else []
    )
    made = dict(package) | {"annotations": [*kept, *annotations(known.entries(), delivered.exported_at)]}
    if made.get("filesAnalyzed") is False:
        # Clause 7.9.2: left out where no file was analysed; tools write an empty one.
        made.pop("packageVerificationCode", None)
    return made


def written(component: Component, position: int, known: Known, delivered: Delivered, texts: Texts) -> Json:
    """The component in the words of 2.3."""
    location, others = _location(component.references)
    makers = [component.manufacturer, *component.authors]
    purpose = component.type.upper()
    remarks = [*component.properties, *_unsaid(component, makers), *known.entries()]
    checksums = [
        {"algorithm": name, "checksumValue": h.value}
        for h in component.hashes
        if (name := re.sub(r"^SHA-(\d+)$", r"SHA\1", h.algorithm)) in ALGORITHMS
    ]
    package: Json = {
        "SPDXID": spdx_id(component, position),
        "name": "/".join(filter(None, (component.group, component.name))) or NOTHING,
        "versionInfo": component.version,
        "primaryPackagePurpose": purpose if purpose in PURPOSES else "",
        "supplier": _agent(component.supplier),
        "originator": _agent(next((m for m in makers if m), None)),
        "downloadLocation": location,
        "filesAnalyzed": False,
        "homepage": next((r.url for r in component.references if r.type == "website" and "://" in r.url), ""),
        "checksums": checksums,
        "licenseConcluded": _expression([x for x in component.licences if x.acknowledgement == "concluded"], texts),
        "licenseDeclared": _expression(
            [x for x in component.licences if x.acknowledgement not in ("concluded", "evidence")], texts
        ),
        "copyrightText": component.copyright or NOTHING,
        "description": component.description,
        "externalRefs": [*_identifiers(component), *map(_reference, others)],
        "annotations": annotations(remarks, delivered.exported_at),
    }
    return {k: v for k, v in package.items() if v or k == "filesAnalyzed"}


def _unsaid(component: Component, makers: list[Party | None]) -> Iterator[tuple[str, str]]:
    """What 2.3 has no field for."""
    for maker in [m for m in makers if m][1:]:
        yield "vendor-risk:author", maker.name
    for name, value in (("publisher", component.publisher), ("scope", component.scope), ("bom-ref", component.ref)):
        if value:
            yield f"vendor-risk:{name}", value
    for one in component.licences:
        if one.acknowledgement == "evidence":
            yield "vendor-risk:licence-found-in-files", one.value
        elif _says_little(one):
            yield "vendor-risk:licence-as-stated", one.value


def _agent(party: Party | None) -> str:
    if party is None or not party.name:
        return NOTHING
    kind = "Person" if party.kind == "person" else "Organization"
    contact = next(iter((*party.emails, *party.urls)), "")
    return f"{kind}: {party.name}" + (f" ({contact})" if contact else "")


def _location(references: tuple[Reference, ...]) -> tuple[str, list[Reference]]:
    """Where it can be had, and the addresses that this field cannot say."""
    for one in references:
        if one.type in ("vcs", "distribution") and location_type(one.url) == one.type and not re.search(r"\s", one.url):
            return one.url, [r for r in references if r is not one and r.type != "website"]
    return NOTHING, [r for r in references if r.type != "website"]


def _identifiers(component: Component) -> Iterator[Json]:
    for category, kind, locator in (
        ("PACKAGE-MANAGER", "purl", component.purl),
        ("SECURITY", "cpe22Type" if component.cpe.startswith("cpe:/") else "cpe23Type", component.cpe),
    ):
        if locator:
            yield {"referenceCategory": category, "referenceType": kind, "referenceLocator": locator}


def _reference(reference: Reference) -> Json:
    made = {
        "referenceCategory": "OTHER",
        "referenceType": reference.type or "other",
        "referenceLocator": reference.url,
        "comment": reference.comment,
    }
    return {k: v for k, v in made.items() if v or k == "referenceLocator"}


def _expression(licences: list[Licence], texts: Texts) -> str:
    """One expression of all that is stated; what is no SPDX licence, or comes with its text, stands behind a LicenseRef."""
    telling = [one for one in licences if not _says_little(one)]
    parts = list(dict.fromkeys(_part(one, texts) for one in telling or licences))
    if not parts:
        return NOTHING
    if len(parts) == 1:
        return parts[0]
    said = [p for p in parts if p != NOTHING]
    return " AND ".join(f"({p})" if " " in p else p for p in said) or NOTHING


def _says_little(licence: Licence) -> bool:
    """A name that no list knows, without text or address: beside one that says more it would only make that unclear."""
    is_bare = not (licence.text or licence.url or licence.licensing or licence.details)
    return is_bare and statement(licence.value).standing in (Standing.UNKNOWN, Standing.INVALID, Standing.NOTHING)


def _part(licence: Licence, texts: Texts) -> str:
    said = statement(licence.value)
    if said.standing is Standing.NOTHING and not licence.text and not licence.url and not licence.licensing:
        return NOTHING
    if licence.licensing:
        terms = licence.licensing
        words = "; ".join(
            filter(None, (terms.licensor, terms.licensee, terms.purchase_order, *terms.types, terms.expiration))
        )
        return texts.ref(licence.value, licence.text or f"Commercial terms: {words}", licence.url)
    if licence.text:
        return texts.ref(licence.value, licence.text, licence.url)
    if said.standing is Standing.LISTED:
        return _as_now_written(said.means)
    if said.standing is Standing.RECOGNISED:
        return _as_now_written(said.means)
    if said.standing is Standing.REFERRING:
        return _with_refs(licence, texts)
    return texts.ref(licence.value, "", licence.url)


def _as_now_written(expression: str) -> str:
    """Without the withdrawn ids that hold their exception, which readers of expressions take for the exception alone."""
    return _WITH_ITS_EXCEPTION.sub(lambda found: _SUCCESSORS[found.group()], expression)


def _with_refs(licence: Licence, texts: Texts) -> str:
    """An expression with LicenseRefs of another document, in refs of this one."""
    held = {d.ref: d for d in licence.details}
    expression = licence.value
    for ref in sorted(statement(licence.value).refs, key=len, reverse=True):
        detail = held.get(ref)
        ours = (
            texts.ref(detail.name or ref, detail.text, detail.url, ref) if detail else texts.ref(ref, "", licence.url)
        )
        expression = re.sub(rf"(?<![\w.+:-]){re.escape(ref)}(?![\w.+-])", ours, expression)
    return expression
