"""From the gaps of an SBOM to a request, and from the workbook that came back to the grades."""

import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from contracts.letters import operations as letters
from contracts.letters.models import Letter
from contracts.letters.rules import Answer, LetterKind
from core import clock
from core.audit.models import AuditEntry
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.files import open_file
from sbom.components.models import Component, Delivery
from sbom.products.models import Product, Release
from sbom.requests.models import AnswerFile, ComponentRequest
from sbom.statements.models import Statement
from tests.sbom.documents import component
from tests.sbom.factories import DISCLOSED, make_delivery, make_product, make_release

GAPS = (
    component("bare", purl="pkg:npm/bare@1.0.0"),
    component("half", licenses=[{"license": {"id": "MIT"}}]),
    component("whole", **DISCLOSED),
)


@pytest.fixture
def browser(sign_in):
    return sign_in(Role.PROCUREMENT)


def ask(browser, delivery: Delivery, **fields) -> ComponentRequest:
    due = clock.today() + timedelta(days=14)
    while due.weekday() > 4:
        due += timedelta(days=1)
    form = {
        "language": "en",
        "dated_on": clock.today(),
        "reply_by": due,
        "era": "iso",
        "chosen": delivery.id,
        "act": "keep",
    }
    answer = browser.post(f"/sbom/requests/new?delivery={delivery.id}", form | fields)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return db.session.query(ComponentRequest).order_by(ComponentRequest.id.desc()).first()


def workbook_of(request: ComponentRequest):
    with open_file(request.sha256) as handle:
        return load_workbook(BytesIO(handle.read()))


def filled(request: ComponentRequest, **answers: dict[str, str]) -> bytes:
    """The request's workbook with cells filled in: `filled(request, bare={"Licence (SPDX)": "MIT"})`."""
    book = workbook_of(request)
    sheet = book.worksheets[1]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        for heading, value in answers.get(sheet.cell(row, 3).value, {}).items():
            sheet.cell(row, columns[heading]).value = value
    handle = BytesIO()
    book.save(handle)
    return handle.getvalue()


def send_back(browser, request: ComponentRequest, data: bytes, name: str = "answer.xlsx") -> str:
    """Upload what came back; gives the address of its preview."""
    form = {"file": (BytesIO(data), name), "stated_on": clock.today()}
    url = f"/sbom/requests/{request.id}/answer"
    answer = browser.post(url, form, content_type="multipart/form-data")
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return answer.location


def confirm(browser, preview: str):
    page = browser.get(preview).get_data(as_text=True)
    digest = page.split('name="digest"')[1].split('value="')[1].split('"')[0]
    version = page.split('name="version"')[1].split('value="')[1].split('"')[0]
    return browser.post(f"{preview}/apply", {"digest": digest, "version": version})


FULL = {
    "bare": {"Source address": "https://example.org/bare.git", "Licence (SPDX)": "Apache-2.0"},
    "half": {"Source address": "https://example.org/half-1.0.0.tgz", "Kind of address": "Download"},
}


def test_a_request_names_each_component_with_what_is_missing_and_why(browser):
    delivery = make_delivery(None, *GAPS)
    request = ask(browser, delivery)
    assert request.lines == 2
    assert request.letter.kind is LetterKind.COMPONENTS
    sheet = workbook_of(request).worksheets[1]
    rows = [[cell.value for cell in row][:8] for row in sheet.iter_rows(min_row=2)]
    assert [row[2] for row in rows] == ["bare", "half"]
    assert [row[5] for row in rows] == ["source, licence", "source"]
    assert "No licence is stated." in rows[0][6]
    assert "Only named as in the registry" in rows[0][6]
    assert len({row[0] for row in rows}) == 2
    assert sheet.data_validations.count == 3
    assert sheet.protection.sheet
    with open_file(request.letter.sha256) as handle, zipfile.ZipFile(handle) as archive:
        words = archive.read("word/document.xml").decode()
    assert "pkg:npm/bare@1.0.0" in words
    assert "CC-19000" in words


def test_the_minimum_elements_are_listed_where_wanted(browser):
    book = workbook_of(ask(browser, make_delivery(None, *GAPS), elements="y"))
    rows = [[cell.value for cell in row] for row in book["Minimum elements"].iter_rows()]
    assert ["NTIA minimum elements (2021)", "Data fields", "Supplier name"] in [row[:3] for row in rows]
    assert "Minimum elements" not in workbook_of(ask(browser, make_delivery(None, *GAPS))).sheetnames


