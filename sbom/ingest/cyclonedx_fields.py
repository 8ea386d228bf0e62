"""One CycloneDX component, in its JSON shape, to ours: by field, whatever type the file gave it."""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from sbom.ingest.findings import Findings
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

Raw = Mapping[str, Any]


def items(value: Any) -> list[Raw]:
    """The objects of a list; anything else in it is left to the schema's report."""
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def first(values: list[Raw], room: int, where: str, what: str, findings: Findings) -> list[Raw]:
    """At most `room` entries, and a note where there were more."""
    if len(values) > room:
        findings.cut(where, what, len(values), room)
    return values[:room]


def component_of(raw: Raw, path: str, parent: str, depth: int, findings: Findings) -> Component:
    """The component with everything it says about itself; values beyond the limits are cut, and named in `cuts`."""
    limit = findings.limits

    def text(key: str, room: int = limit.name) -> str:
        value = raw.get(key)
        if value is None:
            return ""
        if type(value) is str and len(value) <= room:  # as nearly all are: a call for each of a million costs a second
            return value
        return findings.text(value, path, key, room)

    manufacturer = party_of(raw.get("manufacturer"), path, findings)
    authors = parties_of(raw.get("authors"), path, findings)
    author = text("author")
    return Component(
        path=path,
        parent=parent,
        depth=depth,
        line=line if isinstance(line := raw.get("_line"), int) else 0,
        ref=text("bom-ref", limit.purl),
        type=text("type"),
        group=text("group"),
        name=text("name"),
        version=text("version", limit.version),
        purl=text("purl", limit.purl),
        cpe=text("cpe"),
        supplier=party_of(raw.get("supplier"), path, findings),
        manufacturer=manufacturer,
        authors=authors or ((Party(author),) if author else ()),
        publisher=text("publisher"),
        scope=text("scope"),
        hashes=hashes_of(raw.get("hashes"), path, findings),
        licences=licences_of(raw, path, findings),
        references=references_of(raw.get("externalReferences"), path, findings),
        copyright=_copyright(raw, path, findings),
        description=text("description", limit.description),
        pedigree=pedigree_of(raw.get("pedigree"), path, findings),
        properties=properties_of(raw.get("properties"), path, findings),
        cuts=findings.take_cuts(),
    )


def party_of(value: Any, where: str, findings: Findings) -> Party | None:
    """An organisation or person: name, all e-mail addresses and URLs that lead to it. None where the file says
    nothing.
    """
    if not isinstance(value, dict):
        return None
    limit = findings.limits
    urls = value.get("url")
    contacts = first(items(value.get("contact")), limit.parties, where, "contact", findings)
    emails = [value.get("email"), *(c.get("email") for c in contacts)]
    party = Party(
        name=findings.text(value.get("name"), where, "name", limit.name)
        or next((n for c in contacts if isinstance(n := c.get("name"), str)), "")[: limit.name],
        emails=tuple(e for e in (findings.text(e, where, "email", limit.name) for e in emails) if e),
        urls=tuple(
            u
            for u in (
                findings.text(u, where, "url", limit.url)
                for u in (urls if isinstance(urls, list) else [urls])[: limit.parties]
            )
            if u
        ),
    )
    return party if party.name or party.emails or party.urls else None


def parties_of(value: Any, where: str, findings: Findings) -> tuple[Party, ...]:
    """All of a list, e.g. authors."""
    if not value:
        return ()
    listed = first(items(value), findings.limits.parties, where, "authors", findings)
    return tuple(p for p in (party_of(v, where, findings) for v in listed) if p)


def hashes_of(value: Any, where: str, findings: Findings) -> tuple[Hash, ...]:
    if not value:
        return ()
    listed = first(items(value), findings.limits.hashes, where, "hashes", findings)
    return tuple(
        Hash(findings.text(h.get("alg"), where, "hashes", 50), findings.text(h.get("content"), where, "hashes", 1_000))
        for h in listed
    )


def references_of(value: Any, where: str, findings: Findings) -> tuple[Reference, ...]:
    if not value:
        return ()
    limit = findings.limits
    listed = first(items(value), limit.references, where, "externalReferences", findings)
    return tuple(
        Reference(
            type=findings.text(r.get("type"), where, "externalReferences", limit.name),
            url=findings.text(r.get("url"), where, "externalReferences", limit.url),
            comment=findings.text(r.get("comment"), where, "externalReferences", limit.description),
            hashes=hashes_of(r.get("hashes"), where, findings),
        )
        for r in listed
    )


def properties_of(value: Any, where: str, findings: Findings) -> tuple[tuple[str, str], ...]:
    if not value:
        return ()
    limit = findings.limits
    listed = first(items(value), limit.properties, where, "properties", findings)
    return tuple(
        (
            findings.text(p.get("name"), where, "properties", limit.name),
            findings.text(p.get("value"), where, "properties", limit.description),
        )
        for p in listed
    )


def licences_of(raw: Raw, where: str, findings: Findings) -> tuple[Licence, ...]:
    """Stated licences, then those found in the component's files (`evidence`)."""
    evidence = raw.get("evidence")
    if evidence is None and not raw.get("licenses"):
        return ()
    found = items(evidence.get("licenses")) if isinstance(evidence, dict) else []
    stated = first(items(raw.get("licenses")), findings.limits.licences, where, "licenses", findings)
    found = first(found, findings.limits.licences, where, "evidence.licenses", findings)
    return (
        *(licence_of(entry, where, findings) for entry in stated),
        *(licence_of(entry, where, findings, "evidence") for entry in found),
    )


