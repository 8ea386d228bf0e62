"""What vendors say themselves: CycloneDX VEX alone and inside an SBOM, CSAF, and how it stands beside what was found."""

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.auth.rules import Role
from core.background.operations import run_next
from core.db import db
from core.phrases import phrase
from core.severity import Severity
from sbom.ingest import schemas
from sbom.vulnerabilities import vex_csaf, vex_cyclonedx, vex_xml
from sbom.vulnerabilities.jobs import match_all
from sbom.vulnerabilities.matching import Finding as Found
from sbom.vulnerabilities.matching import Named
from sbom.vulnerabilities.models import Finding, Import, Statement
from sbom.vulnerabilities.rules import Justification, Match, State
from sbom.vulnerabilities.vex import Product, Target, with_statements
from sbom.vulnerabilities.vex import Statement as Kept
from tests.sbom.documents import as_bytes, cyclonedx
from tests.sbom.factories import make_delivery, make_release
from tests.sbom.vulnerabilities.advisories import bring_in, npm, osv_record

CVE = "CVE-2026-1111"
LIST = "/sbom/vulnerabilities/"
SERIAL = "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79"


def entry(ref: str = "pkg:npm/widget@1.0.0", state: str = "not_affected", **fields: Any) -> dict[str, Any]:
    analysis = {"state": state, "justification": "code_not_reachable", "detail": "never called here"}
    return {"id": CVE, "analysis": analysis, "affects": [{"ref": ref}], **fields}


def vex(*said: dict[str, Any], **fields: Any) -> bytes:
    return as_bytes(
        {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "vulnerabilities": list(said), **fields}
    )


def csaf(statuses: dict[str, list[str]], **fields: Any) -> bytes:
    tree = {
        "branches": [{"category": "vendor", "name": "V", "branches": [
            {"category": "product_name", "name": "Trader", "branches": [
                {"category": "product_version", "name": "7.1", "product": {"product_id": "T71", "name": "Trader 7.1"}}]},
            {"category": "product_version", "name": "1.0.0", "product": {
                "product_id": "W1", "name": "widget 1.0.0",
                "product_identification_helper": {"purl": "pkg:npm/widget@1.0.0"}}}]}],
        "relationships": [{"category": "default_component_of", "product_reference": "W1", "relates_to_product_reference": "T71",
                           "full_product_name": {"product_id": "T71:W1", "name": "widget in Trader"}}],
    }  # fmt: skip
    one = {"cve": CVE, "product_status": statuses, "title": "It breaks",
           "flags": [{"label": "vulnerable_code_not_in_execute_path", "product_ids": ["W1", "T71:W1"]}],
           "threats": [{"category": "impact", "details": "not reachable", "product_ids": ["W1"]}],
           "scores": [{"products": ["W1"], "cvss_v3": {"vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N",
                                                       "baseSeverity": "HIGH"}}], **fields}  # fmt: skip
    head = {"csaf_version": "2.0", "category": "csaf_vex", "tracking": {"current_release_date": "2026-03-01T00:00:00Z"}}
    return as_bytes({"document": head, "product_tree": tree, "vulnerabilities": [one]})


def bring(sign_in, data: bytes, product_id: object = "", name: str = "vex.json") -> Import:
    browser, address = sign_in(Role.IT_MANAGER), LIST + "advisories/import"
    form = {"file": (io.BytesIO(data), name), "product_id": str(product_id)}
    assert browser.post(address, form, form_at=address, content_type="multipart/form-data").status_code == 302
    while run_next():
        pass
    db.session.expire_all()
    return db.session.query(Import).order_by(Import.id.desc()).first()


def finding() -> Finding:
    db.session.expire_all()
    return db.session.query(Finding).one()


@pytest.fixture
def product_id(app) -> int:
    """A product whose release 7.1 holds widget 1.0.0, in which the CVE was found."""
    found = make_delivery(make_release(number="7.1"), npm()).release.product_id
    bring_in(osv_record(aliases=[CVE]))
    return found


