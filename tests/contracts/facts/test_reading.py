"""What papers surely say is read, with its passage; what only looks like it is not."""

import pytest

from contracts.documents.reading import read
from contracts.facts.reading import read_facts
from contracts.facts.rules import SURE, Fact, FactKind
from contracts.facts.shown import shown
from contracts.facts.values import Party, Role
from tests.contracts.facts.papers import PAPERS, TRAPS


def facts_of(text: str) -> tuple[Fact, ...]:
    return read_facts(read(text.encode(), "paper.txt"))


def sure(facts: tuple[Fact, ...], kind: FactKind) -> list[str]:
    return [str(shown(fact.value)) for fact in facts if fact.kind is kind and fact.score >= SURE]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_what_a_paper_says_is_read(paper):
    facts = facts_of(paper.text)
    assert {kind: sorted(sure(facts, kind)) for kind in paper.says} == {k: sorted(v) for k, v in paper.says.items()}
    assert {kind: sure(facts, kind) for kind in paper.silent} == {kind: [] for kind in paper.silent}


@pytest.mark.parametrize(("name", "text", "kinds"), TRAPS, ids=[trap[0] for trap in TRAPS])
def test_what_only_looks_like_a_fact_is_not_taken_for_one(name, text, kinds):
    facts = facts_of(text)
    assert {kind: sure(facts, kind) for kind in kinds} == {kind: [] for kind in kinds}


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_each_fact_stands_on_words_of_its_paper(paper):
    document = read(paper.text.encode(), "paper.txt")
    for fact in read_facts(document):
        assert document.text[fact.start : fact.end] == fact.text
        assert len(fact.text) <= 420
        assert fact.page == 1


def test_of_several_readings_all_are_offered_the_best_first():
    facts = facts_of(
        "第三條 費用\n維護費每年新臺幣一百二十萬元，建置費八十萬元。\n第四條 總價\n合約總價新臺幣 320 萬元整。"
    )
    values = [(str(shown(f.value)), f.score) for f in facts if f.kind is FactKind.VALUE]
    assert values[0][0] == "TWD 3,200,000"
    assert {"TWD 1,200,000 a year", "TWD 800,000"} <= {value for value, _ in values}
    assert [score for _, score in values] == sorted((score for _, score in values), reverse=True)


def test_a_number_that_fails_its_check_is_no_business_number():
    facts = facts_of("甲方：松嶺證券股份有限公司　統一編號：12345678\n乙方：晨曦資訊股份有限公司　統一編號：04595253")
    assert [f.value.business_number for f in facts if isinstance(f.value, Party)] == ["", ""]


def test_a_firm_of_the_trade_is_the_client_where_nothing_says_who_is_who():
    facts = facts_of("服務合約\n晨曦資訊股份有限公司（以下簡稱晨曦）與松嶺證券股份有限公司（以下簡稱松嶺）約定如下：")
    roles = {f.value.name: f.value.role for f in facts if isinstance(f.value, Party)}
    assert roles == {"晨曦資訊股份有限公司": Role.VENDOR, "松嶺證券股份有限公司": Role.CLIENT}


def test_the_clients_late_payment_is_told_apart_from_the_vendors_penalty():
    facts = facts_of("甲方逾期付款者，每日按欠款萬分之五加計利息。\n乙方逾期交付者，每日按總價千分之一計罰。")
    assert sure(facts, FactKind.PENALTY) == ["0.1% of 總價 a day"]


@pytest.mark.parametrize(
    ("text", "kind", "says"),
    [
        ("年費由 286,000 元調整為 298,000 元（含稅）。", FactKind.VALUE, ["TWD 298,000 a year, tax included"]),
        ("服務水準\n主機故障，原八小時到場改為四小時到場處理、十二小時內修復。", FactKind.REPAIR, ["12 hours"]),
        ("服務水準\n主機故障，原八小時內修復改為四小時內修復。", FactKind.REPAIR, ["4 hours"]),
        ("SERVICE LEVELS\nMonthly uptime is raised from 99.5% to 99.9%.", FactKind.AVAILABILITY, ["99.9%"]),
    ],
)
def test_what_held_before_a_change_is_not_what_holds(text, kind, says):
    assert sure(facts_of(text), kind) == says


def test_the_next_business_day_is_one_and_each_time_has_its_faults():
    facts = facts_of("服務水準\n批次中斷者，乙方應於六小時內恢復；其他故障應於四小時內回應、次一營業日內排除。")
    times = [(f.kind, str(shown(f.value)), f.about) for f in facts if f.kind in (FactKind.RESPONSE, FactKind.REPAIR)]
    assert sorted(times) == [
        (FactKind.REPAIR, "6 hours", ""),
        (FactKind.REPAIR, "one business day", "其他故障"),
        (FactKind.RESPONSE, "4 hours", "其他故障"),
    ]


def test_names_are_cut_free_of_the_words_around_them():
    facts = facts_of("「鏡湖見證平台」服務條款\n感謝使用鏡湖數位股份有限公司（下稱「本公司」）之服務。")
    assert sure(facts, FactKind.TITLE) == ["「鏡湖見證平台」服務條款"]
    assert [f.value.name for f in facts if isinstance(f.value, Party)] == ["鏡湖數位股份有限公司"]


def test_the_first_word_of_an_incident_comes_before_the_report():
    facts = facts_of("資安事件\n乙方應於知悉資料外洩後二小時內通報甲方，並於二十四小時內提出書面調查報告。")
    assert sure(facts, FactKind.INCIDENT_NOTICE) == ["2 hours"]


@pytest.mark.parametrize(
    ("words", "penalties", "liability"),
    [
        ("Liquidated damages for delay shall not exceed 20% of the total contract price.", ["20%"], []),
        ("The total amount of late-delivery damages is limited to 10% of the Contract Price.", ["10%"], []),
        ("The Vendor's liability for liquidated damages shall not exceed 10% of the price.", ["10%"], []),
        ("The Vendor's total liability, including liquidated damages, shall not exceed the contract price.",
         [], ["the contract price"]),
        ("Delay damages accrue up to a maximum of 10% of the price; the Vendor's liability for other damages shall not "
         "exceed the price paid.", ["10%"], ["the price paid"]),
        ("In no event shall either party's liability for damages exceed USD 100,000.", [], ["USD 100,000"]),
    ],
)  # fmt: skip
def test_a_limit_of_penalties_is_no_limit_of_liability(words, penalties, liability):
    facts = facts_of(words)
    assert [str(shown(f.value)) for f in facts if f.kind is FactKind.PENALTY_CAP] == penalties
    assert [str(shown(f.value)) for f in facts if f.kind is FactKind.LIABILITY_CAP] == liability
