"""Several papers of one contract: the later amendment first, contradictions told; and against the register."""

from datetime import date
from decimal import Decimal

import pytest

from contracts.documents.rules import DocumentKind
from contracts.facts.combining import ReadPaper, offers
from contracts.facts.comparison import Registered, differences
from contracts.facts.rules import Fact, FactKind
from contracts.facts.shown import shown
from contracts.facts.values import (
    Day,
    Duration,
    Money,
    Party,
    Per,
    Renewing,
    Role,
    Tax,
    Text,
    Unit,
    Value,
)
from contracts.register.agreed import Notice, NoticeUnit, Renewal


def fact(kind: FactKind, value: Value, score: float = 0.9, *, at: int = 0, about: str = "") -> Fact:
    return Fact(kind, value, at, at + 10, 1, "十個字的一段原文。", score, about)


def paper(
    number: int, *facts: Fact, kind: DocumentKind = DocumentKind.CONTRACT, signed: date | None = None
) -> ReadPaper:
    return ReadPaper(number, f"{number}.txt", kind, signed, facts)


def ends(day: date, score: float = 0.9) -> Fact:
    return fact(FactKind.ENDS_ON, Day(day), score)


FIRST, SECOND, THIRD = date(2026, 12, 31), date(2027, 12, 31), date(2028, 12, 31)


def test_a_later_amendment_stands_before_the_contract_and_overtakes_it():
    base = paper(1, ends(FIRST))
    first = paper(2, ends(SECOND), kind=DocumentKind.AMENDMENT, signed=date(2026, 6, 1))
    second = paper(3, ends(THIRD), kind=DocumentKind.AMENDMENT, signed=date(2027, 6, 1))
    found = offers([base, first, second])[FactKind.ENDS_ON]
    assert [each.fact.value.on for each in found] == [THIRD, SECOND, FIRST]
    assert [each.is_superseded for each in found] == [False, True, True]
    assert not any(each.is_disputed for each in found)


def test_an_unsure_amendment_does_not_overtake_the_contract():
    found = offers([paper(1, ends(FIRST)), paper(2, ends(SECOND, 0.5), kind=DocumentKind.AMENDMENT)])[FactKind.ENDS_ON]
    assert found[0].fact.value == Day(FIRST)
    assert not found[0].is_disputed


def test_two_sure_passages_that_differ_are_a_dispute():
    found = offers([paper(1, ends(FIRST), fact(FactKind.ENDS_ON, Day(SECOND), at=50))])[FactKind.ENDS_ON]
    assert [each.is_disputed for each in found] == [True, True]


def test_an_amendment_speaks_of_its_own_signing_not_of_the_contracts():
    amendment = paper(
        2, fact(FactKind.SIGNED_ON, Day(SECOND)), fact(FactKind.TITLE, Text("增補協議")), kind=DocumentKind.AMENDMENT
    )
    found = offers([paper(1, fact(FactKind.SIGNED_ON, Day(FIRST))), amendment])
    assert [each.fact.value for each in found[FactKind.SIGNED_ON]] == [Day(FIRST)]
    assert FactKind.TITLE not in found
    assert amendment.dated_on == SECOND
    assert FactKind.TITLE in offers([amendment])


def test_the_same_said_twice_is_one_offer_with_a_further_passage():
    found = offers([paper(1, ends(FIRST), fact(FactKind.ENDS_ON, Day(FIRST), at=90))])[FactKind.ENDS_ON]
    assert [(each.further, each.is_disputed) for each in found] == [(1, False)]


def test_a_company_is_one_party_however_often_it_is_named_and_keeps_its_number():
    named = fact(FactKind.PARTY, Party("晨曦資訊股份有限公司", Role.VENDOR))
    numbered = fact(FactKind.PARTY, Party("晨曦資訊（股）公司", Role.VENDOR, "04595252"), 0.8, at=40)
    found = offers([paper(1, named, numbered)])[FactKind.PARTY]
    assert len(found) == 1
    assert found[0].fact.value.business_number == "04595252"


def test_a_letter_beside_the_contract_is_believed_less():
    found = offers([paper(1, ends(FIRST, 0.8)), paper(2, ends(SECOND, 0.9), kind=DocumentKind.OTHER)])[FactKind.ENDS_ON]
    assert found[0].fact.value == Day(FIRST)
    assert not found[1].is_sure


# --- against the register


