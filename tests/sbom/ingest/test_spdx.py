"""SPDX in its three forms: what is read, and what breaks the standard."""

import json
from pathlib import Path

import jsonschema_rs
import lib4sbom
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sbom.ingest import spdx2_schema
from sbom.ingest.reading import glance, read_sbom
from sbom.ingest.rules import Format, Hash
from tests.sbom.documents import TAG_VALUE, as_bytes, package, spdx, spdx3, spdx3_package
from tests.sbom.ingest.mutations import values_changed


def faults(data: bytes) -> list[tuple[str, str]]:
    return [(f.where, str(f.what)) for f in read_sbom(data).findings if f.kind == "fault"]


def test_tag_value_and_json_read_alike():
    as_json = package(
        versionInfo="1.0.0",
        supplier="Organization: Example (sbom@example.org)",
        downloadLocation="git+https://example.org/colours.git@v1",
        checksums=[{"algorithm": "SHA256", "checksumValue": "aabb"}],
        licenseDeclared="LicenseRef-own",
        copyrightText="(c) Example\nand others",
        externalRefs=[
            {
                "referenceCategory": "PACKAGE-MANAGER",
                "referenceType": "purl",
                "referenceLocator": "pkg:npm/colours@1.0.0",
            }
        ],
    )
    text = {"licenseId": "LicenseRef-own", "extractedText": "Permission is granted to use and copy this software."}
    from_tags, from_json = (
        read_sbom(TAG_VALUE.encode()),
        read_sbom(as_bytes(spdx(as_json, hasExtractedLicensingInfos=[text]))),
    )
    assert (from_tags.format, from_json.format) == (Format.SPDX_TAG_VALUE, Format.SPDX_JSON)
    assert from_tags.valid
    assert from_json.valid
    (a,), (b,) = from_tags.components, from_json.components
    assert (a.line, b.line) == (10, 0)
    for name in ("name", "version", "purl", "supplier", "hashes", "licences", "references", "copyright"):
        assert getattr(a, name) == getattr(b, name), name
    assert a.hashes == (Hash("SHA256", "aabb"),)
    assert a.supplier is not None
    assert a.supplier.emails == ("sbom@example.org",)
    assert [(r.type, r.url) for r in a.references] == [("vcs", "git+https://example.org/colours.git@v1")]
    assert a.licences[0].details[0].text.startswith("Permission")
    assert from_tags.header.described == ("SPDXRef-colours",)
    assert from_tags.header.tools == ("maker-1",)


def test_the_described_package_counts_like_any_other():
    sbom = read_sbom(as_bytes(spdx(package("a"), package("b"), documentDescribes=["SPDXRef-a"])))
    assert (len(sbom.components), sbom.header.described, sbom.valid) == (2, ("SPDXRef-a",), True)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"name": ...}, ""),
        ({"creationInfo": {"created": "2026-01-01T00:00:00Z", "creators": []}}, "/creationInfo/creators"),
        ({"creationInfo": None}, "/creationInfo"),
        ({"colour": 1}, ""),
        ({"packages": [{"name": "x"}]}, "/packages/0"),
        ({"packages": [package(checksums=[{"algorithm": "ROT13", "checksumValue": "aa"}])]}, "/packages/0/checksums/0/algorithm"),
        ({"packages": ["colours"]}, "/packages/0"),
        ({"packages": {"name": "x"}}, "/packages"),
        ({"relationships": [{"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "LIKES", "relatedSpdxElement": "NONE"}]}, "/relationships/0/relationshipType"),
        ({"hasExtractedLicensingInfos": [{"licenseId": "LicenseRef-x"}]}, "/hasExtractedLicensingInfos/0"),
    ],
)  # fmt: skip
def test_what_breaks_the_standard_is_said_with_its_place(change: dict, where: str):
    document = spdx(package()) | change
    document = {k: v for k, v in document.items() if v is not ...}
    assert where in [w for w, _ in faults(as_bytes(document))]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"SPDXID": "SPDXRef-Doc"}, "/SPDXID"),
        ({"packages": [package(), package()]}, "/packages/1/SPDXID"),
        ({"relationships": [{"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-ghost"}]}, "/relationships/0/relatedSpdxElement"),
        ({"documentDescribes": ["SPDXRef-ghost"]}, "/documentDescribes/0"),
    ],
)  # fmt: skip
def test_what_the_official_schema_lets_pass_is_noted_and_leaves_the_document_valid(change: dict, where: str):
    sbom = read_sbom(as_bytes(spdx(package()) | change))
    assert sbom.valid
    assert where in {f.where for f in sbom.findings}


def test_2_2_demands_what_2_3_made_optional():
    bare = {"SPDXID": "SPDXRef-a", "name": "a", "downloadLocation": "NONE"}
    assert faults(as_bytes(spdx(bare, version="2.3"))) == []
    assert len(faults(as_bytes(spdx(bare, version="2.2")))) == 3


