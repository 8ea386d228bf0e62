"""The headings of a vendor file are found as people write them, wherever they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.register.headings import COLUMNS, dictionary, find_headings, key_of

WORDS = dictionary(COLUMNS, {})


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("廠商名稱", "name"),
        ("  廠 商 名 稱 ", "name"),
        ("公司名稱（全名）", "name"),
        ("供應商*", "name"),
        ("Vendor Name", "name"),
        ("ｖｅｎｄｏｒ　ｎａｍｅ", "name"),
        ("統一編號(8碼)", "business_number"),
        ("統編", "business_number"),
        ("稅籍編號", "business_number"),
        ("TAX ID", "business_number"),
        ("Tax_ID", "business_number"),
        ("LEI Code", "lei"),
        ("國別", "country"),
        ("聯絡電話\n(含分機)", "contact_phone"),
        ("備註：", "note"),
        ("負責人", None),
        ("序號", None),
        ("", None),
    ],
)
def test_a_heading_is_known_however_it_is_written(written, key):
    assert key_of(written, WORDS) == key


def test_no_two_columns_share_a_writing():
    for column in COLUMNS:
        for writing in (column.label, *column.also):
            assert key_of(writing, WORDS) == column.key, writing


def test_titles_above_the_headings_are_passed_over():
    rows = [
        (1, ["廠商名冊", "", ""]),
        (3, ["製表日", "115/11/01", ""]),
        (5, ["序號", "廠商名稱", "統一編號"]),
        (6, ["1", "甲公司", "04595252"]),
    ]
    found = find_headings(rows, WORDS)
    assert found.row == 5
    assert found.columns == {"name": 1, "business_number": 2}
    assert found.unknown == (0,)


def test_a_list_of_names_alone_is_a_list():
    assert find_headings([(1, ["廠商名稱"]), (2, ["甲公司"])], WORDS).columns == {"name": 0}


def test_doubled_columns_are_named():
    assert find_headings([(1, ["廠商名稱", "公司名稱", "統編"])], WORDS).doubled == ((0, 1),)


@pytest.mark.parametrize("rows", [[], [(1, ["", ""])], [(1, ["電話", "備註"])], [(1, ["amount", "date"])]])
def test_where_nothing_names_a_vendor_there_are_no_headings(rows):
    assert find_headings(rows, WORDS) is None


@given(st.lists(st.lists(st.text(max_size=30), max_size=8), max_size=5))
def test_no_cells_break_it(rows):
    find_headings(list(enumerate(rows, 1)), WORDS)
