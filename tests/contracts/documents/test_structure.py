"""Articles, items, tables, annexes and tables of contents: which words stand under which heading, and what binds nobody."""

import pytest

from contracts.documents.folding import compact
from contracts.documents.reading import DocumentText, Kind, read
from contracts.documents.reading.markers import MARKER
from contracts.documents.structure import Passage, passages

BODY = "乙方應於每月五日前交付前一月份之服務報告，並由甲方指定之人員簽收。"
CLAUSE = "The Vendor shall deliver the monthly report to the Client by the fifth day of each month."


def document(text: str) -> DocumentText:
    return read(text.encode(), "合約.txt")


def under(text: str) -> list[tuple[str, str]]:
    """(nearest heading, words) of every passage."""
    return [(p.heading.rsplit(" / ", 1)[-1], p.folded) for p in passages([document(text)])]


def passage(text: str, words: str) -> Passage:
    return next(p for p in passages([document(text)]) if compact(words) in p.folded)


NUMBERS_ZH = [
    "第三條　", "第三條", "第 3 條 ", "第3條：", "第十二條之一　", "第 5 條之 2 ", "【第三條】", "第三章 ", "第二節　", "參、", "拾貳、", "三、",
    "十二、", "三．", "（三）", "(三)", "（十一）", "3. ", "３．", "3、", "3）", "(3) ", "（3）", "3.1 ", "3.1.2 ", "3.1", "3-1. ", "甲、", "(甲) ",
    "③", "⑶", "㈢", "Ⅲ、", "§ 3 ", "附件三　", "附件三：", "附表一 ", "附錄 A：", "附件壹、", "條三　",
]  # fmt: skip


@pytest.mark.parametrize("number", NUMBERS_ZH)
def test_a_chinese_heading_is_found_behind_every_kind_of_number(number):
    assert under(f"數據機房代管合約書\n{number}保密責任\n{BODY}") == [(compact("保密責任"), compact(BODY))]


NUMBERS_EN = [
    "Article 5 ", "ARTICLE V. ", "Article Five - ", "Section 3 ", "SECTION 3: ", "Section 3(b) ", "Section 2.03 ", "Sec. 4 ", "Clause 7 – ",
    "§ 3 ", "§3. ", "§ 3(b) ", "5. ", "5) ", "5.1 ", "5.1. ", "5.1.2 ", "(5) ", "A. ", "(A) ", "(a) ", "a) ", "a. ", "IV. ", "iv. ", "(iv) ", "5 ",
    "Exhibit A ", "EXHIBIT B: ", "Schedule 1 – ", "Annex II: ", "Appendix C ", "Attachment 3 ", "Part B ", "Chapter 2 ",
]  # fmt: skip


@pytest.mark.parametrize("number", NUMBERS_EN)
def test_an_english_heading_is_found_behind_every_kind_of_number(number):
    text = f"HOSTING AGREEMENT\n{number}Data Retention\n{CLAUSE}"
    assert under(text) == [("data retention", compact(CLAUSE))]


INLINE = {
    "第三條（保密責任）": "保密責任", "第三條 保密責任：": "保密責任", "第三條【保密責任】": "保密責任", "三、保密責任：": "保密責任",
    "第三條　保密責任　": "保密責任", "保密責任：": "保密責任",
    "5. Data Retention. ": "data retention", "Section 3(b) Data Retention. ": "data retention", "5.2 Data Retention: ": "data retention",
    "(c) Data Retention - ": "data retention", "ARTICLE 5. DATA RETENTION. ": "data retention",
}  # fmt: skip


@pytest.mark.parametrize("opening", INLINE)
def test_a_title_on_the_line_of_its_own_text_is_its_heading(opening):
    body = BODY if INLINE[opening].isascii() is False else CLAUSE
    found = passage(f"代管合約\n{opening}{body}", body)
    assert found.heading == compact(INLINE[opening])


