"""Vendors are known by checked numbers and comparable names, and rolled up to whoever owns them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refused
from vendors.register import rules

eight_digits = st.from_regex(r"[0-9]{8}", fullmatch=True)


@pytest.mark.parametrize(
    "number",
    [
        "04595257",  # passes the check of before 2023 too
        "04595252",  # only since 2023: the sum is a multiple of 5
        "22099131", "84149961", "23638777",
        "10458575", "12345675",  # seventh digit 7: counts as 0 or as 1
    ],
)  # fmt: skip
def test_business_numbers_that_pass(number):
    assert rules.business_number(number) == number


@pytest.mark.parametrize("typed", ["０４５９５２５７", " 0459 5257 ", "0459-5257", "04595257\n"])
def test_a_business_number_is_kept_as_eight_digits(typed):
    assert rules.business_number(typed) == "04595257"


@pytest.mark.parametrize("typed", ["", "4595257", "045952570", "0459525A", "統一編號", "٠٤٥٩٥٢٥٧", "1" * 5000])
def test_what_is_not_eight_digits_is_no_business_number(typed):
    with pytest.raises(Refused, match="8 digits"):
        rules.business_number(typed)


@pytest.mark.parametrize("number", ["04595253", "22099132", "00000000", "12345678"])
def test_a_mistyped_business_number_is_refused(number):
    with pytest.raises(Refused, match="mistyped"):
        rules.business_number(number)


def passes(number):
    try:
        return rules.business_number(number) == number
    except Refused:
        return False


@given(eight_digits)
def test_the_check_is_that_of_2023_in_full(number):
    """Independent of the code: try both values that the seventh place may take when it is 7."""
    weighted = [int(d) * w for d, w in zip(number, (1, 2, 1, 2, 1, 2, 4, 1), strict=True)]
    tens_and_ones = [w // 10 + w % 10 for w in weighted]
    sums = {sum(tens_and_ones)}
    if number[6] == "7":
        others = sum(tens_and_ones) - tens_and_ones[6]
        sums = {others + 1, others + 0}
    assert passes(number) is (number != "00000000" and any(s % 5 == 0 for s in sums))


@pytest.mark.parametrize("typed", ["213800KUD8LAJWSQ9D15", " 213800kud8lajwsq9d15 ", "213800KU-D8LAJW-SQ9D15"])
def test_an_lei_is_kept_in_capitals(typed):
    assert rules.lei(typed) == "213800KUD8LAJWSQ9D15"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("213800KUD8LXJWSQ9D15", "mistyped"),
        ("213800KUD8LAJWSQ9D51", "mistyped"),
        ("213800KUD8LAJWSQ9D1", "not an LEI"),
        ("213800KUD8LAJWSQ9D1O", "not an LEI"),
        ("", "not an LEI"),
    ],
)
def test_a_wrong_lei_is_refused(typed, reason):
    with pytest.raises(Refused, match=reason):
        rules.lei(typed)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("臺灣雲端資訊股份有限公司", "台灣雲端資訊(股)公司"),
        ("臺灣雲端資訊股份有限公司", "台灣 雲端 資訊 股份 有限 公司"),
        ("宏遠資訊有限公司", "宏遠資訊"),
        ("ＡＢＣ資訊（股）公司", "abc資訊股份有限公司"),
        ("Acme Systems Co., Ltd.", "ACME SYSTEMS CO LTD"),
        ("Acme Systems Co., Ltd.", "Acme Systems"),
        ("Acme Systems Limited", "Acme-Systems, Inc."),
        ("Foo S.A.", "FOO SA"),
        ("Bar L.L.C.", "Bar Company Limited"),
    ],
)
def test_two_writings_of_one_name_share_a_key(one, other):
    assert rules.name_key(one) == rules.name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("宏遠資訊有限公司", "宏達資訊有限公司"),
        ("Acme Taiwan Ltd.", "Acme Japan Ltd."),
        ("美商甲骨文有限公司", "美商甲骨文有限公司台灣分公司"),
    ],
)
def test_different_names_have_different_keys(one, other):
    assert rules.name_key(one) != rules.name_key(other)


@pytest.mark.parametrize("name", ["公司", "有限公司", "Inc.", "Co., Ltd.", "(股)", "公司公司"])
def test_a_name_that_is_only_a_legal_form_still_has_a_key(name):
    assert rules.name_key(name)


@given(st.text(max_size=40))
def test_the_key_of_a_key_is_the_key(name):
    key = rules.name_key(name)
    assert rules.name_key(key) == key


@given(st.text(alphabet="甲乙丙資訊科技ABCxyz12", min_size=1, max_size=12), st.sampled_from(rules._ZH_FORMS))
def test_width_case_and_legal_form_do_not_count(name, form):
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name)
    assert (
        rules.name_key(f"　{wide}{form}") == rules.name_key(name.upper()) == rules.name_key(f"{name.lower()} Co., Ltd.")
    )


def test_every_status_has_a_name():
    assert rules.VENDOR_STATUS_NAMES.keys() == set(rules.VendorStatus)


def test_subsidiaries_roll_up_to_the_ultimate_parent():
    found = rules.groups({"branch": "firm", "firm": "holding", "holding": None, "alone": None, "bought": "unlisted"})
    assert found.ultimate == {
        "branch": "holding", "firm": "holding", "holding": "holding", "alone": "alone", "bought": "unlisted", "unlisted": "unlisted",
    }  # fmt: skip
    assert found.rings == ()


def test_a_ring_of_owners_ends_and_is_reported():
    found = rules.groups({1: 2, 2: 3, 3: 2, 10: 1, 4: 4})
    assert found.ultimate == {1: 2, 2: 2, 3: 2, 10: 2, 4: 4}
    assert set(found.rings) == {frozenset({2, 3}), frozenset({4})}


ownership = st.dictionaries(st.integers(1, 12), st.none() | st.integers(1, 12))


@given(ownership)
def test_everybody_has_one_ultimate_parent_whatever_the_owners_say(parents):
    found = rules.groups(parents)
    assert parents.keys() <= found.ultimate.keys()
    for party, parent in parents.items():
        assert found.ultimate[found.ultimate[party]] == found.ultimate[party]
        if parent is not None:
            assert found.ultimate[party] == found.ultimate[parent]


@given(ownership, st.integers(1, 12), st.integers(1, 12))
def test_a_ring_is_seen_before_it_is_closed(parents, party, parent):
    parents[party] = None
    closes = rules.would_close_ring(party, parent, parents)
    assert closes is any(party in ring for ring in rules.groups(parents | {party: parent}).rings)
