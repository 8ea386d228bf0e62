"""However a number, a day, a length of time or an amount is written, it is read as what it is."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contracts.documents.reading import read
from contracts.facts.combining import ReadPaper, offers
from contracts.facts.operations import packed, unpacked_facts
from contracts.facts.reading import read_facts
from contracts.facts.reading.amounts import money, shares
from contracts.facts.reading.dates import days, months
from contracts.facts.reading.durations import durations
from contracts.facts.reading.numerals import any_number, english_number, number
from contracts.facts.reading.statements import squeezed
from contracts.facts.values import Duration, Money, Penalty, Per, Tax, Unit, kept, value_of
from tests.contracts.facts.writing import FORMAL, PLAIN, counted, day_writings, spelt


def folded(text: str) -> str:
    return squeezed(text, 0, len(text))[0]


# --- numbers


@given(st.integers(0, 10**12 - 1))
@example(1_050_300)
@example(10)
@example(100_010)
@example(305)
def test_chinese_numerals_of_every_kind_are_read_back(whole: int):
    assert number(counted(whole)) == whole
    assert number(counted(whole, FORMAL)) == whole
    assert number(f"{whole:,}") == whole
    if whole >= 10_000:
        assert number(f"{whole // 10_000}萬{whole % 10_000 or ''}") == whole


@given(st.integers(1, 9_999))
def test_figures_one_by_one_are_read_back(whole: int):
    assert number(spelt(whole)) == whole


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("廿五", 25), ("卅", 30), ("卅一", 31), ("兩萬五", 25_000), ("三千二", 3_200), ("十三萬二千", 132_000),
        ("1,200萬", 12_000_000), ("九十九點五", Decimal("99.5")), ("thirty-six", 36), ("one hundred and twenty", 120),
        ("壹佰貳拾萬", 1_200_000), ("two million five hundred thousand", 2_500_000), ("参佰", 300), ("叁拾", 30),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(written, meant):
    assert any_number(written) == meant


@pytest.mark.parametrize("written", ["", "十日", "三三兩兩個", "abc", "1 2 x"])
def test_what_is_no_number_is_none(written):
    assert number(written) is None
    assert english_number("seventy beans") is None


# --- days

SENSIBLE = st.dates(date(1950, 1, 1), date(2199, 12, 31))


@given(SENSIBLE)
def test_a_day_in_every_writing_is_that_day(day: date):
    for written in day_writings(day):
        found = [each.on for each in days(folded(f"本合約自{written}起生效。"))]
        assert found == [day], written


@given(
    SENSIBLE, st.sampled_from(["修正公布之個人資料保護法", "台證字第1120001234號函", "發布之處理準則", "令訂定之辦法"])
)
def test_a_laws_day_is_nobodys(day: date, law: str):
    for written in day_writings(day)[6:11]:
        assert not [*days(folded(f"依{written}{law}辦理。"))], written


@pytest.mark.parametrize(
    "text",
    ["電話 02-2345-6789", "192.168.10.1", "民國___年___月___日", "ISO 27001:2022", "3-4-5 條", "112年度", "第 2025-1-A 號", "06/07/2026", "114年13月1日", "12.30.1"],
)  # fmt: skip
def test_what_looks_like_a_day_is_none(text):
    assert not [*days(folded(text))]


@given(st.integers(100, 200), st.integers(1, 12))
def test_a_month_without_a_day_is_a_month(roc: int, month: int):
    found = [(y, m) for y, m, _, _ in months(folded(f"自民國{roc}年{month}月起"))]
    assert found == [(roc + 1911, month)]


# --- lengths of time

UNITS = [
    (Unit.MINUTES, "分鐘", "minutes"), (Unit.HOURS, "小時", "hours"), (Unit.DAYS, "日", "days"), (Unit.DAYS, "天", "calendar days"),
    (Unit.BUSINESS_DAYS, "個工作天", "business days"), (Unit.BUSINESS_DAYS, "個營業日", "working days"), (Unit.WEEKS, "星期", "weeks"),
    (Unit.MONTHS, "個月", "months"), (Unit.YEARS, "年", "years"),
]  # fmt: skip


@given(st.integers(2, 59), st.sampled_from(UNITS))
def test_a_length_in_every_writing_is_that_length(amount: int, unit):
    kind, chinese, english = unit
    wanted = [Duration(Decimal(amount), kind)]
    for text in (
        f"應於{amount}{chinese}內", f"應於{counted(amount)}{chinese}內", f"應於{counted(amount, FORMAL)}（{amount}）{chinese}內",
        f"應於 {amount} {chinese}內", f"within {amount} {english} of", f"within thirty ({amount}) {english}",
    ):  # fmt: skip
        assert [each.value for each in durations(folded(text))] == wanted, text


@pytest.mark.parametrize(
    ("written", "amount", "unit"),
    [
        ("一年半", 18, Unit.MONTHS), ("半年", 6, Unit.MONTHS), ("一個半小時", 90, Unit.MINUTES), ("兩年半", 30, Unit.MONTHS),
        ("二十四個月", 24, Unit.MONTHS), ("半個月", 15, Unit.DAYS), ("一季", 3, Unit.MONTHS), ("1.5 小時", 90, Unit.MINUTES),
        ("a one-year", 1, Unit.YEARS), ("within an hour", 1, Unit.HOURS), ("90-day", 90, Unit.DAYS), ("叁拾日內", 30, Unit.DAYS),
        ("ten (10) business days", 10, Unit.BUSINESS_DAYS), ("為期十八月", 18, Unit.MONTHS),
    ],
)  # fmt: skip
def test_lengths_as_people_write_them(written, amount, unit):
    assert [each.value for each in durations(folded(written))] == [Duration(Decimal(amount), unit)]


@pytest.mark.parametrize(
    "written", ["三月十五日", "114年7月1日", "第三個工作日", "7x24小時", "每年", "112年度", "次一營業日", "百分之三"]
)
def test_what_looks_like_a_length_is_none(written):
    assert not [*durations(folded(written))]


# --- money and shares


@given(st.integers(1_000, 10**11))
def test_an_amount_in_every_writing_is_that_amount(amount: int):
    for written, currency in (
        (f"新臺幣{amount:,}元", "TWD"), (f"NT${amount:,}", "TWD"), (f"新台幣{counted(amount, FORMAL)}元整", "TWD"),
        (f"USD {amount:,}.50", "USD"), (f"{counted(amount, PLAIN)}元", ""), (f"US${amount:,}", "USD"), (f"人民币{amount}元", "CNY"),
    ):  # fmt: skip
        found = [*money(folded(f"總價{written}。"))]
        assert [(int(each.amount), each.currency) for each in found] == [(amount, currency)], written


@given(st.integers(1, 9_999))
def test_ten_thousands_are_read(amount: int):
    assert [each.amount for each in money(folded(f"總價新臺幣{amount}萬元整"))] == [amount * 10_000]


@given(st.integers(1, 999), st.sampled_from([("百分之", 1), ("千分之", 10), ("萬分之", 100)]))
def test_shares_in_parts_are_per_cent(amount: int, parts):
    words, divisor = parts
    wanted = Decimal(amount) / divisor
    assert [each.percent for each in shares(folded(f"按總價{words}{counted(amount)}計罰"))] == [wanted]
    assert [each.percent for each in shares(folded(f"按總價{wanted}%計罰"))] == [wanted]


@pytest.mark.parametrize(
    ("written", "percent"),
    [("八成五", 85), ("半成", 5), ("0.5‰", Decimal("0.05")), ("five percent (5%)", 5), ("99.95%", Decimal("99.95")), ("百分之九十九點九", Decimal("99.9"))],
)  # fmt: skip
def test_shares_as_people_write_them(written, percent):
    assert [each.percent for each in shares(folded(written))] == [percent]


# --- what is kept is what was read


@given(st.integers(1, 10**9), st.sampled_from(list(Per)), st.sampled_from(list(Tax)), st.decimals(0, 100, places=3))
def test_a_value_comes_back_from_where_it_is_kept(minor: int, per: Per, tax: Tax, percent: Decimal):
    for value in (
        Money(minor, "TWD", per, tax),
        Penalty(per, percent=percent, base="總價"),
        Duration(percent, Unit.DAYS),
    ):
        assert value_of(kept(value)) == value


@given(
    st.text(
        alphabet="本合約自民國115年1月1日起 \n\t至。，：NT$3,600,000元乙方應於四小時內通報保固一年term of 2 years (A) | 　",
        max_size=300,
    )
)
def test_every_reading_points_at_its_own_words(text: str):
    if not text.strip():
        return
    paper = read(text.encode(), "any.txt")
    facts = read_facts(paper)
    for fact in facts:
        assert paper.text[fact.start : fact.end] == fact.text
        assert 0 < fact.score < 1
    assert unpacked_facts(packed(facts)) == facts
    assert read_facts(paper) == facts
    offers([ReadPaper(1, "any.txt", "contract", None, facts)])


@given(st.text(max_size=120))
def test_a_statement_knows_where_each_character_stands(text: str):
    words, raw, offsets = squeezed(text, 0, len(text))
    assert len(words) == len(raw) == len(offsets)
    assert all(text[at] == each or (each == " " and text[at].isspace()) for at, each in zip(offsets, raw, strict=True))
    assert [c for c in raw if not c.isspace()] == [c for c in text if not c.isspace()]
