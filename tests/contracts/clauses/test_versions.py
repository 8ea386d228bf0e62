"""Two versions of a contract beside each other, as a lawyer compares a draft with what was signed."""

from datetime import datetime
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from contracts.clauses import comparing, judged
from contracts.clauses.counterparts import Counterparts
from contracts.clauses.redline import redline
from contracts.clauses.rulebooks import DEFAULT, load
from contracts.clauses.versions import Became, differences, worst_first
from contracts.documents.models import Document
from contracts.documents.reading import read
from core import clock
from core.auth.rules import Role
from core.background.models import Work
from core.background.operations import run_next
from core.db import db
from tests.contracts.clauses.test_views import attach, text_of
from tests.contracts.factories import make_contract

AUDIT = "第一條 稽核\n甲方得隨時派員查核乙方之作業紀錄，乙方應予配合。\n"
INCIDENT = "第二條 資安事件\n乙方應於知悉資安事件後{hours}小時內通報甲方並配合調查。\n"
WARRANTY = "第三條 保固\n自驗收合格日起，乙方保固一年，於保固期間內應免費修復瑕疵。\n"
DRAFT = AUDIT + INCIDENT.format(hours="四") + WARRANTY
SIGNED = "前言\n" + AUDIT + INCIDENT.format(hours="二十四")


def wording(stretches) -> str:
    return "".join(f"[{each.words}]" if each.is_changed else each.words for each in stretches)


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("應於四小時內通報", "應於二十四小時內通報", ("應於[四]小時內通報", "應於[二十四]小時內通報")),
        ("應於 4 小時內", "應於 24 小時內以書面", ("應於 [4] 小時內", "應於 [24] 小時內[以書面]")),
        ("ninety-nine 99.9% up", "ninety-nine 99.5% up", ("ninety-nine [99.9%] up", "ninety-nine [99.5%] up")),
        ("甲方\n應付款", "甲方應付款", ("甲方\n應付款", "甲方應付款")),
        ("", "新的話", ("", "[新的話]")),
        ("（一）乙方", "(一)乙方", ("（一）乙方", "(一)乙方")),
    ],
)
def test_only_the_words_that_differ_are_marked(before, after, shown):
    assert tuple(map(wording, redline(before, after))) == shown


@given(st.text("甲乙四二十小時 shall\n。", max_size=60), st.text("甲乙四二十小時 shall\n。", max_size=60))
def test_a_redline_loses_no_letter_and_marks_nothing_in_equal_wordings(before, after):
    old, new = redline(before, after)
    assert ("".join(e.words for e in old), "".join(e.words for e in new)) == (before, after)
    assert not any(each.is_changed for side in redline(before, before) for each in side)


def test_what_took_a_passages_place_is_found_whatever_its_verdict():
    version = [read((AUDIT + INCIDENT.format(hours="七十二").replace("應", "得")).encode(), "new.txt")]
    found = Counterparts.of(version)
    assert "得於知悉" in found.nearest("乙方應於知悉資安事件後四小時內通報甲方並配合調查。")["text"]
    assert found.nearest("保固期間為一年，免費修復瑕疵，並提供備品。") is None


def finding(verdict: str, *passages: str, lacks: tuple[str, ...] = ()) -> dict:
    evidence = [{"text": each, "page": 1, "document": 0} for each in passages]
    return {"verdict": verdict, "evidence": evidence, "lacks": [{"msgid": each, "params": {}} for each in lacks]}


@pytest.mark.parametrize(
    ("before", "after", "became"),
    [
        (finding("present"), finding("absent"), Became.LOST),
        (finding("present"), finding("partial"), Became.WEAKENED),
        (finding("partial"), finding("partial", lacks=("no time",)), Became.WEAKENED),
        (finding("partial", lacks=("no time",)), finding("partial"), Became.IMPROVED),
        (finding("absent"), finding("partial"), Became.IMPROVED),
        (finding("present", "四小時"), finding("present", "二小時"), Became.REWORDED),
        (finding("absent"), finding("absent"), Became.SAME),
    ],
)
def test_what_a_clause_became(before, after, became):
    old, new = read("應於四小時內通報。".encode(), "a.txt"), read("應於二小時內通報。".encode(), "b.txt")
    (found,) = differences(old, {"incident": before}, new, {"incident": after})
    assert found.became is became


def test_the_worst_comes_first():
    old, new = read(DRAFT.encode(), "a.txt"), read(SIGNED.encode(), "b.txt")
    before = {"audit": finding("partial"), "warranty": finding("present"), "incident": finding("present")}
    after = {"audit": finding("present"), "warranty": finding("absent"), "incident": finding("partial")}
    found = worst_first(list(differences(old, before, new, after)))
    assert [each.became for each in found] == [Became.LOST, Became.WEAKENED, Became.IMPROVED]


@pytest.fixture
def contract(sign_in):
    """A contract whose draft and signed paper are both attached."""
    with clock.at(datetime(2026, 9, 1, 10)):
        contract = make_contract()
        browser = sign_in(Role.PROCUREMENT)
        attach(browser, contract, (DRAFT.encode(), "草案.txt"), kind="draft")
        attach(browser, contract, (SIGNED.encode(), "簽署本.txt"))
        yield contract


