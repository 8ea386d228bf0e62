"""A contract with amendments and annexes, as people attach, date, correct and withdraw them."""

from datetime import date, datetime
from io import BytesIO

import pytest

from contracts.clauses import jobs
from contracts.clauses.models import ClauseFinding, VerdictChange
from contracts.clauses.rules import Verdict
from contracts.documents.models import Document
from core import clock
from core.audit.models import AuditEntry
from core.auth.rules import Role
from core.db import db
from tests.contracts.factories import make_contract

PRESENT, ABSENT = Verdict.PRESENT, Verdict.ABSENT
CONTRACT = """系統維護合約
甲方：白鷺證券股份有限公司
乙方：鐵杉資訊股份有限公司
第一條 保密
乙方對甲方資料應予保密，不得洩漏予第三人。
第二條 稽核
甲方得派員至乙方機房查核其作業紀錄，乙方應予配合。
第三條 保固
自驗收合格日起一年內，程式有瑕疵者，乙方應免費修復。
"""
STRIKES_WARRANTY = "增補協議\n一、原合約第三條（保固）刪除。\n"
RESTORES_WARRANTY = "第二次增補協議\n一、增訂第三條如下：\n第三條 保固\n乙方保固六個月，程式有瑕疵者應免費修復。\n"


@pytest.fixture(autouse=True)
def _on_a_day():
    with clock.at(datetime(2026, 9, 1, 10)):
        yield


@pytest.fixture
def desk(sign_in):
    """Procurement at a contract whose paper is attached."""
    contract = make_contract()
    desk = Desk(sign_in(Role.PROCUREMENT), contract.id)
    desk.attach(CONTRACT, "合約.txt", kind="contract", signed_on="2026-01-01")
    return desk


class Desk:
    def __init__(self, browser, contract_id: int) -> None:
        self.browser, self.contract_id = browser, contract_id

    def attach(self, text: str, name: str, **fields: str):
        data = {"files": [(BytesIO(text.encode()), name)], "kind": "amendment", **fields}
        url = f"/contracts/{self.contract_id}/documents/add"
        return self.browser.post(url, data, content_type="multipart/form-data", follow_redirects=True)

    def withdraw(self, name: str) -> None:
        document = self.paper(name)
        data = {"reason": "簽署有誤", "version": document.version}
        self.browser.post(f"/contracts/documents/{document.id}/withdraw", data)

    def correct(self, name: str, **fields: str):
        document = self.paper(name)
        data = {"kind": document.kind.value, "signed_on": str(document.signed_on or ""), "version": document.version}
        return self.browser.post(f"/contracts/documents/{document.id}/correct", data | fields, follow_redirects=True)

    def paper(self, name: str) -> Document:
        return db.session.query(Document).filter_by(contract_id=self.contract_id, name=name).one()

    def finding(self, clause: str) -> ClauseFinding:
        db.session.expire_all()
        return db.session.query(ClauseFinding).filter_by(contract_id=self.contract_id, clause_id=clause).one()

    def verdict(self, clause: str) -> Verdict:
        return self.finding(clause).verdict


def test_an_amendment_counts_as_soon_as_it_is_attached_and_no_longer_when_it_is_withdrawn(desk):
    assert desk.verdict("warranty") is PRESENT
    desk.attach(STRIKES_WARRANTY, "增補一.txt", signed_on="2026-05-01")
    assert desk.verdict("warranty") is ABSENT
    assert desk.verdict("audit") is PRESENT
    desk.withdraw("增補一.txt")
    assert desk.verdict("warranty") is PRESENT


def test_a_finding_says_which_paper_it_rests_on(desk):
    desk.attach(RESTORES_WARRANTY, "增補二.txt", signed_on="2026-06-01")
    assert {each["document_id"] for each in desk.finding("audit").evidence} == {desk.paper("合約.txt").id}
    assert desk.paper("增補二.txt").id in {each["document_id"] for each in desk.finding("warranty").evidence}


def test_amendments_act_in_the_order_of_their_signatures(desk):
    desk.attach(RESTORES_WARRANTY, "增補二.txt", signed_on="2026-06-01")
    desk.attach(STRIKES_WARRANTY, "增補一.txt", signed_on="2026-05-01")
    assert desk.verdict("warranty") is PRESENT
    desk.correct("增補一.txt", signed_on="2026-07-01")
    assert desk.verdict("warranty") is ABSENT