def test_other_documents_and_outside_ids_may_be_related():
    relation = {
        "spdxElementId": "SPDXRef-colours",
        "relationshipType": "DEPENDS_ON",
        "relatedSpdxElement": "DocumentRef-o:SPDXRef-x",
    }
    assert faults(as_bytes(spdx(package(), relationships=[relation]))) == []


def test_doubtful_values_are_notes_and_leave_the_document_valid():
    odd = spdx(package(licenseDeclared="LicenseRef-none"), dataLicense="MIT")
    odd["creationInfo"]["created"] = "2026-01-01T00:00:00.123Z"
    sbom = read_sbom(as_bytes(odd))
    assert sbom.valid
    assert {f.where for f in sbom.findings} == {"/packages/0/licenseDeclared", "/dataLicense", "/creationInfo/created"}


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("PackageVersion: 1.0.0", "PackageColour: blue", "line 12"),
        ("PackageVersion: 1.0.0", "just words", "line 12"),
        ("PackageVersion: 1.0.0", "PackageName", "line 12"),
        ("PackageDownloadLocation: git", "PackageVersion: git", "line 14"),
        ("PackageName: colours", "FileName: colours", "line 12"),
        ("DESCRIBES SPDXRef-colours", "DESCRIBES", "line 25"),
        ("SPDXID: SPDXRef-colours", "SPDXID: colours", "line 10 (SPDXID)"),
        ("SHA256: aabb", "ROT13: aabb", "line 10 (checksums/0/algorithm)"),
    ],
)
def test_tag_value_faults_name_their_line(old: str, new: str, line: str):
    assert line in [where for where, _ in faults(TAG_VALUE.replace(old, new, 1).encode())]


def test_a_tag_after_its_section_is_read_and_called_a_fault():
    sbom = read_sbom((TAG_VALUE + "FilesAnalyzed: false\nPackageHomePage: https://example.org\n").encode())
    assert [r.type for r in sbom.components[0].references] == ["vcs", "website"]
    assert [f.where for f in sbom.findings] == ["line 26", "line 27"]


def test_line_ends_of_any_system_are_read():
    assert read_sbom(TAG_VALUE.replace("\n", "\r\n").encode()).components == read_sbom(TAG_VALUE.encode()).components


def test_relationships_of_either_direction_are_dependencies():
    relations = [
        {"spdxElementId": "SPDXRef-a", "relationshipType": "DEPENDS_ON", "relatedSpdxElement": "SPDXRef-b"},
        {"spdxElementId": "SPDXRef-c", "relationshipType": "DEPENDENCY_OF", "relatedSpdxElement": "SPDXRef-a"},
        {"spdxElementId": "SPDXRef-a", "relationshipType": "DESCENDANT_OF", "relatedSpdxElement": "SPDXRef-c"},
    ]
    sbom = read_sbom(as_bytes(spdx(package("a"), package("b"), package("c"), relationships=relations)))
    assert sbom.dependencies == {"SPDXRef-a": ("SPDXRef-b", "SPDXRef-c")}
    assert sbom.components[0].pedigree is not None
    assert sbom.components[0].pedigree.ancestors == ("SPDXRef-c",)


def test_spdx_3_packages_licences_and_makers_are_read():
    sbom = read_sbom(
        as_bytes(
            spdx3(
                spdx3_package(
                    software_packageVersion="2",
                    suppliedBy="urn:x:who",
                    software_downloadLocation="https://example.org/colours.tgz",
                    verifiedUsing=[{"type": "Hash", "algorithm": "sha256", "hashValue": "aa"}],
                    externalIdentifier=[{"type": "ExternalIdentifier", "externalIdentifierType": "packageUrl", "identifier": "pkg:npm/colours@2"}],
                    externalRef=[{"type": "ExternalRef", "externalRefType": "vcs", "locator": ["https://example.org/c.git"]}],
                ),
                {"type": "simplelicensing_LicenseExpression", "spdxId": "urn:x:l", "creationInfo": "_:c", "simplelicensing_licenseExpression": "MIT"},
                {"type": "Relationship", "spdxId": "urn:x:r", "creationInfo": "_:c", "from": "urn:x:pkg", "to": ["urn:x:l"], "relationshipType": "hasDeclaredLicense"},
                {"type": "Relationship", "spdxId": "urn:x:r2", "creationInfo": "_:c", "from": "urn:x:pkg", "to": ["https://spdx.org/licenses/Apache-2.0"], "relationshipType": "hasConcludedLicense"},
            )
        )
    )  # fmt: skip
    (one,) = sbom.components
    assert (sbom.format, sbom.spec_version, sbom.valid) == (Format.SPDX_JSON_LD, "3.0.1", True)
    assert (one.version, one.purl, one.supplier.name) == ("2", "pkg:npm/colours@2", "Example")
    assert [(x.value, x.acknowledgement) for x in one.licences] == [("MIT", "declared"), ("Apache-2.0", "concluded")]
    assert {r.type for r in one.references} == {"vcs", "distribution"}
    assert sbom.header.described == ("urn:x:pkg",)


