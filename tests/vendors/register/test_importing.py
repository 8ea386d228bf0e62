"""Importing vendors as procurement meets it: every kind of file, the preview, all or nothing."""

import contextlib
import csv
import io

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.audit.models import AuditEntry
from core.auth.rules import Role
from core.background.operations import run_next
from core.db import db, unit_of_work
from core.errors import Refused
from tests.vendors.factories import make_function, make_service, make_vendor
from vendors.register import import_operations, import_work, operations
from vendors.register.importing import VendorImport, plan_bytes
from vendors.register.models import Contact, Group, Vendor
from vendors.register.rules import VendorStatus
from vendors.services.models import Service
from vendors.services.rules import ServiceKind

HEADINGS = ["廠商名稱", "統一編號", "國別", "集團", "聯絡人", "電話", "服務項目", "服務類別", "業務功能"]


def xlsx(*rows, above=(), title="廠商"):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in (*above, *rows):
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_csv(*rows, encoding="utf-8-sig"):
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


def upload(browser, data, name="vendors.xlsx"):
    return browser.post(
        "/vendors/import/",
        {"file": (io.BytesIO(data), name)},
        content_type="multipart/form-data",
        follow_redirects=True,
    )


def confirm(browser, file=None):
    file = file or db.session.query(VendorImport).order_by(VendorImport.id.desc()).first()
    digest = import_operations.plan_of(file).digest
    return browser.post(f"/vendors/import/{file.id}/apply", {"digest": digest}, follow_redirects=True)


def count(table):
    return db.session.query(table).count()


@pytest.fixture
def procurement(sign_in):
    return sign_in(Role.PROCUREMENT)


def test_a_spreadsheet_with_titles_above_becomes_vendors_contacts_groups_and_services(procurement):
    make_function(name="網路下單")
    data = xlsx(
        HEADINGS,
        [
            "禾泰資訊股份有限公司",
            4595252,
            "台灣",
            "禾泰集團",
            "王小明",
            "02-1",
            "下單維護、機房代管",
            "維護;機房代管",
            "網路下單",
        ],
        ["Acme Data Ltd.", None, "United States", None, None, None, None, None, None],
        above=[["委外廠商名冊"], [], ["製表日", "115/11/01"]],
    )
    page = upload(procurement, data).get_data(as_text=True)
    assert "禾泰資訊股份有限公司" in page
    assert count(Vendor) == 0
    answer = confirm(procurement)
    assert "2 vendors added, 0 changed." in answer.get_data(as_text=True)
    vendor = db.session.query(Vendor).filter_by(business_number="04595252").one()
    assert (vendor.name_zh, vendor.status, vendor.group.name) == (
        "禾泰資訊股份有限公司", VendorStatus.ACTIVE, "禾泰集團",
    )  # fmt: skip
    assert [(c.name, c.phone) for c in vendor.contacts] == [("王小明", "02-1")]
    services = db.session.query(Service).order_by(Service.id).all()
    assert [(s.name, s.kind, [f.name for f in s.functions]) for s in services] == [
        ("下單維護", ServiceKind.MAINTENANCE, ["網路下單"]),
        ("機房代管", ServiceKind.DATA_CENTRE, ["網路下單"]),
    ]
    tags = [
        e.tag for e in db.session.query(AuditEntry).filter(AuditEntry.tag.like("vendors:%")).order_by(AuditEntry.seq)
    ]
    assert tags.count("vendors:vendor:add") == 2
    assert tags[-1] == "vendors:import:apply"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp950", "utf-16"])
def test_a_csv_is_read_in_each_encoding(procurement, encoding):
    upload(procurement, as_csv(["廠商名稱", "統編"], ["禾泰資訊", "04595252"], encoding=encoding), "清冊.csv")
    confirm(procurement)
    assert db.session.query(Vendor).one().business_number == "04595252"


