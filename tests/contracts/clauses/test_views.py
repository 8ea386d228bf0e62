"""Papers and clauses as procurement, compliance and audit meet them."""

from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from contracts.clauses import jobs
from contracts.clauses.effective import Effective, effective
from contracts.clauses.matrix import matrix
from contracts.clauses.models import ClauseDecision, ClauseException, ClauseFinding
from contracts.clauses.queries import clause_standings
from contracts.clauses.rules import Verdict
from contracts.documents.models import Document
from contracts.documents.rules import Extraction
from core import clock
from core.audit.models import AuditEntry
from core.auth.rules import Role
from core.background.operations import run_next
from core.db import db
from core.obligations import State
from core.obligations.registry import obligations
from tests.contracts.factories import make_contract
from tests.vendors.factories import make_service

PAPER = (Path(__file__).parent / "papers" / "telecom_slip.txt").read_bytes()
FULL = (Path(__file__).parent / "papers" / "backup_vault.txt").read_bytes()


@pytest.fixture(autouse=True)
def _on_a_day():
    with clock.at(datetime(2026, 9, 1, 10)):
        yield


def text_of(answer) -> str:
    return answer.get_data(as_text=True)


def attach(browser, contract, *files: tuple[bytes, str], **fields):
    data = {"files": [(BytesIO(content), name) for content, name in files], "kind": "contract"} | fields
    return browser.post(
        f"/contracts/{contract.id}/documents/add", data, content_type="multipart/form-data", follow_redirects=True
    )


@pytest.fixture
def checked(sign_in):
    """A running contract with the paper of a telecom's slip, checked."""
    contract = make_contract()
    attach(sign_in(Role.PROCUREMENT), contract, (PAPER, "申請單.txt"))
    return contract


def finding(contract, clause: str) -> ClauseFinding:
    db.session.expire_all()
    return db.session.query(ClauseFinding).filter_by(contract_id=contract.id, clause_id=clause).one()


def test_a_paper_is_read_and_checked_as_soon_as_it_is_attached(sign_in, checked):
    page = text_of(sign_in(Role.AUDITOR).get(f"/contracts/{checked.id}"))
    assert "申請單.txt" in page
    assert "clauses are missing or incomplete" in page
    assert finding(checked, "audit").verdict is Verdict.ABSENT
    assert {entry.tag for entry in db.session.query(AuditEntry)} >= {
        "contracts:document:add",
        "contracts:clauses:check",
    }


def test_the_evidence_is_marked_in_the_paper(sign_in, checked):
    page = text_of(sign_in(Role.AUDITOR).get(f"/contracts/{checked.id}/clauses?clause=service_level"))
    assert '<mark id="evidence-1" data-evidence' in page
    assert "可用度每月 99.95%" in page
    assert 'href="#evidence-1"' in page


@pytest.mark.parametrize("clause", ["", "nonsense", "audit", "%00"])
def test_any_clause_asked_for_shows_a_page(sign_in, checked, clause):
    assert sign_in(Role.AUDITOR).get(f"/contracts/{checked.id}/clauses?clause={clause}").status_code == 200


def test_what_cannot_be_read_is_kept_with_the_reason(sign_in):
    contract = make_contract()
    page = text_of(attach(sign_in(Role.PROCUREMENT), contract, (b"\x89PNG\r\n\x1a\n" + b"x" * 50, "scan.pdf")))
    assert "The picture is damaged" in page
    assert db.session.query(Document).one().extraction is Extraction.UNREADABLE
    assert sign_in(Role.AUDITOR).get(f"/contracts/{contract.id}/clauses").status_code == 200


@pytest.mark.parametrize(
    "files", [[], [(b"", "empty.txt")], [(PAPER, "a.txt"), (PAPER, "b.txt")], [(PAPER, "a.txt"), (b"", "b.txt")]]
)
def test_papers_are_attached_all_or_none(sign_in, files):
    contract = make_contract()
    answer = attach(sign_in(Role.PROCUREMENT), contract, *files, signed_on="115/1/2")
    assert answer.status_code == 200
    assert "field-error" in text_of(answer)
    assert "115/1/2" in text_of(answer) or "2026-01-02" in text_of(answer)
    assert db.session.query(Document).count() == 0


