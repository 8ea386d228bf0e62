"""What people see and do: the list, one finding, the judgement, the terms, an import through the page."""

import gzip
import io
import json
import zipfile
from datetime import date, timedelta

import pytest

from core import clock
from core.audit.models import AuditEntry
from core.auth.rules import Role
from core.background.operations import run_next
from core.db import db
from core.obligations.rules import State as Duty
from sbom.vulnerabilities.jobs import match_all
from sbom.vulnerabilities.models import Finding, FindingTerm, Import
from sbom.vulnerabilities.obligations import judge
from sbom.vulnerabilities.rules import Justification, State
from tests.sbom.factories import make_delivery
from tests.sbom.vulnerabilities.advisories import bring_in, npm, osv_record

LIST = "/sbom/vulnerabilities/"


@pytest.fixture
def finding(app) -> Finding:
    make_delivery(None, npm())
    bring_in(osv_record(aliases=["CVE-2026-1111"], summary="It breaks", database_specific={"severity": "HIGH"}))
    return db.session.query(Finding).one()


def page(browser, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def judged(finding: Finding, **fields: str) -> dict[str, str]:
    return {"state": "not_affected", "justification": "code_not_reachable", "reason": "never called", "owner_id": "",
            "due": "", "version": str(finding.version), **fields}  # fmt: skip


def test_the_list_shows_what_is_open_and_goes_out_as_a_workbook(finding, sign_in):
    browser = sign_in(Role.AUDITOR)
    assert "CVE-2026-1111" in page(browser, LIST)
    assert "CVE-2026-1111" in page(browser, LIST + "?severity=high&match=range&q=widget")
    assert "CVE-2026-1111" not in page(browser, LIST + "?show=gone").split("<tbody")[-1]
    assert browser.get(LIST + "?format=xlsx").data[:2] == b"PK"


def test_one_finding_shows_its_evidence(finding, sign_in):
    text = page(sign_in(Role.AUDITOR), f"{LIST}{finding.id}")
    for said in (
        "It breaks",
        "Version 1.0.0 is before 2.0.0",
        "GHSA-aaaa-bbbb-cccc",
        "introduced 0",
        "Found in release",
    ):
        assert said in text
    assert "Record the judgement" not in text


def test_a_judgement_is_recorded_with_its_reason_and_history(finding, sign_in):
    browser = sign_in(Role.IT_MANAGER)
    address = f"{LIST}{finding.id}"
    answer = browser.post(address + "/judge", judged(finding), form_at=address)
    assert answer.status_code == 302
    db.session.expire_all()
    found = db.session.get(Finding, finding.id)
    assert (found.state, found.justification) == (State.NOT_AFFECTED, Justification.CODE_NOT_REACHABLE)
    assert found.judged_by.login == "it_manager"
    text = page(browser, address)
    assert "Judged: Not affected." in text
    assert "never called" in text
    assert db.session.query(AuditEntry).filter_by(tag="sbom:finding:judge").count() == 1
    assert "CVE-2026-1111" not in page(browser, LIST).split("finder")[-1]
    assert "CVE-2026-1111" in page(browser, LIST + "?show=settled")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"justification": ""}, "Say why it is not affected."),
        ({"state": "resolved", "reason": " "}, "Say why: auditors will ask."),
        ({"state": "gone"}, "Not a valid choice"),
        ({"due": "soon"}, "date"),
        ({"owner_id": "99"}, "Not a valid choice"),
    ],
)
def test_a_judgement_without_its_grounds_is_refused_at_the_field(finding, sign_in, fields, said):
    address = f"{LIST}{finding.id}"
    answer = sign_in(Role.COMPLIANCE).post(address + "/judge", judged(finding, **fields), form_at=address)
    assert said.lower() in answer.get_data(as_text=True).lower()
    assert db.session.get(Finding, finding.id).state is State.IN_TRIAGE


def test_two_people_judging_at_once_do_not_overwrite_each_other(finding, sign_in):
    address = f"{LIST}{finding.id}"
    form = judged(finding)
    sign_in(Role.IT_MANAGER).post(address + "/judge", form, form_at=address)
    answer = sign_in(Role.COMPLIANCE).post(address + "/judge", {**form, "state": "resolved"}, form_at=address)
    assert "Somebody else changed this record" in answer.get_data(as_text=True)


def test_the_due_day_follows_the_policy_until_somebody_sets_one(finding, sign_in):
    start = finding.found_on
    assert finding.due_on == start + timedelta(days=30)
    admin = sign_in(Role.ADMINISTRATOR)
    address = LIST + "policy/high"
    assert admin.post(address, {"days": "14", "reason": "board"}, form_at=address).status_code == 302
    db.session.expire_all()
    assert db.session.get(Finding, finding.id).due_on == start + timedelta(days=14)
    browser, shown = sign_in(Role.IT_MANAGER), f"{LIST}{finding.id}"
    form = judged(
        finding, state="exploitable", due="2027-03-01", version=str(db.session.get(Finding, finding.id).version)
    )
    browser.post(shown + "/judge", form, form_at=shown)
    version = str(db.session.query(FindingTerm).one().version)
    admin.post(address, {"days": "20", "reason": "board", "version": version}, form_at=address)
    db.session.expire_all()
    assert db.session.get(Finding, finding.id).due_on == date(2027, 3, 1)
    assert "board" in page(admin, LIST + "policy")
    assert admin.get(LIST + "policy/none-such").status_code == 404


