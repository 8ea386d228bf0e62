"""How much a passage reads like marked ones: it ranks what is shown, finds what no signal knew, and says by which words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.clauses.likeness import features, read
from contracts.clauses.rulebooks import load
from contracts.clauses.rulebooks import read as read_rulebook
from contracts.clauses.rules import Verdict, check
from contracts.documents.reading import read as read_document

LEARNT = read(
    "# a comment\n*\tterm:-1.00 audit:-2.00\nruns for\tterm:3.50\n0\tterm:0.25\n^duration\tterm:0.50\nbooks\taudit:2.50\n"
)
RULEBOOK = """
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
signals = [
  { name = "by a word", verdict = "present", score = 0.9, when = "lasts" },
  { name = "by likeness", verdict = "present", score = 0.6, when = "#english & #like" },
]
[clauses.cues]
lasts = ['lasts']
"""


def found(text, learnt=None):
    return check(read_document(text.encode(), "paper.txt"), read_rulebook(RULEBOOK, likeness=learnt or {}))["term"]


def test_weights_of_words_pairs_figures_and_headings_add_up():
    assert LEARNT.of("it runs for 24 months", "duration")["term"] == pytest.approx(-1 + 3.5 + 0.25 + 0.5)
    assert LEARNT.of("it runs for 24 months", "")["audit"] == -2
    assert LEARNT.words("term", "it runs for 24 months") == ("runs for",)


def test_a_passage_no_signal_knows_counts_by_its_likeness_and_says_by_which_words():
    text = "Hosting agreement\nThe hosting runs for 24 months.\nAnything else is agreed elsewhere and later on."
    assert found(text).verdict is Verdict.ABSENT
    by_likeness = found(text, {"en": LEARNT})
    assert by_likeness.verdict is Verdict.PRESENT
    assert by_likeness.evidence[0].text == "The hosting runs for 24 months."
    assert "“runs for”" in str(by_likeness.reasons[0])


def test_chinese_is_read_by_its_characters():
    assert {"保", "保密", "應保密", "^守密"} <= features("乙方應保密", "守密義務")
    assert not {"*", "#"} & features("乙方*應#保密", "")


def test_what_was_learnt_in_one_language_says_nothing_of_another():
    assert found("本合約 runs for 24 個月，雙方應依約履行各自之義務。", {"en": LEARNT}).verdict is Verdict.ABSENT


def test_of_many_passages_the_most_alike_is_shown_first_and_the_surest_beside_it():
    text = "Hosting agreement\nThe warranty lasts long.\nThe agreement runs for 24 months.\nThe guarantee lasts longer."
    shown = [piece.text for piece in found(text, {"en": LEARNT}).evidence]
    assert shown[0] == "The agreement runs for 24 months."
    assert len(shown) == 2
    assert "lasts" in shown[1]


def test_a_rulebook_without_anything_learnt_works_by_its_signals():
    assert not load("dora30").likeness
    assert found("Hosting agreement\nThe agreement lasts 24 months.").verdict is Verdict.PRESENT


@pytest.mark.parametrize(
    ("source", "where"),
    [("*\tterm:-1\nruns\tterm:much\n", "line 2"), ("*\tterm\n", "line 1"), ("runs\taudit:1\n", "audit")],
)
def test_weights_that_cannot_be_read_are_refused_with_their_line(source, where):
    with pytest.raises(ValueError, match=where):
        read(source)


def test_what_ships_knows_every_clause_of_the_rule():
    rulebook = load("cc19000")
    for language in ("en", "zh"):
        assert set(rulebook.likeness[language].offsets) == set(rulebook.clauses)


@given(st.text(max_size=300), st.text(max_size=60))
def test_any_text_has_features_and_a_likeness_that_does_not_change(folded, heading):
    assert features(folded, heading) == features(folded, heading)
    assert LEARNT.of(folded, heading) == LEARNT.of(folded, heading)
