"""The clauses beside the papers: what a reviewer sees, and how they step through it."""

import re
from datetime import datetime
from io import BytesIO

import pytest

from contracts.clauses.models import ClauseDecision, ClauseFinding, ContractRulebook
from contracts.clauses.rules import Verdict
from core import clock
from core.auth.rules import Role
from core.db import db
from tests.contracts.factories import make_contract

CONTRACT = """系統維護合約
甲方：白鷺證券股份有限公司
乙方：鐵杉資訊股份有限公司
第一條 保密
乙方對甲方資料應予保密，不得洩漏予第三人；詳附件三。
第二條 稽核
甲方得派員至乙方機房查核其作業紀錄，乙方應予配合。
第三條 保固
自驗收合格日起一年內，程式有瑕疵者，乙方應免費修復。
"""
AMENDMENT = "增補協議\n一、原合約第三條（保固）刪除。\n二、原合約第二十條刪除。\n"


@pytest.fixture(autouse=True)
def _on_a_day():
    with clock.at(datetime(2026, 9, 1, 10)):
        yield


def text_of(answer) -> str:
    return answer.get_data(as_text=True)


def attach(browser, contract, text: str, name: str, kind: str = "contract", **fields: str) -> None:
    data = {"files": [(BytesIO(text.encode()), name)], "kind": kind, **fields}
    browser.post(f"/contracts/{contract.id}/documents/add", data, content_type="multipart/form-data")


@pytest.fixture
def contract(sign_in):
    made = make_contract()
    attach(sign_in(Role.PROCUREMENT), made, CONTRACT, "合約.txt", signed_on="2026-01-01")
    return made


@pytest.fixture
def amended(sign_in, contract):
    attach(sign_in(Role.PROCUREMENT), contract, AMENDMENT, "增補.txt", "amendment", signed_on="2026-05-01")
    return contract


def page_of(browser, contract, clause: str, **args: str) -> str:
    query = "&".join(f"{k}={v}" for k, v in {"clause": clause, **args}.items())
    return text_of(browser.get(f"/contracts/{contract.id}/clauses?{query}"))


def test_each_passage_says_in_a_sentence_why_it_counts_and_where_it_stands(sign_in, contract):
    page = page_of(sign_in(Role.COMPLIANCE), contract, "audit")
    assert re.search(r'<mark id="evidence-1" data-evidence data-page="1" data-name="合約.txt"[^>]*>甲方得派員', page)
    assert re.search(r'class="why">It [^<]{20,}', page)
    assert "合約.txt · page 1" in page


def test_superseded_words_are_struck_with_who_did_it(sign_in, amended):
    page = page_of(sign_in(Role.COMPLIANCE), amended, "warranty")
    assert re.search(r"<del[^>]*>[^<]*程式有瑕疵者", page)
    assert "struck by 增補.txt, 第3條" in page
    assert "Earlier words on this no longer count" in page


def test_the_reader_is_told_what_does_not_fit_together(sign_in, amended):
    page = page_of(sign_in(Role.COMPLIANCE), amended, "audit")
    assert "第20條, which was not found" in page
    assert "speak of 附件三, which is not attached" in page


def test_a_paper_that_is_no_contract_is_told_so_once(sign_in):
    browser, contract = sign_in(Role.COMPLIANCE), make_contract()
    attach(browser, contract, "今天討論了年終尾牙的地點與菜單。", "尾牙.txt")
    assert text_of(browser.get(f"/contracts/{contract.id}/clauses")).count("This does not look like a contract") == 1


def test_an_annex_that_is_attached_is_not_missed(sign_in, amended):
    attach(sign_in(Role.PROCUREMENT), amended, "附件三 保密切結\n乙方人員應簽署切結書。", "附件三.txt", "annex")
    assert "is not attached" not in page_of(sign_in(Role.COMPLIANCE), amended, "audit")