def test_the_same_component_listed_twice_is_asked_about_once(browser):
    delivery = make_delivery(None, GAPS[0], GAPS[0] | {"bom-ref": "again"})
    assert ask(browser, delivery).lines == 1


def test_an_answer_is_previewed_then_kept_and_the_grades_follow(browser):
    delivery = make_delivery(None, *GAPS)
    bytes_before, delivery_id = delivery.sha256, delivery.id
    request = ask(browser, delivery)
    preview = send_back(browser, request, filled(request, **FULL))
    page = browser.get(preview).get_data(as_text=True)
    assert "Nothing is saved yet" in page
    assert db.session.query(Statement).count() == 0
    assert confirm(browser, preview).status_code == 302
    db.session.expire_all()
    delivery = db.session.get_one(Delivery, delivery_id)
    assert (delivery.source_disclosed, delivery.licence_proven, delivery.incomplete) == (3, 3, 0)
    assert delivery.stated == {"source": 2, "licence": 1, "any": 2}
    assert delivery.gaps.get("source_address") is None
    assert delivery.sha256 == bytes_before
    assert {s.stated_on for s in db.session.query(Statement)} == {clock.today()}
    shown = browser.get(f"/sbom/{delivery_id}/components/0").get_data(as_text=True)
    assert "stated by the vendor on" in shown
    assert "answer.xlsx" in shown
    assert "By the file alone" in shown
    only = browser.get(f"/sbom/{delivery_id}?stated=yes").get_data(as_text=True)
    assert "bare" in only
    assert "whole" not in only


def test_the_same_file_again_changes_nothing(browser):
    delivery = make_delivery(None, *GAPS)
    request = ask(browser, delivery)
    data = filled(request, **FULL)
    confirm(browser, send_back(browser, request, data))
    second = send_back(browser, request, data)
    assert "No row says anything new" in browser.get(second).get_data(as_text=True)
    answer = browser.post(f"{second}/apply", {"digest": "x"})
    assert "Nothing was saved" in answer.get_data(as_text=True)
    assert db.session.query(Statement).count() == 3


def test_a_file_is_kept_once_and_a_file_put_aside_is_not_kept(browser):
    request = ask(browser, make_delivery(None, *GAPS))
    first = send_back(browser, request, filled(request, **FULL))
    page = browser.get(first).get_data(as_text=True)
    digest = page.split('name="digest"')[1].split('value="')[1].split('"')[0]
    confirm(browser, first)
    assert "dealt with already" in browser.post(f"{first}/apply", {"digest": digest}).get_data(as_text=True)
    second = send_back(browser, request, filled(request))
    browser.post(f"{second}/discard")
    assert "Put aside" in browser.get(second).get_data(as_text=True)
    assert db.session.query(AnswerFile).filter(AnswerFile.discarded_at.is_not(None)).count() == 1


def test_what_was_shown_is_what_is_kept(browser):
    """A file whose plan is no longer the one that was confirmed is not kept."""
    request = ask(browser, make_delivery(None, *GAPS))
    one, other = (send_back(browser, request, filled(request, **FULL)) for _ in range(2))
    page = browser.get(other).get_data(as_text=True)
    digest = page.split('name="digest"')[1].split('value="')[1].split('"')[0]
    confirm(browser, one)
    answer = browser.post(f"{other}/apply", {"digest": digest}).get_data(as_text=True)
    assert "changed since it was shown" in answer
    assert db.session.query(Statement).count() == 3


def test_a_letter_whose_rows_are_all_answered_is_answered(browser):
    request = ask(browser, make_delivery(None, *GAPS))
    with unit_of_work():
        letters.send_letter(db.session.get_one(Letter, request.letter_id), sent_on=clock.today(), how="", by=None)
    half = {"bare": FULL["bare"]}
    confirm(browser, send_back(browser, request, filled(request, **half)))
    db.session.expire_all()
    assert (request.answered, request.letter.answered_on) == (1, None)
    confirm(browser, send_back(browser, request, filled(request, **FULL)))
    db.session.expire_all()
    assert (request.answered, request.letter.answer) == (2, Answer.AGREED)