@pytest.mark.parametrize(
    ("opening", "title", "body"),
    [
        ("Article 5 (Valid Period)", "valid period", CLAUSE),
        ("第五條（保密責任）", "保密责任", BODY),
        ("第五條【保密責任】", "保密责任", BODY),
    ],
)
def test_a_heading_wholly_in_brackets_is_one_and_no_words_of_the_contract(opening, title, body):
    assert under(f"{'契約書' if body is BODY else 'BASIC AGREEMENT'}\n{opening}\n{body}") == [(title, compact(body))]


def test_a_title_before_a_short_sentence_does_not_swallow_it():
    found = passage(
        "AGREEMENT\n5.1 Term. This Agreement starts on 1 January 2026.\n5.2 Fees. None are due.",
        "This Agreement starts",
    )
    assert found.heading == "term"


ITEMS = "AGREEMENT\nThe Vendor agrees to the following. iii. Vendor shall let the Client inspect its books. iv. Vendor's default is a breach. (v) Each party bears its costs."
CAPITALS = "AGREEMENT\nIN NO EVENT WILL VENDOR BE LIABLE TO CLIENT FOR ANY LOSS OF PROFITS OR OF DATA HOWEVER CAUSED. IN ADDITION, VENDOR WILL PAY FOR DELAY UNDER THIS AGREEMENT."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (ITEMS, "iii. vendor shall let the client inspect its books."),
        (ITEMS, "each party bears its costs."),
        (CAPITALS, "in addition, vendor will pay for delay under this agreement."),
    ],
)
def test_items_and_sentences_in_capitals_within_a_paragraph_stand_alone(text, words):
    assert words in [p.folded for p in passages([document(text)])]


def test_a_heading_in_capitals_within_a_paragraph_stays_with_its_sentence():
    text = "AGREEMENT\nEach party keeps its word in full and on time.  7. CHANGE OF TERMS. No change binds anybody unless it is signed by both."
    assert any("change of terms. no change binds" in p.folded for p in passages([document(text)]))


LEVELS = """資訊系統維護合約
壹、總則
一、服務範圍
（一）乙方應維護甲方之下單系統。
1. 每日開盤前檢查，並將結果以電子郵件送交甲方。
(1) 檢查項目依甲方之通知增減，乙方不得無故拒絕。
貳、責任
一、保密
（一）乙方不得洩漏甲方之資料，其受僱人亦同。
第一條 轉讓
乙方不得將本合約轉讓予第三人，但經甲方書面同意者不在此限。
第2條 罰則
乙方逾期者，每逾一日按合約總價千分之一計罰，並得自應付款項中扣抵。
附件一 服務水準
一、可用率
系統每月可用率不得低於百分之九十九點九，不足者依罰則辦理。
附件二 聯絡窗口
乙方應指派專人為聯絡窗口，異動時應於三日內通知甲方。"""


def test_a_heading_ends_where_its_sibling_or_something_higher_begins():
    headings = {p.folded[:6]: p.heading for p in passages([document(LEVELS)])}
    assert headings[compact("乙方應維護甲")] == " / ".join(map(compact, ("總則", "服務範圍")))
    assert headings[compact("乙方不得洩漏")] == " / ".join(map(compact, ("責任", "保密")))
    assert headings[compact("乙方不得將本")] == compact("轉讓")
    assert headings[compact("乙方逾期者,")] == compact("罰則")
    assert headings[compact("系統每月可用")] == " / ".join(map(compact, ("服務水準", "可用率")))
    assert headings[compact("乙方應指派專")] == compact("聯絡窗口")


def test_passages_of_one_article_share_its_number_and_no_other_does():
    articles = {p.folded[:6]: p.article for p in passages([document(LEVELS)])}
    assert articles[compact("乙方應維護甲")] == articles[compact("每日開盤前檢")]
    assert articles[compact("乙方不得將本")] != articles[compact("乙方逾期者,")]


