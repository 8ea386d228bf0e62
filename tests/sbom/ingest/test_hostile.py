"""Whatever is sent ends in an SBOM or in one sentence, within bounds of size, depth and amount."""

import contextlib
import gzip
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Unreadable
from sbom.ingest.reading import read_sbom
from sbom.ingest.rules import DEFAULT_LIMITS
from tests.sbom.documents import TAG_VALUE, as_bytes, component, cyclonedx, full_json, full_xml, package, spdx, xml

GOOD = as_bytes(cyclonedx(component()))


def refusal(data: bytes, **limits: Any) -> str:
    with pytest.raises(Unreadable) as caught:
        read_sbom(data, replace(DEFAULT_LIMITS, **limits))
    return str(caught.value)


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


UNREADABLE = [
    (b"", "empty"),
    (b" \n\t", "empty"),
    (b"\xef\xbb\xbf", "empty"),
    (b"hello, here is our SBOM", "neither JSON, XML nor SPDX"),
    (b"%PDF-1.7", "PDF"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"[]", "one object"),
    (b"{}", "no SBOM standard"),
    (b'{"a": 1}', "no SBOM standard"),
    (b'{"lockfileVersion": 3}', "npm lock file"),
    (b'{"artifacts": [], "descriptor": {}}', "Syft"),
    (GOOD[:-5], "ends too early"),
    (GOOD.replace(b"1.0.0", b"\\ud800"), "not JSON"),
    (GOOD.replace(b'"1.0.0"', b"NaN"), "not JSON"),
    (GOOD.replace(b"1.0.0", b"1\\u0000"), "NUL"),
    (GOOD.replace(b"1.0.0", b"\xff\xfe"), "not JSON"),
    (GOOD.decode().encode("utf-16"), "UTF-8"),
    (GOOD.decode().encode("utf-32-be"), "UTF-8"),
    (b'{"bomFormat":"CycloneDX","specVersion":"1.5","components":' + b"[" * 2000 + b"]" * 2000 + b"}", "too deep"),
    (as_bytes(cyclonedx(version="9.9")), "9.9"),
    (as_bytes({"bomFormat": "CycloneDX"}), "None"),
    (as_bytes({"bomFormat": "CycloneDX", "specVersion": ["1.4"]}), "not known"),
    (as_bytes(spdx(version="1.2")), "SPDX-1.2"),
    (as_bytes({"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"}), "@graph"),
    (as_bytes({"@graph": [{"type": "CreationInfo", "specVersion": "3.1"}]}), "3.1"),
    (b"<html><body>Sign in</body></html>", "web page"),
    (b"<bom/>", "not CycloneDX"),
    (b'<bom xmlns="http://cyclonedx.org/schema/bom/9.9"/>', "9.9"),
    (b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>', "RDF"),
    (b"<bom", "not well-formed"),
    (b"<a>" * 300 + b"</a>" * 300, "too deep"),
    (b'<?xml version="1.0"?><!-- x --><!DOCTYPE bom><bom/>', "document type"),
    (b'<!DOCTYPE bom [<!ENTITY a "b">]><bom>&a;</bom>', "document type"),
    ('<!DOCTYPE bom [<!ENTITY a "b">]><bom>&a;</bom>'.encode("utf-16"), "document type"),
    (b"<?xml version='1.0' encoding='utf-7'?>+ADwAIQ-DOCTYPE bom+AD4-<bom/>", "utf-7"),
    (b"<?xml version='1.0' encoding='utf-8'?><bom>\xff</bom>", "bytes are not"),
    (b"<bom>\x00</bom>", "NUL"),
    (b"<bom>&undefined;</bom>", "not well-formed"),
    (TAG_VALUE.replace("</text>", "", 1).rpartition("</text>")[0].encode(), "never closed"),
    (TAG_VALUE.encode("utf-16"), "not UTF-8"),
    (TAG_VALUE.replace("colours", "colo\0urs").encode(), "NUL"),
    (b"spdxVersion: SPDX-2.3\nname: x\n", "YAML"),
    (gzip.compress(b"", mtime=0), "empty"),
    (gzip.compress(GOOD, mtime=0)[:-9], "too early"),
    (b"\x1f\x8b" + b"x" * 100, "damaged"),
    (gzip.compress(GOOD, mtime=0) + b"rest", "goes on"),
    (gzip.compress(gzip.compress(GOOD), mtime=0), "another archive"),
    (zipped(a=GOOD, b=GOOD), "2 files"),
    (zipped(), "no file"),
    (zipped(**{"[Content_Types].xml": b"<a/>"}), "Office"),
    (zipped(a=GOOD)[:-30], "damaged"),
    (b"PK\x03\x04" + b"x" * 50, "damaged"),
]


@pytest.mark.parametrize(("data", "words"), UNREADABLE, ids=[words for _, words in UNREADABLE])
def test_what_cannot_be_read_is_refused_in_a_sentence(data: bytes, words: str):
    assert words in refusal(data)


def test_a_version_given_as_a_number_is_read_and_called_invalid():
    sbom = read_sbom(as_bytes({"bomFormat": "CycloneDX", "specVersion": 1.4}))
    assert (sbom.spec_version, sbom.valid) == ("1.4", False)


def test_packed_once_is_read_in_either_way():
    packed = (
        gzip.compress(GOOD, mtime=0),
        zipped(**{"bom.json": GOOD, "__MACOSX/._bom.json": b"x", ".DS_Store": b"y"}),
    )
    assert [len(read_sbom(p).components) for p in packed] == [1, 1]


@pytest.mark.parametrize("pack", [gzip.compress, lambda data: zipped(a=data)])
def test_what_unpacks_without_end_is_stopped(pack: Any):
    bomb = pack(b"{" + b" " * 30_000_000)
    assert "times its size" in refusal(bomb)
    assert "larger than 1,000,000" in refusal(bomb, bytes=1_000_000)


def test_remarks_before_the_root_are_passed_over_however_many():
    remarks = b"<?a b?> <!-- c --> " * 20_000
    assert "its root is" in refusal(remarks + b"<other/>")
    assert "<!DOCTYPE" in refusal(remarks + b"<!DOCTYPE bom><bom/>")


def test_sizes_are_bounded():
    assert "larger than" in refusal(GOOD, compressed_bytes=10)
    assert "values" in refusal(as_bytes(cyclonedx(*(component(f"c{i}") for i in range(50)))), json_values=100)
    assert "elements" in refusal(full_xml("1.6"), xml_elements=3)
    assert "4 components" in refusal(as_bytes(cyclonedx(*(component(f"c{i}") for i in range(5)))), components=4)
    assert "4 components" in refusal(as_bytes(spdx(*(package(f"c{i}") for i in range(5)))), components=4)
    assert "dependencies" in refusal(as_bytes(cyclonedx(dependencies=[{"ref": "a", "dependsOn": ["b", "c"]}])), edges=1)


def test_components_nested_too_deep_are_refused_with_the_place():
    nested = component("leaf")
    for _ in range(70):
        nested = component("box", components=[nested])
    assert "more than 64 deep, at /components/0" in refusal(as_bytes(cyclonedx(nested)))


def test_values_too_long_are_cut_and_told():
    sbom = read_sbom(
        as_bytes(cyclonedx(component("n" * 5_000, description="d" * 9_000, purl="pkg:npm/" + "p" * 9_000)))
    )
    (one,) = sbom.components
    assert (len(one.name), len(one.description), len(one.purl)) == (1_000, 4_000, 2_048)
    assert one.cuts == ("name", "purl", "description")
    assert {f.where for f in sbom.findings} == {f"/components/0/{k}" for k in ("name", "purl", "description")}


def test_lists_too_long_are_cut_and_told():
    many = component(
        hashes=[{"alg": "MD5", "content": f"{i:032x}"} for i in range(30)],
        externalReferences=[{"type": "vcs", "url": f"https://example.org/{i}"} for i in range(300)],
        properties=[{"name": f"p{i}", "value": "v"} for i in range(1_200)],
        licenses=[{"license": {"name": f"l{i}"}} for i in range(60)],
    )
    sbom = read_sbom(as_bytes(cyclonedx(many)))
    (one,) = sbom.components
    assert [len(x) for x in (one.hashes, one.references, one.properties, one.licences)] == [20, 200, 1_000, 50]
    assert sbom.valid
    assert set(one.cuts) == {"hashes", "externalReferences", "properties", "licenses"}


def test_a_repeated_key_is_told_and_the_last_one_read():
    sbom = read_sbom(
        b'{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{"type":"library","name":"a","name":"b"}]}'
    )
    assert [c.name for c in sbom.components] == ["b"]
    assert sbom.valid
    assert "“name” stands twice" in str(sbom.findings[0].what)


def test_a_cycle_of_dependencies_is_kept():
    refs = [component(x, **{"bom-ref": x}) for x in "ab"]
    sbom = read_sbom(
        as_bytes(cyclonedx(*refs, dependencies=[{"ref": "a", "dependsOn": ["b"]}, {"ref": "b", "dependsOn": ["a"]}]))
    )
    assert sbom.dependencies == {"a": ("b",), "b": ("a",)}
    assert sbom.valid


def test_a_dependency_on_nothing_is_told():
    sbom = read_sbom(as_bytes(cyclonedx(component(), dependencies=[{"ref": "ghost"}])))
    assert sbom.valid
    assert "ghost" in str(sbom.findings[0].what)


def test_files_outside_are_never_read(tmp_path: Path):
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    inclusion = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{secret.as_uri()}" parse="text"/>'
    sbom = read_sbom(
        xml(
            f'<components><component type="library"><name>{inclusion}</name><version>1</version></component></components>'
        )
    )
    assert "secret" not in repr(sbom).replace(secret.as_uri(), "")
    assert not sbom.valid


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


def outcome(data: bytes) -> None:
    """An SBOM or `Unreadable`; anything else fails the test by itself."""
    with contextlib.suppress(Unreadable):
        assert read_sbom(data).spec_version


@settings(deadline=None, max_examples=60)
@given(ANYTHING)
def test_any_json_ends_in_an_sbom_or_a_sentence(value: Any):
    outcome(json.dumps(value).encode())


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_a_document_with_anything_anywhere_ends_in_an_sbom_or_a_sentence(data: st.DataObject):
    document: Any = data.draw(
        st.sampled_from(
            [
                full_json("1.6"),
                full_json("1.2"),
                spdx(
                    package("a", checksums=[{"algorithm": "MD5", "checksumValue": "aa"}], externalRefs=[{}]),
                    relationships=[{}],
                    hasExtractedLicensingInfos=[{}],
                ),
                {
                    "@context": "https://spdx.org/rdf/3.0.1/x",
                    "@graph": [
                        {
                            "type": "software_Package",
                            "spdxId": "urn:a",
                            "suppliedBy": "b",
                            "verifiedUsing": [{}],
                            "externalRef": [{}],
                        }
                    ],
                },
            ]
        )
    )
    holder: Any = document
    while True:
        key = data.draw(st.sampled_from(sorted(holder) if isinstance(holder, dict) else range(len(holder))))
        if not isinstance(holder[key], dict | list) or not holder[key] or data.draw(st.integers(0, 3)) == 0:
            break
        holder = holder[key]
    holder[key] = data.draw(ANYTHING)
    outcome(as_bytes(document))


@settings(deadline=None, max_examples=100)
@given(
    st.sampled_from(
        [GOOD, full_xml("1.4"), full_xml("1.7"), TAG_VALUE.encode(), gzip.compress(GOOD, mtime=0), zipped(a=GOOD)]
    ),
    st.data(),
)
def test_a_damaged_file_ends_in_an_sbom_or_a_sentence(good: bytes, data: st.DataObject):
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, min(len(good), start + 40)))
    outcome(good[:start] + data.draw(st.binary(max_size=20)) + good[end:])


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=80))
def test_any_lines_after_a_tag_end_in_an_sbom_or_a_sentence(text: str):
    outcome(f"{TAG_VALUE}\n{text}".encode())