def test_the_same_file_again_changes_nothing(procurement):
    data = xlsx(["廠商名稱", "統一編號", "服務項目"], ["禾泰資訊股份有限公司", "04595252", "維護"])
    upload(procurement, data)
    confirm(procurement)
    page = upload(procurement, data).get_data(as_text=True)
    assert "there is nothing to import" in page
    assert confirm(procurement).status_code == 200
    assert (count(Vendor), count(Service)) == (1, 1)


def test_one_error_stops_all_and_says_where(procurement):
    data = xlsx(
        ["序號", "廠商名稱", "統一編號"], [1, "好的資訊", "04595252"], [2, "壞的資訊", "12345678"], title="一月"
    )
    page = upload(procurement, data).get_data(as_text=True)
    for part in ("一月", "C 統一編號", "12345678", "fails its check", "序號"):
        assert part in page
    assert "/apply" not in page
    assert "nothing to import: correct what is wrong" in confirm(procurement).get_data(as_text=True)
    assert count(Vendor) == 0
    file = db.session.query(VendorImport).one()
    sheet = openpyxl.load_workbook(io.BytesIO(procurement.get(f"/vendors/import/{file.id}/troubles").data)).active
    assert [c.value for c in sheet[2]][:4] == ["一月", 3, "C 統一編號", "12345678"]


def test_what_changed_since_the_preview_is_shown_again_and_nothing_is_saved(procurement):
    vendor = make_vendor(name_zh="禾泰資訊", note="舊")
    upload(procurement, xlsx(["廠商名稱", "備註"], ["禾泰資訊", "新"], ["另一家資訊", "x"]))
    file = db.session.query(VendorImport).one()
    seen = import_operations.plan_of(file).digest
    with unit_of_work():
        operations.edit_vendor(db.session.get(Vendor, vendor.id), note="別人先改", by=None)
    answer = procurement.post(f"/vendors/import/{file.id}/apply", {"digest": seen})
    page = answer.get_data(as_text=True)
    assert "changed since it was shown" in page
    assert "別人先改" in page
    assert count(Vendor) == 1
    confirm(procurement)
    db.session.expire_all()
    assert db.session.get(Vendor, vendor.id).note == "新"
    assert count(Vendor) == 2


def test_a_failure_midway_leaves_everything_as_before(procurement, monkeypatch):
    upload(procurement, xlsx(["廠商名稱", "集團"], ["甲資訊", "甲集團"], ["乙資訊", "乙集團"]))
    file = db.session.query(VendorImport).one()
    digest = import_operations.plan_of(file).digest
    with unit_of_work():  # the second name became taken as a group between preview and confirmation
        operations.add_group(name="乙集團", by=None)
    procurement.post(f"/vendors/import/{file.id}/apply", {"digest": digest})
    assert [g.name for g in db.session.query(Group)] == ["乙集團"]
    assert count(Vendor) == 0


def test_a_known_vendor_is_updated_and_its_services_only_grow(procurement):
    function = make_function(name="網路下單")
    vendor = make_vendor(name_zh="禾泰資訊", business_number="04595252")
    make_service(vendor, name="維護", kind=ServiceKind.MAINTENANCE)
    upload(procurement, xlsx(HEADINGS, ["禾泰資訊", 4595252, None, None, None, None, "維護", None, "網路下單"]))
    confirm(procurement)
    service = db.session.query(Service).one()
    assert [f.id for f in service.functions] == [function.id]
    assert service.kind is ServiceKind.MAINTENANCE


