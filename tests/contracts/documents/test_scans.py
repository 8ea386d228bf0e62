"""Scans and photographs of contracts: read by machine where the machine can, and said to be unread where it cannot."""

import io
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from contracts.clauses import queries as clauses
from contracts.clauses.models import ClauseFinding
from contracts.clauses.rules import Verdict
from contracts.documents import jobs
from contracts.documents.models import Document, DocumentWords
from contracts.documents.reading import DocumentText, NoTextLayer, Source, read
from contracts.documents.reading.paged import ranges
from contracts.documents.reading.pictures import SHOWN_SIDE, picture_to_show
from contracts.documents.reading.recognised import lines_of, page
from contracts.documents.reading.recognition import missing, recogniser
from contracts.documents.rules import Extraction
from core import clock
from core.auth.rules import Role
from core.background.models import Work
from core.background.operations import run_next
from core.db import db
from core.errors import Unreadable
from core.obligations import State
from core.obligations.registry import obligations
from tests.contracts.documents.makers import pdf
from tests.contracts.factories import make_contract

SCANS = Path(__file__).parent / "scans"
ZH, EN = (SCANS / "zh.png").read_bytes(), (SCANS / "en.png").read_bytes()
HAS_OCR = shutil.which("tesseract") is not None
needs_ocr = pytest.mark.skipif(not HAS_OCR, reason="no tesseract: apt-get install tesseract-ocr tesseract-ocr-chi-tra")
TEXT = ["SUPPORT AGREEMENT", "1. Warranty. The Vendor shall repair defects free of charge for twelve months."]


@pytest.fixture
def without_ocr(monkeypatch, tmp_path):
    """A machine on which nobody has installed text recognition."""
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))


def image(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("L")


def saved(first: Image.Image, *others: Image.Image, kind: str, **options) -> bytes:
    out = io.BytesIO()
    if others:
        options |= {"save_all": True, "append_images": list(others)}
    first.save(out, kind, **options)
    return out.getvalue()


def mixed_pdf() -> bytes:
    """A page with text, then one that was scanned."""
    writer, scan = PdfWriter(), saved(image(ZH), kind="PDF", resolution=200)
    for data in (pdf(TEXT), scan):
        writer.add_page(PdfReader(io.BytesIO(data)).pages[0])
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def recognised(data: bytes) -> DocumentText:
    return read(data, "scan", recogniser())


# What is read


@needs_ocr
def test_a_chinese_scan_is_read_with_its_figures_and_punctuation():
    found = recognised(ZH)
    assert "系統每月可用率不得低於99.9%；故障時" in found.text.replace("\n", "")
    assert "乙方應於一小時內通報甲方" in found.text or "一小時內通報甲方" in found.text
    assert [(page.number, page.source) for page in found.pages] == [(1, Source.RECOGNISED)]
    assert found.pages[0].sureness > 70
    assert "Read by machine" in str(found.remarks[0])


@needs_ocr
def test_an_english_scan_is_read():
    text = recognised(EN).text.replace("\n", " ")
    assert "The Vendor shall repair defects free of charge for twelve months after acceptance." in text


KINDS = {
    "jpeg": lambda: saved(image(ZH), kind="JPEG", quality=70),
    "tiff": lambda: saved(image(ZH).convert("1"), kind="TIFF", compression="group4", dpi=(200, 200)),
    "transparent": lambda: saved(
        Image.merge("LA", (Image.new("L", image(ZH).size), image(ZH).point(lambda v: 255 - v))), kind="PNG"
    ),
    "sixteen bits": lambda: saved(image(ZH).convert("I;16").point(lambda v: v * 256), kind="PNG"),
    "palette": lambda: saved(image(ZH).convert("P"), kind="GIF"),
    "lying on its side": lambda: saved(image(ZH).rotate(90, expand=True), kind="PNG"),
    "large, from a camera": lambda: saved(image(ZH).resize((3308, 4678)), kind="JPEG", quality=60),
    "small, from a screen": lambda: saved(image(ZH).resize((910, 1286), Image.Resampling.LANCZOS), kind="PNG"),
}


@needs_ocr
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_picture_is_read(kind):
    text = recognised(KINDS[kind]()).text.replace("\n", "")
    assert sum(words in text for words in ("合約期間", "書面續約", "通報甲方", "主管機關", "應予保密")) >= 4, text


@needs_ocr
def test_a_tiff_of_several_pages_keeps_them():
    found = recognised(saved(image(ZH), image(EN), kind="TIFF", compression="tiff_deflate"))
    assert [page.number for page in found.pages] == [1, 2]
    assert found.page_at(found.text.index("SUPPORT")) == 2


@needs_ocr
def test_only_the_pages_without_text_are_recognised():
    found = recognised(mixed_pdf())
    assert [page.source for page in found.pages] == [Source.FILE, Source.RECOGNISED]
    assert found.page_at(found.text.index("可用率")) == 2


@needs_ocr
def test_an_empty_page_is_told_from_one_that_was_not_read():
    with pytest.raises(Unreadable, match="Not a word was recognised"):
        recognised(saved(Image.new("L", (1654, 2339), 255), kind="PNG"))


@needs_ocr
def test_progress_is_told_page_by_page():
    told = []
    read(saved(image(EN), image(EN), kind="TIFF"), "x", recogniser(lambda done, total: told.append((done, total))))
    assert told[0] == (0, 2)
    assert told[-1] == (2, 2)
    assert told == sorted(told)


def test_a_serif_taken_for_a_bracket_is_left_out_and_columns_keep_their_distance():
    def row(text: str, sureness: float, left: int, width: int) -> str:
        return f"5\t1\t1\t1\t1\t1\t{left}\t100\t{width}\t30\t{sureness}\t{text}"

    table = "\n".join(
        ["head", row("條", 96, 0, 30), row("]", 3, 30, 4), row("目的", 96, 60, 60), row("項目", 96, 400, 60)]
    )
    assert page(lines_of(table)).lines == ("條目的   項目",)


# What is not


def test_without_recognition_a_scan_has_no_text_layer(without_ocr):
    assert recogniser() is None
    assert "apt install tesseract-ocr tesseract-ocr-chi-tra" in str(missing())
    for data in (ZH, saved(image(ZH), kind="PDF")):
        with pytest.raises(NoTextLayer, match="no text layer: "):
            recognised(data)


def test_without_recognition_the_pages_with_text_are_read_and_the_others_named(without_ocr):
    found = recognised(mixed_pdf())
    assert "repair defects" in found.text
    assert found.unread == (2,)
    assert "were not read: 2" in str(found.remarks[0])


def test_a_language_that_is_missing_is_named(monkeypatch, tmp_path):
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\necho 'List of available languages (1):'\necho eng\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert "chi_tra" in str(missing())
    assert recogniser() is None


def test_a_blank_page_among_others_is_no_picture():
    assert read(pdf(TEXT, []), "a.pdf").unread == ()


def png_that_claims(width: int, height: int) -> bytes:
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 9_000)) + chunk(b"IEND", b"")
    )


