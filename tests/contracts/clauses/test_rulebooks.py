"""Rulebooks are data: complete, and refused with the place when they are not."""

import re

import pytest

from contracts.clauses.expressions import Malformed, parse
from contracts.clauses.rulebooks import Faulty, available, load, read
from contracts.clauses.rules import check
from contracts.documents.folding import compact, fold
from contracts.documents.reading import DocumentText
from contracts.documents.reading import read as read_document

IDS = [
    "term",
    "scope",
    "delivery_date",
    "service_level",
    "change",
    "acceptance",
    "incident",
    "audit",
    "assignment_subcontracting",
    "confidentiality",
    "penalty_damages",
    "dispute",
    "breach",
    "termination",
    "post_termination",
    "warranty",
    "rights_responsibilities",
]

GOOD = """
id = "x1"
version = "1"
effective_on = 2024-01-01
name = {zh = "規則", en = "Rule"}
source = {zh = "某", en = "Some"}
[[clauses]]
id = "term"
name = {zh = "期限", en = "Term"}
guidance = {zh = "一", en = "a"}
counts = {zh = "一", en = "a"}
model = {zh = "一", en = "a"}
signals = [{ name = "n", verdict = "present", score = 0.9, when = "here & !#definition" }]
[clauses.cues]
here = ['期間']
"""


def test_the_rule_has_its_seventeen_clauses_in_order():
    assert list(load("cc19000").clauses) == IDS


@pytest.mark.parametrize("rulebook_id", available())
def test_every_clause_is_explained_in_both_languages(rulebook_id):
    for clause in load(rulebook_id).clauses.values():
        for wording in (clause.name, clause.guidance, clause.counts, clause.model):
            assert re.search(r"[\u4e00-\u9fff]", wording.in_language("zh_Hant_TW"))
            assert wording.in_language("en").isascii()
        assert any(signal.verdict == "present" for signal in clause.signals)


def test_a_rulebook_can_be_read():
    assert list(read(GOOD).clauses) == ["term"]


@pytest.mark.parametrize(
    ("change", "place", "sentence"),
    [
        (("0.9", "2.0"), "clauses[0].signals[0].score", "above 0"),
        (('"present"', '"maybe"'), "clauses[0].signals[0].verdict", "present or partial"),
        (("here & !#definition", "there"), "clauses[0].signals[0].when", "not defined"),
        (("here & !#definition", "here &"), "clauses[0].signals[0].when", "ends too early"),
        (("#definition", "#nonsense"), "clauses[0].signals[0].when", "not defined"),
        (("期間']", "期.*間']"), "clauses[0].cues.here", "without a limit"),
        (("期間']", "期，間']"), "clauses[0].cues.here", "full-width"),
        (("期間']", "<gone>']"), "clauses[0].cues.here", "no list of words"),
        (("期間']", "<here>']"), "clauses[0].cues.here", "quotes itself"),
        (("期間']", "(期間']"), "clauses[0].cues.here", "patterns"),
        (("effective_on = 2024-01-01", ""), "effective_on", "must be a date"),
        (('id = "term"', 'id = "Term!"'), "clauses[0].id", "no id"),
        (('id = "x1"', 'id = "CC 19000"'), "id", "no id"),
        (('guidance = {zh = "一", en = "a"}', 'guidance = {zh = "一"}'), "clauses[0].guidance.en", "missing"),
        (("[[clauses]]", "[[other]]"), "other", "nothing called"),
        (("[[clauses]]", "[clauses]"), "clauses", "list of tables"),
        (('verdict = "present"', 'verdict = "partial", lacks = "levels"'), "clauses[0].signals", "can make it present"),
        (('verdict = "present"', 'verdict = "present", lacks = "levels"'), "clauses[0].signals[0].lacks", "names what"),
        (('name = "n"', 'name = "n", scroe = 1'), "clauses[0].signals[0].scroe", "nothing called"),
        (("version = ", "version "), "", "not valid TOML"),
    ],
)
def test_a_faulty_rulebook_is_refused_at_its_place(change, place, sentence):
    assert change[0] in GOOD
    with pytest.raises(Faulty, match=re.escape(sentence) if "#" not in sentence else sentence) as caught:
        read(GOOD.replace(*change))
    assert caught.value.field == place


def test_a_rulebook_may_say_in_its_own_words_what_is_lacking_and_what_a_signal_means():
    own = GOOD.replace(
        "signals = [",
        'signals = [{ name = "p", verdict = "partial", score = 0.4, lacks = "years", when = "vague" },',
    ).replace('when = "here', 'says = {zh = "寫明期間。", en = "It names a period."}, when = "here')
    own = own.replace(
        "[[clauses]]", '[lacks]\nyears = {zh = "未寫幾年。", en = "It does not say how many years."}\n[[clauses]]'
    )
    rulebook = read(own + "vague = ['若干年']\n")
    partial = check(text("第一條 期間\n本約為若干年。"), rulebook)["term"]
    assert str(partial.lacks[0]) == "It does not say how many years."
    assert "It names a period." in str(check(text("第一條 期間\n服務期間為二年。"), rulebook)["term"].reasons[0])


def text(words: str) -> DocumentText:
    return read_document(words.encode(), "x.txt")


def test_an_unknown_rulebook_names_the_known_ones():
    with pytest.raises(Faulty, match="cc19000"):
        load("nothing")


@pytest.mark.parametrize("source", ["", "&", "a b", "(a", "a)", "a | | b", "A"])
def test_a_condition_that_cannot_be_read(source):
    with pytest.raises(Malformed):
        parse(source)


def test_conditions_follow_the_usual_precedence():
    condition = parse("a & b | !c")
    assert condition.holds(lambda word: word in "ab")
    assert condition.holds(lambda word: False)
    assert not condition.holds(lambda word: word in "ac")


def test_folding_keeps_every_character_in_its_place():
    text = "廠商應於２４小時內通報，ＳＬＡ（臺灣）"
    assert len(fold(text)) == len(text)
    assert fold(text) == fold("厂商应于24小时内通报，SLA（台湾）")
    assert compact("2025 年 2 月") == "2025年2月"
