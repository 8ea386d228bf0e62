"""Valid is what the official schemas call valid: documents that must pass, and one change that each must fail."""

import pytest

from sbom.ingest import schemas
from sbom.ingest.reading import read_sbom
from sbom.ingest.rules import Format, LicenceKind
from tests.sbom.documents import (
    APACHE,
    JSON_VERSIONS,
    XML_VERSIONS,
    as_bytes,
    changed,
    component,
    cyclonedx,
    full_json,
    full_xml,
    number,
    xml,
    xml_component,
)


def test_the_schemas_are_where_they_are_looked_for():
    assert schemas.VERSIONS == XML_VERSIONS
    assert schemas.JSON_VERSIONS == JSON_VERSIONS
    assert schemas.spdx_licence_names()["MIT"] == "MIT License"
    assert schemas.spdx_list_version()[0].isdigit()


@pytest.mark.parametrize("version", JSON_VERSIONS)
def test_minimal_and_full_json_are_valid(version: str):
    for document in ({k: v for k, v in cyclonedx(version=version).items() if k != "components"}, full_json(version)):
        sbom = read_sbom(as_bytes(document))
        assert (sbom.valid, sbom.findings) == (True, ())
        assert (sbom.format, sbom.spec_version) == (Format.CYCLONEDX_JSON, version)


@pytest.mark.parametrize("version", XML_VERSIONS)
def test_minimal_and_full_xml_are_valid(version: str):
    for document in (xml(f"<components>{xml_component(version)}</components>", version), full_xml(version)):
        sbom = read_sbom(document)
        assert (sbom.valid, sbom.findings) == (True, ())
        assert (sbom.format, sbom.spec_version) == (Format.CYCLONEDX_XML, version)


BROKEN_JSON = [
    ("bomFormat", "Another", "/bomFormat"),
    ("bomFormat", ..., ""),
    ("serialNumber", "urn:uuid:not-one", "/serialNumber"),
    ("version", "one", "/version"),
    ("colour", "blue", ""),
    ("metadata/timestamp", "yesterday", "/metadata/timestamp"),
    ("components/0/type", "thing", "/components/0/type"),
    ("components/0/type", ..., "/components/0"),
    ("components/0/name", ..., "/components/0"),
    ("components/0/scope", "sometimes", "/components/0/scope"),
    ("components/0/hashes/0/alg", "ROT13", "/components/0/hashes/0/alg"),
    ("components/0/hashes/0/content", "xyz", "/components/0/hashes/0/content"),
    ("components/0/externalReferences/0/type", "gossip", "/components/0/externalReferences/0/type"),
    ("components/0/components/0/type", "thing", "/components/0/components/0/type"),
    ("components/0/licenses/0/license/id", "Apache-9", "/components/0/licenses"),
]


@pytest.mark.parametrize("version", JSON_VERSIONS)
@pytest.mark.parametrize(("path", "value", "where"), BROKEN_JSON)
def test_one_wrong_value_makes_json_invalid_and_is_pointed_at(version: str, path: str, value: object, where: str):
    sbom = read_sbom(as_bytes(changed(full_json(version), path, value)))
    assert not sbom.valid
    assert any(f.where.startswith(where) for f in sbom.findings)
    assert len(sbom.components) == 2  # kept all the same


@pytest.mark.parametrize("version", XML_VERSIONS)
@pytest.mark.parametrize(
    "body",
    [
        '<components><component type="thing"><name>a</name><version>1</version><modified>false</modified></component></components>',
        '<components><component type="library"><version>1</version><modified>false</modified></component></components>',
        "<components><component><name>a</name><version>1</version><modified>false</modified></component></components>",
        "<components><colour/></components>",
        "<colours/>",
    ],
)
def test_one_wrong_element_makes_xml_invalid_and_names_its_line(version: str, body: str):
    sbom = read_sbom(xml(body, version))
    assert not sbom.valid
    assert sbom.findings[0].where == "line 2"


@pytest.mark.parametrize("version", JSON_VERSIONS[2:])
def test_a_repeated_component_is_a_fault_and_still_two_components(version: str):
    twice = component("twin")
    sbom = read_sbom(as_bytes(cyclonedx(twice, twice, version=version)))
    assert (sbom.valid, len(sbom.components)) == (False, 2)


def test_a_reference_given_twice_is_found_in_xml():
    one = '<component type="library" bom-ref="x"><name>a</name><version>1</version></component>'
    sbom = read_sbom(xml(f"<components>\n{one}\n{one}</components>", "1.4"))
    assert (sbom.valid, len(sbom.components), sbom.findings[0].where) == (False, 2, "line 4")


@pytest.mark.parametrize("version", JSON_VERSIONS)
def test_json_and_xml_of_one_component_read_alike(version: str):
    from_json, from_xml = (read_sbom(d).components[0] for d in (as_bytes(full_json(version)), full_xml(version)))
    for name in ("group", "name", "version", "purl", "type", "hashes", "depth", "path"):
        assert getattr(from_json, name) == getattr(from_xml, name)
    for read in (from_json, from_xml):
        licence = read.licences[0]
        assert (licence.kind, licence.value, licence.text) == (LicenceKind.ID, "Apache-2.0", APACHE)
        if number(version) >= (1, 5):
            assert licence.licensing is not None
            assert (licence.licensing.licensor, licence.licensing.purchase_order) == ("Example", "PO-1")
            assert licence.licensing.expiration.startswith("2030-12-31")
        assert (licence.acknowledgement == "declared") == (number(version) >= (1, 6))


@pytest.mark.parametrize("many", [150, 3_000])
def test_the_faults_of_a_large_file_are_found_where_they_are(many: int):
    entries = [component(f"c{i}", description="x" * 400) for i in range(many)]
    entries[many - 1]["type"] = "thing"
    entries[7]["components"] = [component("inner", scope="sometimes")]
    document = cyclonedx(*entries, dependencies=[{"ref": f"c{i}"} for i in range(149)] + [{"dependsOn": []}])
    where = {f.where for f in read_sbom(as_bytes(document)).findings if f.kind == "fault"}
    assert where == {f"/components/{many - 1}/type", "/components/7/components/0/scope", "/dependencies/149"}


def test_repeated_entries_of_a_large_file_are_found():
    entries = [component(f"c{i}", description="x" * 400) for i in range(2_000)]
    faults = read_sbom(as_bytes(cyclonedx(*entries, entries[3]))).findings
    assert [f.where for f in faults] == ["/components/2000"]


@pytest.mark.parametrize("lines", ["", "\n"])
def test_a_hundred_faults_are_told_of_thousands(lines: str):
    bad = '<component type="thing"><name>a</name><version>1</version></component>' + lines
    sbom = read_sbom(xml(f"<components>{bad * 3000}</components>", "1.4"))
    assert (sbom.valid, len(sbom.findings), len(sbom.components)) == (False, 100, 3000)
    many = read_sbom(as_bytes(cyclonedx(*({"name": f"x{i}"} for i in range(30_000)))))
    assert (many.valid, len(many.findings), len(many.components)) == (False, 100, 30_000)


def test_extensions_of_other_namespaces_are_valid_and_no_components():
    other = '<x:note xmlns:x="urn:example:other"><x:component/></x:note>'
    sbom = read_sbom(xml(f"<components>{xml_component('1.6', other)}</components>"))
    assert (sbom.valid, len(sbom.components)) == (True, 1)


def test_json_before_1_2_is_read_and_called_invalid():
    sbom = read_sbom(as_bytes(cyclonedx(component(), version="1.1")))
    assert (sbom.valid, len(sbom.components), sbom.findings[0].where) == (False, 1, "/specVersion")