def test_a_file_says_what_its_services_are_and_leaves_what_it_does_not_say(procurement):
    headings = ["廠商名稱", "服務項目", "網路下單", "投資人APP", "交付軟體"]
    upload(procurement, xlsx(headings, ["禾泰資訊", "下單平台", "是", "V", ""]))
    confirm(procurement)
    upload(procurement, xlsx(headings, ["禾泰資訊", "下單平台", "", "否", "yes"]))
    confirm(procurement)
    service = db.session.query(Service).one()
    assert (service.takes_orders, service.is_investor_app, service.delivers_software) == (True, False, True)
    assert plan_bytes(xlsx(headings, ["禾泰資訊", "下單平台", "是", "", ""]), "x.xlsx").rows[0].verdict == "unchanged"
    wrong = plan_bytes(xlsx(headings, ["禾泰資訊", "下單平台", "也許", "", ""]), "x.xlsx")
    assert (wrong.errors[0].column, "neither yes nor no" in str(wrong.errors[0].says)) == ("C", True)


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"服務項目": "維護", "業務功能": "沒有"}, "There is no business function"),
        ({"服務項目": "維護", "服務類別": "魔法"}, "is no kind of service"),
        ({"服務項目": "維護、開發、監控", "服務類別": "維護;開發"}, "2 kinds for 3 services"),
        ({"業務功能": "沒有"}, "no service in this row"),
    ],
)
def test_what_is_wrong_with_a_service_is_said_at_its_column(app, cells, says):
    row = ["禾泰資訊"] + [cells.get(h, "") for h in HEADINGS[1:]]
    plan = plan_bytes(xlsx(HEADINGS, row), "x.xlsx")
    assert says in str(plan.errors[0].says)
    assert plan.errors[0].column in "GHI"


def test_a_file_says_how_many_use_a_service_and_who_answers_for_the_vendor(procurement, person):
    answers = person(Role.IT_MANAGER)
    headings = ["廠商名稱", "服務項目", "使用人數", "承辦人"]
    upload(procurement, xlsx(headings, ["禾泰資訊", "下單平台", "1,200", answers.name]))
    confirm(procurement)
    service = db.session.query(Service).one()
    assert (service.users, service.vendor.owner_id) == (1_200, answers.id)
    assert plan_bytes(xlsx(headings, ["禾泰資訊", "下單平台", "1200", ""]), "x.xlsx").rows[0].verdict == "unchanged"
    for bad in ("很多", "-3", "1.5", "9" * 30):
        wrong = plan_bytes(xlsx(headings, ["禾泰資訊", "下單平台", bad, ""]), "x.xlsx")
        assert "is not a whole number" in str(wrong.errors[0].says)


def test_two_columns_that_mean_the_same_are_refused(app):
    plan = plan_bytes(xlsx(["廠商名稱", "公司名稱"], ["甲", "乙"]), "x.xlsx")
    assert "mean the same" in str(plan.errors[0].says)
    assert not plan.can_apply


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"hello", "No vendor was found"),
        (b"PK\x03\x04 not a zip", "damaged"),
        (b"\x00\x01\x02\x03", "neither"),
        (as_csv(["amount", "date"], ["1", "2"]), "No vendor was found"),
        (as_csv(["廠商名稱"]), "No vendor was found"),
    ],
)
def test_a_file_that_holds_no_vendors_is_refused_in_words_and_not_kept(procurement, data, says):
    page = upload(procurement, data, "x.csv").get_data(as_text=True)
    assert says in page
    assert count(VendorImport) == 0


def test_no_file_at_all_is_said_at_the_field(procurement):
    page = procurement.post("/vendors/import/", {}).get_data(as_text=True)
    assert "Choose a file." in page


@pytest.mark.parametrize("language", ["en", "zh_Hant_TW"])
def test_the_template_filled_in_is_read_whole(app, sign_in, language):
    app.config["LANGUAGE_OVERRIDE"] = language
    make_vendor(name_zh="墊檔資訊")
    with unit_of_work():
        operations.add_group(name="既有集團", by=None)
    browser = sign_in(Role.PROCUREMENT)
    header = {"Accept-Language": "en" if language == "en" else "zh-TW"}
    answer = browser.get("/vendors/import/template", headers=header)
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert [s.sheet_state for s in book.worksheets] == ["visible", "visible", "hidden"]
    sheet = book.worksheets[0]
    assert len(sheet.data_validations.dataValidation) >= 3
    for column in range(1, sheet.max_column + 1):
        sheet.cell(2, column).value = None
    sheet["A2"], sheet["C2"] = "範本資訊股份有限公司", "04595252"
    out = io.BytesIO()
    book.save(out)
    plan = plan_bytes(out.getvalue(), "template.xlsx")
    assert not plan.troubles
    assert not plan.unread
    assert [row.name for row in plan.rows] == ["範本資訊股份有限公司"]


