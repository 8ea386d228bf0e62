"""Scans: what a machine read from a picture is offered with the doubt it deserves, what was not read is said."""

from io import BytesIO

from contracts.documents.models import Document, DocumentWords
from contracts.documents.reading.text import DocumentText, Page, Paragraph, Source
from contracts.documents.rules import Extraction
from contracts.facts import jobs
from contracts.facts.models import DocumentFacts, IntakePaper
from contracts.facts.reading import read_facts
from contracts.facts.rules import SURE, FactKind
from contracts.register.models import Contract
from core.auth.rules import Role
from core.background.operations import run_next
from core.db import db, unit_of_work
from tests.contracts.documents.test_scans import ZH, mixed_pdf, needs_ocr, without_ocr
from tests.contracts.factories import make_contract
from tests.contracts.facts.pages import text_of
from tests.contracts.facts.test_intake_views import form_of
from tests.vendors.factories import make_vendor

__all__ = ["without_ocr"]
SENTENCE = "系統每月可用率不得低於百分之九十九點九。"


def paper_of(source: Source, sureness: int = 100) -> DocumentText:
    end = len(SENTENCE)
    return DocumentText("a", "pdf", SENTENCE, (Page(1, 0, end, source, sureness),), (Paragraph(0, end, 1),))


def test_what_was_read_from_a_poor_picture_is_less_sure():
    (printed,) = read_facts(paper_of(Source.FILE))
    (clear,) = read_facts(paper_of(Source.RECOGNISED, 96))
    (poor,) = read_facts(paper_of(Source.RECOGNISED, 60))
    assert printed.score > clear.score >= SURE > poor.score


def upload(browser, data: bytes, name: str) -> str:
    fields = {"files": [(BytesIO(data), name)], "kind": "contract"}
    answer = browser.post("/contracts/new-from-paper", fields, content_type="multipart/form-data")
    return answer.location


def register(browser, url: str, vendor_id: int) -> Document:
    page = text_of(browser.get(url))
    filled = {"vendor": str(vendor_id), "number": "S-1", "title": "掃描件", "starts_on": "2026-01-01"}
    assert browser.post(url, form_of(page) | filled, form_at=url).status_code == 302
    return db.session.query(Document).one()


@needs_ocr
def test_a_contract_is_registered_from_a_scan(sign_in, app):
    browser, vendor = sign_in(Role.PROCUREMENT), make_vendor().id
    assert "/background/" in upload(browser, ZH, "掃描.png")
    while run_next():
        pass
    db.session.expire_all()
    page = text_of(browser.get("/contracts/new-from-paper/1"))
    assert "Read by machine" in page
    assert "99.9" in page
    assert register(browser, "/contracts/new-from-paper/1", vendor).extraction is Extraction.READ
    assert "Read by machine: compare with the picture" in text_of(browser.get("/contracts/1/facts"))


def test_a_scan_that_nothing_can_read_says_so_and_becomes_a_contract_all_the_same(sign_in, app, without_ocr):
    browser, vendor = sign_in(Role.PROCUREMENT), make_vendor().id
    url = upload(browser, ZH, "掃描.png")
    assert "no text layer" in text_of(browser.get(url))
    assert register(browser, url, vendor).extraction is Extraction.SCANNED
    contract = db.session.query(Contract).one()
    assert "what stands in the rest is not offered here" in text_of(browser.get(f"/contracts/{contract.id}/facts"))


def test_pages_that_were_not_read_are_named(sign_in, app, without_ocr):
    browser, vendor = sign_in(Role.PROCUREMENT), make_vendor().id
    url = upload(browser, mixed_pdf(), "合約.pdf")
    assert db.session.query(IntakePaper).one().extraction is Extraction.PARTLY
    assert "page 2 was not read" in text_of(browser.get(url))
    assert register(browser, url, vendor).extraction is Extraction.PARTLY


def test_a_text_that_grew_is_read_anew(sign_in, app):
    contract = make_contract()
    data = {"files": [(BytesIO(SENTENCE.encode()), "a.txt")], "kind": "contract"}
    sign_in(Role.PROCUREMENT).post(
        f"/contracts/{contract.id}/documents/add", data, content_type="multipart/form-data", follow_redirects=True
    )
    with unit_of_work():
        words = db.session.query(DocumentWords).one()
        end = len(SENTENCE)
        added = "本合約以臺灣臺北地方法院為第一審管轄法院。"
        words.text = f"{SENTENCE}\n{added}"
        words.paragraphs = [*words.paragraphs, [end + 1, end + 1 + len(added), 1, 1, 0, 0]]
    assert jobs.run() == {"read": 1}
    kept = db.session.query(DocumentFacts).one()
    assert {fact["kind"] for fact in kept.facts} == {FactKind.AVAILABILITY, FactKind.COURT}