def test_the_original_comes_back_byte_for_byte(sign_in, checked):
    document = db.session.query(Document).one()
    answer = sign_in(Role.AUDITOR).get(f"/contracts/documents/{document.id}/download")
    assert answer.data == PAPER
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "可用度每月 99.95%" in text_of(sign_in(Role.AUDITOR).get(f"/contracts/documents/{document.id}"))


def test_a_withdrawn_paper_no_longer_counts_and_its_bytes_stay(sign_in, checked):
    document = db.session.query(Document).one()
    browser = sign_in(Role.PROCUREMENT)
    refused = browser.post(f"/contracts/documents/{document.id}/withdraw", {"reason": " "})
    assert "field-error" in text_of(refused)
    browser.post(f"/contracts/documents/{document.id}/withdraw", {"reason": "檔案有誤", "version": document.version})
    assert db.session.query(ClauseFinding).count() == 0
    assert browser.get(f"/contracts/documents/{document.id}/download").data == PAPER
    assert "檔案有誤" in text_of(browser.get(f"/contracts/{checked.id}"))


def test_a_withdrawn_paper_counts_again_with_a_reason_unless_its_twin_took_its_place(sign_in, checked):
    document, browser = db.session.query(Document).one(), sign_in(Role.PROCUREMENT)
    found = db.session.query(ClauseFinding).count()
    here = f"/contracts/documents/{document.id}"
    browser.post(f"{here}/withdraw", {"reason": "檔案有誤", "version": document.version})
    assert sign_in(Role.AUDITOR).post(f"{here}/restore", {"reason": "x"}).status_code == 403
    assert "field-error" in text_of(browser.post(f"{here}/restore", {"reason": " "}))
    assert browser.post(f"{here}/restore", {"reason": "其實無誤"}).status_code == 302
    assert db.session.query(ClauseFinding).count() == found
    page = text_of(browser.get(here))
    assert "其實無誤" in page
    assert "檔案有誤" in page
    db.session.expire_all()
    browser.post(f"{here}/withdraw", {"reason": "再撤", "version": document.version})
    attach(browser, checked, (PAPER, "twin.txt"))
    assert "attached to this contract already" in text_of(browser.post(f"{here}/restore", {"reason": "再試"}))


def test_a_large_paper_is_read_in_the_background(sign_in):
    contract = make_contract()
    large = PAPER + "附註：本頁以下空白。\n".encode() * 60_000
    contract_id = contract.id
    attach(sign_in(Role.PROCUREMENT), contract, (large, "large.txt"))
    assert db.session.query(Document).one().extraction is Extraction.WAITING
    while run_next():
        pass
    db.session.expire_all()
    assert db.session.query(Document).one().extraction is Extraction.READ
    query = db.session.query(ClauseFinding).filter_by(contract_id=contract_id, clause_id="service_level")
    assert query.one().verdict is Verdict.PRESENT


def decide(browser, contract, clause, verdict, **fields):
    url = f"/contracts/{contract.id}/clauses/{clause}"
    return browser.post(f"{url}/decide", {"verdict": verdict, **fields}, follow_redirects=True)


def test_overruling_needs_a_reason_and_stands_above_the_machine(sign_in, checked):
    browser = sign_in(Role.COMPLIANCE)
    refused = decide(browser, checked, "audit", "present")
    assert "an auditor will ask" in text_of(refused)
    assert db.session.query(ClauseDecision).count() == 0
    decide(browser, checked, "audit", "present", reason="營業規章第九條已載明")
    found = finding(checked, "audit")
    assert (found.verdict, found.decided) == (Verdict.ABSENT, Verdict.PRESENT)
    assert found.effective(clock.today()) is Effective.PRESENT
    assert db.session.query(AuditEntry).filter_by(tag="contracts:clause:overrule").one().changes["clause"] == "audit"


def test_a_decision_survives_a_new_check_and_is_stale_when_the_words_changed(sign_in, checked):
    browser = sign_in(Role.COMPLIANCE)
    decide(browser, checked, "audit", "absent")
    attach(browser, checked, (FULL, "new.txt"))
    found = finding(checked, "audit")
    assert (found.verdict, found.decided) == (Verdict.PRESENT, Verdict.ABSENT)
    assert "decide anew" in text_of(browser.get(f"/contracts/{checked.id}/clauses?clause=audit"))


