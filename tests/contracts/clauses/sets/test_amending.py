"""Later over earlier: which words of a contract still count once amendments and annexes stand beside it."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from contracts.clauses.rulebooks import load
from contracts.clauses.rules import Verdict, check
from contracts.clauses.sets import Deed, Paper, consolidated
from contracts.documents.reading import DocumentText, read
from contracts.documents.reading.text import Draft, Kind
from contracts.documents.rules import DocumentKind

RULEBOOK = load("cc19000")
CONTRACT = """系統維護合約
甲方：白鷺證券股份有限公司
乙方：鐵杉資訊股份有限公司
第一條 合約期間
自民國115年1月1日起至116年12月31日止。
第二條 服務水準
系統可用率每月不得低於99.9%。
第三條 保密
一、乙方應對甲方資料保密，不得洩漏予第三人。
二、前項義務於合約終止後五年內有效。
第四條 稽核
甲方得派員至乙方機房查核其作業紀錄，乙方應予配合。
乙方應於十日內改善缺失。
第五條 保固
自驗收合格日起一年內，程式有瑕疵者，乙方應免費修復。
第六條 管轄
雙方合意以臺灣臺北地方法院為第一審管轄法院。
"""


def words(text: str, name: str = "紙本.txt") -> DocumentText:
    return read(text.encode(), name)


def contract(text: str = CONTRACT, on: date | None = date(2026, 1, 1)) -> Paper:
    return Paper(words(text, "合約.txt"), DocumentKind.CONTRACT, on)


def amendment(text: str, on: date | None = date(2026, 6, 1)) -> Paper:
    return Paper(words(text, "增補協議.txt"), DocumentKind.AMENDMENT, on)


def annex(text: str, name: str = "附件.txt", on: date | None = None) -> Paper:
    return Paper(words(text, name), DocumentKind.ANNEX, on)


def struck(*papers: Paper) -> list[str]:
    return [papers[s.paper].text.text[s.start : s.end].strip() for s in consolidated(papers).superseded]


def verdict(clause: str, *papers: Paper) -> Verdict:
    return check(papers, RULEBOOK)[clause].verdict


def test_an_article_that_is_struck_no_longer_bears_a_verdict():
    later = amendment("增補協議\n一、原合約第五條（保固）刪除。\n")
    assert verdict("warranty", contract()) is Verdict.PRESENT
    assert verdict("warranty", contract(), later) is Verdict.ABSENT
    assert struck(contract(), later) == ["第五條 保固\n自驗收合格日起一年內，程式有瑕疵者，乙方應免費修復。"]


def test_new_wording_counts_in_the_place_of_the_old_and_under_its_heading():
    later = amendment(
        "增補協議\n一、原合約第四條修正為：「甲方得於七日前通知後，查核乙方之作業紀錄，乙方不得拒絕。」\n"
    )
    found = check((contract(), later), RULEBOOK)["audit"]
    assert found.verdict is Verdict.PRESENT
    assert {evidence.document for evidence in found.evidence} == {1}
    assert "稽核" in consolidated((contract(), later)).headings[0].heading


def test_an_article_made_worse_is_judged_by_its_new_words():
    later = amendment("增補協議\n一、原合約第四條修正為：「乙方得提供第三方稽核報告代替甲方之查核。」\n")
    assert verdict("audit", contract(), later) is not Verdict.PRESENT


def test_an_added_article_counts_and_strikes_nothing():
    text = "增補協議\n一、增訂第六條之一如下：\n第六條之一 資安事件通報\n乙方發現資料外洩時，應於一小時內通報甲方，並保全紀錄、提出改善報告。\n"
    assert verdict("incident", contract()) is Verdict.ABSENT
    assert verdict("incident", contract(), amendment(text)) is Verdict.PRESENT
    assert struck(contract(), amendment(text)) == []


def test_only_the_item_named_is_struck():
    assert struck(contract(), amendment("增補\n一、原合約第三條第二項刪除。")) == [
        "二、前項義務於合約終止後五年內有效。"
    ]
    assert struck(contract(), amendment("增補\n一、原合約第四條第二項刪除。")) == ["乙方應於十日內改善缺失。"]


def test_some_words_changed_leave_the_article_standing():
    assert struck(contract(), amendment("增補\n一、第四條「十日」修正為「三十日」。")) == []


def test_the_later_of_two_amendments_wins_whatever_the_order_of_upload():
    first = amendment("增補一\n一、第二條修正為：「系統可用率每月不得低於99.5%。」", date(2026, 3, 1))
    second = amendment("增補二\n一、第二條修正為：「系統可用率每月不得低於99.0%。」", date(2026, 9, 1))
    for papers in ((contract(), first, second), (contract(), second, first)):
        evidence = check(papers, RULEBOOK)["service_level"].evidence
        assert [e.text for e in evidence] == ["系統可用率每月不得低於99.0%。"]


def test_an_amendment_does_nothing_to_what_is_later_than_itself():
    renewed = contract(on=date(2027, 1, 1))
    assert struck(renewed, amendment("增補\n一、第五條刪除。", date(2026, 6, 1))) == []


def test_a_change_of_an_article_that_is_not_there_is_told():
    together = consolidated((contract(), amendment("增補\n一、原合約第二十條刪除。")))
    assert together.superseded == ()
    assert "第20條" in str(together.remarks[0])


def test_a_whole_contract_can_be_replaced():
    later = amendment("增補協議\n原合約全文修正如下：\n第一條 保固\n乙方保固二年，程式有瑕疵者應免費修復。\n")
    assert verdict("audit", contract(), later) is Verdict.ABSENT
    assert verdict("warranty", contract(), later) is Verdict.PRESENT


def test_a_table_of_old_and_new_wording_is_read_by_its_columns():
    draft = Draft("對照表.docx", "docx")
    draft.add("契約條文修正對照表", page=1)
    for row in (
        "修正條文 | 現行條文 | 說明",
        "第五條 保固 乙方保固二年，瑕疵免費修復。 | 第五條 保固 自驗收合格日起一年內，程式有瑕疵者，乙方應免費修復。 | 延長",
        "（刪除） | 第四條 稽核 甲方得派員至乙方機房查核其作業紀錄，乙方應予配合。 | 改由集團稽核辦理",
        "第七條 通報 乙方發現資料外洩應於一小時內通報甲方並提出改善報告。 | （新增） | 配合法令",
    ):
        draft.add(row, page=1, kind=Kind.TABLE_ROW, table=1)
    later = Paper(draft.finish(), DocumentKind.AMENDMENT, date(2026, 6, 1))
    together = consolidated((contract(), later))
    assert [(c.deed, c.label) for c in together.changes] == [
        (Deed.REPLACED, "第5條"), (Deed.DELETED, "第4條"), (Deed.ADDED, "第7條"),
    ]  # fmt: skip
    assert verdict("audit", contract(), later) is Verdict.ABSENT
    assert verdict("incident", contract(), later) is Verdict.PRESENT
    assert ["二年" in e.text for e in check((contract(), later), RULEBOOK)["warranty"].evidence] == [True]


ENGLISH = """MASTER SERVICES AGREEMENT
This Agreement is made between Heron Securities Corp. (the "Client") and Fir Software Ltd. (the "Provider").
1. Term. This Agreement runs for two years from 1 January 2026.
2. Service Levels. The Provider shall keep availability of at least 99.9% per month.
3. Audit. The Client may inspect the Provider's books, records and premises on three days' notice.
3.1 The Provider shall cooperate.
3.2 The Provider shall correct findings within ten days.
4. Warranty. The Provider shall repair defects free of charge for twelve months after acceptance.
IN WITNESS WHEREOF the parties have signed.
"""


def test_an_english_amendment_replaces_and_deletes():
    later = amendment(
        "AMENDMENT NO. 1\n1. Section 3.2 of the Agreement is hereby amended to read as follows:\n"
        "3.2 The Provider shall correct findings within ninety days.\n"
        "2. Section 4 of the Agreement is hereby deleted in its entirety.\n3. Except as amended hereby, all terms remain.\n"
    )
    base = contract(ENGLISH)
    assert struck(base, later) == [
        "3.2 The Provider shall correct findings within ten days.",
        "4. Warranty. The Provider shall repair defects free of charge for twelve months after acceptance.",
    ]
    assert verdict("warranty", base, later) is Verdict.ABSENT


def test_an_annex_can_be_replaced_as_a_whole():
    old = annex("附件一 服務水準\n系統可用率每月應達99.9%，障礙應於四小時內修復。", "附件一.txt")
    new = annex("附件二 服務水準\n系統盡力維持運作。", "附件二.txt", date(2026, 6, 1))
    later = amendment("增補協議\n一、附件一由附件二取代。")
    base = contract(CONTRACT.replace("系統可用率每月不得低於99.9%。", "詳附件一。"))
    assert verdict("service_level", base, old) is Verdict.PRESENT
    assert verdict("service_level", base, later, old, new) is Verdict.ABSENT


def test_a_matter_left_to_an_annex_is_read_in_the_annex_under_the_articles_heading():
    base = contract(CONTRACT.replace("系統可用率每月不得低於99.9%。", "詳附件一。"))
    bare = annex("附件一\n一級案件：一小時內到場\n二級案件：四小時內到場", "附件一.txt")
    assert [h.heading for h in consolidated((base, bare)).headings] == ["服务水准"]


@given(
    st.lists(
        st.text(
            alphabet=st.sampled_from(list("第一二三五六八條項款修正為如下刪除增訂附件原合約，。；：「」 \n乙方應保密")),
            max_size=160,
        ),
        max_size=4,
    )
)
def test_whatever_amendments_say_the_texts_stay_and_what_counts_is_part_of_them(texts):
    papers = [contract(), *(amendment("增補協議\n" + text) for text in texts)]
    together = consolidated(papers)
    reworded = {edit.paper for edit in together.edits}
    for index, (paper, counted) in enumerate(zip(papers, together.counted, strict=True)):
        if index in reworded:
            continue
        assert counted.text == paper.text.text
        spans = [(p.start, p.end) for p in paper.text.paragraphs]
        assert all(any(a <= p.start and p.end <= b for a, b in spans) for p in counted.paragraphs)
    assert check(papers, RULEBOOK) == check(papers, RULEBOOK)