def known(**changes) -> Registered:
    values = {
        "vendor_names": ("晨曦資訊股份有限公司", "晨曦資訊股份有限公司", "Dawn Information Co., Ltd."),
        "business_number": "04595252", "signed_on": date(2025, 12, 1), "starts_on": date(2026, 1, 1),
        "ends": frozenset({SECOND}), "renewals": frozenset({(Renewal.AUTOMATIC, 12)}),
        "notices": frozenset({Notice(60, NoticeUnit.DAYS)}), "value_minor": 120_000_000, "currency": "TWD",
        "is_yearly": False, "months": 24,
    }  # fmt: skip
    return Registered(**values | changes)


def told(*facts: Fact, **changes) -> list[tuple[FactKind, str, str]]:
    found = differences(offers([paper(1, *facts)]), known(**changes))
    return [(each.kind, str(each.paper_says), str(each.register_says)) for each in found]


@pytest.mark.parametrize(
    "agreeing",
    [
        ends(SECOND),
        fact(FactKind.STARTS_ON, Day(date(2026, 1, 1))),
        fact(FactKind.RENEWAL, Renewing(Renewal.AUTOMATIC, 12)),
        fact(FactKind.RENEWAL, Renewing(Renewal.AUTOMATIC, 0)),
        fact(FactKind.NOTICE, Duration(Decimal(60), Unit.DAYS)),
        fact(FactKind.VALUE, Money(120_000_000, "TWD")),
        fact(FactKind.VALUE, Money(126_000_000, "TWD", tax=Tax.INCLUDED)),
        fact(FactKind.VALUE, Money(114_285_714, "TWD", tax=Tax.EXCLUDED)),
        fact(FactKind.VALUE, Money(5_000_000, "TWD", Per.MONTH)),
        fact(FactKind.PARTY, Party("晨曦資訊有限公司")),
        fact(FactKind.PARTY, Party("另一個名字", business_number="04595252")),
        ends(FIRST, 0.6),
        fact(FactKind.TERM, Duration(Decimal(9), Unit.YEARS)),
    ],
    ids=str,
)
def test_what_agrees_with_the_register_or_is_unsure_is_no_difference(agreeing):
    assert told(agreeing) == []


@pytest.mark.parametrize(
    ("differing", "paper_says", "register_says"),
    [
        (ends(FIRST), "2026-12-31", "2027-12-31"),
        (fact(FactKind.STARTS_ON, Day(date(2026, 2, 1))), "2026-02-01", "2026-01-01"),
        (fact(FactKind.RENEWAL, Renewing(Renewal.NONE)), "No renewal", "Automatic, for 12 months"),
        (fact(FactKind.RENEWAL, Renewing(Renewal.AUTOMATIC, 6)), "Automatic, for 6 months", "Automatic, for 12 months"),
        (fact(FactKind.NOTICE, Duration(Decimal(3), Unit.MONTHS)), "3 months", "60 calendar days"),
        (fact(FactKind.VALUE, Money(150_000_000, "TWD")), "TWD 1,500,000", "TWD 1,200,000"),
        (fact(FactKind.VALUE, Money(120_000_000, "USD")), "USD 1,200,000", "TWD 1,200,000"),
        (fact(FactKind.PARTY, Party("群峰數位有限公司", Role.VENDOR, "53212539")), "Vendor: 群峰數位有限公司 (53212539)", "晨曦資訊股份有限公司 04595252"),
    ],
    ids=str,
)  # fmt: skip
def test_what_contradicts_the_register_is_told_both_ways(differing, paper_says, register_says):
    assert told(differing) == [(differing.kind, paper_says, register_says)]


def test_what_the_register_leaves_open_is_no_difference():
    facts = (
        ends(FIRST),
        fact(FactKind.VALUE, Money(1, "TWD")),
        fact(FactKind.SIGNED_ON, Day(FIRST)),
        fact(FactKind.NOTICE, Duration(Decimal(3), Unit.MONTHS)),
    )
    assert told(*facts, value_minor=None, signed_on=None, ends=frozenset({FIRST}), notices=frozenset({Notice()})) == []


def test_a_party_that_is_no_vendor_of_ours_is_told_only_where_none_of_them_is():
    ours, theirs = (
        fact(FactKind.PARTY, Party("晨曦資訊股份有限公司", Role.VENDOR)),
        fact(FactKind.PARTY, Party("松嶺證券股份有限公司", Role.CLIENT), at=30),
    )
    assert told(ours, theirs) == []
    assert [kind for kind, _, _ in told(theirs)] == [FactKind.PARTY]


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (Money(360_000_000, "TWD", Per.YEAR, Tax.INCLUDED), "TWD 3,600,000 a year, tax included"),
        (Duration(Decimal("1.5"), Unit.HOURS), "1.5 hours"),
        (Renewing(Renewal.AGREEMENT, 12), "By agreement"),
    ],
)
def test_values_are_said_in_words(value, says):
    assert str(shown(value)) == says