def duties() -> list[Duty]:
    """The states of CC-19000-4-9 on products, judged anew."""
    db.session.expire_all()
    return [o.state for o in judge(clock.today())]


def test_the_obligation_follows_what_is_open(finding):
    assert duties() == [Duty.DUE_SOON]
    finding.due_on = date(2020, 1, 1)
    db.session.commit()
    assert duties() == [Duty.NOT_MET]
    finding.state = State.RESOLVED
    db.session.commit()
    assert duties() == [Duty.MET]


def test_without_advisories_nothing_is_called_safe(app, sign_in):
    make_delivery(None, npm())
    match_all()
    assert duties() == [Duty.NOT_ASSESSED]
    assert "means nothing until then" in page(sign_in(Role.AUDITOR), LIST)


def test_the_vendor_the_product_the_sbom_and_the_component_show_it(finding, sign_in):
    browser = sign_in(Role.AUDITOR)
    product = finding.product
    for address in (f"/vendors/{product.vendor_id}", f"/sbom/products/{product.id}", f"/sbom/{finding.delivery_id}",
                    f"/sbom/{finding.delivery_id}/components/0"):  # fmt: skip
        assert "Known vulnerabilities" in page(browser, address), address
    assert "CVE-2026-1111" in page(sign_in(Role.IT_MANAGER), "/")


# imports


def uploaded(sign_in, data: bytes, name: str = "all.zip"):
    browser = sign_in(Role.IT_MANAGER)
    address = LIST + "advisories/import"
    answer = browser.post(
        address, {"file": (io.BytesIO(data), name)}, form_at=address, content_type="multipart/form-data"
    )
    while run_next():
        pass
    db.session.expire_all()
    return browser, answer


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name + ".json", data)
    return out.getvalue()


def as_json(*records: object) -> bytes:
    return json.dumps(records[0] if len(records) == 1 else list(records)).encode()


ONE, TWO = osv_record("GHSA-1", "widget"), osv_record("GHSA-2", "gadget")


@pytest.mark.parametrize(
    "data",
    [
        zipped(one=as_json(ONE), two=as_json(TWO)),
        as_json(ONE, TWO),
        as_json(ONE) + b"\n" + as_json(TWO) + b"\n",
        b"\xef\xbb\xbf" + as_json({"vulns": [ONE, TWO]}),
        json.dumps([ONE, TWO], indent=2).encode(),
        gzip.compress(as_json(ONE, TWO)),
    ],
    ids=["zip", "list", "lines", "answer", "indented", "gzip"],
)
def test_records_come_in_whatever_way_they_are_packed(app, sign_in, data):
    make_delivery(None, npm(), npm("gadget"))
    browser, answer = uploaded(sign_in, data)
    assert answer.status_code == 302
    run = db.session.query(Import).one()
    first = run.id
    assert (run.read, run.added, run.refused, run.kinds) == (2, 2, 0, "OSV")
    assert run.sha256 is None
    assert db.session.query(Finding).count() == 2
    uploaded(sign_in, data)
    again = db.session.query(Import).order_by(Import.id.desc()).first()
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)
    assert "Records read" in page(browser, f"{LIST}advisories/{first}")
    assert "all.zip" in page(browser, LIST + "advisories/")


def test_one_bad_record_does_not_keep_the_others_out(app, sign_in):
    uploaded(sign_in, zipped(good=as_json(ONE), bad=b"{", other=b'{"id": 1}', deep=b"[" * 3000))
    run = db.session.query(Import).one()
    assert (run.read, run.refused) == (1, 3)
    text = page(sign_in(Role.AUDITOR), f"{LIST}advisories/{run.id}")
    assert "bad.json" in text
    assert "This is not JSON" in text


@pytest.mark.parametrize(
    "data",
    [b"", b"\x00\x01\x02", b"hello", b"[]", b"{}", b"PK\x03\x04 broken", b"\x1f\x8b broken", zipped(), b"<a/>",
     as_json({"bomFormat": "x"}), b"[" * 5000, b'{"id": NaN}'],
)  # fmt: skip
def test_a_file_that_is_none_of_ours_is_refused_with_a_sentence(app, sign_in, data):
    browser, answer = uploaded(sign_in, data)
    if answer.status_code == 302:
        text = page(browser, answer.location + "/bar")
        assert "note-bad" in text
        assert "VR-W" not in text
    else:
        assert "field-error" in answer.get_data(as_text=True) or "note-bad" in answer.get_data(as_text=True)


def test_an_entry_that_unpacks_without_end_is_left_out(app, sign_in):
    uploaded(sign_in, zipped(good=as_json(ONE), bomb=b" " * 30_000_000))
    run = db.session.query(Import).one()
    assert (run.read, run.refused) == (1, 1)
