"""Letters as procurement drafts, sends and follows them."""

from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import docx
import pytest

from contracts.clauses.operations import check_contract
from contracts.clauses.rulebooks import load
from contracts.documents.queries import papers_of
from contracts.letters.models import Letter, LetterGap
from contracts.letters.rules import LetterState
from core import clock
from core.audit.models import AuditEntry
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.obligations import State
from core.obligations.registry import obligations
from tests.contracts.factories import make_contract
from tests.vendors.factories import make_vendor
from vendors.register import operations as vendors

PAPERS = Path(__file__).parent.parent / "clauses" / "papers"
SLIP = (PAPERS / "telecom_slip.txt").read_bytes()


@pytest.fixture(autouse=True)
def _on_a_day():
    with clock.at(datetime(2026, 9, 1, 10)):
        yield


def text_of(answer) -> str:
    return answer.get_data(as_text=True)


def attach(browser, contract, content: bytes = SLIP):
    data = {"files": [(BytesIO(content), "申請單.txt")], "kind": "contract"}
    browser.post(f"/contracts/{contract.id}/documents/add", data, content_type="multipart/form-data")


@pytest.fixture
def contract(sign_in):
    """A running contract whose paper lacks several clauses, of a vendor with somebody to write to."""
    vendor = make_vendor(name_zh="鐵杉電信股份有限公司", name_en="Hemlock Telecom Ltd.")
    with unit_of_work():
        vendors.add_contact(db.session.merge(vendor), name="陳大文", title="經理", by=None)
    made = make_contract(vendor, number="IT-1", title="專線租用")
    attach(sign_in(Role.PROCUREMENT), made)
    return made


FIELDS = {"language": "zh_Hant_TW", "dated_on": "2026-09-01", "reply_by": "2026-09-15", "era": "iso", "act": "keep"}


def draft(browser, contract, *clauses: str, **fields):
    chosen = [f"{contract.id}.{clause}" for clause in clauses or ("audit", "warranty")]
    return browser.post(
        f"/contracts/letters/new?contract={contract.id}", FIELDS | {"chosen": chosen} | fields, follow_redirects=True
    )


def the_letter() -> Letter:
    db.session.expire_all()
    return db.session.query(Letter).one()


def test_one_click_on_the_clause_page_shows_the_letter_with_every_gap_chosen(sign_in, contract):
    browser = sign_in(Role.PROCUREMENT)
    link = f"/contracts/letters/new?contract={contract.id}"
    assert link in text_of(browser.get(f"/contracts/{contract.id}/clauses"))
    page = text_of(browser.get(link))
    assert page.count('name="chosen"') == page.count(" checked>") > 5
    assert 'lang="zh-Hant-TW"' in page
    assert "受文者：鐵杉電信股份有限公司" in page
    assert "陳大文" in page
    assert "2026-09-15" in page  # ten business days on
    assert "得於【三】個工作日前通知後" in page


def test_the_letter_is_kept_as_a_file_with_who_when_and_what(sign_in, contract):
    browser = sign_in(Role.PROCUREMENT)
    page = text_of(draft(browser, contract))
    letter = the_letter()
    assert "CL-2026-0001" in page
    assert (letter.reply_by, letter.drafted_by.login) == (date(2026, 9, 15), "procurement")
    assert {gap.clause_id for gap in letter.gaps} == {"audit", "warranty"}
    data = browser.get(f"/contracts/letters/{letter.id}/download").data
    words = "\n".join(p.text for p in docx.Document(BytesIO(data)).paragraphs)
    assert "對資訊服務供應商之稽核權條款" in words
    assert "CL-2026-0001" in words
    assert "合約期限" not in words
    entry = db.session.query(AuditEntry).filter_by(tag="contracts:letter:draft").one()
    assert entry.changes["clauses"] == "audit, warranty"


def test_a_preview_records_nothing_and_follows_the_choice(sign_in, contract):
    page = text_of(draft(sign_in(Role.PROCUREMENT), contract, "audit", act="preview", language="en"))
    assert "Hemlock Telecom Ltd." in page
    assert "Right to audit the provider (missing)" in page
    assert "Warranty (missing)" not in page
    assert db.session.query(Letter).count() == 0


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"chosen": []}, "at least one clause"),
        ({"chosen": ["999.audit"]}, "no longer lacking"),
        ({"chosen": ["", "x.y.z"]}, "no longer lacking"),
        ({"reply_by": "2026-09-05"}, "no business day"),
        ({"reply_by": "2026-08-31"}, "after the letter&#39;s own date"),
        ({"reply_by": "soon"}, "is not a date"),
        ({"dated_on": ""}, "fill this in"),
        ({"language": "fr"}, "Not a valid choice"),
        ({"contact_id": "77"}, "Not a valid choice"),
        ({"reference": "x" * 61}, "at most 60"),
    ],
)
def test_a_letter_that_asks_for_nothing_or_answers_on_no_day_is_not_kept(sign_in, contract, fields, sentence):
    page = text_of(draft(sign_in(Role.PROCUREMENT), contract, **fields))
    assert sentence in page
    assert db.session.query(Letter).count() == 0


