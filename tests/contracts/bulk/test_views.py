"""Many papers at once, as procurement sends them, reads what came of them and files them."""

from datetime import datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook

from contracts.bulk.models import BulkCheck, BulkFile, BulkFinding
from contracts.bulk.rules import FileState
from contracts.clauses.models import ClauseFinding
from contracts.clauses.rulebooks import load
from contracts.clauses.rules import Verdict, check
from contracts.documents.models import Document, DocumentWords
from contracts.documents.reading import read
from contracts.register.models import Contract
from core import clock
from core.audit.models import AuditEntry
from core.auth.rules import Role
from core.background.models import State, Work
from core.background.operations import run_next
from core.db import db, unit_of_work
from core.files import path_of
from core.files.models import StoredFile
from tests.contracts.bulk.zips import FORM, SLIP, THREE, VAULT, zipped
from tests.contracts.factories import make_contract
from tests.vendors.factories import make_vendor


@pytest.fixture(autouse=True)
def _on_a_day():
    with clock.at(datetime(2026, 9, 1, 10)):
        yield


def text_of(answer) -> str:
    return answer.get_data(as_text=True)


def send(browser, data: bytes, name: str = "舊合約.zip", **fields):
    sent = {"archive": (BytesIO(data), name), "rulebook_id": "cc19000"} | fields
    return browser.post("/contracts/bulk/new", sent, content_type="multipart/form-data", follow_redirects=True)


def work_off() -> None:
    while run_next():
        pass
    db.session.expire_all()


@pytest.fixture
def checked(sign_in) -> int:
    """The number of a check of three files, one of them of an old kind, that is through."""
    send(sign_in(Role.PROCUREMENT), zipped(**THREE))
    work_off()
    return db.session.query(BulkCheck.id).scalar()


def file_named(part: str) -> BulkFile:
    db.session.expire_all()
    return db.session.query(BulkFile).filter(BulkFile.name.contains(part)).one()


def test_a_zip_is_checked_in_the_background_with_progress_by_file(sign_in):
    browser = sign_in(Role.PROCUREMENT)
    page = text_of(send(browser, zipped(**THREE)))
    assert "0 of 3 files" in page
    assert "Being checked" in page
    check_id = db.session.query(BulkCheck.id).scalar()
    assert 'hx-trigger="every 2s"' in text_of(browser.get(f"/contracts/bulk/{check_id}/progress"))
    work_off()
    assert "data-go" in text_of(browser.get(f"/contracts/bulk/{check_id}/progress"))
    page = text_of(browser.get(f"/contracts/bulk/{check_id}"))
    assert "Finished" in page
    assert "Checked by Procurement" in page
    assert "This is a file of Word 97" in page


def test_a_folder_is_checked_as_a_zip_of_it(sign_in):
    browser = sign_in(Role.PROCUREMENT)
    folder = [(BytesIO(data), f"舊約/{name}") for name, data in (("申請單.txt", SLIP), ("附件/備份.txt", VAULT))]
    sent = {"folder": folder, "archive": (BytesIO(), ""), "rulebook_id": "cc19000"}
    browser.post("/contracts/bulk/new", data=sent, content_type="multipart/form-data")
    work_off()
    check_id, name = db.session.query(BulkCheck.id, BulkCheck.name).one()
    assert name == "舊約"
    files = db.session.query(BulkFile).filter(BulkFile.check_id == check_id).order_by(BulkFile.position)
    assert [(f.name, f.state) for f in files] == [
        ("舊約/申請單.txt", FileState.CHECKED),
        ("舊約/附件/備份.txt", FileState.CHECKED),
    ]


def test_one_of_a_zip_and_a_folder_is_asked_for(sign_in):
    browser, nothing = sign_in(Role.PROCUREMENT), (BytesIO(), "")
    assert "Choose a zip or a folder." in text_of(send(browser, b"", name="", folder=nothing))
    both = send(browser, zipped(**THREE), folder=(BytesIO(SLIP), "舊約/申請單.txt"))
    assert "Choose one of the two, not both." in text_of(both)
    assert not db.session.query(BulkCheck).count()


def test_every_file_is_found_to_hold_what_it_holds_alone(checked):
    for name, data in (("申請單", SLIP), ("備份", VAULT)):
        file = file_named(name)
        alone = check(read(data, "x.txt"), load("cc19000"))
        kept = {f.clause_id: f for f in db.session.query(BulkFinding).filter_by(file_id=file.id)}
        assert {k: f.verdict for k, f in kept.items()} == {k: f.verdict for k, f in alone.items()}
        assert (file.absent, file.partial) == tuple(
            [f.verdict for f in alone.values()].count(v) for v in (Verdict.ABSENT, Verdict.PARTIAL)
        )


