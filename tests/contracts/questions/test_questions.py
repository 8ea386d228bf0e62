"""Asking legal about a clause, and being answered."""

import re
from datetime import datetime, timedelta
from io import BytesIO

import pytest

from contracts.clauses.models import ClauseDecision, ClauseFinding
from contracts.clauses.rules import Verdict
from contracts.questions.models import ClauseQuestion
from contracts.questions.queries import questions_for
from core import clock
from core.audit.models import AuditEntry
from core.auth.models import User
from core.auth.rules import Role
from core.db import db, unit_of_work
from tests.contracts.factories import make_contract

PAPER = "服務合約\n甲方：白鷺證券\n乙方：鐵杉資訊\n第一條 通報\n乙方知悉資料外洩時應通知甲方。\n"


@pytest.fixture(autouse=True)
def _on_a_day():
    with clock.at(datetime(2026, 9, 1, 10)):
        yield


@pytest.fixture
def contract(sign_in):
    made = make_contract(number="Q-1")
    data = {"files": [(BytesIO(PAPER.encode()), "合約.txt")], "kind": "contract"}
    sign_in(Role.PROCUREMENT).post(f"/contracts/{made.id}/documents/add", data, content_type="multipart/form-data")
    return made


def text_of(answer) -> str:
    return answer.get_data(as_text=True)


def ask(browser, contract, asked_of: str = "role:compliance", question: str = "「應通知」算數嗎？"):
    url = f"/contracts/{contract.id}/questions/ask?clause=incident&rulebook=cc19000"
    return browser.post(url, {"asked_of": asked_of, "question": question}, follow_redirects=True)


def answer(browser, verdict: str = "partial", reason: str = "未訂時限。", **fields):
    asked = db.session.query(ClauseQuestion).one()
    page = browser.get(f"/contracts/questions/{asked.id}")
    version = re.search(r'name="version" value="(\d+)"', text_of(page))
    data = {"verdict": verdict, "answer": reason, "version": version.group(1) if version else "1"} | fields
    return browser.post(f"/contracts/questions/{asked.id}", data, follow_redirects=True)


def test_a_question_stands_on_the_first_page_of_who_was_asked_and_on_the_clause(sign_in, contract):
    ask(sign_in(Role.PROCUREMENT), contract)
    legal = sign_in(Role.COMPLIANCE)
    assert "Questions to you" in text_of(legal.get("/"))
    assert "Q-1" in text_of(legal.get("/contracts/questions/?show=mine"))
    assert "算數嗎" in text_of(legal.get(f"/contracts/{contract.id}/clauses?clause=incident"))
    assert "Questions to you" not in text_of(sign_in(Role.IT_MANAGER).get("/"))


def test_legals_answer_is_the_decision_and_goes_back_to_who_asked(sign_in, contract):
    ask(sign_in(Role.PROCUREMENT), contract)
    answer(sign_in(Role.COMPLIANCE))
    asked = db.session.query(ClauseQuestion).one()
    decision = db.session.query(ClauseDecision).one()
    assert (asked.verdict, asked.decision_id, asked.is_open) == (Verdict.PARTIAL, decision.id, False)
    assert (decision.verdict, decision.reason) == (Verdict.PARTIAL, "未訂時限。")
    assert "Answers to your questions" in text_of(sign_in(Role.PROCUREMENT).get("/"))
    assert {e.tag for e in db.session.query(AuditEntry)} >= {"contracts:question:ask", "contracts:question:answer"}
    with clock.at(clock.now() + timedelta(days=15)):
        assert "Answers to your questions" not in text_of(sign_in(Role.PROCUREMENT).get("/"))


def test_the_answer_of_somebody_who_does_not_decide_is_advice(sign_in, person, contract):
    ask(sign_in(Role.COMPLIANCE), contract, f"person:{person(Role.IT_MANAGER).id}")
    answer(sign_in(Role.IT_MANAGER), "present", "四小時內皆有值班。")
    assert db.session.query(ClauseDecision).count() == 0
    page = text_of(sign_in(Role.COMPLIANCE).get(f"/contracts/{contract.id}/clauses?clause=incident"))
    assert "四小時內皆有值班" in page
    assert "advice: a reviewer decides" in page