def test_a_vendors_word_stands_on_what_was_found_until_a_person_judges(product_id, sign_in):
    run = bring(sign_in, vex(entry()), product_id)
    assert (run.read, run.added, run.kinds) == (1, 1, "CycloneDX")
    assert run.sha256 is not None  # the vendor's document is evidence
    found = finding()
    assert (found.state, found.justification, found.match) == (
        State.NOT_AFFECTED, Justification.CODE_NOT_REACHABLE, Match.RANGE
    )  # fmt: skip
    text = sign_in(Role.AUDITOR).get(f"{LIST}{found.id}").get_data(as_text=True)
    assert "never called here" in text
    assert "The vendor says (VEX): Not affected." in text
    assert "never called here" in sign_in(Role.AUDITOR).get(f"{LIST}advisories/{run.id}").get_data(as_text=True)
    found.state, found.judged_at, found.reason = State.EXPLOITABLE, found.found_at, "we saw otherwise"
    db.session.commit()
    bring(sign_in, vex(entry(state="false_positive")), product_id)
    assert finding().state is State.EXPLOITABLE
    assert finding().statement.state is State.FALSE_POSITIVE


def test_the_same_document_again_says_nothing_new(product_id, sign_in):
    bring(sign_in, vex(entry()), product_id)
    again = bring(sign_in, vex(entry()), product_id)
    assert (again.added, again.unchanged) == (0, 1)
    assert db.session.query(Statement).count() == 1
    assert match_all()["products"] == 0


def test_a_statement_on_a_package_holds_for_every_product_with_that_version(product_id, sign_in):
    make_delivery(None, npm())
    make_delivery(None, npm(version="1.9.0"))
    bring(sign_in, vex(entry()))
    states = [f.state for f in db.session.query(Finding).order_by(Finding.id)]
    assert states.count(State.NOT_AFFECTED) == 2
    assert states.count(State.IN_TRIAGE) == 1


def test_what_only_the_vendor_says_is_a_finding_too(app, sign_in):
    make_delivery(make_release(number="7.1"), npm())
    bring(sign_in, vex(entry(state="exploitable", ratings=[{"severity": "critical"}])))
    found = finding()
    assert (found.match, found.state, found.severity, found.component) == (
        Match.SAID, State.EXPLOITABLE, Severity.CRITICAL, "widget"
    )  # fmt: skip


def test_a_link_to_a_component_of_a_delivered_sbom_is_followed(app, sign_in):
    inside = {**npm(), "bom-ref": "lib-a"}
    del inside["purl"]
    data = as_bytes(cyclonedx(inside, serialNumber=SERIAL))
    make_delivery(None, data=data)
    bring(sign_in, vex(entry(f"urn:cdx:{SERIAL.removeprefix('urn:uuid:')}/1#lib-a", "exploitable")))
    assert finding().component == "widget"
    refused = bring(sign_in, vex(entry("urn:cdx:00000000-0000-4000-8000-000000000000/1#nobody", "exploitable")))
    assert (refused.added, refused.refused) == (0, 1)


@pytest.mark.parametrize("form", ["json", "xml"])
def test_vulnerabilities_inside_an_uploaded_sbom_are_taken_out(app, form):
    if form == "json":
        data = as_bytes(cyclonedx({**npm(), "bom-ref": "w"}, vulnerabilities=[entry("w", "exploitable")]))
    else:
        data = f"""<?xml version="1.0"?><bom xmlns="http://cyclonedx.org/schema/bom/1.5" version="1"><components>
          <component type="library" bom-ref="w"><name>widget</name><version>1.0.0</version><purl>pkg:npm/widget@1.0.0</purl>
          </component></components><vulnerabilities><vulnerability><id>{CVE}</id><analysis><state>exploitable</state>
          <detail>never called here</detail></analysis><affects><target><ref>w</ref></target></affects></vulnerability>
          </vulnerabilities></bom>""".encode()
    make_delivery(None, data=data, name=f"bom.{form}")
    assert match_all() == {"products": 1, "found": 1, "found_again": 0, "gone": 0}
    found = finding()
    assert (found.match, found.state) == (Match.SAID, State.EXPLOITABLE)
    assert found.statement.detail == "never called here"
    assert match_all()["products"] == 0