def test_an_amendment_that_waits_is_announced(sign_in, contract):
    attach(sign_in(Role.PROCUREMENT), contract, AMENDMENT, "增補.txt", "amendment", effective_on="2026-12-01")
    assert "“增補.txt” takes effect on 2026-12-01" in page_of(sign_in(Role.COMPLIANCE), contract, "audit")


def step(browser, contract, clause: str, previous: str) -> str:
    """What the browser fetches when somebody goes from one clause to another."""
    page = page_of(browser, contract, previous)
    opened_on = re.search(r"&#34;on&#34;: &#34;([^&]+)&#34;", page).group(1)
    url = f"/contracts/{contract.id}/clauses"
    query = {"clause": clause, "from": previous, "on": opened_on}
    return browser.client.get(url, query_string=query, headers={"HX-Request": "true"})


def test_a_step_brings_only_what_differs(sign_in, amended):
    browser = sign_in(Role.COMPLIANCE)
    answer = text_of(step(browser, amended, "audit", "confidentiality"))
    assert "<html" not in answer
    assert 'id="clause"' in answer
    lines = re.findall(r'<p id="(t\d+-\d+)"[^>]*hx-swap-oob', answer)
    whole = page_of(browser, amended, "audit")
    assert 0 < len(lines) < whole.count('<p id="t')
    marked = set(re.findall(r'<p id="(t\d+-\d+)"[^\n]*data-evidence', whole))
    before = set(re.findall(r'<p id="(t\d+-\d+)"[^\n]*data-evidence', page_of(browser, amended, "confidentiality")))
    assert marked | before <= set(lines)


def test_a_step_on_a_page_that_is_out_of_date_loads_the_page_anew(sign_in, contract):
    browser = sign_in(Role.COMPLIANCE)
    query = {"clause": "audit", "from": "term", "on": "2020-01-01T00:00:00"}
    answer = browser.client.get(f"/contracts/{contract.id}/clauses", query_string=query, headers={"HX-Request": "true"})
    assert (answer.headers["HX-Refresh"], answer.data) == ("true", b"")


def decide(browser, contract, clause: str, verdict: str, **fields: str):
    url = f"/contracts/{contract.id}/clauses/{clause}/decide"
    return browser.post(url, {"verdict": verdict, **fields}, follow_redirects=True)


def test_a_decision_leads_to_the_next_clause_to_review(sign_in, contract):
    page = text_of(decide(sign_in(Role.COMPLIANCE), contract, "term", "absent"))
    assert "Recorded: Contract term" in page
    assert '<h2 id="clause-title" tabindex="-1">Scope of services' in page


def finding(contract, clause: str) -> ClauseFinding:
    db.session.expire_all()
    return db.session.query(ClauseFinding).filter_by(contract_id=contract.id, clause_id=clause).one()


def test_the_words_a_reviewer_rests_on_must_stand_in_the_papers_and_are_marked(sign_in, contract):
    browser = sign_in(Role.COMPLIANCE)
    made_up = decide(browser, contract, "incident", "present", reason="見保密", quote="乙方應於一小時內通報")
    assert "do not stand in the papers" in text_of(made_up)
    decide(browser, contract, "incident", "present", reason="見保密", quote="乙方對甲方資料 應予保密")
    assert db.session.query(ClauseDecision).one().quote
    assert "by-reviewer" in page_of(browser, contract, "incident")


