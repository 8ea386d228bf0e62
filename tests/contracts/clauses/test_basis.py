"""A decision stands as long as the words under it do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.clauses.basis import Decided, Ground, evidence_mark, is_stale
from contracts.clauses.rules import Verdict
from contracts.documents.reading import DocumentText, read

PRESENT, PARTIAL, ABSENT = Verdict.PRESENT, Verdict.PARTIAL, Verdict.ABSENT
AUDIT = "甲方得派員至乙方機房查核其作業紀錄，乙方應予配合。"
OTHER = "系統可用率每月不得低於99.9%。"


def paper(*lines: str) -> DocumentText:
    return read(("合約。\n" + "\n".join(lines)).encode(), "合約.txt")


def ground(*lines: str) -> Ground:
    return Ground.of([paper(*lines)])


CONFIRMED = Decided(PRESENT, PRESENT, [AUDIT], ground(AUDIT, OTHER).mark)
OVERRULED = Decided(ABSENT, PRESENT, [AUDIT], ground(AUDIT, OTHER).mark)
BLIND = Decided(PRESENT, ABSENT, [], ground(OTHER).mark)
QUOTED = Decided(PRESENT, ABSENT, [AUDIT], ground(AUDIT).mark)


@pytest.mark.parametrize("decided", [CONFIRMED, OVERRULED])
@pytest.mark.parametrize(
    "lines",
    [
        (OTHER, AUDIT),
        ("第九條 其他", OTHER, "頁首", AUDIT),
        ("甲方得派員至乙方機房查核\n其作業紀錄，乙方應予\n配合。", OTHER),
        ("甲方得派員至 乙方機房查核其作業紀錄， 乙方應予配合。", OTHER),
        (AUDIT, AUDIT, OTHER),
    ],
    ids=["other place", "other page", "lines broken", "spaces", "there twice"],
)
def test_words_that_only_moved_leave_it_standing(decided, lines):
    assert not is_stale(decided, PRESENT, [AUDIT], ground(*lines))


@pytest.mark.parametrize("decided", [CONFIRMED, OVERRULED, QUOTED])
def test_changed_words_make_it_stale(decided):
    changed = AUDIT.replace("乙方應予配合", "乙方得拒絕")
    assert is_stale(decided, decided.machine, [changed], ground(changed, OTHER))


def test_words_that_went_make_it_stale_though_the_verdict_stays():
    assert is_stale(CONFIRMED, PRESENT, ["主管機關得查核乙方。"], ground("主管機關得查核乙方。"))


def test_a_further_passage_matters_to_who_overruled_only():
    more = "主管機關得查核乙方。"
    assert not is_stale(CONFIRMED, PRESENT, [AUDIT, more], ground(AUDIT, more))
    assert is_stale(OVERRULED, PRESENT, [AUDIT, more], ground(AUDIT, more))


def test_a_verdict_that_changed_matters_unless_the_check_now_agrees():
    assert is_stale(CONFIRMED, PARTIAL, [AUDIT], ground(AUDIT))
    assert not is_stale(Decided(PARTIAL, PRESENT, [AUDIT]), PARTIAL, [AUDIT], ground(AUDIT))


def test_where_nobody_had_a_passage_the_whole_text_is_the_ground():
    assert not is_stale(BLIND, ABSENT, [], ground(OTHER.replace("每月", "每 月")))
    assert is_stale(BLIND, ABSENT, [], ground(OTHER, "乙方另行簽署保密切結。"))


def test_what_a_decision_rested_on_that_was_not_kept_is_looked_at_again():
    assert is_stale(Decided(PRESENT, PRESENT, None), PRESENT, [AUDIT], ground(AUDIT))


@given(st.permutations(["甲方得查核。", "乙方應保密；", "保固一年。", "終止後返還。"]), st.booleans())
def test_the_order_of_sentences_does_not_tell(sentences, is_wrapped):
    words = sentences if not is_wrapped else [s[:3] + "\n" + s[3:] for s in sentences]
    assert ground(*words).mark == ground("甲方得查核。", "乙方應保密；", "保固一年。", "終止後返還。").mark


@given(st.lists(st.text(max_size=30), max_size=4), st.randoms())
def test_a_fingerprint_knows_words_not_their_order_and_spaces(passages, random):
    moved = list(passages)
    random.shuffle(moved)
    assert evidence_mark(PRESENT, passages) == evidence_mark(PRESENT, [p.replace(" ", "  ") for p in moved])
    assert evidence_mark(PRESENT, passages) != evidence_mark(ABSENT, passages)