def test_the_zip_itself_is_not_kept_and_a_refused_file_neither(checked):
    kept = {row[0] for row in db.session.query(StoredFile.sha256)}
    assert kept == {file_named("申請單").sha256, file_named("備份").sha256}
    assert {p.name for p in path_of("aa").parent.parent.rglob("*") if p.is_file()} == kept
    assert file_named("舊式").sha256 is None


def test_the_matrix_stands_worst_first_narrows_and_leads_to_the_passages(sign_in, checked):
    browser = sign_in(Role.AUDITOR)
    page = text_of(browser.get(f"/contracts/bulk/{checked}"))
    worst, best = sorted((file_named("申請單"), file_named("備份")), key=lambda f: -(2 * f.absent + f.partial))
    assert page.index(worst.name) < page.index(best.name)
    lacking = text_of(browser.get(f"/contracts/bulk/{checked}?lacking=audit"))
    assert "申請單.txt" in lacking
    assert f"/contracts/bulk/files/{file_named('備份').id}" not in lacking
    paper = text_of(browser.get(f"/contracts/bulk/files/{file_named('申請單').id}?clause=service_level"))
    assert '<mark id="evidence-1" data-evidence tabindex="-1">' in paper
    assert "可用度每月 99.95%" in paper
    assert browser.get(f"/contracts/bulk/files/{worst.id}/download").data in (SLIP, VAULT)


@pytest.mark.parametrize("clause", ["", "nonsense", "%00"])
def test_any_clause_asked_for_shows_a_page(sign_in, checked, clause):
    browser = sign_in(Role.AUDITOR)
    assert browser.get(f"/contracts/bulk/files/{file_named('備份').id}?clause={clause}").status_code == 200
    assert browser.get(f"/contracts/bulk/{checked}?lacking={clause}&sort=zz&page=99").status_code == 200
    assert browser.get(f"/contracts/bulk/files/{file_named('舊式').id}").status_code == 404


def test_the_workbook_holds_matrix_passages_refused_and_the_record(sign_in, checked):
    book = load_workbook(BytesIO(sign_in(Role.AUDITOR).get(f"/contracts/bulk/{checked}?format=xlsx").data))
    matrix, totals, passages, refused, about = book.worksheets
    rows = list(matrix.values)
    assert {row[0] for row in rows[1:]} == {"舊約/申請單.txt", "舊約/備份.txt"}
    assert {cell for row in rows[1:] for cell in row[4:]} <= {"✗ Missing", "◐ Incomplete", "✓ Present"}
    assert matrix.freeze_panes == "C2"
    assert all(sum(row[1:]) == 2 for row in list(totals.values)[1:])
    assert any("可用度每月 99.95%" in (row[4] or "") for row in passages.values)
    assert [row[0] for row in list(refused.values)[1:]] == ["舊式.doc"]
    told = dict(list(about.values)[1:])
    assert told["By"] == "Procurement"
    assert "cc19000" in told["Rulebook"]
    narrowed = sign_in(Role.AUDITOR).get(f"/contracts/bulk/{checked}?format=xlsx&lacking=audit").data
    assert len(list(load_workbook(BytesIO(narrowed)).worksheets[0].values)) == 2


def test_another_rulebook_can_be_asked_for_and_is_remembered(sign_in):
    send(sign_in(Role.COMPLIANCE), zipped(**{"a.txt": FORM}), rulebook_id="dora30")
    work_off()
    found = db.session.query(BulkCheck).one()
    assert (found.rulebook_id, found.rulebook_digest) == ("dora30", load("dora30").digest)
    assert {f.clause_id for f in db.session.query(BulkFinding)} == set(load("dora30").clauses)


@pytest.mark.parametrize(
    ("data", "fields", "sentence"),
    [
        (b"", {}, "not a zip"),
        (b"hello", {}, "not a zip"),
        (zipped(), {}, "holds no file"),
        (zipped(**{"a.txt": SLIP}), {"rulebook_id": "none"}, "Not a valid choice"),
    ],
)
def test_what_is_no_zip_begins_nothing(sign_in, data, fields, sentence):
    assert sentence in text_of(send(sign_in(Role.PROCUREMENT), data, **fields))
    assert db.session.query(BulkCheck).count() == 0
    assert db.session.query(StoredFile).count() == 0


def test_a_check_of_which_nothing_could_be_read_says_so(sign_in):
    browser = sign_in(Role.PROCUREMENT)
    send(browser, zipped(**{"a.zip": b"PK", "b.txt": b""}))
    work_off()
    page = text_of(browser.get(f"/contracts/bulk/{db.session.query(BulkCheck.id).scalar()}"))
    assert "No file could be checked" in page
    assert "inside the archive" in page
    assert "is empty" in page


# --- filing -----------------------------------------------------------------------------------------------------------