TREES = st.recursive(st.just([]), lambda inner: st.lists(inner, max_size=4), max_leaves=40)


@settings(deadline=None, max_examples=60)
@given(TREES, TREES, st.sampled_from(["json", "xml"]))
def test_every_nested_component_comes_out_once(tree: list[Any], under_subject: list[Any], form: str):
    count = 0

    def entries(node: list[Any]) -> list[dict[str, Any]]:
        nonlocal count
        made = []
        for child in node:
            count += 1
            made.append(component(f"c{count}", components=entries(child)))
        return made

    def markup(listed: list[dict[str, Any]]) -> str:
        inner = (
            f'<component type="library"><name>{c["name"]}</name><version>1</version>{markup(c["components"])}</component>'
            for c in listed
        )
        return f"<components>{''.join(inner)}</components>"

    listed, below = entries(tree), entries(under_subject)
    if form == "json":
        data = as_bytes(cyclonedx(*listed, metadata={"component": component("product", components=below)}))
    else:
        product = f'<component type="application"><name>product</name><version>1</version>{markup(below)}</component>'
        data = xml(f"<metadata>{product}</metadata>{markup(listed)}")
    sbom = read_sbom(data)
    assert sorted(c.name for c in sbom.components) == sorted(f"c{i + 1}" for i in range(count))
    paths = {c.path: c for c in sbom.components}
    assert len(paths) == count
    assert all(c.depth == (paths[c.parent].depth + 1 if c.parent else 1) for c in sbom.components)
    assert sbom.header.subject is not None
    assert sbom.valid
