"""What a row of a vendor file would do, and what is wrong in it, decided from the file and the register alone."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.register.import_plan import make_plan
from vendors.register.import_rows import Cell, Known, KnownVendor, SheetRow, Verdict
from vendors.register.rules import VendorStatus

KEYS = (
    "name", "name_zh", "name_en", "business_number", "lei", "country", "group", "status", "owner", "website",
    "out_of_scope_reason", "note", "contact_name", "contact_title", "contact_phone", "contact_email",
)  # fmt: skip
LETTERS = dict(zip(KEYS, string.ascii_uppercase, strict=False))


def vendor(id=1, **values):
    values = {
        "name_zh": "青松資訊股份有限公司", "name_en": "", "business_number": "04595252", "lei": None, "country": "TW",
        "status": VendorStatus.ACTIVE, "website": "", "out_of_scope_reason": "", "note": "", "owner_id": None,
        "owner": "", "group": "",
    } | values  # fmt: skip
    contacts = values.pop("contacts", {})
    return KnownVendor(id, 1, values["name_zh"] or values["name_en"], values, contacts)


def known(*vendors):
    return Known(
        vendors,
        groups={"青松集團": 7},
        owners={"林雅婷": [(3, "林雅婷")], "lin": [(3, "林雅婷")], "王": [(4, "王"), (5, "王")]},
        countries={"台灣": "TW", "tw": "TW", "united states": "US"},
        status_labels={"active": VendorStatus.ACTIVE},
    )


def row(number=2, sheet="廠商", is_number=False, **cells):
    return SheetRow(
        sheet, number, {key: Cell(text, LETTERS[key], key, is_number) for key, text in cells.items() if text}
    )


def plan(*rows, register=()):
    return make_plan(rows, known(*register))


def said(found):
    return [(t.row, t.column, str(t.says)) for t in found.errors]


def test_a_new_vendor_is_active_and_taiwanese_unless_the_row_says_else():
    found = plan(row(name="禾泰科技股份有限公司"))
    assert found.can_apply
    assert found.rows[0].verdict is Verdict.NEW
    assert found.rows[0].values == {
        "name_zh": "禾泰科技股份有限公司", "country": "TW", "status": VendorStatus.ACTIVE,
    }  # fmt: skip
    assert plan(row(name="Acme Ltd.", country="United  States", status="評估中")).rows[0].values == {
        "name_en": "Acme Ltd.", "country": "US", "status": VendorStatus.PROSPECT,
    }  # fmt: skip


@pytest.mark.parametrize(
    "cells",
    [
        {"business_number": "04595252"},
        {"business_number": "4595252"},
        {"business_number": "０４５９５２５２", "name": "改了名字股份有限公司"},
        {"name": "青松資訊股份有限公司"},
        {"name": " 青松資訊股份有限公司"},
    ],
)
def test_a_known_vendor_is_found_by_number_then_by_exact_name(cells):
    assert plan(row(**cells), register=[vendor()]).rows[0].vendor_id == 1


def test_a_number_typed_as_a_number_gets_its_zero_back():
    assert plan(row(business_number="4595252", is_number=True), register=[vendor()]).rows[0].vendor_id == 1


def test_what_would_change_is_shown_as_old_and_new_and_empty_cells_change_nothing():
    register = [vendor(note="舊", website="https://a.example/")]
    found = plan(
        row(name="青松資訊股份有限公司", note="新", website="", owner="lin", group="青松集團"), register=register
    )
    assert [(c.what, c.old, c.new) for c in found.rows[0].changes] == [
        ("Note", "舊", "新"),
        ("Responsible person", "", "林雅婷"),
        ("Group", "", "青松集團"),
    ]
    assert found.rows[0].values == {"note": "新", "owner_id": 3, "group_id": 7}


def test_the_same_file_a_second_time_changes_nothing():
    found = plan(row(name="青松資訊股份有限公司", business_number="04595252", country="台灣"), register=[vendor()])
    assert found.rows[0].verdict is Verdict.UNCHANGED
    assert not found.can_apply


def test_a_column_that_does_not_say_its_language_changes_neither_name():
    register = [vendor(name_zh="青松資訊", name_en="Pine Information")]
    assert plan(row(name="Pine Information"), register=register).rows[0].verdict is Verdict.UNCHANGED


def test_an_unknown_group_is_added_and_said_so():
    found = plan(row(name="禾泰科技股份有限公司", group="新集團"))
    assert found.rows[0].group == "新集團"
    assert "Group (to be added)" in [c.what for c in found.rows[0].changes]


def test_a_contact_is_added_or_changed_by_name():
    register = [vendor(contacts={"王小明": (9, {"name": "王小明", "title": "", "phone": "1", "email": ""})})]
    changed = plan(row(name="青松資訊股份有限公司", contact_name="王小明", contact_phone="2"), register=register).rows[
        0
    ]
    assert changed.contact_id == 9
    assert [(c.what, c.old, c.new) for c in changed.changes] == [("Telephone", "1", "2")]
    same = plan(row(name="青松資訊股份有限公司", contact_name="王小明", contact_phone="1"), register=register)
    assert same.rows[0].verdict is Verdict.UNCHANGED
    alone = plan(row(name="青松資訊股份有限公司", contact_phone="02-1"), register=register).rows[0]
    assert alone.contact == {"name": "主要窗口", "phone": "02-1"}


@pytest.mark.parametrize(
    ("cells", "column", "says"),
    [
        ({"business_number": "12345678"}, "D", "fails its check"),
        ({"business_number": "abc"}, "D", "it has 8 digits"),
        ({"lei": "123"}, "E", "not an LEI"),
        ({"country": "火星"}, "F", "There is no country"),
        ({"status": "睡著了"}, "H", "no state of a vendor"),
        ({"owner": "張三"}, "I", "Nobody here is called"),
        ({"owner": "王"}, "I", "Several people"),
        ({"website": "ftp://x"}, "J", "http"),
        ({"contact_email": "nobody"}, "P", "e-mail"),
        ({"name_en": "x" * 201}, "C", "at most 200"),
        ({"note": "x" * 4001}, "L", "at most 4000"),
    ],
)
def test_what_is_wrong_is_said_with_its_row_and_column(cells, column, says):
    found = plan(row(number=9, name="禾泰科技股份有限公司", **cells))
    [(at, letter, sentence)] = said(found)
    assert (at, letter) == (9, column)
    assert says in sentence
    assert found.rows[0].verdict is Verdict.WRONG
    assert not found.can_apply


def test_a_vendor_needs_a_name():
    assert "needs a name" in said(plan(row(business_number="04595252")))[0][2]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"name": "禾泰科技"}, {"name": "禾泰科技"}),
        ({"name": "甲", "business_number": "04595252"}, {"name": "乙", "business_number": "04595252"}),
        ({"name": "青松資訊股份有限公司"}, {"name": "乙", "business_number": "04595252"}),
    ],
)
def test_two_rows_for_one_vendor_are_an_error_at_the_second(first, second):
    found = plan(row(2, **first), row(3, **second), register=[vendor()])
    assert [(t.row, "row 2" in str(t.says)) for t in found.errors] == [(3, True)]


def test_a_number_of_one_and_a_different_number_held_is_an_error_and_never_overwritten():
    found = plan(row(name="青松資訊股份有限公司", business_number="22099131"), register=[vendor()])
    assert "is registered with 04595252" in said(found)[0][2]


def test_number_of_one_and_lei_of_another_is_an_error():
    register = [vendor(), vendor(2, name_zh="別家", business_number=None, lei="984500ABCDEFGHJKLM48")]
    found = plan(row(name="x", business_number="04595252", lei="984500ABCDEFGHJKLM48"), register=register)
    assert said(found)


def test_a_name_that_differs_only_in_its_legal_form_is_a_warning():
    found = plan(row(name="青松資訊有限公司"), register=[vendor()])
    assert found.can_apply
    assert "Possibly the same as 青松資訊股份有限公司" in str(found.troubles[0].says)
    twins = plan(row(2, name="禾泰有限公司"), row(3, name="禾泰股份有限公司"))
    assert [t.is_warning for t in twins.troubles] == [True]


def test_a_number_that_brings_another_name_is_a_warning():
    found = plan(row(name="完全不同", business_number="04595252"), register=[vendor()])
    assert found.can_apply
    assert "its name would change" in str(found.troubles[0].says)


def test_the_digest_tells_one_plan_from_another():
    one, other = plan(row(name="禾泰", note="a")), plan(row(name="禾泰", note="b"))
    assert one.digest == plan(row(name="禾泰", note="a")).digest != other.digest


CELLS = st.text(max_size=40) | st.sampled_from(
    [
        "04595252",
        "4595252",
        "台灣",
        "無",
        "-",
        "青松資訊股份有限公司",
        "青松集團",
        "林雅婷",
        "王",
        "active",
        "已終止",
        "\x00",
        "\ud800",
    ]
)


@given(st.lists(st.dictionaries(st.sampled_from(KEYS), CELLS, max_size=6), max_size=6))
def test_no_cells_break_it_and_every_row_gets_one_verdict(rows):
    found = plan(*(row(n, **cells) for n, cells in enumerate(rows, 2)), register=[vendor()])
    assert len(found.rows) == len(rows)
    assert found.digest
    wrong = {t.row for t in found.errors}
    for each in found.rows:
        assert (each.verdict is Verdict.WRONG) == (each.row in wrong)
        assert each.verdict is not Verdict.UNCHANGED or not each.changes