def test_a_decision_on_a_page_that_is_out_of_date_is_refused(sign_in, checked):
    answer = decide(sign_in(Role.COMPLIANCE), checked, "audit", "absent", seen="0" * 64)
    assert "checked anew while you were reading" in text_of(answer)
    assert db.session.query(ClauseDecision).count() == 0


def grant(browser, contract, clause, **fields):
    url = f"/contracts/{contract.id}/clauses/{clause}/except"
    data = {"exception_reason": "定型化契約", "expires_on": "2026-12-31"} | fields
    return browser.post(url, data, follow_redirects=True)


def test_an_exception_is_granted_by_somebody_else_and_ends(sign_in, person, checked):
    browser, asker = sign_in(Role.COMPLIANCE), person(Role.PROCUREMENT)
    for wrong in (
        {"requested_by_id": ""},
        {"requested_by_id": str(person(Role.COMPLIANCE).id)},
        {"requested_by_id": str(asker.id), "expires_on": "2026-09-01"},
        {"requested_by_id": str(asker.id), "expires_on": "2036-09-01"},
        {"requested_by_id": str(asker.id), "exception_reason": ""},
    ):
        assert "field-error" in text_of(grant(browser, checked, "audit", **wrong))
    grant(browser, checked, "audit", requested_by_id=str(asker.id))
    assert finding(checked, "audit").effective(clock.today()) is Effective.EXCEPTED
    exception = db.session.query(ClauseException).one()
    browser.post(f"/contracts/clauses/exceptions/{exception.id}/end", {"reason": "已增補"})
    assert finding(checked, "audit").effective(clock.today()) is Effective.ABSENT


def test_an_exception_counts_through_its_last_day_and_the_job_ends_it_once(sign_in, person, checked):
    grant(sign_in(Role.COMPLIANCE), checked, "audit", requested_by_id=str(person(Role.PROCUREMENT).id))
    with clock.at(datetime(2026, 12, 31, 23)):
        assert finding(checked, "audit").effective(clock.today()) is Effective.EXCEPTED
        assert jobs.run()["expired"] == 0
    with clock.at(datetime(2027, 1, 1, 1)):
        assert finding(checked, "audit").effective(clock.today()) is Effective.ABSENT
        assert (jobs.run()["expired"], jobs.run()["expired"]) == (1, 0)
    assert db.session.query(AuditEntry).filter_by(tag="contracts:exception:expire").count() == 1


def test_the_matrix_narrows_by_what_counts_today_and_exports(sign_in, checked):
    full = make_contract(number="Z-FULL")
    make_contract(number="Y-NONE")
    browser = sign_in(Role.COMPLIANCE)
    attach(browser, full, (FULL, "full.txt"))

    def numbers(query: str) -> list[str]:
        page = text_of(browser.get(f"/contracts/clauses/?{query}"))
        return [n for n in (checked.number, full.number, "Y-NONE") if n in page]

    assert numbers("state=unchecked") == ["Y-NONE"]
    assert numbers("lacking=audit") == [checked.number]
    assert full.number in numbers("state=gaps")  # its warranty is excluded
    decide(browser, full, "warranty", "present", reason="另有保固書")
    assert numbers("state=complete") == [full.number]
    rows = list(load_workbook(BytesIO(browser.get("/contracts/clauses/?format=xlsx&state=gaps").data)).active.values)
    assert [row[0] for row in rows[1:]] == [checked.number]
    assert len(rows[0]) == 20


def test_sql_and_rule_agree_on_what_a_gap_is(app, checked):
    """Every combination of verdict, decision and exception: the list's condition says what `effective` says."""
    today = clock.today()
    rows = db.session.query(ClauseFinding).order_by(ClauseFinding.id).all()
    cases = [(v, d, e) for v in Verdict for d in (None, *Verdict) for e in (None, today, today - timedelta(days=1))]
    for at in range(0, len(cases), len(rows)):
        for row, (verdict, decided, until) in zip(rows, cases[at:], strict=False):
            row.verdict, row.decided, row.excepted_until = verdict, decided, until
        db.session.flush()
        expected = {r.clause_id for r in rows if effective(r.verdict, r.decided, r.excepted_until, today).is_gap}
        assert set(clause_standings(today)[checked.id].gaps) == expected
        for row in rows:
            found = [c.id for c in matrix().page({"lacking": row.clause_id}).rows]
            assert (checked.id in found) == (row.clause_id in expected)