HOSTILE = {
    "claims a billion pixels": png_that_claims(60_000, 60_000),
    "cut off": ZH[:3_000],
    "no picture behind its head": b"\xff\xd8\xff\xe0" + b"\0" * 500,
    "a circle of pages": b"II*\x00\x08\x00\x00\x00" + b"\x00\x00" + b"\x08\x00\x00\x00",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_picture_is_refused_or_unread_and_takes_nothing_with_it(kind):
    with pytest.raises(Unreadable):
        recognised(HOSTILE[kind])
    assert picture_to_show(HOSTILE[kind], 1) is None


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [([1, 2, 3, 7], "1–3, 7"), ([5], "5"), (range(1, 60, 2), "1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23 …")],
)
def test_pages_are_named_as_people_name_them(numbers, shown):
    assert ranges(list(numbers)) == shown


# In the product


def text_of(answer) -> str:
    return answer.get_data(as_text=True)


def attach(browser, contract, data: bytes, name: str) -> str:
    fields = {"files": [(io.BytesIO(data), name)], "kind": "contract"}
    return text_of(
        browser.post(
            f"/contracts/{contract.id}/documents/add", fields, content_type="multipart/form-data", follow_redirects=True
        )
    )


def paper() -> Document:
    db.session.expire_all()
    return db.session.query(Document).one()


def duty(contract_id: int):
    return next(o for o in obligations(clock.today()) if o.rule_id == "CC-19000-4-1" and o.subject_id == contract_id)


@pytest.fixture
def contract(app):
    with clock.at(datetime(2026, 9, 1, 10)):
        yield make_contract()


def test_a_contract_whose_only_paper_is_a_scan_is_not_checked(sign_in, contract, without_ocr):
    contract_id = contract.id
    page = attach(sign_in(Role.PROCUREMENT), contract, ZH, "合約.png")
    assert "no text layer: " in page
    assert "Not checked" in page
    assert paper().extraction is Extraction.SCANNED
    assert db.session.query(ClauseFinding).count() == 0
    assert duty(contract_id).state is State.NOT_ASSESSED
    assert contract_id not in clauses.clause_standings(clock.today())
    browser = sign_in(Role.COMPLIANCE)
    assert "apt install tesseract-ocr" in text_of(browser.get(f"/contracts/documents/{paper().id}"))
    assert "apt install tesseract-ocr" in text_of(sign_in(Role.ADMINISTRATOR).get("/jobs/"))


