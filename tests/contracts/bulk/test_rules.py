"""To which contract a paper may belong, told from its own words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.bulk.rules import KnownContract, KnownVendor, number_in, proposals, title_in, vendors_named

IRON = KnownVendor(1, ("鐵杉資訊股份有限公司", "Hemlock Systems Ltd."), "04595257")
FIR = KnownVendor(2, ("冷杉科技有限公司",), "")
CONTRACTS = [
    KnownContract(1, 1, "IT-115-001", "交易系統維護"),
    KnownContract(2, 1, "IT-115-0012", "機房代管服務"),
    KnownContract(3, 2, "資採字第88號", "弱點掃描"),
    KnownContract(4, 2, "7", "短"),
]


def found(text: str) -> list[int]:
    return [one.contract_id for one in proposals(text, CONTRACTS, [IRON, FIR])]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("合約編號：IT-115-001", [1]),
        ("合約編號ＩＴ－１１５－００１", [1]),
        ("No. IT 115 0012 of 2026", [2]),
        ("XIT-115-001", []),
        ("案號 資採字第 88 號", [3]),
        ("統一編號：04595257 機房代管服務", [2, 1]),
        ("統一編號 0459-5257", [1, 2]),
        ("電話 104595257", []),
        ("鐵杉資訊\n股份有限公司 交易系統維護", [1, 2]),
        ("HEMLOCK  systems ltd. agrees", [1, 2]),
        ("hemlock systems ltdx", []),
        ("弱點掃描", []),
        ("冷杉科技有限公司 IT-115-001", [1, 3, 4]),
        ("第 7 頁", []),
        ("", []),
    ],
)
def test_numbers_and_names_propose_and_titles_alone_do_not(text, ids):
    assert found(text) == ids


def test_every_proposal_says_why():
    (one, *_) = proposals("鐵杉資訊股份有限公司（04595257）IT-115-001 交易系統維護", CONTRACTS, [IRON, FIR])
    assert [str(why) for why in one.why] == [
        "Its number IT-115-001 stands in the paper.",
        "The vendor's business number 04595257 stands in the paper.",
        "The vendor's name stands in the paper.",
        "Its title stands in the paper.",
    ]
    assert vendors_named("冷杉科技有限公司與鐵杉資訊股份有限公司 04595257", [FIR, IRON]) == [1, 2]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("契約編號：資訊-115-001\n甲方", "資訊-115-001"),
        ("Contract No.: ABC/2026-7, between", "ABC/2026-7"),
        ("Agreement number 4711-B", "4711-B"),
        ("統一編號：04595257", ""),
        ("甲方：某公司", ""),
    ],
)
def test_the_number_a_paper_gives_itself(text, number):
    assert number_in(text) == number


def test_the_title_is_the_first_short_line_that_is_one_else_the_files_name():
    assert title_in(["", "第 1 頁", "系統維護合約書", "甲方"], "x") == "系統維護合約書"
    assert title_in(["甲方應依本合約給付價金。", "1"], "檔名") == "檔名"


@given(st.text(max_size=300))
def test_any_text_can_be_looked_at(text):
    assert len(proposals(text, CONTRACTS, [IRON, FIR])) <= 6
    number_in(text)
    title_in(text.splitlines(), "")