def states() -> dict[str, State]:
    return {o.subject_type: o.state for o in obligations(clock.today()) if o.rule_id == "CC-19000-4-1"}


def test_the_duty_follows_papers_findings_and_exceptions(sign_in, person):
    contract = make_contract()
    assert states() == {"contract": State.NOT_ASSESSED}
    browser = sign_in(Role.COMPLIANCE)
    attach(browser, contract, (FULL, "full.txt"))
    assert states() == {"contract": State.NOT_MET}
    grant(browser, contract, "warranty", requested_by_id=str(person(Role.PROCUREMENT).id), expires_on="2026-09-30")
    assert states() == {"contract": State.DUE_SOON}
    decide(browser, contract, "warranty", "present", reason="另有保固書")
    assert states() == {"contract": State.MET}


def test_a_vendor_that_serves_us_without_a_contract_is_told(app):
    make_service()
    assert states() == {"vendor": State.NOT_MET}


def test_the_first_page_tells_compliance_what_to_review(sign_in, checked):
    assert checked.number in text_of(sign_in(Role.COMPLIANCE).get("/"))
    assert checked.number not in text_of(sign_in(Role.PROCUREMENT).get("/"))


def test_a_new_rulebook_version_is_left_to_people(app, checked):
    db.session.query(ClauseFinding).update({"rulebook_version": "old"})
    db.session.commit()
    assert jobs.run()["checked"] == 0
    assert finding(checked, "audit").rulebook_version == "old"


def test_the_rulebook_page_says_what_counts(sign_in):
    page = text_of(sign_in(Role.AUDITOR).get("/contracts/clauses/rulebooks/cc19000"))
    assert "Right to audit the provider" in page
    assert sign_in(Role.AUDITOR).get("/contracts/clauses/rulebooks/..%2Fx").status_code == 404


@pytest.mark.parametrize(
    ("verdict", "decided", "until", "expected"),
    [
        (None, None, None, Effective.UNCHECKED),
        (Verdict.ABSENT, None, None, Effective.ABSENT),
        (Verdict.ABSENT, Verdict.PRESENT, None, Effective.PRESENT),
        (Verdict.PRESENT, Verdict.PARTIAL, None, Effective.PARTIAL),
        (Verdict.PARTIAL, None, date(2026, 9, 1), Effective.EXCEPTED),
        (Verdict.PARTIAL, None, date(2026, 8, 31), Effective.PARTIAL),
        (Verdict.PRESENT, None, date(2026, 9, 1), Effective.PRESENT),
    ],
)
def test_what_counts(verdict, decided, until, expected):
    assert effective(verdict, decided, until, date(2026, 9, 1)) is expected


def test_who_decides_after_somebody_else_did_sees_that_first(sign_in, checked):
    place, seen = f"/contracts/{checked.id}/clauses/audit/decide", finding(checked, "audit").evidence_hash
    sign_in(Role.COMPLIANCE).post(place, {"verdict": "absent", "seen": seen, "after": "0"})
    page = text_of(
        sign_in(Role.COMPLIANCE).post(place, {"verdict": "present", "reason": "x", "seen": seen, "after": "0"})
    )
    assert "decided on this clause while you were reading: Missing" in page
    assert finding(checked, "audit").decided is Verdict.ABSENT
    last = db.session.query(ClauseDecision).one().id
    for after in (str(last), "nonsense"):
        again = {"verdict": "present", "reason": "x", "seen": seen, "after": after}
        assert sign_in(Role.COMPLIANCE).post(place, again).status_code == 302
    assert finding(checked, "audit").decided is Verdict.PRESENT


def test_a_decision_sent_twice_is_one(sign_in, checked):
    browser, seen = sign_in(Role.COMPLIANCE), finding(checked, "audit").evidence_hash
    for _ in range(2):
        data = {"verdict": "absent", "seen": seen, "after": "0"}
        assert browser.post(f"/contracts/{checked.id}/clauses/audit/decide", data).status_code == 302
    assert db.session.query(ClauseDecision).count() == 1
