"""SBOMs of our own making, for the tests: small, complete, and easy to break in one place."""

import json
from copy import deepcopy
from typing import Any

XML_VERSIONS = ("1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7")
JSON_VERSIONS = XML_VERSIONS[2:]

APACHE = "Permission is granted to use, copy, change and hand on this component, with this notice kept in every copy."


def number(version: str) -> tuple[int, int]:
    major, minor = version.split(".")
    return int(major), int(minor)


def component(name: str = "colours", **fields: Any) -> dict[str, Any]:
    return {"type": "library", "name": name, "version": "1.0.0", **fields}


def cyclonedx(*components: Any, version: str = "1.6", **fields: Any) -> dict[str, Any]:
    return {"bomFormat": "CycloneDX", "specVersion": version, "version": 1, "components": list(components), **fields}


def as_bytes(document: Any) -> bytes:
    return json.dumps(document).encode()


def full_json(version: str) -> dict[str, Any]:
    """A document that uses what its version offers, and nothing later."""
    since = number(version)
    entry = component(
        "parser",
        group="org.example",
        purl="pkg:maven/org.example/parser@1.0.0",
        **{"bom-ref": "parser"},
        supplier={"name": "Example", "url": ["https://example.org"], "contact": [{"email": "sbom@example.org"}]},
        description="Reads things",
        scope="required",
        hashes=[{"alg": "SHA-256", "content": "a" * 64}],
        licenses=[{"license": {"id": "Apache-2.0", "text": {"content": APACHE}, "url": "https://example.org/licence"}}],
        copyright="(c) Example",
        cpe="cpe:2.3:a:example:parser:1.0.0:*:*:*:*:*:*:*",
        externalReferences=[{"type": "vcs", "url": "https://example.org/parser.git"}],
        components=[component("inner", **{"bom-ref": "inner"})],
        pedigree={"ancestors": [component("old-parser")], "notes": "changed"},
    )
    if since >= (1, 3):
        entry["properties"] = [{"name": "origin", "value": "test"}]
        entry["evidence"] = {"licenses": [{"license": {"id": "MIT"}}], "copyright": [{"text": "(c) Somebody"}]}
    if since >= (1, 5):
        entry["licenses"][0]["license"]["licensing"] = {
            "licensor": {"organization": {"name": "Example"}},
            "purchaseOrder": "PO-1",
            "licenseTypes": ["subscription"],
            "expiration": "2030-12-31T00:00:00Z",
        }
    if since >= (1, 6):
        entry["manufacturer"] = {"name": "Maker"}
        entry["authors"] = [{"name": "A. Author"}]
        entry["licenses"][0]["license"]["acknowledgement"] = "declared"
    return cyclonedx(
        entry,
        version=version,
        serialNumber="urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
        metadata={
            "timestamp": "2026-01-01T00:00:00Z",
            "tools": [{"vendor": "Example", "name": "maker", "version": "1"}],
            "authors": [{"name": "An Author", "email": "author@example.org"}],
            "component": component("product", type="application", **{"bom-ref": "product"}),
        },
        dependencies=[{"ref": "product", "dependsOn": ["parser"]}, {"ref": "parser", "dependsOn": ["inner"]}],
    )


