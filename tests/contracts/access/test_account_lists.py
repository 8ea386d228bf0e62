"""The directory's accounts held against the register: what does not agree, by whom it can be read, what is noted."""

from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from contracts.access import operations as access
from contracts.access.models import AccessGrant, AccountList
from contracts.access.reconciling import Account, FindingKind, Registered, account_key, compare, read_accounts
from core import clock
from core.auth import operations as people
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.errors import Refused
from core.excel.reading import Row
from tests.contracts.factories import make_contract, make_grant

TODAY = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def _on_a_day(app):
    with clock.at(datetime(2026, 6, 1, 10)):
        yield


def rows(*lines):
    return [Row("list", number, line) for number, line in enumerate(lines, 1)]


def listed(*lines, system=""):
    return read_accounts(rows(*lines), system, TODAY)


def registered(key=1, **fields):
    usual = {"system": "VPN", "account": "ext-1", "is_live": True, "outlives": False, "has_sponsor": True,
             "last_used_on": date(2026, 5, 20), "granted_on": date(2026, 1, 1)}  # fmt: skip
    return Registered(key, **usual | fields)


def kinds(accounts, grants):
    return [(one.kind, one.account) for one in compare(accounts, grants, TODAY)]


# --- reading --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "heads",
    [("系統", "帳號", "最後登入", "啟用"), ("System", "sAMAccountName", "LastLogonDate", "Enabled"),
     ("ＳＹＳＴＥＭ", " User Name ", "Last-Used", "Status")],
)  # fmt: skip
def test_headings_as_directories_write_them(heads):
    (one,) = listed(heads, ("VPN", "ext-1", "2026-05-30 23:11:02", "True"))
    assert one == Account("VPN", "ext-1", date(2026, 5, 30), True)


def test_a_title_above_the_headings_and_empty_columns_do_no_harm():
    found = listed(
        ("Accounts of vendors",), (None, "Account", None), (None, "ext-1", None), (None, " ", None), system="VPN"
    )
    assert [(one.system, one.account) for one in found] == [("VPN", "ext-1")]


@pytest.mark.parametrize("closed", ["False", "停用", "Disabled", 0, False])
def test_an_account_that_is_switched_off_is_not_there(closed):
    (one,) = listed(("account", "enabled"), ("ext-1", closed), system="VPN")
    assert not one.is_enabled