def test_a_product_as_a_whole_is_spoken_of_in_its_own_release_only(product_id, sign_in):
    bring(sign_in, csaf({"known_not_affected": ["T71"]}), product_id)
    assert finding().state is State.NOT_AFFECTED
    make_delivery(make_release(db.session.query(Finding).one().product, number="7.2"), npm())
    match_all()
    assert finding().state is State.IN_TRIAGE


def test_a_whole_product_that_is_affected_is_a_finding_without_a_component(app, sign_in):
    product = make_delivery(make_release(number="7.1"), npm()).release.product_id
    bring(sign_in, csaf({"known_affected": ["T71"]}), product)
    found = finding()
    assert (found.position, found.package_version, found.state) == (-1, "7.1", State.EXPLOITABLE)
    assert sign_in(Role.AUDITOR).get(f"{LIST}{found.id}").status_code == 200


@pytest.mark.parametrize(
    ("statuses", "state"),
    [
        ({"known_not_affected": ["T71:W1"]}, State.NOT_AFFECTED),
        ({"known_affected": ["W1"]}, State.EXPLOITABLE),
        ({"fixed": ["W1"]}, State.RESOLVED),
        ({"under_investigation": ["W1"]}, State.IN_TRIAGE),
    ],
)
def test_each_status_of_csaf_is_a_state_on_the_component_it_names(product_id, sign_in, statuses, state):
    run = bring(sign_in, csaf(statuses))
    assert run.kinds == "CSAF"
    assert finding().state is state
    assert finding().severity is Severity.HIGH


def test_an_sbom_without_vulnerabilities_is_sent_where_it_belongs(app, sign_in):
    bring(sign_in, as_bytes(cyclonedx(npm())))
    run = db.session.query(Import).one()
    assert "uploaded under SBOMs" in json.dumps(run.faults)


def test_justifications_are_translated_and_impact_statements_kept():
    said = vex_csaf.document_of(json.loads(csaf({"known_not_affected": ["W1"]}))).said[0]
    assert said.justification is Justification.CODE_NOT_REACHABLE
    assert said.detail == "not reachable"
    assert said.targets == (Target("npm/widget", ("1.0.0",)),)


def test_versions_that_are_not_affected_stand_apart_from_those_that_are():
    affects = {
        "ref": "pkg:npm/widget@1.0.0",
        "versions": [{"version": "1.0.0", "status": "affected"}, {"version": "2.0.0", "status": "unaffected"}],
    }
    document = vex_cyclonedx.document_of(json.loads(vex(entry(state="exploitable", affects=[affects]))))
    assert {s.state: s.targets[0].versions for s in document.said} == {
        State.EXPLOITABLE: ("1.0.0",), State.NOT_AFFECTED: ("2.0.0",)
    }  # fmt: skip


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["id", "ref", "state", "analysis", "affects", "versions", "product_id", "branches", "product", "name", "purl", "cve",
         "product_status", "known_affected", "scores", "notes", "flags"]), inner, max_size=4),
    max_leaves=15,
)  # fmt: skip


@given(JSON, JSON, JSON)
def test_whatever_stands_in_a_document_it_is_read_or_left_out(components, vulnerabilities, tree):
    for found in (vulnerabilities, [vulnerabilities], [{"id": CVE, "affects": vulnerabilities, "analysis": tree}]):
        vex_cyclonedx.document_of(
            {"bomFormat": "CycloneDX", "components": components, "vulnerabilities": found, "metadata": tree}
        )
    for found in (
        vulnerabilities,
        [vulnerabilities],
        [{"cve": CVE, "product_status": vulnerabilities, "flags": components}],
    ):
        vex_csaf.document_of({"document": {"csaf_version": "2.0"}, "product_tree": tree, "vulnerabilities": found})