@pytest.mark.parametrize(
    ("asked_of", "question"),
    [("", "何意？"), ("role:compliance", " "), ("role:nobody", "何意？"), ("person:99999", "何意？"), ("x", "何意？")],
)
def test_a_question_without_addressee_or_words_is_refused_and_kept_on_the_form(sign_in, contract, asked_of, question):
    page = text_of(ask(sign_in(Role.PROCUREMENT), contract, asked_of, question))
    assert "field-error" in page
    assert question.strip() in page
    assert db.session.query(ClauseQuestion).count() == 0


def test_nobody_asks_themselves_or_twice(sign_in, person, contract):
    me = person(Role.PROCUREMENT)
    assert "field-error" in text_of(ask(sign_in(Role.PROCUREMENT), contract, f"person:{me.id}"))
    ask(sign_in(Role.PROCUREMENT), contract)
    assert "asked about this clause already" in text_of(ask(sign_in(Role.PROCUREMENT), contract))


def test_only_who_was_asked_may_answer_and_only_once(sign_in, contract):
    ask(sign_in(Role.PROCUREMENT), contract)
    assert "put to somebody else" in text_of(answer(sign_in(Role.IT_MANAGER)))
    assert sign_in(Role.AUDITOR).post("/contracts/questions/1", {}, form_at="/").status_code == 403
    answer(sign_in(Role.COMPLIANCE))
    again = answer(sign_in(Role.COMPLIANCE), "present", "改口", version="2")
    assert "is closed" in text_of(again)
    assert db.session.query(ClauseDecision).count() == 1


def test_an_answer_needs_a_reason(sign_in, contract):
    ask(sign_in(Role.PROCUREMENT), contract)
    assert "field-error" in text_of(answer(sign_in(Role.COMPLIANCE), reason=" "))
    assert db.session.query(ClauseQuestion).one().is_open


def test_an_answer_on_words_that_changed_meanwhile_is_refused(sign_in, contract):
    ask(sign_in(Role.PROCUREMENT), contract)
    assert "checked anew while you were reading" in text_of(answer(sign_in(Role.COMPLIANCE), seen="0" * 64))
    assert db.session.query(ClauseQuestion).one().is_open


def test_who_asked_may_take_the_question_back(sign_in, contract):
    ask(sign_in(Role.PROCUREMENT), contract)
    question = db.session.query(ClauseQuestion).one()
    page = sign_in(Role.IT_MANAGER).post(f"/contracts/questions/{question.id}/withdraw", follow_redirects=True)
    assert "Only who asked" in text_of(page)
    sign_in(Role.PROCUREMENT).post(f"/contracts/questions/{question.id}/withdraw")
    db.session.expire_all()
    assert not question.is_open
    assert "Questions to you" not in text_of(sign_in(Role.COMPLIANCE).get("/"))


def test_a_question_to_somebody_who_left_falls_to_compliance(sign_in, person, contract):
    asked = person(Role.IT_MANAGER)
    ask(sign_in(Role.PROCUREMENT), contract, f"person:{asked.id}")
    with unit_of_work():
        db.session.get(User, asked.id).disabled_at = clock.now()
    assert "Questions to you" in text_of(sign_in(Role.COMPLIANCE).get("/"))
    answer(sign_in(Role.COMPLIANCE))
    assert not db.session.query(ClauseQuestion).one().is_open


@pytest.mark.parametrize("role", [Role.PROCUREMENT, Role.IT_MANAGER, Role.COMPLIANCE])
def test_the_list_and_the_rule_agree_on_whose_question_it_is(sign_in, person, contract, role):
    for addressee in ("role:it_manager", "role:procurement", f"person:{person(Role.COMPLIANCE).id}"):
        ask(sign_in(Role.COMPLIANCE if "procurement" in addressee else Role.PROCUREMENT), contract, addressee)
    user = person(role)
    every = db.session.query(ClauseQuestion).all()
    assert {q.id for q in questions_for(user)} == {q.id for q in every if q.is_open and q.is_for(user)}


def test_a_question_outlives_the_findings_it_was_about(sign_in, contract):
    ask(sign_in(Role.PROCUREMENT), contract)
    db.session.query(ClauseFinding).delete()
    db.session.commit()
    answer(sign_in(Role.COMPLIANCE))
    asked = db.session.query(ClauseQuestion).one()
    assert (asked.verdict, asked.decision_id) == (Verdict.PARTIAL, None)
