"""A contract registered from its paper."""

import re
from datetime import date, datetime
from io import BytesIO

import pytest

from contracts.documents import operations as document_operations
from contracts.documents.models import Document
from contracts.facts.models import ContractFact, Intake
from contracts.facts.rules import FactKind
from contracts.register.models import Contract
from core import clock
from core.auth.rules import Role
from core.background.models import Work
from core.background.operations import run_next
from core.db import db
from tests.contracts.facts.pages import PAPER, fields_of, key_of, text_of
from vendors.register.models import Vendor


@pytest.fixture(autouse=True)
def _on_a_day():
    with clock.at(datetime(2026, 9, 1, 10)):
        yield


def upload(browser, *files: tuple[str, str]):
    data = {"files": [(BytesIO(text.encode()), name) for name, text in files], "kind": "contract"}
    return browser.post("/contracts/new-from-paper", data, content_type="multipart/form-data")


def form_of(page: str) -> dict[str, str]:
    """What the contract's form holds when it is opened."""
    names = ("version", "vendor", "number", "title", "signed_on", "starts_on", "ends_on", "renewal", "renewal_months",
             "notice_amount", "notice_unit", "value", "currency", "owner_id", "note")  # fmt: skip
    sent = {}
    for name in names:
        box = re.search(rf'<input[^>]*\bname="{name}"[^>]*>', page)
        value = re.search(r'value="([^"]*)"', box.group(0)) if box else None
        select = re.search(rf'<select[^>]*\bname="{name}"[^>]*>(.*?)</select>', page, re.DOTALL)
        chosen = re.search(r'<option selected value="([^"]*)"', select.group(1)) if select else None
        sent[name] = value.group(1) if value else chosen.group(1) if chosen else ""
    return sent


def test_a_contract_is_registered_from_its_paper(sign_in, vendor):
    browser = sign_in(Role.PROCUREMENT)
    url = upload(browser, ("合約.txt", PAPER), ("附件.txt", "附件一 服務水準\n回應時間：三十分鐘內回應。")).location
    page = text_of(browser.get(url))
    filled = form_of(page)
    assert filled["vendor"] == str(vendor.id)
    assert (filled["number"], filled["title"]) == ("QX-115-0031", "核心系統維護合約書")
    assert (filled["starts_on"], filled["ends_on"], filled["signed_on"]) == ("2026-01-01", "2028-12-31", "2025-12-15")
    assert (filled["renewal"], filled["renewal_months"], filled["notice_amount"]) == ("automatic", "12", "60")
    assert (filled["value"], filled["currency"]) == ("12,000,000.00", "TWD")
    key = key_of(page, "incident_notice")
    answer = browser.post(
        url, filled | {"title": "核心系統維護"} | {f"{key}-take": "y"} | fields_of(page, key), form_at=url
    )
    assert answer.status_code == 302
    contract = db.session.query(Contract).one()
    assert answer.location.endswith(f"/contracts/{contract.id}")
    assert (contract.vendor_id, contract.ends_on, contract.value_minor) == (
        vendor.id,
        date(2028, 12, 31),
        1_200_000_000,
    )
    assert [(d.name, d.kind) for d in db.session.query(Document).order_by(Document.id)] == [
        ("合約.txt", "contract"),
        ("附件.txt", "annex"),
    ]
    kept = {fact.kind for fact in db.session.query(ContractFact)}
    assert {FactKind.ENDS_ON, FactKind.RENEWAL, FactKind.VALUE, FactKind.INCIDENT_NOTICE} <= kept
    assert FactKind.TITLE not in kept
    assert db.session.query(Intake).one().contract_id == contract.id
    assert browser.get(url).status_code == 302