def test_an_xml_document_that_is_not_cyclonedx_is_refused():
    from core.errors import Unreadable

    for data in (b"<a/>", b"<!DOCTYPE a [<!ENTITY x 'y'>]><a/>", b"<a"):
        with pytest.raises(Unreadable):
            vex_xml.document_of(data)


def test_our_judgements_go_out_as_a_vex_that_is_valid_and_reads_the_same(sign_in):
    delivery = make_delivery(None, npm(), npm("gadget"))
    bring_in(
        osv_record(
            aliases=[CVE],
            severity=[{"type": "CVSS_V4", "score": "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"}],
        )
    )
    finding = db.session.query(Finding).one()
    browser = sign_in(Role.IT_MANAGER)
    form = {"state": "not_affected", "justification": "code_not_reachable", "reason": "從未呼叫", "owner_id": "", "due": "",
            "version": str(finding.version)}  # fmt: skip
    assert browser.post(f"{LIST}{finding.id}/judge", form).status_code == 302
    product_id = delivery.release.product_id
    assert f"{LIST}vex/{product_id}" in browser.get(f"/sbom/products/{product_id}").get_data(as_text=True)
    answer = browser.get(f"{LIST}vex/{product_id}")
    document = json.loads(answer.data)
    assert schemas.json_validator("1.6").is_valid(document)
    (one,) = document["vulnerabilities"]
    assert (one["id"], one["ratings"][0]["score"], one["ratings"][0]["method"]) == (CVE, 9.3, "CVSSv4")
    (said,) = vex_cyclonedx.document_of(document).said
    assert (said.state, said.justification, said.detail) == (
        State.NOT_AFFECTED,
        Justification.CODE_NOT_REACHABLE,
        "從未呼叫",
    )
    assert [target.versions for target in said.targets] == [("1.0.0",)]
    assert browser.get(f"{LIST}vex/999").status_code == 404


def test_a_product_without_findings_has_an_empty_vex_that_is_valid(sign_in):
    delivery = make_delivery(None, npm())
    answer = sign_in(Role.AUDITOR).get(f"{LIST}vex/{delivery.release.product_id}")
    assert schemas.json_validator("1.6").is_valid(json.loads(answer.data))
    assert json.loads(answer.data)["vulnerabilities"] == []


@pytest.mark.parametrize(
    ("versions", "stands"),
    [
        ([{"range": "vers:npm/<2.0.0"}], True),
        ([{"range": "vers:npm/>=0.9|<1.0.0"}], False),
        ([{"range": "vers:semver/<=1.0.0"}], True),
        ([{"range": "vers:npm/>1.0.0"}, {"version": "1.0.0"}], True),
        ([{"range": "vers:npm/>=0.5|>=0.9"}], False),
        ([{"range": "vers:all/*"}], True),
        ([{"range": "as long as the moon is full"}], False),
    ],
)
def test_what_a_vendor_says_of_a_range_holds_within_it(product_id, sign_in, versions, stands):
    bring(sign_in, vex(entry(affects=[{"ref": "pkg:npm/widget", "versions": versions}])), product_id)
    assert (finding().state is State.NOT_AFFECTED) is stands