@pytest.mark.parametrize(
    ("change", "is_stale"),
    [
        (lambda text: text, False),
        (lambda text: text.replace("第一條", "第一條之前言\n本合約共三條。\n第一條"), False),
        (lambda text: "封面\n\f" + text, False),
        (lambda text: text.replace("不得洩漏予第三人", "不得洩漏\n予第三人"), False),
        (lambda text: text.replace("不得洩漏予第三人", "得提供予關係企業"), True),
    ],
    ids=["the same file", "moved down", "another page", "other lines", "other words"],
)
def test_a_decision_stands_while_its_words_do(sign_in, contract, change, is_stale):
    compliance, procurement = sign_in(Role.COMPLIANCE), sign_in(Role.PROCUREMENT)
    decide(compliance, contract, "confidentiality", finding(contract, "confidentiality").verdict.value)
    withdraw(procurement, "合約.txt")
    attach(procurement, contract, change(CONTRACT), "新檔.txt")
    assert finding(contract, "confidentiality").is_stale is is_stale
    page = page_of(compliance, contract, "confidentiality")
    assert ("The text under the decision changed" in page) is is_stale
    decide(compliance, contract, "confidentiality", "present", reason="已重看")
    assert not finding(contract, "confidentiality").is_stale


def withdraw(browser, name: str) -> None:
    from contracts.documents.models import Document

    document = db.session.query(Document).filter_by(name=name).one()
    browser.post(f"/contracts/documents/{document.id}/withdraw", {"reason": "換檔", "version": document.version})


def test_a_stale_decision_is_to_be_reviewed_on_the_first_page_and_in_the_list(sign_in, contract):
    compliance = sign_in(Role.COMPLIANCE)
    for row in db.session.query(ClauseFinding).all():
        decide(compliance, contract, row.clause_id, row.verdict.value)
    assert contract.number not in text_of(compliance.get("/contracts/clauses/?state=unreviewed"))
    attach(sign_in(Role.PROCUREMENT), contract, AMENDMENT, "增補.txt", "amendment", signed_on="2026-05-01")
    assert finding(contract, "warranty").is_stale
    for state in ("unreviewed", "stale"):
        assert contract.number in text_of(compliance.get(f"/contracts/clauses/?state={state}"))
    assert contract.number in text_of(compliance.get("/"))


def test_a_contract_can_be_judged_by_a_further_rulebook(sign_in, contract):
    browser = sign_in(Role.PROCUREMENT)
    choose = {"rulebook_id": "dora30"}
    page = browser.post(f"/contracts/{contract.id}/clauses/rulebooks/choose", choose, follow_redirects=True)
    assert "DORA Article 30" in text_of(page)
    browser.post(f"/contracts/{contract.id}/clauses/rulebooks/choose", choose)
    assert db.session.query(ContractRulebook).count() == 1
    found = db.session.query(ClauseFinding).filter_by(rulebook_id="dora30")
    assert found.filter_by(clause_id="monitoring").one().verdict is Verdict.PRESENT
    compliance = sign_in(Role.COMPLIANCE)
    compliance.post(f"/contracts/{contract.id}/clauses/monitoring/decide?rulebook=dora30", {"verdict": "present"})
    assert db.session.query(ClauseDecision).one().rulebook_id == "dora30"
    assert contract.number in text_of(compliance.get("/contracts/clauses/?rulebook=dora30"))
    attach(browser, contract, "增補協議\n一、原合約第二條刪除。\n", "增補.txt", "amendment", signed_on="2026-05-01")
    db.session.expire_all()
    assert found.filter_by(clause_id="monitoring").one().is_stale
    browser.post(f"/contracts/{contract.id}/clauses/rulebooks/drop", choose)
    assert found.count() == 0
    assert db.session.query(ClauseDecision).count() == 1


@pytest.mark.parametrize("rulebook", ["", "cc19000", "nothing", "../x"])
def test_only_further_rulebooks_that_are_at_hand_can_be_chosen(sign_in, contract, rulebook):
    browser = sign_in(Role.PROCUREMENT)
    url = f"/contracts/{contract.id}/clauses/rulebooks/choose"
    assert browser.post(url, {"rulebook_id": rulebook}, form_at="/").status_code == 404
    assert browser.get(f"/contracts/{contract.id}/clauses?rulebook={rulebook}").status_code == 200
    browser.post(f"/contracts/{contract.id}/clauses/rulebooks/drop", {"rulebook_id": rulebook})
    assert db.session.query(ClauseFinding).count() == 17