def test_a_clause_settled_meanwhile_is_not_asked_for(sign_in, contract):
    sign_in(Role.COMPLIANCE).post(
        f"/contracts/{contract.id}/clauses/audit/decide", {"verdict": "present", "reason": "營業規章第九條"}
    )
    page = text_of(draft(sign_in(Role.PROCUREMENT), contract))
    assert "no longer lacking" in page
    assert db.session.query(Letter).count() == 0


def test_what_is_excepted_is_left_out_unless_asked_for(sign_in, person, contract):
    asker = person(Role.PROCUREMENT)
    sign_in(Role.COMPLIANCE).post(
        f"/contracts/{contract.id}/clauses/audit/except",
        {"requested_by_id": asker.id, "exception_reason": "原廠不接受", "expires_on": "2026-12-31"},
    )
    browser = sign_in(Role.PROCUREMENT)
    page = text_of(browser.get(f"/contracts/letters/new?contract={contract.id}"))
    assert f'value="{contract.id}.audit"><label' in page
    assert f'value="{contract.id}.warranty" checked' in page
    draft(browser, contract, "audit")
    assert [gap.verdict for gap in the_letter().gaps] == ["absent"]


def test_references_are_ours_in_turn_or_the_firms_own_and_never_twice(sign_in, contract):
    browser = sign_in(Role.PROCUREMENT)
    draft(browser, contract)
    draft(browser, contract, reference="資採字第1150001號")
    assert "has the reference" in text_of(draft(browser, contract, reference="資採字第1150001號"))
    draft(browser, contract)
    assert [r[0] for r in db.session.query(Letter.reference).order_by(Letter.id)] == [
        "CL-2026-0001", "資採字第1150001號", "CL-2026-0002",
    ]  # fmt: skip


def test_one_letter_covers_several_contracts_of_a_vendor(sign_in, contract):
    browser = sign_in(Role.PROCUREMENT)
    vendor_id = contract.vendor_id
    other = make_contract(contract.vendor, number="IT-2", title="機房代管")
    attach(browser, other)
    ended = make_contract(contract.vendor, number="IT-0", starts_on=date(2020, 1, 1), ends_on=date(2020, 12, 31))
    attach(browser, ended)
    assert f"?vendor={vendor_id}" in text_of(browser.get("/contracts/letters/new"))
    page = text_of(browser.get(f"/contracts/letters/new?vendor={vendor_id}"))
    assert "IT-2 機房代管" in page
    assert "IT-0" not in page
    chosen = [f"{each.id}.audit" for each in (contract, other)]
    browser.post(f"/contracts/letters/new?vendor={vendor_id}", FIELDS | {"chosen": chosen})
    letter = the_letter()
    assert {gap.contract.number for gap in letter.gaps} == {"IT-1", "IT-2"}
    for each in (contract, other):
        assert letter.reference in text_of(browser.get(f"/contracts/{each.id}"))
    assert letter.reference in text_of(browser.get(f"/vendors/{vendor_id}"))


def sent(browser, contract) -> Letter:
    draft(browser, contract)
    letter = the_letter()
    browser.post(
        f"/contracts/letters/{letter.id}/send", {"sent_on": "2026-09-01", "how": "掛號", "version": letter.version}
    )
    return the_letter()


def gap_duty(contract):
    return next(o for o in obligations(clock.today()) if o.rule_id == "CC-19000-4-1" and o.subject_id == contract.id)


def test_a_letter_sent_shows_on_the_contract_and_calls_when_its_answer_is_overdue(sign_in, contract):
    browser = sign_in(Role.PROCUREMENT)
    letter = sent(browser, contract)
    page = text_of(browser.get(f"/contracts/{contract.id}"))
    assert "sent on 2026-09-01, answer due 2026-09-15" in page
    duty = gap_duty(contract)
    assert (duty.state, duty.due_on) == (State.NOT_MET, date(2026, 9, 15))
    assert "Wait for the vendor" in str(duty.next_step)
    with clock.at(datetime(2026, 9, 16, 10)):
        assert the_letter().state(clock.today()) is LetterState.OVERDUE
        assert "Answer overdue" in text_of(browser.get(f"/contracts/{contract.id}"))
        assert "press for the answer" in str(gap_duty(contract).next_step)
        home = text_of(browser.get("/"))
        assert letter.reference in home
        assert "Answer overdue" in home