def ranged(name: str, status: str = "known_affected", category: str = "product_version_range", **helper: str) -> bytes:
    """A CSAF document on one package in versions named so."""
    identified = {"product_identification_helper": {"purl": "pkg:npm/widget", **helper}}
    branch = {"category": category, "name": name, "product": {"product_id": "W", "name": "w", **identified}}
    one = {"cve": CVE, "product_status": {status: ["W"]}}
    head = {"csaf_version": "2.0", "tracking": {"current_release_date": "2026-03-01T00:00:00Z"}}
    return as_bytes({"document": head, "product_tree": {"branches": [branch]}, "vulnerabilities": [one]})


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("vers:npm/<2.0.0", ("vers:npm/<2.0.0",)),
        ("< 4.2", ("vers:npm/<4.2",)),
        ("All versions < V3.0", ("vers:npm/<V3.0",)),
        (">= 1.0, <2.0", ("vers:npm/>=1.0|<2.0",)),
        (">=1.0 and < 2.0", ("vers:npm/>=1.0|<2.0",)),
        ("All versions", ()),
        ("*", ()),
        ("vers:all/*", ("vers:all/*",)),
        ("before spring", ("words:before spring",)),
        ("4.x", ("words:4.x",)),
        ("2.0 and earlier", ("words:2.0 and earlier",)),
        ("versions prior to 4.2", ("words:versions prior to 4.2",)),
        (">=1|>=2", ("words:>=1|>=2",)),
        ("< 4.2 except 4.1.9", ("words:< 4.2 except 4.1.9",)),
    ],
)
def test_a_range_of_csaf_is_read_or_kept_in_its_words(name, read):
    found = vex_csaf.document_of(json.loads(ranged(name))).said[0].targets[0].versions
    assert found == read


def test_versions_that_are_a_range_are_read_as_one():
    document = vex_csaf.document_of(json.loads(ranged("<= 4.2", category="product_version")))
    assert document.said[0].targets[0].versions == ("vers:npm/<=4.2",)


@pytest.mark.parametrize("status", ["known_affected", "known_not_affected", "fixed"])
def test_a_range_in_words_is_looked_at_by_hand_and_never_taken_for_every_version(product_id, sign_in, status):
    run = bring(sign_in, ranged("versions prior to the spring release", status), product_id)
    browser = sign_in(Role.AUDITOR)
    assert (run.refused, run.added) == (1, 1)
    assert "versions prior to the spring release" in browser.get(f"{LIST}advisories/{run.id}").get_data(as_text=True)
    assert finding().state is State.IN_TRIAGE
    assert "look by hand" in browser.get(f"{LIST}{finding().id}").get_data(as_text=True)


def test_what_only_a_range_in_words_names_is_possible_where_the_vendor_says_affected(app, sign_in):
    make_delivery(make_release(number="7.1"), npm())
    bring(sign_in, ranged("up to the third one", "known_not_affected"))
    assert db.session.query(Finding).count() == 0
    bring(sign_in, ranged("up to the third one", "known_affected"))
    assert (finding().state, finding().match) == (State.IN_TRIAGE, Match.NAME)
    assert "up to the third one" in finding().why["params"]["range"]
    bring(sign_in, ranged("<0.9", "known_affected"))
    assert finding().closed_at is None  # the words still stand beside it


@given(st.lists(st.sampled_from(["1.0.0", "words:4.x", "words:old"]), max_size=6), st.booleans())
def test_a_word_that_nobody_can_place_takes_the_place_of_none_that_is_about_the_version(versions, whole):
    place, key = (1, "npm/widget", "1.0.0"), "" if whole else "npm/widget"
    widget = Named("npm/widget", "1.0.0", "widget", 0)
    why = phrase("found")
    found = {place: Found(1, widget.key, "1.0.0", "widget", 0, 1, Match.RANGE, why)}
    said = [Kept(n, 1, key, (v,), State.NOT_AFFECTED) for n, v in enumerate(versions, 1)]
    stands = with_statements(found, said, Product("Trader", "1.0.0", {widget.key: [widget]}))[place]
    exact = [s.id for s in said if s.versions == ("1.0.0",)]
    last = exact[-1] if exact else len(said) or None
    assert (stands.statement_id, stands.is_unread) == (last, bool(said) and not exact)