@pytest.mark.parametrize(
    ("lines", "system", "says"),
    [
        ((("name", "mail"), ("a", "b")), "VPN", "No row of headings"),
        ((("account",),), "VPN", "holds no accounts"),
        ((("account",), ("ext-1",)), "", "Row 2 names no system"),
        ((("account", "last logon"), ("ext-1", "soon")), "VPN", "B2"),
        ((("account", "last logon"), ("ext-1", "2026-06-02")), "VPN", "B2: the day lies in the future"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(lines, system, says):
    with pytest.raises(Refused) as refusal:
        listed(*lines, system=system)
    assert says in str(refusal.value.phrase)


def test_never_used_is_no_day():
    (one,) = listed(("account", "last logon"), ("ext-1", "Never"), system="VPN")
    assert one.last_used_on is None


def test_an_account_is_known_again_by_other_letters_and_with_its_domain():
    assert account_key("ＶＰＮ", "CORP\\Ext-1") == account_key("vpn", "ext-1")
    assert account_key("VPN", "ext-1") != account_key("VPN", "ext-2")


# --- comparing ------------------------------------------------------------------------------------------------------


def test_each_disagreement_has_its_name():
    there = [
        Account("VPN", "stranger"),
        Account("VPN", "closed"),
        Account("VPN", "old", date(2026, 5, 1)),
        Account("VPN", "idle"),
    ]
    grants = [
        registered(1, account="closed", is_live=False),
        registered(2, account="old", outlives=True, has_sponsor=False),
        registered(3, account="idle", last_used_on=date(2026, 1, 5)),
        registered(4, account="gone"),
        registered(5, system="HSM", account="elsewhere"),
    ]
    assert kinds(there, grants) == [
        (FindingKind.REVOKED_LIVE, "closed"),
        (FindingKind.OUTLIVES, "old"),
        (FindingKind.UNREGISTERED, "stranger"),
        (FindingKind.SPONSOR_LEFT, "old"),
        (FindingKind.GONE, "gone"),
        (FindingKind.IDLE, "idle"),
    ]


def test_a_later_day_of_use_in_the_list_means_not_idle():
    grant = registered(last_used_on=date(2026, 1, 5))
    assert kinds([Account("VPN", "EXT-1", date(2026, 5, 30))], [grant]) == []
    assert kinds([Account("VPN", "ext-1", None)], [grant]) == [(FindingKind.IDLE, "ext-1")]


names = st.lists(st.sampled_from("abcdefgh"), max_size=8, unique=True)


@given(names, names, st.dates(date(2026, 1, 1), TODAY))
def test_every_account_of_either_side_agrees_or_is_found_once_as_missing(here, there, used):
    grants = [registered(at, account=name, last_used_on=used) for at, name in enumerate(here)]
    found = compare([Account("VPN", name, used) for name in there], grants, TODAY)
    unknown = {one.account for one in found if one.kind is FindingKind.UNREGISTERED}
    gone = {one.account for one in found if one.kind is FindingKind.GONE}
    assert unknown == set(there) - set(here)
    assert gone == (set(here) - set(there) if there else set())
    idle = {one.account for one in found if one.kind is FindingKind.IDLE}
    assert idle == (set() if TODAY - used <= timedelta(days=90) else set(here) if not there else set(here) & set(there))


# --- the page -------------------------------------------------------------------------------------------------------


def book(*lines):
    made, handle = Workbook(), BytesIO()
    for line in lines:
        made.active.append(line)
    made.save(handle)
    handle.seek(0)
    return handle


def send(browser, handle, name="ad.xlsx", system="VPN"):
    return browser.post(
        "/contracts/access/lists/", {"file": (handle, name), "system": system}, content_type="multipart/form-data"
    )


def text_of(answer):
    return answer.get_data(as_text=True)


def test_a_list_is_compared_kept_and_shown_and_later_days_of_use_are_noted(sign_in, person):
    it = person(Role.IT_MANAGER)
    left = person(Role.PROCUREMENT, login="left")
    running = make_contract(number="C-1", ends_on=date(2027, 12, 31))
    used = make_grant(running, account="ext-1", sponsor_id=it.id, last_used_on=date(2026, 2, 1))
    make_grant(running, account="ext-2", sponsor_id=left.id)
    revoked = make_grant(running, account="ext-3", sponsor_id=it.id)
    with unit_of_work():
        access.revoke_access(db.session.get(AccessGrant, revoked.id), revoked_on=date(2026, 5, 1), by=it)
    with unit_of_work():
        people.edit_person(left, name="Left", email="", department="", roles=left.roles, disabled=True, version=None,
                           by=it)  # fmt: skip
    browser = sign_in(Role.IT_MANAGER)
    answer = send(
        browser, book(["帳號", "最後登入"], ["EXT-1", date(2026, 5, 28)], ["ext-3", None], ["stranger", None])
    )
    assert answer.status_code == 302, text_of(answer)
    shown = text_of(browser.get(answer.location))
    for says in ("Live though registered as revoked", "Nobody registered it", "Registered, but not there any more"):
        assert says in shown
    assert "C-1" in shown
    db.session.expire_all()
    assert db.session.get(AccessGrant, used.id).last_used_on == date(2026, 5, 28)
    kept = db.session.query(AccountList).one()
    assert (kept.accounts, kept.noted) == (3, 1)
    assert {one["kind"] for one in kept.findings} == {"revoked_live", "unregistered", "gone"}
    narrowed = text_of(browser.get(f"{answer.location}?kind=gone"))
    assert "ext-2" in narrowed
    assert "ext-3" not in narrowed
    sheet = load_workbook(BytesIO(browser.get(f"{answer.location}?format=xlsx").data)).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert any(cell.value == "stranger" for cell in cells)
    assert "ad.xlsx" in text_of(browser.get("/contracts/access/lists/"))
    assert browser.get(f"/contracts/access/lists/{kept.id}/file").data.startswith(b"PK")


def test_a_list_that_agrees_says_so(sign_in, person):
    it = person(Role.IT_MANAGER)
    make_grant(make_contract(ends_on=date(2027, 12, 31)), account="ext-1", sponsor_id=it.id)
    browser = sign_in(Role.IT_MANAGER)
    answer = send(browser, BytesIO("帳號,最後登入\next-1,115/05/30\n".encode("big5")), "ad.csv")
    assert "List and register agree" in text_of(browser.get(answer.location))


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02", b"PK\x03\x04broken", b"mail\nx@example.com\n", b"\xff\xfe\xff"])
def test_what_is_no_list_is_refused_in_words_and_nothing_is_kept(sign_in, data):
    answer = send(sign_in(Role.IT_MANAGER), BytesIO(data))
    assert answer.status_code == 200
    assert "field-error" in text_of(answer)
    assert not db.session.query(AccountList).count()


def test_the_auditor_reads_what_was_found_and_takes_nothing_in(sign_in, person):
    make_grant(make_contract(ends_on=date(2027, 12, 31)), account="ext-1", sponsor_id=person(Role.IT_MANAGER).id)
    location = send(sign_in(Role.IT_MANAGER), BytesIO(b"account\nother\n"), "ad.csv").location
    auditor = sign_in(Role.AUDITOR)
    assert auditor.get(location).status_code == 200
    assert auditor.get("/contracts/access/lists/").status_code == 403