def test_the_vendors_own_work_leaves_the_third_parties(browser):
    delivery = make_delivery(None, *GAPS)
    request = ask(browser, delivery)
    confirm(browser, send_back(browser, request, filled(request, bare={"Whose work": "Our own work"})))
    db.session.expire_all()
    assert (delivery.own, delivery.stated["own"], delivery.incomplete) == (1, 1, 1)


def test_answers_carry_over_to_the_same_version_and_are_stale_for_another(browser):
    product_id = make_product().id
    first = make_delivery(make_release(db.session.get(Product, product_id), number="1"), *GAPS)
    request = ask(browser, first)
    confirm(browser, send_back(browser, request, filled(request, **FULL)))
    newer = component("half", licenses=[{"license": {"id": "MIT"}}]) | {"version": "2.0.0"}
    again = make_delivery(make_release(db.session.get(Product, product_id), number="2"), GAPS[0], newer)
    assert (again.source_disclosed, again.licence_proven) == (1, 2)
    assert again.stated == {"source": 1, "licence": 1, "any": 1}
    page = browser.get(f"/sbom/requests/answers/{again.id}").get_data(as_text=True)
    assert "Carried over" in page
    assert "Another version" in page
    line = workbook_of(ask(browser, again)).worksheets[1].cell(2, 7).value
    assert "For version 1.0.0 you answered on" in line


def test_when_the_file_says_it_itself_the_statement_is_not_needed(browser):
    release = make_release()
    release_id = release.id
    request = ask(browser, make_delivery(release, *GAPS))
    confirm(browser, send_back(browser, request, filled(request, **FULL)))
    again = make_delivery(
        db.session.get(Release, release_id), component("bare", purl="pkg:npm/bare@1.0.0", **DISCLOSED)
    )
    assert (again.source_disclosed, again.stated) == (1, {})
    assert db.session.get_one(Component, (again.id, 0)).stated == 0
    assert "Now in the SBOM itself" in browser.get(f"/sbom/requests/answers/{again.id}").get_data(as_text=True)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The file is empty"),
        (b"PK\x03\x04 not a workbook", "damaged"),
        (b"\x00\x01\x02", "neither a workbook nor a text"),
        (b"a,b\n1,2\n", "No answer was found"),
    ],
)
def test_a_hostile_or_mistaken_file_is_refused_in_words_and_nothing_is_kept(browser, data, words):
    request = ask(browser, make_delivery(None, *GAPS))
    form = {"file": (BytesIO(data), "x.xlsx"), "stated_on": clock.today()}
    answer = browser.post(f"/sbom/requests/{request.id}/answer", form, content_type="multipart/form-data")
    assert answer.status_code == 200
    assert words in answer.get_data(as_text=True)
    assert db.session.query(AnswerFile).count() == 0


def test_formulas_in_an_answer_are_never_run_and_none_goes_out(browser):
    delivery = make_delivery(None, component("=cmd|' /C calc'!A0", purl="pkg:npm/evil@1"))
    request = ask(browser, delivery)
    sheet = workbook_of(request).worksheets[1]
    assert sheet["C2"].data_type == "s"
    data = filled(request, **{"=cmd|' /C calc'!A0": {"Licence (SPDX)": '=HYPERLINK("https://example.org")'}})
    preview = browser.get(send_back(browser, request, data))
    assert preview.status_code == 200


def test_every_step_is_on_record(browser):
    request = ask(browser, make_delivery(None, *GAPS))
    confirm(browser, send_back(browser, request, filled(request, **FULL)))
    tags = {entry.tag for entry in db.session.query(AuditEntry)}
    assert {"contracts:letter:draft", "sbom:answer:upload", "sbom:answer:apply"} <= tags


def test_who_may_only_read_sees_and_changes_nothing(sign_in, browser):
    request = ask(browser, make_delivery(None, *GAPS))
    auditor = sign_in(Role.AUDITOR)
    for address in ("/sbom/requests/", f"/sbom/requests/{request.id}", f"/sbom/requests/{request.id}/workbook"):
        assert auditor.get(address).status_code == 200
    assert auditor.get("/sbom/requests/new").status_code == 403
    assert auditor.get(f"/sbom/requests/{request.id}/answer").status_code == 403