def changed(document: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy with the value at a path ("components/0/type") replaced; `...` takes it away."""
    copy = deepcopy(document)
    *way, last = (int(p) if p.isdigit() else p for p in path.split("/"))
    holder: Any = copy
    for step in way:
        holder = holder[step]
    if value is ...:
        del holder[last]
    else:
        holder[last] = value
    return copy


def xml(body: str, version: str = "1.6", attributes: str = 'version="1"') -> bytes:
    return f'<?xml version="1.0"?>\n<bom xmlns="http://cyclonedx.org/schema/bom/{version}" {attributes}>{body}</bom>'.encode()


def xml_component(version: str, inside: str = "", attributes: str = 'type="library"') -> str:
    modified = "<modified>false</modified>" if version == "1.0" else ""
    return f"<component {attributes}><name>colours</name><version>1.0.0</version>{inside}{modified}</component>"


def full_xml(version: str) -> bytes:
    since = number(version)
    licensing = acknowledged = meta = ""
    if since >= (1, 5):
        licensing = (
            "<licensing><licensor><organization><name>Example</name></organization></licensor>"
            "<purchaseOrder>PO-1</purchaseOrder><expiration>2030-12-31T00:00:00Z</expiration></licensing>"
        )
    if since >= (1, 6):
        acknowledged = ' acknowledgement="declared"'
    text, url = (f"<text>{APACHE}</text>", "<url>https://example.org/l</url>") if since >= (1, 1) else ("", "")
    licences = f"<licenses><license{acknowledged}><id>Apache-2.0</id>{text}{url}{licensing}</license></licenses>"
    references = (
        '<externalReferences><reference type="vcs"><url>https://example.org/c.git</url></reference></externalReferences>'
        if since >= (1, 1)
        else ""
    )
    inner = f"<components>{xml_component(version)}</components>"
    modified = "<modified>false</modified>" if version == "1.0" else ""
    ref = ' bom-ref="c"' if since >= (1, 1) else ""
    if since >= (1, 2):
        meta = (
            "<metadata><timestamp>2026-01-01T00:00:00Z</timestamp><tools><tool><name>maker</name></tool></tools>"
            '<component type="application" bom-ref="p"><name>product</name><version>2</version></component></metadata>'
        )
    body = (
        f'{meta}<components><component type="library"{ref}><group>org.example</group><name>parser</name>'
        f'<version>1.0.0</version><description>Reads</description><hashes><hash alg="SHA-256">{"a" * 64}</hash></hashes>'
        f"{licences}<purl>pkg:maven/org.example/parser@1.0.0</purl>{modified}{references}{inner}</component></components>"
    )
    if since >= (1, 2):
        body += '<dependencies><dependency ref="p"><dependency ref="c"/></dependency></dependencies>'
    return xml(body, version)


def spdx(*packages: dict[str, Any], version: str = "2.3", **fields: Any) -> dict[str, Any]:
    return {
        "spdxVersion": f"SPDX-{version}",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": "example",
        "dataLicense": "CC0-1.0",
        "documentNamespace": "https://example.org/spdx/1",
        "creationInfo": {
            "created": "2026-01-01T00:00:00Z",
            "creators": ["Tool: maker-1", "Organization: Example (a@b.tw)"],
        },
        "packages": list(packages),
        **fields,
    }


def package(name: str = "colours", **fields: Any) -> dict[str, Any]:
    return {
        "SPDXID": f"SPDXRef-{name}",
        "name": name,
        "downloadLocation": "NOASSERTION",
        "licenseConcluded": "NOASSERTION",
        "licenseDeclared": "NOASSERTION",
        "copyrightText": "NOASSERTION",
        **fields,
    }


TAG_VALUE = """SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
DocumentName: example
DocumentNamespace: https://example.org/spdx/1
Creator: Tool: maker-1
Created: 2026-01-01T00:00:00Z

# a package
PackageName: colours
SPDXID: SPDXRef-colours
PackageVersion: 1.0.0
PackageSupplier: Organization: Example (sbom@example.org)
PackageDownloadLocation: git+https://example.org/colours.git@v1
PackageChecksum: SHA256: aabb
PackageLicenseConcluded: NOASSERTION
PackageLicenseDeclared: LicenseRef-own
PackageCopyrightText: <text>(c) Example
and others</text>
ExternalRef: PACKAGE-MANAGER purl pkg:npm/colours@1.0.0

LicenseID: LicenseRef-own
ExtractedText: <text>Permission is granted to use and copy this software.</text>

Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-colours
"""


def spdx3(*elements: dict[str, Any], version: str = "3.0.1") -> dict[str, Any]:
    creation = {
        "type": "CreationInfo",
        "@id": "_:c",
        "specVersion": version,
        "created": "2026-01-01T00:00:00Z",
        "createdBy": ["urn:x:who"],
    }
    head = {
        "type": "SpdxDocument",
        "spdxId": "urn:x:doc",
        "creationInfo": "_:c",
        "name": "example",
        "rootElement": ["urn:x:pkg"],
    }
    who = {"type": "Organization", "spdxId": "urn:x:who", "creationInfo": "_:c", "name": "Example"}
    return {
        "@context": f"https://spdx.org/rdf/{version}/spdx-context.jsonld",
        "@graph": [creation, head, who, *elements],
    }


def spdx3_package(**fields: Any) -> dict[str, Any]:
    return {"type": "software_Package", "spdxId": "urn:x:pkg", "creationInfo": "_:c", "name": "colours", **fields}
