"""The model wording we send to vendors: what it proposes, filled in, is itself what the rule asks for."""

import re

import pytest

from contracts.clauses.rulebooks import load
from contracts.clauses.rules import Verdict, check
from contracts.documents.reading import read

CLAUSES = load("cc19000").clauses
PARTIES = {
    "zh": "資訊服務委外合約\n甲方：白鷺證券股份有限公司\n乙方：鐵杉資訊股份有限公司\n第一條　",
    "en": 'SERVICES AGREEMENT\nbetween Egret Securities Ltd. (the "Client") and Hemlock Systems Ltd. (the "Provider").\n'
    "Article 1. ",
}


def filled(words: str) -> str:
    """As the parties leave it: the suggested numbers stand, the blanks are written in."""
    return re.sub(r"[【】\[\]]", "", words.replace("【　】", "一百一十五").replace("[number]", "2"))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("clause_id", CLAUSES)
def test_what_we_propose_would_be_found_complete(clause_id, language):
    clause = CLAUSES[clause_id]
    name, words = clause.name.in_language(language), clause.model.in_language(language)
    paper = f"{PARTIES[language]}{name}\n{filled(words)}\n"
    assert check(read(paper.encode(), "proposal.txt"), load("cc19000"))[clause_id].verdict is Verdict.PRESENT


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("clause_id", CLAUSES)
def test_it_speaks_of_the_parties_in_several_sentences_and_its_blanks_are_closed(clause_id, language):
    words = CLAUSES[clause_id].model.in_language(language)
    assert len(words.splitlines()) >= 3
    assert any(term in words for term in ("甲方", "乙方", "Client", "Provider", "雙方", "parties"))
    opening, closing = ("【", "】") if language == "zh" else ("[", "]")
    assert words.count(opening) == words.count(closing)