def test_a_paper_goes_to_the_contract_whose_number_it_bears_when_a_person_says_so(sign_in):
    contract_id = make_contract(make_vendor(name_zh="鐵杉電信股份有限公司"), number="IT-115-007", title="專線租用").id
    make_contract(number="IT-115-008")
    paper = "鐵杉電信股份有限公司\n合約編號：IT-115-007\n".encode() + SLIP
    browser = sign_in(Role.PROCUREMENT)
    send(browser, zipped(**{"申請單.txt": paper}))
    work_off()
    file = file_named("申請單")
    assert file.contract_id is None
    page = text_of(browser.get(f"/contracts/bulk/files/{file.id}/file"))
    assert "Its number IT-115-007 stands in the paper." in page
    assert "The vendor&#39;s name stands in the paper." in page
    assert "IT-115-008" not in page
    answer = browser.post(
        f"/contracts/bulk/files/{file.id}/file",
        {"contract_id": contract_id, "kind": "amendment", "signed_on": "115/3/1"}, follow_redirects=True,
    )  # fmt: skip
    assert "申請單.txt" in text_of(answer)
    document = db.session.query(Document).one()
    assert (document.contract_id, document.kind, document.signed_on.isoformat()) == (
        contract_id, "amendment", "2026-03-01",
    )  # fmt: skip
    assert db.session.query(ClauseFinding).filter_by(contract_id=contract_id).count() == 17
    assert {e.tag for e in db.session.query(AuditEntry)} >= {"contracts:bulk:file", "contracts:document:add"}
    assert "IT-115-007" in text_of(browser.get(f"/contracts/bulk/{file.check_id}"))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Choose a contract"),
        ({"number": "no such"}, "no contract with the number no such"),
        ({"contract_id": "999"}, "Not a valid choice"),
        ({"number": "C-1", "kind": "love letter"}, "could not coerce"),
    ],
)
def test_a_paper_is_filed_nowhere_by_mistake(sign_in, checked, fields, sentence):
    make_contract(number="C-1")
    url = f"/contracts/bulk/files/{file_named('備份').id}/file"
    page = text_of(sign_in(Role.PROCUREMENT).post(url, {"kind": "contract"} | fields))
    assert sentence in page
    assert db.session.query(Document).count() == 0


def test_a_paper_is_filed_once_and_not_where_it_is_attached_already(sign_in, checked):
    contract, other = make_contract(number="C-1"), make_contract(number="C-2")
    browser = sign_in(Role.PROCUREMENT)
    data = {"files": [(BytesIO(VAULT), "備份.txt")], "kind": "contract"}
    browser.post(f"/contracts/{contract.id}/documents/add", data, content_type="multipart/form-data")
    url = f"/contracts/bulk/files/{file_named('備份').id}/file"
    assert "attached to it already" in text_of(browser.get(url))
    assert "is attached to this contract already" in text_of(browser.post(url, {"number": "c-1", "kind": "contract"}))
    browser.post(url, {"number": "C-2", "kind": "contract"})
    assert file_named("備份").contract_id == other.id
    assert "filed already" in text_of(browser.post(url, {"number": "C-1", "kind": "contract"}))


def test_a_paper_begins_a_new_contract_with_what_it_says_of_itself(sign_in):
    vendor_id = make_vendor(name_zh="鐵杉電信股份有限公司", business_number="04595257").id
    paper = "專線租用申請書\n統一編號 04595257\n契約編號：TEL-9\n".encode() + SLIP
    browser = sign_in(Role.PROCUREMENT)
    send(browser, zipped(**{"申請單.txt": paper}))
    work_off()
    url = f"/contracts/bulk/files/{file_named('申請單').id}/new-contract"
    page = text_of(browser.get(url))
    assert f'<option selected value="{vendor_id}">' in page
    assert 'value="TEL-9"' in page
    assert 'value="專線租用申請書"' in page
    fields = {"vendor_id": vendor_id, "number": "TEL-9", "title": "專線租用", "starts_on": "115/1/1"}
    assert "no such day" in text_of(browser.post(url, fields | {"starts_on": "115/2/30"}))
    assert db.session.query(Contract).count() == 0
    browser.post(url, fields)
    contract = db.session.query(Contract).one()
    assert (contract.number, contract.vendor_id) == ("TEL-9", vendor_id)
    assert db.session.query(Document).one().contract_id == contract.id
    assert sign_in(Role.COMPLIANCE).get(url).status_code == 403


# --- the record's end -------------------------------------------------------------------------------------------------