def test_the_answer_is_recorded_once_and_the_clauses_stay_as_the_papers_are(sign_in, contract):
    browser = sign_in(Role.PROCUREMENT)
    letter = sent(browser, contract)
    url = f"/contracts/letters/{letter.id}/answer"
    fields = {"answered_on": "2026-09-01", "answer": "partly", "note": "", "version": letter.version}
    assert "did not agree to" in text_of(browser.post(url, fields))
    assert "until today" in text_of(browser.post(url, fields | {"note": "罰則另議", "answered_on": "2026-09-02"}))
    page = text_of(browser.post(url, fields | {"note": "罰則另議"}, follow_redirects=True))
    assert "Agrees in part" in page
    assert "2 of 2 still open" in page
    assert "recorded already" in text_of(browser.post(url, fields | {"note": "再議", "version": the_letter().version}))
    assert gap_duty(contract).due_on is None


def test_a_letter_is_not_sent_twice_nor_before_its_date_nor_from_an_old_page(sign_in, contract):
    browser = sign_in(Role.PROCUREMENT)
    draft(browser, contract)
    letter = the_letter()
    url, version = f"/contracts/letters/{letter.id}/send", letter.version
    for day, sentence in (
        ("2026-08-31", "before its own date"),
        ("2026-09-02", "cannot lie ahead"),
        ("", "fill this in"),
    ):
        assert sentence in text_of(browser.post(url, {"sent_on": day, "version": version}))
    browser.post(url, {"sent_on": "2026-09-01", "version": version})
    assert "Somebody else changed" in text_of(browser.post(url, {"sent_on": "2026-09-01", "version": version}))
    assert "sent already" in text_of(browser.post(url, {"sent_on": "2026-09-01", "version": the_letter().version}))


def test_a_withdrawn_letter_stays_on_record_and_reminds_nobody(sign_in, contract):
    browser = sign_in(Role.PROCUREMENT)
    letter = sent(browser, contract)
    url = f"/contracts/letters/{letter.id}/withdraw"
    assert "fill this in" in text_of(browser.post(url, {"reason": " ", "version": letter.version}))
    browser.post(url, {"reason": "受文者有誤", "version": letter.version})
    assert the_letter().state(date(2027, 1, 1)) is LetterState.WITHDRAWN
    assert "withdrawn already" in text_of(browser.post(url, {"reason": "再", "version": the_letter().version}))
    assert letter.reference not in text_of(browser.get("/"))
    assert letter.reference in text_of(browser.get("/contracts/letters/?state=withdrawn"))


def test_a_letter_can_ask_for_what_another_rulebook_requires(sign_in, contract):
    with unit_of_work():
        found = db.session.merge(contract)
        check_contract(found, papers_of(found.id), load("dora30"), by=None)
    browser, url = sign_in(Role.PROCUREMENT), f"/contracts/letters/new?contract={contract.id}&rulebook=dora30"
    page = text_of(browser.get(url))
    assert "Regulation (EU) 2022/2554" not in page
    assert "歐盟規則 (EU) 2022/2554" in page
    key = f"{contract.id}.locations"
    assert f'value="{key}"' in page
    browser.post(url, FIELDS | {"chosen": [key]})
    assert [(g.rulebook_id, g.clause_id) for g in the_letter().gaps] == [("dora30", "locations")]
    assert browser.get(url.replace("dora30", "none")).status_code == 404
    assert browser.get(f"/contracts/letters/{the_letter().id}").status_code == 200


@pytest.mark.parametrize("query", ["contract=99999", "contract=x", "vendor=99999", "vendor=99999999999", "contract=-1"])
def test_a_letter_to_nobody_is_not_found(sign_in, query):
    assert sign_in(Role.PROCUREMENT).get(f"/contracts/letters/new?{query}").status_code == 404


def test_a_contract_without_gaps_or_papers_has_nothing_to_ask_for(sign_in):
    contract = make_contract()
    browser = sign_in(Role.PROCUREMENT)
    assert "Nothing to ask for" in text_of(browser.get(f"/contracts/letters/new?contract={contract.id}"))
    assert "Nothing to ask for" in text_of(browser.get("/contracts/letters/new"))
    assert db.session.query(LetterGap).count() == 0


def test_the_list_goes_out_as_a_workbook_and_can_be_narrowed(sign_in, contract):
    browser = sign_in(Role.PROCUREMENT)
    letter = sent(browser, contract)
    for state, is_there in (("sent", True), ("overdue", False), ("drafted", False), ("answered", False)):
        page = text_of(browser.get(f"/contracts/letters/?state={state}"))
        assert (f"/contracts/letters/{letter.id}" in page) == is_there
    assert browser.get("/contracts/letters/?format=xlsx").data.startswith(b"PK")
