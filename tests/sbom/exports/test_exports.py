"""What goes out is valid, says all that the vendor said and what we know, and comes back the same."""

import json
from typing import Any

import orjson
import pytest

from core.auth.rules import Role
from core.db import db, unit_of_work
from sbom.components.models import Component, Delivery
from sbom.ingest.reading import read_sbom
from sbom.ingest.rules import FindingKind
from sbom.ingest.schemas import json_validator
from sbom.licences import operations as licences
from sbom.licences.policy import Ruling
from tests.sbom import documents
from tests.sbom.documents import as_bytes, component, cyclonedx
from tests.sbom.factories import make_delivery

TEXT = "Permission is granted to anybody who asks for it in writing, with this notice kept in every copy."
ODD = cyclonedx(
    component("twice", purl="pkg:npm/twice@1.0.0"),
    component("twice", purl="pkg:npm/twice@1.0.0"),
    component("named", licenses=[{"license": {"name": "House licence"}}, {"license": {"id": "MIT"}}]),
    component("texted", licenses=[{"license": {"name": "House licence", "text": {"content": TEXT}}}]),
    component("id-and-text", licenses=[{"license": {"id": "MIT", "text": {"content": TEXT}}}]),
    component("choice", licenses=[{"expression": "MIT OR Apache-2.0"}]),
    component("addressed", externalReferences=[{"type": "vcs", "url": "https://example.org/repo"}]),
    component("fetched", externalReferences=[{"type": "distribution", "url": "https://example.org/a.tgz"}]),
    component("site-only", externalReferences=[{"type": "website", "url": "https://example.org"}]),
    component("核心", version="", supplier={"name": "晨曦資訊"}),
    component("outer", components=[component("inner", components=[component("innermost", cpe="cpe:/a:x:y:1")])]),
    component("free", licenses=[{"license": {"name": "NOASSERTION"}}]),
    component("hashed", hashes=[{"alg": "SHA-256", "content": "ab" * 32}], copyright="(c) Somebody"),
    dependencies=[{"ref": "a", "dependsOn": ["b"]}],
    services=[{"name": "orders", "bom-ref": "orders"}],
)
BROKEN = cyclonedx(
    {"type": "gadget", "name": "odd", "hashes": [{"alg": "CRC", "content": "zz"}], "externalReferences": [{"type": "odd", "url": "x y"}]},
    {"name": "no type"},
)  # fmt: skip
SPDX = {
    "spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "dataLicense": "CC0-1.0", "name": "d",
    "documentNamespace": "https://example.org/d", "creationInfo": {"created": "2026-01-01T00:00:00Z", "creators": ["Tool: t"]},
    "packages": [
        {"SPDXID": "SPDXRef-a", "name": "a", "versionInfo": "1", "downloadLocation": "git+https://example.org/a.git",
         "licenseDeclared": "MIT OR Apache-2.0", "licenseConcluded": "MIT", "supplier": "Organization: Maker (a@example.org)",
         "checksums": [{"algorithm": "SHA1", "checksumValue": "a" * 40}]},
        {"SPDXID": "SPDXRef-b", "name": "b", "downloadLocation": "NOASSERTION", "licenseDeclared": "LicenseRef-1"},
    ],
    "files": [{"SPDXID": "SPDXRef-f", "fileName": "./f", "checksums": [{"algorithm": "SHA1", "checksumValue": "b" * 40}]}],
    "hasExtractedLicensingInfos": [{"licenseId": "LicenseRef-1", "extractedText": TEXT}],
    "relationships": [
        {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-a"},
        {"spdxElementId": "SPDXRef-a", "relationshipType": "DEPENDS_ON", "relatedSpdxElement": "SPDXRef-b"},
    ],
}  # fmt: skip
SOURCES = {
    "odd": as_bytes(ODD),
    "broken": as_bytes(BROKEN),
    **{f"json {v}": as_bytes(documents.full_json(v)) for v in documents.JSON_VERSIONS},
    "xml 1.6": documents.full_xml("1.6"),
    "xml 1.0": documents.full_xml("1.0"),
    "spdx": as_bytes(SPDX),
}


def exported(browser, delivery_id: int, form: str) -> bytes:
    answer = browser.get(f"/sbom/{delivery_id}/export/{form}")
    assert answer.status_code == 200
    return answer.data


def judged(delivery_id: int) -> list[tuple[Any, ...]]:
    """Each component by its name and what can be found of it, with its grades."""
    rows = db.session.query(Component).filter_by(delivery_id=delivery_id).order_by(Component.position)
    return sorted((r.full_name, r.version, r.purl, r.cpe, r.supplier, r.origin, r.licence) for r in rows)


@pytest.mark.parametrize("form", ["cyclonedx", "spdx"])
@pytest.mark.parametrize("name", SOURCES)
def test_what_goes_out_is_valid_and_comes_back_the_same(sign_in, name, form):
    delivery_id = make_delivery(data=SOURCES[name]).id
    before = judged(delivery_id)
    data = exported(sign_in(Role.AUDITOR), delivery_id, form)
    again = read_sbom(data)
    assert [f for f in again.findings if f.kind is FindingKind.FAULT] == []
    if form == "cyclonedx":
        assert json_validator("1.6").is_valid(orjson.loads(data))
    after = judged(make_delivery(data=data).id)
    if form == "spdx" and name != "spdx":
        after = [row for row in after if not row[0].startswith("下單系統")]  # the product itself is a package there
        before = [(*row[:4], *row[5:]) for row in before]  # and of several authors it names the first
        after = [(*row[:4], *row[5:]) for row in after]
    assert after == before


def test_what_only_the_vendors_own_document_says_is_kept(sign_in):
    browser = sign_in(Role.AUDITOR)
    document = json.loads(exported(browser, make_delivery(data=as_bytes(ODD)).id, "cyclonedx"))
    assert document["services"] == ODD["services"]
    assert document["dependencies"] == ODD["dependencies"]
    spdx = json.loads(exported(browser, make_delivery(data=as_bytes(SPDX)).id, "spdx"))
    assert spdx["files"] == SPDX["files"]
    assert spdx["relationships"] == SPDX["relationships"]
    assert spdx["packages"][0]["checksums"] == SPDX["packages"][0]["checksums"]


def test_what_other_readers_stumble_over_is_mended(sign_in):
    browser = sign_in(Role.AUDITOR)
    empty = {"packageVerificationCodeValue": ""}
    unread = [package | {"filesAnalyzed": False, "packageVerificationCode": empty} for package in SPDX["packages"]]
    sent = as_bytes(SPDX | {"packages": unread, "files": []})
    packages = json.loads(exported(browser, make_delivery(data=sent).id, "spdx"))["packages"]
    assert not any("packageVerificationCode" in package for package in packages)
    withdrawn = component("w", licenses=[{"expression": "CDDL-1.0 OR GPL-2.0-with-classpath-exception"}])
    packages = json.loads(exported(browser, make_delivery(None, withdrawn).id, "spdx"))["packages"]
    assert packages[1]["licenseDeclared"] == "CDDL-1.0 OR GPL-2.0-only WITH Classpath-exception-2.0"


LICENSED = cyclonedx(
    component("referring", licenses=[{"expression": "LicenseRef-House AND (MIT OR LicenseRef-Other)"}]),
    component("texted", licenses=[{"license": {"name": "House licence 3", "text": {"content": TEXT}, "url": "https://example.org/l"}}]),
    component("two", licenses=[{"license": {"name": "One", "text": {"content": "first"}}},
                               {"license": {"name": "Two", "text": {"content": "second"}}}]),
    component("own-ref", licenses=[{"license": {"name": "LicenseRef-Own", "text": {"content": "own text"}}}]),
    component("excepted", licenses=[{"expression": "GPL-2.0-only WITH Classpath-exception-2.0"}]),
    component("晨曦", licenses=[{"license": {"name": "晨曦授權", "text": {"content": "授權文字\n第二行"}}}]),
)  # fmt: skip


def words(data: bytes) -> dict[str, set[tuple[str, str]]]:
    """By component: each licence by name and text, whichever standard says it."""
    found = {}
    for one in read_sbom(data).components:
        said = [(x.value, x.text) for x in one.licences if x.value != "NOASSERTION" and not x.details]
        parts = [(d.name or d.ref, d.text) for x in one.licences for d in x.details]
        found[one.name] = {*said, *parts, *((x.value, "") for x in one.licences if x.details and " " in x.value)}
    return found


def test_names_and_texts_of_licences_survive_from_standard_to_standard(sign_in):
    browser = sign_in(Role.AUDITOR)
    spdx = exported(browser, make_delivery(data=as_bytes(LICENSED)).id, "spdx")
    again = exported(browser, make_delivery(data=spdx).id, "cyclonedx")
    once_more = exported(browser, make_delivery(data=again).id, "spdx")
    assert json_validator("1.6").is_valid(orjson.loads(again))
    for data in (spdx, again, once_more):
        assert [f for f in read_sbom(data).findings if f.kind is FindingKind.FAULT] == []
        found = words(data)
        assert found["texted"] >= {("House licence 3", TEXT)}
        assert found["two"] >= {("One", "first"), ("Two", "second")}
        assert found["own-ref"] >= {("LicenseRef-Own", "own text")}
        assert found["晨曦"] == {("晨曦授權", "授權文字\n第二行")}
        assert found["excepted"] == {("GPL-2.0-only WITH Classpath-exception-2.0", "")}
        assert ("LicenseRef-House AND (MIT OR LicenseRef-Other)", "") in found["referring"]
    kept = {e["licenseId"] for e in json.loads(spdx)["hasExtractedLicensingInfos"]}
    assert {"LicenseRef-House", "LicenseRef-Other", "LicenseRef-Own"} <= kept


def test_what_we_know_goes_along(sign_in):
    delivery = make_delivery(data=as_bytes(cyclonedx(component("a", licenses=[{"license": {"id": "MIT"}}]))))
    delivery_id, vendor = delivery.id, delivery.release.product.vendor.name
    with unit_of_work():
        licences.decide("MIT", ruling=Ruling.ALLOWED, reason="only run, never passed on", by=None)
    browser = sign_in(Role.AUDITOR)
    document = json.loads(exported(browser, delivery_id, "cyclonedx"))
    known = {(p["name"], p["value"]) for p in document["components"][0]["properties"]}
    assert {
        ("vendor-risk:origin", "missing"),
        ("vendor-risk:licence", "named"),
        ("vendor-risk:licence-decision", "MIT: allowed"),
    } <= known
    assert {"name": "vendor-risk:vendor", "value": vendor} in document["metadata"]["properties"]
    spdx = json.loads(exported(browser, delivery_id, "spdx"))
    assert "vendor-risk:licence-decision=MIT: allowed" in {a["comment"] for a in spdx["packages"][1]["annotations"]}


def test_an_export_of_an_export_says_what_we_know_once(sign_in):
    browser = sign_in(Role.AUDITOR)
    once = exported(browser, make_delivery(data=as_bytes(ODD)).id, "cyclonedx")
    twice = json.loads(exported(browser, make_delivery(data=once).id, "cyclonedx"))
    names = [p["name"] for p in twice["components"][0]["properties"]]
    assert names.count("vendor-risk:origin") == 1


def test_the_page_offers_both_and_an_unknown_form_is_nothing(sign_in):
    delivery_id = make_delivery().id
    browser = sign_in(Role.AUDITOR)
    page = browser.get(f"/sbom/{delivery_id}").get_data(as_text=True)
    assert f"/sbom/{delivery_id}/export/cyclonedx" in page
    assert f"/sbom/{delivery_id}/export/spdx" in page
    assert browser.get(f"/sbom/{delivery_id}/export/pdf").status_code == 404
    assert db.session.query(Delivery).count() == 1
