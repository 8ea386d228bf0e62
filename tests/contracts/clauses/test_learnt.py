"""What was learnt of other contracts, and how it is weighed with the rulebook's signals."""

import gzip
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.clauses.learnt import Learnt, features, read, write
from contracts.clauses.rulebooks import Faulty, load
from contracts.clauses.rulebooks import read as read_rulebook
from contracts.clauses.rulebooks.shelf import read_at
from contracts.clauses.rules import Verdict, check
from contracts.documents.reading import read as read_document

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
in_part = "unfilled"
signals = [
  { name = "by a word", verdict = "present", score = 0.9, when = "lasts" },
  { name = "in part", verdict = "partial", lacks = "dates_blank", score = 0.6, when = "someday" },
]
[clauses.cues]
lasts = ['lasts']
someday = ['someday']
unfilled = ['_{2,9}']
"""
# Features that speak for a term of the contract (present; spoken of), and one that speaks against it.
LEARNT = Learnt(
    ("term",), (-3.0, -1.0), {"runs for": [0, 900, 1, 900], "vaguely": [1, 300], "trousers": [0, -900, 1, -900]}
)


def found(text, learnt=LEARNT):
    rulebook = replace(read_rulebook(RULEBOOK), learnt={"en": learnt} if learnt else {})
    paper = f"The parties wrote this down after they had talked about it for the whole of a long evening; {text}"
    return check(read_document(paper.encode(), "paper.txt"), rulebook)["term"]


def test_a_passage_that_no_signal_knows_counts_when_it_reads_like_the_clause():
    finding = found("This agreement runs for two years.")
    assert finding.verdict is Verdict.PRESENT
    assert "reads like passages marked for this" in str(finding.reasons[0])
    assert "runs for" in str(finding.reasons[0])
    assert "This agreement runs for two years." in finding.evidence[0].text


def test_what_the_rulebook_takes_in_part_is_never_present_however_it_reads():
    finding = found("This agreement runs for ____ years, vaguely someday.")
    assert finding.verdict is Verdict.PARTIAL
    assert found("This agreement runs for ____ years.").verdict is Verdict.PARTIAL


def test_a_signal_is_not_believed_where_nothing_reads_like_the_clause():
    assert found("The pair of trousers lasts two years.").verdict is Verdict.ABSENT
    assert found("The pair of trousers lasts two years.", None).verdict is Verdict.PRESENT


def test_a_signals_word_stands_otherwise():
    finding = found("It lasts two years.", replace(LEARNT, offsets=(-2.0, -1.0)))
    assert finding.verdict is Verdict.PRESENT
    assert "lasts" in str(finding.reasons[0])


def test_what_is_spoken_of_without_being_settled_is_partial_and_says_so():
    finding = found("We vaguely think of vaguely ending vaguely.", replace(LEARNT, offsets=(-9.0, 0.0)))
    assert finding.verdict is Verdict.PARTIAL
    assert "without settling it" in str(finding.lacks[0])


def test_without_lessons_the_signals_decide():
    assert found("It lasts.", None).verdict is Verdict.PRESENT
    assert found("It may come someday.", None).verdict is Verdict.PARTIAL
    assert found("It runs for two years.", None).verdict is Verdict.ABSENT


def test_what_was_learnt_is_written_and_read_again():
    again = read(write(LEARNT, "about it"))
    assert (again.clauses, again.offsets, dict(again.weights)) == (LEARNT.clauses, LEARNT.offsets, LEARNT.weights)


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b'{"clauses":["a"],"offsets":[1],"weights":{}}', b'{"clauses":[]}']
)
def test_anything_else_is_refused(data):
    with pytest.raises(ValueError):
        read(data)


def test_a_damaged_file_of_the_firms_own_is_named(tmp_path):
    folder = tmp_path / "x1"
    folder.mkdir()
    head, clause = RULEBOOK.split("[[clauses]]\n")
    (folder / "rulebook.toml").write_text(head, encoding="utf-8")
    (folder / "01_term.toml").write_text(clause.replace("[clauses.cues]", "[cues]"), encoding="utf-8")
    plain = read_at(folder).digest
    (folder / "learnt.en.json.gz").write_bytes(gzip.compress(write(LEARNT, "")))
    assert read_at(folder).learnt["en"].clauses == ("term",)
    assert read_at(folder).digest != plain
    for damage in (b"no gzip", gzip.compress(b"no json")):
        (folder / "learnt.en.json.gz").write_bytes(damage)
        with pytest.raises(Faulty, match=r"learnt\.en\.json\.gz"):
            read_at(folder)


@given(st.text(max_size=80), st.text(max_size=20), st.booleans())
def test_any_passage_reads_somehow_and_always_alike(text, heading, is_chinese):
    seen = features(text, heading, is_chinese=is_chinese)
    for language, learnt in load("cc19000").learnt.items():
        reads = learnt.of(seen)
        assert reads == learnt.of(seen), language
        assert all(0 <= one.present <= 1 and 0 <= one.any <= 1 for one in reads.values())


def test_names_do_not_matter_and_who_acts_does():
    acme = features("acme shall pay", "", [(0, 4, "vendor")], is_chinese=False)
    assert acme == features("bolt shall pay", "", [(0, 4, "vendor")], is_chinese=False)
    assert acme != features("bolt shall pay", "", [(0, 4, "client")], is_chinese=False)


def test_lessons_ship_for_both_languages():
    assert set(load("cc19000").learnt) == {"zh", "en"}
    assert load("dora30").learnt == {}