def test_the_page_shows_what_got_worse_with_the_changed_words(sign_in, contract):
    browser = sign_in(Role.AUDITOR)
    assert f"/contracts/{contract.id}/versions" in text_of(browser.get(f"/contracts/{contract.id}"))
    page = text_of(browser.get(f"/contracts/{contract.id}/versions"))
    lost, reworded = page.index('id="clause-warranty"'), page.index('id="clause-incident"')
    assert lost < reworded
    assert 'id="clause-audit"' not in page
    assert "gone: </span>四<" in page
    assert "new: </span>二十四<" in page
    assert "<del>" in page
    assert "<ins>" in page


def test_the_two_can_be_chosen_and_a_strangers_paper_cannot(sign_in, contract):
    browser = sign_in(Role.AUDITOR)
    draft, signed = (str(d.id) for d in db.session.query(Document).order_by(Document.id))
    swapped = text_of(browser.get(f"/contracts/{contract.id}/versions?old={signed}&new={draft}"))
    assert "Improved" in swapped
    assert "Lost" not in swapped
    assert "No clause differs" in text_of(browser.get(f"/contracts/{contract.id}/versions?old={draft}&new={draft}"))
    other = make_contract()
    assert browser.get(f"/contracts/{other.id}/versions?old={draft}&new={signed}").status_code == 404
    assert "Nothing to compare with yet" in text_of(browser.get(f"/contracts/{other.id}/versions"))
    for bad in ("%00", "999999999999999999", "now", "before-1", "-1"):
        assert browser.get(f"/contracts/{contract.id}/versions?old={bad}").status_code == 404


def test_the_workbook_holds_the_same(sign_in, contract):
    answer = sign_in(Role.COMPLIANCE).get(f"/contracts/{contract.id}/versions?format=xlsx")
    book = load_workbook(BytesIO(answer.data))
    clauses = {row[0]: row for row in book["Clauses"].iter_rows(min_row=2, values_only=True)}
    assert len(clauses) == 17
    assert "Lost" in clauses["Warranty"][1]
    passages = list(book["Passages"].iter_rows(min_row=2, values_only=True))
    assert any(row[6:] == ("四", "二十四") for row in passages)


def test_what_an_amendment_does_is_compared_with_what_held_before(sign_in, contract):
    amendment = (
        "增補協議書\n一、原合約第二條修正為：「第二條 資安事件 乙方應於知悉資安事件後一小時內通報甲方並配合調查。」"
    )
    attach(
        sign_in(Role.PROCUREMENT), contract, (amendment.encode(), "增補.txt"), kind="amendment", signed_on="2026-08-01"
    )
    page = text_of(sign_in(Role.AUDITOR).get(f"/contracts/{contract.id}/versions"))
    assert "All papers before “增補.txt”" in page
    assert "In force today: all papers together" in page
    made = next(d for d in db.session.query(Document) if d.name == "增補.txt")
    page = text_of(sign_in(Role.AUDITOR).get(f"/contracts/{contract.id}/versions?old=before-{made.id}&new=now"))
    assert "new: </span>一<" in page


def test_long_papers_are_compared_in_the_background(sign_in, contract, monkeypatch):
    monkeypatch.setattr(comparing, "AT_ONCE_CHARACTERS", 10)
    place = f"/contracts/{contract.id}/versions"
    auditor, browser = sign_in(Role.AUDITOR), None
    page = text_of(auditor.get(place))
    assert "judging both takes a while" in page
    assert "Compare in the background" not in page
    browser = sign_in(Role.COMPLIANCE)
    assert browser.post(place, {}).status_code == 302
    browser.post(place, {})
    assert db.session.query(Work).filter_by(kind=comparing.WORK).count() == 1
    assert "They are being judged" in text_of(browser.get(place))
    assert run_next()
    assert 'id="clause-warranty"' in text_of(sign_in(Role.AUDITOR).get(place))


def test_a_comparison_that_takes_a_moment_follows_the_page_and_nothing_is_judged_twice(sign_in, contract, monkeypatch):
    monkeypatch.setattr(comparing, "IN_NO_TIME_CHARACTERS", 10)
    browser, place = sign_in(Role.AUDITOR), f"/contracts/{contract.id}/versions"
    page = text_of(browser.get(place))
    assert "are being compared" in page
    assert 'hx-trigger="load"' in page
    assert 'id="clause-warranty"' not in page
    assert "wait=1" in page
    assert 'id="clause-warranty"' in text_of(browser.get(place, headers={"HX-Request": "true"}))
    assert 'id="clause-warranty"' in text_of(browser.get(place)), "what was judged once is shown at once"


def test_what_the_check_kept_is_what_would_be_found_by_judging_anew(sign_in, contract):
    amendment = "增補協議書\n一、原合約第二條刪除。"
    attach(
        sign_in(Role.PROCUREMENT), contract, (amendment.encode(), "增補.txt"), kind="amendment", signed_on="2026-08-01"
    )
    rulebook = load(DEFAULT)
    today = next(each for each in comparing.versions_of(contract.id) if each.key == comparing.NOW)
    assert today.known(rulebook) is not None
    assert today.known(rulebook) == judged.judged(today.mark, today._judged, rulebook)
    alone = [each for each in comparing.versions_of(contract.id) if len(each.papers) == 1]
    assert not any(each.known(rulebook) for each in alone), "no paper alone is what the check judged"