@pytest.mark.parametrize(
    "reference",
    [
        "第三條所定之金額，甲方得自價金中扣抵。", "第三條之規定，於乙方之分包商準用。", "第三條第二項之報告應以書面為之。", "第三條、第五條及第七條準用。",
        "附件一所列之項目，乙方應逐項說明。", "附件二為本合約之一部分。", "甲、乙雙方應本誠信履行。", "一、二兩項之費用由乙方負擔。",
        "Section 5 of this Agreement shall apply to the subcontractors.", "Article 3 shall survive the end of this Agreement.",
        "Exhibit A, as amended, is part of this Agreement.", "(b) above applies to the vendor as well.", "99.9 % of the calls",
    ],
)  # fmt: skip
def test_a_number_that_is_only_referred_to_opens_nothing(reference):
    assert not MARKER.match(reference)


def test_a_wrapped_line_that_begins_with_a_reference_belongs_to_its_sentence():
    text = (
        "5. Fees. The Client shall pay the fees for the services as they are listed in the order form and in\n"
        "Section 4. Amounts that are disputed in good faith may be withheld until the dispute is settled by\n"
        "the parties, and the Vendor shall not suspend the services for as long as the dispute is pending in\n"
        "accordance with this paragraph, unless the amount withheld is larger than that which is in dispute.\n"
    )
    assert len(document(text).paragraphs) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("一、保固\n二、保固一年\n三、其他", "保固一年"),
        ("(一) 乙方應保密\n(二) 乙方不得轉包", "乙方應保密"),
        ("1. Response within two hours\n2. Repair within one day", "Response within two hours"),
    ],
)
def test_a_numbered_line_that_binds_is_an_item_and_no_heading(text, words):
    assert passage(f"維護單\n{text}", words)


@pytest.mark.parametrize("void", ["（略）", "不適用。", "N/A", "Reserved.", "[Intentionally omitted]", ""])
def test_an_article_without_text_says_nothing(void):
    assert under(f"合約\n第八條 保固責任\n{void}\n第九條 其他\n{BODY}") == [("其他", compact(BODY))]


CONTENTS = {
    "leaders": "目　錄\n第一條 服務範圍 ............ 1\n第二條 保固責任 ............ 3\n第三條 稽核 ............ 5",
    "chinese leaders": "目次\n第一條　服務範圍………………1\n第二條　保固責任………………3\n第三條　稽核………………5",
    "spaced leaders": "目錄\n第一條 服務範圍 . . . . . . . 1\n第二條 保固責任 . . . . . . . 3\n第三條 稽核 . . . . . . . 5",
    "no title, plain page numbers": "第一條 服務範圍  1\n第二條 保固責任  3\n第三條 稽核  5",
    "no page numbers": "目錄\n第一條 服務範圍\n第二條 保固責任\n第三條 稽核",
    "tabs": "目錄\n第一條 服務範圍\t1\n第二條 保固責任\t3\n第三條 稽核\t5",
    "on one line": "目錄　第一條 服務範圍　第二條 保固責任　第三條 稽核",
    "pages in words": "目錄　　　　頁次\n第一條 服務範圍 第1頁\n第二條 保固責任 第3頁\n第三條 稽核 第5頁",
}
ARTICLES = (
    "第一條 服務範圍\n乙方應維護甲方之交易系統，範圍如附件所示，並依甲方之指示辦理。\n"
    "第二條　保固責任\n乙方應自驗收之日起保固一年，於保固期間內免費修復瑕疵。\n"
    "第三條 稽核\n甲方得隨時派員至乙方處所查核其作業，乙方不得拒絕。"
)


@pytest.mark.parametrize("kind", CONTENTS)
def test_a_table_of_contents_binds_nobody_and_hides_no_article(kind):
    found = document(f"交易系統維護合約\n{CONTENTS[kind]}\n\n{ARTICLES}")
    marked = "\n".join(found.words(p) for p in found.paragraphs if p.is_contents)
    assert "保固責任" in marked
    assert "保固一年" not in marked
    assert [p.heading for p in passages([found])] == [compact(t) for t in ("服務範圍", "保固責任", "稽核")]