def test_what_a_page_that_was_not_read_may_hold_is_not_called_missing(sign_in, contract, without_ocr):
    contract_id = contract.id
    attach(sign_in(Role.PROCUREMENT), contract, mixed_pdf(), "合約.pdf")
    assert paper().extraction is Extraction.PARTLY
    page = text_of(sign_in(Role.COMPLIANCE).get(f"/contracts/{contract_id}/clauses"))
    assert "page 2 was not read" in page
    assert duty(contract_id).state is State.NOT_ASSESSED
    assert "attach a copy with text" in str(duty(contract_id).next_step)


@needs_ocr
def test_a_scan_is_read_in_the_background_and_its_clauses_checked(sign_in, contract):
    contract_id, browser = contract.id, sign_in(Role.PROCUREMENT)
    attach(browser, contract, mixed_pdf(), "合約.pdf")
    document_id = paper().id
    assert paper().extraction is Extraction.WAITING
    assert "hx-get" in text_of(browser.get(f"/contracts/documents/{document_id}"))
    while run_next():
        pass
    work = db.session.query(Work).one()
    assert (work.done, work.total) == (1, 1)
    assert paper().extraction is Extraction.READ
    found = db.session.query(ClauseFinding).filter_by(contract_id=contract_id, clause_id="service_level").one()
    assert found.verdict is Verdict.PRESENT
    page = text_of(browser.get(f"/contracts/documents/{document_id}"))
    assert "Read by machine" in page
    assert f"/contracts/documents/{document_id}/pages/2.png" in page
    assert "data-go" in text_of(browser.get(f"/contracts/documents/{document_id}/reading"))


@needs_ocr
def test_scans_are_read_once_text_recognition_is_added(sign_in, contract, monkeypatch, tmp_path):
    with monkeypatch.context() as bare:
        bare.setenv("PATH", str(tmp_path))
        attach(sign_in(Role.PROCUREMENT), contract, ZH, "合約.png")
        assert jobs.run() == {"read": 0, "recognise": 0}
    assert jobs.run()["recognise"] == 1
    assert jobs.run()["recognise"] == 0
    while run_next():
        pass
    assert paper().extraction is Extraction.READ


@needs_ocr
def test_a_person_can_have_a_paper_read_once_more(sign_in, contract, monkeypatch, tmp_path):
    browser = sign_in(Role.PROCUREMENT)
    with monkeypatch.context() as bare:
        bare.setenv("PATH", str(tmp_path))
        attach(browser, contract, mixed_pdf(), "合約.pdf")
    address = f"/contracts/documents/{paper().id}"
    browser.post(f"{address}/read-again", form_at=address)
    while run_next():
        pass
    assert paper().extraction is Extraction.READ
    assert db.session.query(DocumentWords).one().pages[1][3:4] == [1]
    answer = browser.post(f"{address}/read-again", form_at=address, follow_redirects=True)
    assert "nothing left to read" in text_of(answer)


@needs_ocr
def test_the_same_scan_of_another_contract_is_not_recognised_twice(sign_in, contract):
    browser = sign_in(Role.PROCUREMENT)
    attach(browser, contract, EN, "a.png")
    while run_next():
        pass
    attach(browser, make_contract(), EN, "b.png")
    assert {document.extraction for document in db.session.query(Document)} == {Extraction.READ}
    assert db.session.query(Work).count() == 1


@needs_ocr
def test_a_paper_whose_background_work_was_lost_is_read_by_the_job(sign_in, contract):
    attach(sign_in(Role.PROCUREMENT), contract, EN, "a.png")
    assert jobs.run()["read"] == 0
    with clock.at(datetime(2026, 9, 1, 10) + timedelta(minutes=40)):
        assert jobs.run()["read"] == 1
    assert paper().extraction is Extraction.READ


def test_the_picture_of_a_page_is_shown_to_those_who_may_see_contracts(sign_in, contract, without_ocr):
    attach(sign_in(Role.PROCUREMENT), contract, mixed_pdf(), "合約.pdf")
    address = f"/contracts/documents/{paper().id}/pages"
    answer = sign_in(Role.AUDITOR).get(f"{address}/2.png")
    assert answer.mimetype == "image/png"
    assert answer.headers["Cache-Control"] == "no-store"
    assert max(Image.open(io.BytesIO(answer.data)).size) <= SHOWN_SIDE
    for nothing in ("3.png", "0.png", "99999.png"):
        assert sign_in(Role.AUDITOR).get(f"{address}/{nothing}").status_code == 404
    assert sign_in(Role.ADMINISTRATOR).get(f"{address}/2.png").status_code == 403


def test_a_paper_without_pages_to_draw_has_no_picture(sign_in, contract):
    attach(sign_in(Role.PROCUREMENT), contract, "第一條 保固\n乙方保固一年。".encode(), "a.txt")
    assert sign_in(Role.AUDITOR).get(f"/contracts/documents/{paper().id}/pages/1.png").status_code == 404