def test_a_file_put_aside_imports_nothing_and_cannot_be_imported_later(procurement):
    upload(procurement, xlsx(["廠商名稱"], ["甲資訊"]))
    file = db.session.query(VendorImport).one()
    procurement.post(f"/vendors/import/{file.id}/discard")
    assert "dealt with already" in confirm(procurement, file).get_data(as_text=True)
    assert count(Vendor) == 0


def test_a_large_file_is_carried_out_in_the_background_all_of_it_once(procurement):
    upload(procurement, as_csv(["廠商名稱"], *[[f"大量{n}號資訊"] for n in range(import_work.LARGE)]), "large.csv")
    answer = confirm(procurement)
    assert answer.request.path.startswith("/background/")
    assert count(Vendor) == 0
    assert run_next()
    assert count(Vendor) == import_work.LARGE
    file = db.session.query(VendorImport).one()
    assert (file.added, file.changed) == (import_work.LARGE, 0)
    assert import_work.carry_out({"import_id": file.id, "digest": "x"}, None, None)["url"].endswith(f"/{file.id}")
    assert count(Vendor) == import_work.LARGE


def test_the_original_file_is_kept_as_it_was_sent(procurement):
    data = xlsx(["廠商名稱"], ["甲資訊"])
    upload(procurement, data)
    file = db.session.query(VendorImport).one()
    assert procurement.get(f"/vendors/import/{file.id}/file").data == data


def test_only_those_who_may_edit_vendors_import_them(sign_in):
    auditor = sign_in(Role.AUDITOR)
    assert auditor.get("/vendors/import/").status_code == 403
    assert auditor.get("/vendors/import/template").status_code == 200


CELLS = st.one_of(
    st.none(),
    st.text(max_size=20),
    st.integers(-(10**9), 10**9),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.sampled_from([*HEADINGS, "04595252", "台灣", "=1+1", "王小明"]),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(CELLS, max_size=9), max_size=6), as_heading=st.booleans())
def test_no_spreadsheet_breaks_it_and_a_preview_changes_nothing(app, rows, as_heading):
    cleaned = [
        [openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", c) if isinstance(c, str) else c for c in row] for row in rows
    ]
    cleaned = [[c.encode("utf-8", "ignore").decode() if isinstance(c, str) else c for c in row] for row in cleaned]
    before = (count(Vendor), count(Group), count(Contact))
    try:
        plan = plan_bytes(xlsx(*([HEADINGS] if as_heading else []), *cleaned), "x.xlsx")
    except Refused:
        pass
    else:
        assert all(str(trouble.says) for trouble in plan.troubles)
    assert (count(Vendor), count(Group), count(Contact)) == before


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=400) | st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace")))
def test_no_bytes_break_it(app, data):
    with contextlib.suppress(Refused):
        plan_bytes(data, "x.csv")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=20),
        min_size=1,
        max_size=5,
    )
)
def test_what_the_preview_promises_is_what_happens(app, names):
    """Carried out and planned again, every row of a plan stands in the register."""
    data = as_csv(["廠商名稱"], *[[name] for name in names])
    try:
        plan = plan_bytes(data, "x.csv")
    except Refused:
        return
    if not plan.can_apply:
        return
    with unit_of_work():
        file = import_operations.upload(io.BytesIO(data), "x.csv", by=None)
        import_operations.apply(file, plan.digest, by=None)
    again = plan_bytes(data, "x.csv")
    assert not again.can_apply
    assert not again.errors