def test_a_vendor_whom_nobody_registered_is_registered_with_the_contract(sign_in, app):
    browser = sign_in(Role.PROCUREMENT)
    url = upload(browser, ("合約.txt", PAPER)).location
    page = text_of(browser.get(url))
    assert "Register as a new vendor: 晨曦資訊股份有限公司 04595252" in page
    filled = form_of(page)
    assert filled["vendor"] == "new-0"
    browser.post(url, filled, form_at=url)
    vendor = db.session.query(Vendor).one()
    assert (vendor.name_zh, vendor.business_number) == ("晨曦資訊股份有限公司", "04595252")
    assert db.session.query(Contract).one().vendor_id == vendor.id


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"vendor": ""}, "Please fill this in."),
        ({"vendor": "999"}, "Not a valid choice"),
        ({"number": ""}, "Please fill this in."),
        ({"ends_on": "2020-01-01"}, "The contract ends before it starts."),
        ({"version": "7"}, "Somebody else changed this record"),
    ],
)
def test_a_form_that_cannot_be_registers_nothing(sign_in, vendor, change, says):
    browser = sign_in(Role.PROCUREMENT)
    url = upload(browser, ("合約.txt", PAPER)).location
    answer = browser.post(url, form_of(text_of(browser.get(url))) | change, form_at=url)
    assert says in text_of(answer)
    assert db.session.query(Contract).count() == 0
    assert db.session.query(Document).count() == 0


def test_a_paper_that_cannot_be_read_still_becomes_a_contract(sign_in, vendor):
    browser = sign_in(Role.PROCUREMENT)
    data = {"files": [(BytesIO(b"\x89PNG\r\n"), "掃描.png")], "kind": "contract"}
    url = browser.post("/contracts/new-from-paper", data, content_type="multipart/form-data").location
    page = text_of(browser.get(url))
    assert "掃描.png" in page
    filled = form_of(page) | {"vendor": str(vendor.id), "number": "N-1", "title": "掃描件", "starts_on": "2026-01-01"}
    assert browser.post(url, filled, form_at=url).status_code == 302
    assert db.session.query(Document).one().failure


def test_a_large_paper_is_read_in_the_background(sign_in, vendor, monkeypatch):
    monkeypatch.setattr(document_operations, "AT_ONCE_BYTES", 100)
    browser = sign_in(Role.PROCUREMENT)
    answer = upload(browser, ("合約.txt", PAPER))
    assert "/background/" in answer.location
    intake = db.session.query(Intake).one()
    url = f"/contracts/new-from-paper/{intake.id}"
    assert "The file is being read" in text_of(browser.get(url))
    assert run_next()
    db.session.expire_all()
    assert db.session.query(Work).one().result == {"url": url}
    assert form_of(text_of(browser.get(url)))["ends_on"] == "2028-12-31"


def test_papers_can_be_set_aside(sign_in, vendor):
    browser = sign_in(Role.PROCUREMENT)
    url = upload(browser, ("合約.txt", PAPER)).location
    assert "合約.txt" in text_of(browser.get("/contracts/new-from-paper"))
    browser.post(f"{url}/drop", {}, form_at="/contracts/new-from-paper")
    assert "合約.txt" not in text_of(browser.get("/contracts/new-from-paper"))
    assert browser.get(url).status_code == 404
    assert browser.post(f"{url}/drop", {}, form_at="/contracts/new-from-paper").status_code == 302


@pytest.mark.parametrize("sent", [{}, {"files": ""}, {"files": (BytesIO(b""), "空.txt")}])
def test_nothing_or_an_empty_file_is_refused_in_words(sign_in, vendor, sent):
    answer = sign_in(Role.PROCUREMENT).post("/contracts/new-from-paper", sent | {"kind": "contract"})
    assert answer.status_code == 200
    assert 'id="files-error"' in text_of(answer)
    assert db.session.query(Intake).count() == 0


def test_the_same_file_twice_is_refused(sign_in, vendor):
    answer = upload(sign_in(Role.PROCUREMENT), ("a.txt", PAPER), ("b.txt", PAPER))
    assert "was sent twice" in text_of(answer)


# --- at a terminal