def licence_of(entry: Raw, where: str, findings: Findings, acknowledgement: str = "") -> Licence:
    """One entry of `licenses`: an expression, or a licence by id or name; text, address and commercial terms as
    given.
    """
    limit = findings.limits
    inner = entry.get("license")
    raw = inner if isinstance(inner, dict) else entry
    if len(raw) == 1 and type(name := raw.get("id")) is str and 0 < len(name) <= limit.name:
        return Licence(
            LicenceKind.ID, name, acknowledgement=acknowledgement
        )  # the commonest entry, and nothing more to it
    stated = (
        (LicenceKind.EXPRESSION, findings.text(raw.get("expression"), where, "licenses", limit.expression)),
        (LicenceKind.ID, findings.text(raw.get("id"), where, "licenses", limit.name)),
        (LicenceKind.NAME, findings.text(raw.get("name"), where, "licenses", limit.name)),
    )
    kind, value = next(((kind, value) for kind, value in stated if value), (LicenceKind.UNNAMED, ""))
    return Licence(
        kind=kind,
        value=value,
        text=attached_text(raw.get("text"), where, findings),
        url=findings.text(raw.get("url"), where, "licenses", limit.url),
        acknowledgement=acknowledgement or findings.text(raw.get("acknowledgement"), where, "licenses", limit.name),
        licensing=_licensing(raw.get("licensing"), where, findings),
        details=tuple(
            LicenceDetail(
                ref=findings.text(d.get("licenseIdentifier"), where, "expressionDetails", limit.name),
                text=attached_text(d.get("text"), where, findings),
                url=findings.text(d.get("url"), where, "expressionDetails", limit.url),
            )
            for d in first(items(raw.get("expressionDetails")), limit.licences, where, "expressionDetails", findings)
        ),
    )


def attached_text(value: Any, where: str, findings: Findings) -> str:
    """An attached text, base64 undone. What is no text (an image, a PDF) is named instead of shown."""
    if not isinstance(value, dict):
        return findings.text(value, where, "text", findings.limits.licence_text)
    content = value.get("content")
    if isinstance(content, str) and str(value.get("encoding", "")).lower() == "base64":
        content = _from_base64(content, str(value.get("contentType", "")))
    return findings.text(content, where, "text", findings.limits.licence_text)


def _from_base64(content: str, kind: str) -> str:
    try:
        data = base64.b64decode(content, validate=False)
    except (binascii.Error, ValueError):
        return ""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return f"[{len(data):,} bytes of {kind[:100] or 'unknown type'}]"
    return text.replace("\0", "")


def _licensing(value: Any, where: str, findings: Findings) -> Licensing | None:
    if not isinstance(value, dict):
        return None
    limit = findings.limits

    def text(key: str) -> str:
        return findings.text(value.get(key), where, "licensing", limit.name)

    types = value.get("licenseTypes")
    return Licensing(
        licensor=_side(value.get("licensor"), where, findings),
        licensee=_side(value.get("licensee"), where, findings),
        purchaser=_side(value.get("purchaser"), where, findings),
        purchase_order=text("purchaseOrder"),
        types=tuple(t for t in types if isinstance(t, str))[: limit.parties] if isinstance(types, list) else (),
        last_renewal=text("lastRenewal"),
        expiration=text("expiration"),
    )


def _side(value: Any, where: str, findings: Findings) -> str:
    """A party to the licence: an organisation or an individual."""
    if not isinstance(value, dict):
        return ""
    parties = (party_of(value.get(key), where, findings) for key in ("organization", "individual"))
    return next((p.name or p.emails[0] for p in parties if p and (p.name or p.emails)), "")


def pedigree_of(value: Any, where: str, findings: Findings) -> Pedigree | None:
    if not isinstance(value, dict):
        return None
    limit = findings.limits

    def listed(key: str) -> list[Raw]:
        return first(items(value.get(key)), limit.references, where, f"pedigree.{key}", findings)

    def text(found: Any, room: int) -> str:
        return findings.text(found, where, "pedigree", room)

    ancestors = (
        text(a.get("purl"), limit.purl)
        or "@".join(filter(None, (text(a.get("name"), limit.name), text(a.get("version"), limit.version))))
        for a in listed("ancestors")
    )
    commits = (text(c.get("url"), limit.url) or text(c.get("uid"), limit.name) for c in listed("commits"))
    patches = (
        text(d.get("url"), limit.url) or text(p.get("type"), limit.name)
        for p in listed("patches")
        if isinstance(d := p.get("diff") or {}, dict)
    )
    return Pedigree(
        ancestors=tuple(filter(None, ancestors)),
        commits=tuple(filter(None, commits)),
        patches=tuple(filter(None, patches)),
        notes=text(value.get("notes"), limit.description),
    )


def _copyright(raw: Raw, where: str, findings: Findings) -> str:
    """The copyright notice; where there is none, those found in the files (`evidence.copyright`)."""
    limit = findings.limits
    stated = findings.text(raw.get("copyright"), where, "copyright", limit.description)
    evidence = raw.get("evidence")
    if stated or not isinstance(evidence, dict):
        return stated
    notices = first(items(evidence.get("copyright")), limit.parties, where, "evidence.copyright", findings)
    joined = "\n".join(
        filter(None, (findings.text(n.get("text"), where, "copyright", limit.description) for n in notices))
    )
    return findings.text(joined, where, "copyright", limit.description)
