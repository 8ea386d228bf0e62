"""What amendments say they do, in the words in which they say it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.clauses.sets import english, mandarin
from contracts.clauses.sets.instructions import instructions
from contracts.clauses.sets.numbers import path, value
from contracts.clauses.sets.references import Deed
from contracts.documents.folding import fold
from contracts.documents.reading import DocumentText, read

REPLACED, DELETED, ADDED, REWORDED = Deed.REPLACED, Deed.DELETED, Deed.ADDED, Deed.REWORDED


def said(words: str) -> list[tuple[Deed, list[str]]]:
    grammar = english if words.isascii() else mandarin
    return [(m.deed, [r.label for r in m.references]) for m in grammar.mentions(fold(words))]


@pytest.mark.parametrize(
    ("words", "deed", "labels"),
    [
        ("第八條修正為：「乙方應於四小時內通報。」", REPLACED, ["第8條"]),
        ("原契約第八條（稽核權）修正如下：", REPLACED, ["第8條"]),
        ("茲將第九條「管轄法院」修正為：因本合約所生爭議，由臺北地院管轄。", REPLACED, ["第9條"]),
        ("將原合約第８條第２項變更為下列條文：", REPLACED, ["第8條第2項"]),
        ("原契約第十條條文，改以下列條文代之：", REPLACED, ["第10條"]),
        ("第十二條應予刪除，並以下列文字取代之：", REPLACED, ["第12條"]),
        ("修正原契約第六條如下：", REPLACED, ["第6條"]),
        ("附件二由本協議書之附件一取代。", REPLACED, ["附件二"]),
        ("附件一第三條修正為：", REPLACED, ["附件一第3條"]),
        ("雙方同意刪除原契約第十二條。", DELETED, ["第12條"]),
        ("原契約第十二條、第十三條及第十五條全文刪除。", DELETED, ["第12條", "第13條", "第15條"]),
        ("第三條至第五條刪除。", DELETED, ["第3條", "第4條", "第5條"]),
        ("原契約第十六條保固刪除。", DELETED, ["第16條"]),
        ("第八條稽核權條款全文刪除。", DELETED, ["第8條"]),
        ("原契約第十條保密義務修正如下：", REPLACED, ["第10條"]),
        ("第七條資安事件通報修正為：乙方應於二小時內通報。", REPLACED, ["第7條"]),
        ("第七條保固修正為一年。", REWORDED, ["第7條"]),
        ("第八條第二項第三款及第四款刪除", DELETED, ["第8條第2項第3款", "第8條第2項第4款"]),
        ("合約第15條第3款自115年7月1日起不再適用。", DELETED, ["第15條第3款"]),
        ("增訂第五條之一如下：", ADDED, ["第5條之1"]),
        ("原契約第五條後增訂第五條之一，條文如下：", ADDED, ["第5條之1"]),
        ("第八條增訂第三項如下：", ADDED, ["第8條第3項"]),
        ("第八條第一項「三十日」修正為「六十日」。", REWORDED, ["第8條第1項"]),
        ("第八條所定通報時限修正為四小時。", REWORDED, ["第8條"]),
        ("第七條保固期間由六個月延長為一年。", REWORDED, ["第7條"]),
        ("第八條第二項後段刪除。", REWORDED, ["第8條第2項"]),
        ("Section 8 of the Agreement is hereby deleted in its entirety and replaced with the following:", REPLACED,
         ["Section 8"]),
        ("Section 8.2 of the Agreement is hereby amended to read as follows:", REPLACED, ["Section 8.2"]),
        ("Article IX (Audit) is amended and restated in its entirety to read:", REPLACED, ["Article 9"]),
        ("Replace Section 7 (Fees) with the following:", REPLACED, ["Section 7"]),
        ("The following shall replace Section 4.2 of the Agreement:", REPLACED, ["Section 4.2"]),
        ("The Agreement is hereby amended by deleting Section 12 in its entirety and substituting the following therefor:",
         REPLACED, ["Section 12"]),
        ("Exhibit B is hereby deleted and replaced with Exhibit B attached hereto.", REPLACED, ["exhibitb"]),
        ("Sections 3 and 4 are hereby deleted.", DELETED, ["Section 3", "Section 4"]),
        ("Sections 3 through 5 are deleted.", DELETED, ["Section 3", "Section 4", "Section 5"]),
        ("Section 14 shall be of no further force or effect.", DELETED, ["Section 14"]),
        ("Delete Section 9 in its entirety.", DELETED, ["Section 9"]),
        ("A new Section 5A is hereby added to the Agreement:", ADDED, ["Section 5a"]),
        ("The following is added as a new Section 5.3:", ADDED, ["Section 5.3"]),
        ("Section 5 is hereby amended by adding the following at the end thereof:", ADDED, ["Section 5"]),
        ("The first sentence of Section 8(b) is replaced with", REWORDED, ["Section 8.b"]),
        ('Section 8.1 is amended by replacing "thirty (30) days" with "sixty (60) days".', REWORDED, ["Section 8.1"]),
    ],
)  # fmt: skip
def test_what_is_done_to_which_article(words, deed, labels):
    assert said(words) == [(deed, labels)]


@pytest.mark.parametrize(
    "words",
    [
        "依第八條規定辦理之變更，應經雙方同意。",
        "本合約之修正應以書面為之。",
        "除本協議修正者外，原契約其餘條款不變。",
        "依第十二條終止時，乙方應將資料刪除。",
        "依第十二條終止後資料刪除。",
        "第七條保固期間刪除。",
        "第十條有關保密之部分刪除。",
        "本增補協議第三條修正為",
        "Pursuant to Section 8, the parties agree that data are deleted at the end.",
        "Section 2 of this Amendment is deleted from the scope.",
        "No amendment of Section 8 is valid unless in writing.",
    ],
)
def test_what_only_speaks_of_an_article_does_nothing_to_it(words):
    assert said(words) == []


def test_two_changes_in_one_sentence_are_two():
    assert said("第九條之一刪除，第十條之二修正為：乙方應配合。") == [
        (DELETED, ["第9條之1"]),
        (REPLACED, ["第10條之2"]),
    ]


def amendment(words: str) -> DocumentText:
    return read(words.encode(), "增補.txt")


def bodies(words: str) -> list[str | None]:
    document = amendment(words)
    return [document.text[slice(*i.body)].strip() if i.body else None for i in instructions(document)]


def test_new_wording_ends_with_its_quotation_whatever_it_says():
    assert bodies(
        "一、第八條修正為：「第八條 乙方違反第五條者，第五條之保證金刪除。\n二、乙方應改善。」\n二、第九條刪除。"
    ) == [
        "第八條 乙方違反第五條者，第五條之保證金刪除。\n二、乙方應改善。",
        None,
    ]


def test_new_wording_without_quotation_ends_before_the_amendments_next_number():
    words = "增補協議\n第一條 原約第八條修正如下：\n第八條 稽核\n甲方得查核。\n第二條 本協議自簽訂日起生效。\n"
    assert bodies(words) == ["第八條 稽核\n甲方得查核。"]


def test_items_of_the_new_wording_are_not_taken_for_the_amendments_next_number():
    words = "增補協議\n一、原約第八條修正如下：\n乙方應：\n一、保密。\n二、返還資料。\n二、原約第九條刪除。\n"
    assert bodies(words) == ["乙方應：\n一、保密。\n二、返還資料。", None]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [("第八條之一", ("8-1",)), ("第 12 條", ("12",)), ("section 8.2(b)", ("8", "2", "b")), ("article ix", ("9",)),
     ("article twelve", ("12",)), ("參、", ("3",)), ("二十一、", ("21",)), ("(a)", ("a",)), ("•", ())],
)  # fmt: skip
def test_numbers_are_read_however_they_are_written(written, read_as):
    assert path(fold(written)) == read_as


def test_chinese_numbers():
    assert [value(fold(n)) for n in ("十", "廿一", "一百二十", "壹拾貳", "一〇五", "x")] == [10, 21, 120, 12, 105, None]


@given(
    st.text(
        alphabet=st.sampled_from(
            list("第八條之一項款修正為如下刪除增訂附件原契約，。；：「」自起 Section8.2(b)isdeletd\n")
        ),
        max_size=300,
    )
)
def test_any_words_can_be_read(words):
    document = amendment("增補協議\n" + words)
    for instruction in instructions(document):
        assert 0 <= instruction.start <= instruction.end <= len(document.text)
        assert instruction.body is None or instruction.body[0] <= instruction.body[1] <= len(document.text)