ENGLISH_CONTENTS = {
    "leaders": "TABLE OF CONTENTS\n1. Scope ............ 1\n2. Warranty ............ 3\n3. Audit Rights ......... 5",
    "no page numbers": "Table of Contents\n1. Scope\n2. Warranty\n3. Audit Rights",
    "articles and pages": "CONTENTS\nArticle 1 Scope 1\nArticle 2 Warranty 3\nArticle 3 Audit Rights 5",
}


@pytest.mark.parametrize("kind", ENGLISH_CONTENTS)
def test_an_english_table_of_contents_is_known_too(kind):
    body = "\n".join(f"{n}. {title}\n{CLAUSE}" for n, title in enumerate(("Scope", "Warranty", "Audit Rights"), 1))
    found = passages([document(f"SUPPORT AGREEMENT\n{ENGLISH_CONTENTS[kind]}\n\n{body}")])
    assert [p.heading for p in found] == ["scope", "warranty", "audit rights"]


@pytest.mark.parametrize(
    "line",
    [
        "目錄服務之維護由乙方負責，每月檢查一次並向甲方提出報告。",
        "第一期款 30",
        "可用度\t99",
        "簽章 ________ 2",
        "Contents of the backup shall be deleted within 30 days.",
    ],
)
def test_an_ordinary_line_is_no_table_of_contents(line):
    assert not any(p.is_contents for p in document(f"合約\n{line}\n{ARTICLES}").paragraphs)


RECITALS = [
    "WHEREAS, the Client wishes to outsource the operation of its servers and to have them audited.",
    "鑑於乙方具備資安監控之專業與經驗，甲方擬委託其辦理。",
    "茲因甲方委託乙方開發下單系統，雙方合意訂立本合約，條款如下：",
]


@pytest.mark.parametrize("words", RECITALS)
def test_a_recital_is_marked(words):
    assert passage(f"合約書\n{words}\n{ARTICLES}", words[:12]).is_recital
    assert not passage(f"合約書\n{words}\n{ARTICLES}", "保固一年").is_recital


def test_what_stands_under_the_heading_of_recitals_is_one_until_the_parties_agree():
    text = (
        "SUPPORT AGREEMENT\nRECITALS\n(A) The Vendor is experienced in the support of trading systems.\n"
        "(B) The Client wants its systems supported.\nThe parties agree as follows:\n1. The Vendor supports the systems daily.\n"
        f"2. Reports\n{CLAUSE}"
    )
    assert passage(text, "The Client wants").is_recital
    assert not passage(text, "supports the systems daily").is_recital
    assert not passage(text, "monthly report").is_recital


@pytest.mark.parametrize(
    "words",
    [
        "「系統」係指附件一所列之下單系統。",
        "“Services” means the services listed in Exhibit A.",
        "本合約所稱資安事件，係指資料外洩。",
    ],
)
def test_a_definition_is_marked(words):
    assert passage(f"合約書\n{words}\n{ARTICLES}", words[4:10]).is_definition


def test_a_row_is_read_under_the_head_of_its_table_and_a_merged_cell_under_the_one_above():
    text = "服務水準\n項目 | 指標 | 目標\n下單系統 | 可用率 | 99.9%\n| 回應時間 | 30 分鐘\n報表系統 | 可用率 | 99%"
    found = [p for p in passages([document(text)]) if p.kind is Kind.TABLE_ROW]
    assert [p.heading.rsplit(" / ", 1)[-1] for p in found] == [compact(t) for t in ("下單系統", "下單系統", "報表系統")]
    assert all(compact("指標") in p.heading for p in found)


def test_a_first_row_that_says_something_is_not_taken_for_the_head():
    text = "採購單\n保固\t一年\t到府維修\n付款\t三十日\t匯款"
    assert compact("到府維修") in passages([document(text)])[0].folded
