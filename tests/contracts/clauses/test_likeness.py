"""A file sent by mistake is told so; a contract that lacks everything is still a contract."""

import pytest

from contracts.clauses.likeness import NO_CONTRACT
from contracts.clauses.rulebooks import load
from contracts.clauses.rules import Verdict, check
from contracts.documents.reading import read

OTHER_PAPERS = {
    "shopping list": "Shopping list\nmilk, eggs, two kilos of rice\nCall Anna about the party on Saturday.",
    "forecast": "天氣預報：今日多雲時晴，氣溫二十八度。\n明日午後有雷陣雨，外出請攜帶雨具。",
    "log": "2026-01-01 12:00:00 INFO worker started pid=3\n2026-01-01 12:00:09 INFO 200 GET /index",
}
CONTRACTS_WITHOUT_CLAUSES = {
    "zh": "系統買賣\n甲方：大安證券股份有限公司\n乙方：木星資訊有限公司\n貨到付款。",
    "en": "Agreement\nbetween Harbour Securities Ltd and Jupiter Software Inc.\nGoods are paid for on delivery.",
}


@pytest.mark.parametrize("text", OTHER_PAPERS.values(), ids=OTHER_PAPERS)
def test_every_clause_of_a_paper_that_is_no_contract_says_so(text: str):
    found = check(read(text.encode(), "paper.txt"), load("cc19000"))
    assert {each.verdict for each in found.values()} == {Verdict.ABSENT}
    assert {each.reasons[0].msgid for each in found.values()} == {NO_CONTRACT}


@pytest.mark.parametrize("text", CONTRACTS_WITHOUT_CLAUSES.values(), ids=CONTRACTS_WITHOUT_CLAUSES)
def test_a_contract_that_lacks_everything_is_not_called_another_paper(text: str):
    found = check(read(text.encode(), "paper.txt"), load("cc19000"))
    assert all(reason.msgid != NO_CONTRACT for each in found.values() for reason in each.reasons)


def test_one_contract_among_the_papers_is_enough():
    papers = [read(each.encode(), "paper.txt") for each in (*OTHER_PAPERS.values(), CONTRACTS_WITHOUT_CLAUSES["zh"])]
    assert all(each.reasons[0].msgid != NO_CONTRACT for each in check(papers, load("cc19000")).values())