@pytest.mark.parametrize(
    "element",
    [
        spdx3_package(name=""),
        {"type": "software_Package", "spdxId": "urn:x:p2", "name": "x"},
        {"type": "software_Package", "creationInfo": "_:c", "name": "x"},
        {"spdxId": "urn:x:p2"},
        {"type": "Relationship", "spdxId": "urn:x:r", "creationInfo": "_:c", "from": "urn:x:who", "to": ["_:ghost"], "relationshipType": "contains"},
        {"type": "Relationship", "spdxId": "urn:x:r", "creationInfo": "_:ghost", "from": "urn:x:who", "to": ["urn:x:doc"], "relationshipType": "contains"},
        {"type": "Organization", "spdxId": "urn:x:who", "creationInfo": "_:c"},
        "package",
    ],
)  # fmt: skip
def test_spdx_3_faults_are_found(element: object):
    sbom = read_sbom(as_bytes(spdx3(element)))  # type: ignore[arg-type]
    assert not sbom.valid
    assert sbom.findings[0].where.startswith("/@graph/3")


@pytest.mark.parametrize(
    ("change", "where"),
    [({"documentNamespace": ...}, ""), ({"packages": [package(SPDXID="SPDXRef-a b")]}, "/packages/0/SPDXID")],
)
def test_what_only_some_states_of_the_official_schema_refuse_is_noted(change, where):
    document = {k: v for k, v in (spdx(package()) | change).items() if v is not ...}
    sbom = read_sbom(as_bytes(document))
    assert sbom.valid
    assert where in [finding.where for finding in sbom.findings]


RICH = {
    "annotations": [{"annotationDate": "2026-01-01T00:00:00Z", "annotationType": "REVIEW", "annotator": "Person: A", "comment": "c"}],
    "files": [{"SPDXID": "SPDXRef-f", "fileName": "./a", "checksums": [{"algorithm": "SHA1", "checksumValue": "aa"}],
               "copyrightText": "NONE", "licenseConcluded": "MIT", "licenseInfoInFiles": ["MIT"], "fileTypes": ["SOURCE"]}],
    "snippets": [{"SPDXID": "SPDXRef-s", "snippetFromFile": "SPDXRef-f", "name": "s", "copyrightText": "NONE", "licenseConcluded": "MIT",
                  "ranges": [{"startPointer": {"reference": "SPDXRef-f", "offset": 1}, "endPointer": {"reference": "SPDXRef-f", "offset": 2}}]}],
    "relationships": [{"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-colours"}],
    "hasExtractedLicensingInfos": [{"licenseId": "LicenseRef-x", "extractedText": "t", "crossRefs": [{"url": "https://example.org", "order": 1}]}],
    "externalDocumentRefs": [{"externalDocumentId": "DocumentRef-a", "spdxDocument": "urn:a", "checksum": {"algorithm": "SHA1", "checksumValue": "a"}}],
}  # fmt: skip


@given(st.data(), st.sampled_from(["2.2", "2.3"]))
@settings(max_examples=400, suppress_health_check=list(HealthCheck))
def test_the_verdict_is_that_of_the_official_schema(data, version):
    """The official schemas as another tool ships them; left out is what their published states disagree on."""
    refs = [{"referenceCategory": "SECURITY", "referenceType": "cpe23Type", "referenceLocator": "cpe:2.3:a:b:c"}]
    document = spdx(package(externalRefs=refs, checksums=RICH["files"][0]["checksums"]), version=version, **RICH)
    mutated = json.loads(data.draw(values_changed(as_bytes(document))))
    if not isinstance(mutated, dict):
        return
    folder = Path(lib4sbom.__file__).parent / "schemas" / "spdx"
    official = jsonschema_rs.validator_for(json.loads((folder / f"{version}-schema.json").read_bytes()), offline=True)
    ours = jsonschema_rs.validator_for(spdx2_schema.schema(version), offline=True)
    wrong = [error for error in official.iter_errors(mutated) if version == "2.2" or not _is_disputed(error)]
    assert ours.is_valid(mutated) == (not wrong)


def _is_disputed(error):
    """The name of a snippet is required by the first state of 2.3 only."""
    return error.instance_path[:1] == ["snippets"] and '"name" is a required property' in error.message


def test_a_document_without_its_context_passes_at_the_door_as_in_reading():
    told = {"type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1"}
    part = {"type": "software_Package", "spdxId": "urn:x:pkg", "creationInfo": "_:c", "name": "colours"}
    data = as_bytes({"@graph": [told, part]})
    glance(data)
    assert [part.name for part in read_sbom(data).components] == ["colours"]
