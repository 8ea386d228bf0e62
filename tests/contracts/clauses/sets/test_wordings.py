"""Amendments that change words within an article: which words stand in place of which, and when nothing is changed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.clauses.rulebooks import load
from contracts.clauses.rules import Verdict, check
from contracts.clauses.sets import Consolidated, Paper, consolidated
from contracts.clauses.sets.wordings import mentions
from contracts.documents.folding import fold
from contracts.documents.reading import read
from contracts.documents.rules import DocumentKind

RULEBOOK = load("cc19000")
CONTRACT = """系統維護合約
甲方：白鷺證券股份有限公司
乙方：鐵杉資訊股份有限公司
第一條 稽核
甲方得派員至乙方機房查核其作業紀錄，乙方應予配合。
第二條 資安事件通報
乙方知悉資安事件時，應於四小時內通報甲方，並於二十四小時內提出書面報告，配合甲方調查。
第三條 保固
自驗收合格日起一年內，程式有瑕疵者，乙方應免費修復；一年內之到場不另計費。
"""
AGREEMENT = """MAINTENANCE AGREEMENT
1. Audit. The Client may audit the Vendor's records and premises on five days' notice.
2. Security Incidents. The Vendor shall notify the Client of any security breach within four hours and shall investigate it.
3. Warranty. The Vendor shall repair defects free of charge for twelve months after acceptance.
"""


def paper(text: str, kind: DocumentKind = DocumentKind.CONTRACT, month: int = 1) -> Paper:
    return Paper(read(text.encode(), f"{kind}-{month}.txt"), kind, date(2026, month, 1))


def amended(*amendments: str, base: str = CONTRACT) -> Consolidated:
    later = (paper(text, DocumentKind.AMENDMENT, month) for month, text in enumerate(amendments, 2))
    return consolidated([paper(base), *later])


def in_force(together: Consolidated) -> str:
    return together.counted[0].text


@pytest.mark.parametrize(
    ("told", "article", "swaps"),
    [
        ("原合約第五條「四小時」修正為「二小時」。", "第5條", [("四小時", "二小時")]),
        ("第五條第二項所定之「四小時」，修正為「二小時」", "第5條第2項", [("四小時", "二小時")]),
        ("第五條「四小時」及「八小時」分別修正為「二小時」及「四小時」。", "第5條", [("四小時", "二小時"), ("八小時", "四小時")]),
        ("第五條以「二小時」取代「四小時」。", "第5條", [("四小時", "二小時")]),
        ("第五條「並得展延」等字刪除。", "第5條", [("並得展延", None)]),
        ("刪除第五條「並得展延」等字。", "第5條", [("並得展延", None)]),
        ("於第五條「通報甲方」之後增列「及主管機關」。", "第5條", [("通報甲方", "及主管機關")]),
        ('In Section 5, "four hours" is replaced by "two hours".', "Section 5", [("four hours", "two hours")]),
        ('The words “four hours” in Section 5(b) are hereby deleted and replaced with “two hours”.', "Section 5.b",
         [("four hours", "two hours")]),
        ('Section 5 is amended by deleting "four hours" and inserting "two hours" in its place.', "Section 5",
         [("four hours", "two hours")]),
        ('Section 5 is amended by substituting "two hours" for "four hours".', "Section 5", [("four hours", "two hours")]),
        ('Section 9 is amended by deleting the words "at its discretion".', "Section 9", [("at its discretion", None)]),
    ],
)  # fmt: skip
def test_a_change_of_words_is_read(told, article, swaps):
    (found,) = mentions(fold(told))
    assert [reference.label for reference in found.references] == [article]
    assert [(told[slice(*s.old)], told[slice(*s.new)] if s.new else None) for s in found.swaps] == swaps


@pytest.mark.parametrize(
    "told",
    [
        "刪除第五條「保密」。",  # an article, named by its title
        "第八條「保密」修正為「第八條 保密 乙方應予保密，不得洩漏。本條於終止後仍有效。」",  # its whole new wording
        "第五條「四小時」、「八小時」修正為「二小時」。",  # which of them becomes which?
        "「四小時」修正為「二小時」。",  # of which article?
        "本協議第二條「四小時」修正為「二小時」。",  # the amendment's own
        'Section 8 is deleted and replaced by: "8. Confidentiality. The Vendor shall keep secrets. It survives."',
    ],
)
def test_what_is_no_change_of_words_is_left_to_others(told):
    assert list(mentions(fold(told))) == []


def test_the_evidence_is_the_text_in_force_where_the_old_words_stand():
    together = amended("增補協議\n一、原合約第二條「四小時」修正為「二小時」。")
    assert "應於二小時內通報" in in_force(together)
    found = check(together.papers, RULEBOOK)["incident"]
    assert found.verdict is Verdict.PRESENT
    assert {each.document for each in found.evidence} == {0}
    assert any("應於二小時內通報" in each.text for each in found.evidence)
    place = next(each for each in found.evidence if "二小時" in each.text)
    assert "應於四小時內通報" in CONTRACT[place.start : place.end]
    (edit,) = together.edits
    assert (CONTRACT[edit.start : edit.end], edit.words, edit.by) == ("四小時", "二小時", 1)
    assert together.remarks == ()


def test_the_english_evidence_too():
    together = amended('AMENDMENT\n1. In Section 2, "four hours" is replaced by "two hours".', base=AGREEMENT)
    found = check(together.papers, RULEBOOK)["incident"]
    assert "within two hours" in found.evidence[0].text


def test_a_later_amendment_changes_what_an_earlier_one_put_there():
    together = amended(
        "增補\n一、原合約第二條「四小時」修正為「十二小時」。", "增補二\n一、原合約第二條「十二小時」修正為「二小時」。"
    )
    assert "應於二小時內通報" in in_force(together)
    assert [(e.words, e.by) for e in together.edits] == [("二小時", 2)]


def test_words_of_an_article_that_was_replaced_are_changed_where_they_stand_now():
    together = amended(
        "增補\n一、原合約第二條修正為：「乙方知悉資安事件時，應於六小時內通報甲方。」",
        "增補二\n一、原合約第二條「六小時」修正為「二小時」。",
    )
    assert [(e.paper, e.words) for e in together.edits] == [(1, "二小時")]
    assert "應於二小時內通報" in together.counted[1].text
    assert together.remarks == ()


@pytest.mark.parametrize(
    ("told", "base", "after"),
    [
        ("第二條「四小時」修正為「二小時」；第三條「免費修復」修正為「付費修復」。", CONTRACT, "付費修復"),
        ("第二條「，並於二十四小時內提出書面報告」等字刪除。", CONTRACT, "通報甲方，配合甲方調查"),
        ("第二條「通報甲方」後增列「及主管機關」。", CONTRACT, "通報甲方及主管機關，並於"),
        ("第三條「一年」均修正為「二年」。", CONTRACT, "二年內之到場不另計費"),
        ("第二條「４ 小時」修正為「二小時」。", CONTRACT.replace("四小時", "4\n小時", 1), "應於二小時內通報"),
        ('Section 2 is amended by inserting "and its regulator" after "the Client".',
         AGREEMENT.replace("the Client of any", "the Client, of any"), "the Client and its regulator, of any"),
    ],
)  # fmt: skip
def test_words_are_put_in_struck_and_changed_everywhere(told, base, after):
    together = amended(f"增補協議\n一、{told}" if "條" in told else f"AMENDMENT\n1. {told}", base=base)
    assert after in in_force(together)
    assert together.remarks == ()


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ("第二條「六小時」修正為「二小時」。", "do not stand there"),
        ("第三條「一年」修正為「二年」。", "2 times"),
        ("第二條「十四小時」修正為「二小時」。", "do not stand there"),  # only within 二十四小時
        ("第一條「四小時」修正為「二小時」。", "do not stand there"),  # in another article
        ("第九條「四小時」修正為「二小時」。", "do not stand there"),
    ],
)
def test_words_that_do_not_stand_there_once_are_left_and_told(told, says):
    together = amended(f"增補協議\n一、{told}")
    assert (together.edits, in_force(together)) == ((), CONTRACT)
    assert [says in str(remark) for remark in together.remarks] == [True]
    assert told in together.counted[1].text, "what was not done goes on to be read"
    assert any("修正為" in together.counted[1].words(p) for p in together.counted[1].paragraphs)


def test_of_two_changes_in_a_sentence_the_one_that_can_be_made_is_made():
    together = amended("增補\n一、原合約第二條「四小時」及「九小時」分別修正為「二小時」及「三小時」。")
    assert "應於二小時內通報" in in_force(together)
    assert len(together.remarks) == 1


@given(
    st.lists(
        st.text(st.sampled_from(list("第二三條「四小時」修正為「一年」刪除均、；。乙方")), max_size=120), max_size=3
    )
)
def test_whatever_is_told_places_lead_back_into_the_paper(texts):
    together = amended(*("增補\n第三條「一年」均修正為「十年」。第二條" + text for text in texts))
    for index, counted in enumerate(together.counted):
        original = together.papers[index].text.text
        for paragraph in counted.paragraphs:
            start, end = together.placed(index, paragraph.start, paragraph.end)
            assert 0 <= start <= end <= len(original)
            if not any(e.paper == index and e.start < end and start < e.end for e in together.edits):
                assert original[start:end] == counted.words(paragraph)