def test_an_amendment_counts_from_the_day_on_which_it_takes_effect(desk):
    desk.attach(STRIKES_WARRANTY, "增補一.txt", signed_on="2026-08-01", effective_on="2026-10-01")
    found = desk.finding("warranty")
    assert (found.verdict, found.recheck_on) == (PRESENT, date(2026, 10, 1))
    assert jobs.run()["in_effect"] == 0
    with clock.at(datetime(2026, 10, 3, 1)):
        assert (jobs.run()["in_effect"], jobs.run()["in_effect"]) == (1, 0)
        assert desk.verdict("warranty") is ABSENT
        assert desk.finding("warranty").recheck_on is None


def test_the_contract_itself_is_judged_before_it_takes_effect(desk):
    desk.correct("合約.txt", effective_on="2027-01-01")
    assert desk.verdict("audit") is PRESENT


def test_a_draft_is_kept_and_not_judged(desk):
    desk.attach(
        "草稿\n第一條 資安事件通報\n乙方發現資料外洩應於一小時內通報甲方並提出改善報告。", "草稿.txt", kind="draft"
    )
    assert desk.verdict("incident") is ABSENT
    assert jobs.run()["checked"] == 0


def test_a_wrong_kind_is_put_right_and_recorded(desk):
    desk.attach(STRIKES_WARRANTY, "增補一.txt", kind="annex", signed_on="2026-05-01")
    assert desk.verdict("warranty") is PRESENT
    desk.correct("增補一.txt", kind="amendment")
    assert desk.verdict("warranty") is ABSENT
    stale = desk.browser.post(
        f"/contracts/documents/{desk.paper('增補一.txt').id}/correct", {"kind": "annex", "version": "1"}
    )
    assert "Somebody else changed this record" in stale.get_data(as_text=True)


@pytest.mark.parametrize("fields", [{"effective_on": "1990-01-01"}, {"signed_on": "32"}, {"kind": "nonsense"}])
def test_what_cannot_be_is_refused_at_its_field(desk, fields):
    answer = desk.correct("合約.txt", **fields)
    assert "field-error" in answer.get_data(as_text=True)


def test_a_verdict_that_changed_is_noted_with_its_cause(desk):
    desk.attach(STRIKES_WARRANTY, "增補一.txt", signed_on="2026-05-01")
    changes = [(c.clause_id, c.before, c.after, c.by_papers, c.by_rulebook) for c in db.session.query(VerdictChange)]
    assert changes == [("warranty", PRESENT, ABSENT, True, False)]


def test_words_changed_by_an_amendment_make_the_decision_on_them_stale(desk, sign_in):
    """The evidence is the text in force; whoever decided on the old words is asked anew."""
    found = desk.finding("warranty")
    place = f"/contracts/{desk.contract_id}/clauses"
    lawyer = sign_in(Role.COMPLIANCE)
    lawyer.post(f"{place}/warranty/decide", {"verdict": "present", "seen": found.evidence_hash})
    lawyer.post(f"{place}/audit/decide", {"verdict": "present", "seen": desk.finding("audit").evidence_hash})
    desk.browser = sign_in(Role.PROCUREMENT)
    desk.attach("增補協議\n一、原合約第三條「一年」修正為「六個月」。\n", "增補一.txt", signed_on="2026-05-01")
    found = desk.finding("warranty")
    assert (found.is_stale, desk.finding("audit").is_stale) == (True, False)
    assert ["六個月內" in each["text"] for each in found.evidence] == [True]
    assert {each["document_id"] for each in found.evidence} == {desk.paper("合約.txt").id}
    page = sign_in(Role.AUDITOR).get(f"{place}?clause=warranty").get_data(as_text=True)
    assert "As reworded by 增補一.txt" in page
    assert ">一年</mark></del><ins" in page
    assert ">六個月</ins>" in page


def test_words_that_are_not_there_are_told_to_the_person(desk, sign_in):
    desk.attach("增補協議\n一、原合約第三條「三年」修正為「六個月」。\n", "增補一.txt", signed_on="2026-05-01")
    page = sign_in(Role.AUDITOR).get(f"/contracts/{desk.contract_id}/clauses?clause=warranty").get_data(as_text=True)
    assert "changes the words “三年” of 第3條, which do not stand there" in page
    assert "(not applied)" in page


def test_papers_attached_together_are_judged_once_and_together(desk):
    before = times_checked()
    papers = [
        (BytesIO(text.encode()), name)
        for text, name in ((STRIKES_WARRANTY, "一.txt"), ("附件：聯絡窗口 02-2345", "二.txt"))
    ]
    data = {"files": papers, "kind": "amendment", "signed_on": "2026-05-01"}
    desk.browser.post(f"/contracts/{desk.contract_id}/documents/add", data, content_type="multipart/form-data")
    assert desk.verdict("warranty") is ABSENT
    assert times_checked() == before + 1


def times_checked() -> int:
    return db.session.query(AuditEntry).filter_by(tag="contracts:clauses:check").count()