def test_deleting_a_check_takes_its_loose_papers_and_leaves_the_filed_ones(sign_in, checked):
    contract = make_contract(number="C-1")
    browser = sign_in(Role.PROCUREMENT)
    filed, loose = file_named("備份"), file_named("申請單")
    filed_hash, loose_hash = filed.sha256, loose.sha256
    browser.post(f"/contracts/bulk/files/{filed.id}/file", {"number": "C-1", "kind": "contract"})
    page = browser.get(f"/contracts/bulk/{checked}/delete")
    assert "3 files" in text_of(page)
    browser.post(f"/contracts/bulk/{checked}/delete", {"version": db.session.get(BulkCheck, checked).version})
    db.session.expire_all()
    assert [db.session.query(m).count() for m in (BulkCheck, BulkFile, BulkFinding)] == [0, 0, 0]
    assert {row[0] for row in db.session.query(StoredFile.sha256)} == {filed_hash}
    assert (path_of(filed_hash).exists(), path_of(loose_hash).exists()) == (True, False)
    assert {row[0] for row in db.session.query(DocumentWords.sha256)} == {filed_hash}
    assert browser.get(f"/contracts/documents/{db.session.query(Document.id).scalar()}/download").data == VAULT
    assert contract.id == db.session.query(Document).one().contract_id
    assert db.session.query(AuditEntry).filter_by(tag="contracts:bulk:delete").one().changes["files"] == 3


def test_a_paper_in_two_checks_stays_until_both_are_gone(sign_in):
    browser = sign_in(Role.PROCUREMENT)
    for name in ("一.zip", "二.zip"):
        send(browser, zipped(**{"a.txt": SLIP}), name)
        work_off()
    first, second = (row[0] for row in db.session.query(BulkCheck.id).order_by(BulkCheck.id))
    browser.post(f"/contracts/bulk/{first}/delete", {"version": db.session.get(BulkCheck, first).version})
    assert "可用度" in text_of(browser.get(f"/contracts/bulk/files/{file_named('a.txt').id}"))
    browser.post(f"/contracts/bulk/{second}/delete", {"version": db.session.get(BulkCheck, second).version})
    assert db.session.query(StoredFile).count() == 0


def test_a_check_deleted_while_it_runs_stops(sign_in):
    browser = sign_in(Role.PROCUREMENT)
    send(browser, zipped(**THREE))
    found = db.session.query(BulkCheck).one()
    browser.post(f"/contracts/bulk/{found.id}/delete", {"version": found.version})
    work_off()
    assert db.session.query(BulkFile).count() == 0
    assert db.session.query(StoredFile).count() == 0
    assert db.session.query(Work).one().state is State.DONE


def test_a_check_that_stopped_can_be_gone_on_with(sign_in):
    browser = sign_in(Role.PROCUREMENT)
    send(browser, zipped(**THREE))
    url = f"/contracts/bulk/{db.session.query(BulkCheck.id).scalar()}"
    with unit_of_work():
        db.session.query(Work).update({"state": State.FAILED, "result": {"code": "VR-W1"}})
    page = text_of(browser.get(url))
    assert "stopped before its end" in page
    assert url in text_of(browser.get("/contracts/bulk/?state=stopped"))
    browser.post(f"{url}/resume")
    work_off()
    assert file_named("備份").state is FileState.CHECKED
    assert "Finished" in text_of(browser.get(url))
    browser.post(f"{url}/resume")
    assert db.session.query(Work).count() == 2


def test_a_rulebook_changed_meanwhile_is_not_mixed_with_the_one_before(sign_in):
    browser = sign_in(Role.PROCUREMENT)
    send(browser, zipped(**THREE))
    with unit_of_work():
        db.session.query(BulkCheck).update({"rulebook_digest": "other"})
    work_off()
    page = text_of(browser.get(f"/contracts/bulk/{db.session.query(BulkCheck.id).scalar()}"))
    assert "rulebook was changed while the check was under way" in page
    assert db.session.query(BulkFinding).count() == 0


def test_the_list_of_checks_tells_how_each_stands(sign_in, checked):
    browser = sign_in(Role.AUDITOR)
    page = text_of(browser.get("/contracts/bulk/"))
    assert "舊合約.zip" in page
    assert f"cc19000 {load('cc19000').version}" in page
    assert "舊合約.zip" not in text_of(browser.get("/contracts/bulk/?state=running"))
    assert "舊合約.zip" in text_of(browser.get("/contracts/bulk/?state=done"))
    rows = list(load_workbook(BytesIO(browser.get("/contracts/bulk/?format=xlsx").data)).active.values)
    assert rows[1][5:] == (3, 2, 1, 2)


def test_readers_read_and_only_those_who_add_papers_begin_or_delete(sign_in, checked):
    auditor = sign_in(Role.AUDITOR)
    assert auditor.get(f"/contracts/bulk/{checked}").status_code == 200
    assert auditor.get("/contracts/bulk/new").status_code == 403
    assert auditor.post(f"/contracts/bulk/{checked}/delete").status_code == 403
    assert sign_in(Role.BOARD).get(f"/contracts/bulk/{checked}").status_code == 403
