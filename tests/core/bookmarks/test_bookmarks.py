"""Saved filters, favourites, pages looked at last: one's own, bounded, and never a way around a permission."""

import pytest

from core.auth.rules import Role
from core.bookmarks import operations
from core.bookmarks.models import Bookmark, SavedFilter
from core.bookmarks.places import Place
from core.db import db, unit_of_work
from core.errors import Refused
from tests.vendors.factories import make_vendor


def test_a_filter_is_saved_opened_by_one_click_shared_and_deleted(app, sign_in):
    make_vendor(name_zh="篩選股份有限公司")
    mine, theirs, board = sign_in(Role.PROCUREMENT), sign_in(Role.AUDITOR), sign_in(Role.BOARD)
    kept = "/vendors/?q=篩選&sort=-name"
    for shared in ({}, {"shared": "1"}):
        answer = mine.post("/bookmarks/filters", {"at": f"{kept}&page=3&format=xlsx", "name": "我的", **shared})
        assert "/vendors/?q=" in answer.location
    assert db.session.query(SavedFilter).count() == 1
    part = mine.get("/bookmarks/filters?at=/vendors/", headers={"HX-Request": "true"}).get_data(as_text=True)
    address = db.session.query(SavedFilter).one().address
    assert "page=" not in address
    assert "format=" not in address
    assert address.replace("&", "&amp;") in part
    assert "篩選股份有限公司" in mine.get(address).get_data(as_text=True)
    assert "我的" in theirs.get("/bookmarks/").get_data(as_text=True)
    assert "我的" not in board.get("/bookmarks/").get_data(as_text=True)  # the board opens no list of vendors
    number = db.session.query(SavedFilter).one().id
    theirs.post(f"/bookmarks/filters/{number}/delete", form_at="/bookmarks/")
    assert db.session.query(SavedFilter).count() == 1
    mine.post(f"/bookmarks/filters/{number}/delete", form_at="/bookmarks/")
    assert db.session.query(SavedFilter).count() == 0


def test_a_record_that_is_looked_at_is_remembered_and_a_favourite_stays(app, sign_in, person):
    browser, user = sign_in(Role.PROCUREMENT), person(Role.PROCUREMENT)
    first = make_vendor(name_zh="星號股份有限公司")
    assert 'hx-post="/bookmarks/visit"' in browser.get(f"/vendors/{first.id}").get_data(as_text=True)
    page = browser.get("/vendors/?q=星").get_data(as_text=True)
    assert "Saved filters" in page
    assert 'hx-target="#marks"' in page
    browser.post("/bookmarks/mark", {"at": f"/vendors/{first.id}", "title": first.name})
    assert browser.post("/bookmarks/visit", {"at": f"/vendors/{first.id}", "title": first.name}).status_code == 204
    for number in range(2, 2 + operations.MOST_RECENT + 3):
        with unit_of_work():
            operations.note_visit(Place(f"/vendors/{number}", ""), f"{number}", by=user)
    kept = db.session.query(Bookmark).all()
    assert [each.title for each in kept if each.is_favourite] == ["星號股份有限公司"]
    assert len(kept) == operations.MOST_RECENT + 1
    menu = browser.get(f"/bookmarks/?at=/vendors/{first.id}", headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "Take this page out" in menu
    browser.post("/bookmarks/mark", {"at": f"/vendors/{first.id}", "title": "x", "off": "1"})
    assert not db.session.query(Bookmark).filter_by(is_favourite=True).count()
    assert "星號" not in sign_in(Role.AUDITOR).get("/bookmarks/").get_data(as_text=True)


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/sign-in", "/people/", "/v\n", "\\\\x",
     "/vendors/?" + "&".join(f"a{n}=1" for n in range(60)), "/vendors/?q=" + "長" * 400],
)  # fmt: skip
def test_what_is_no_page_of_ours_or_not_open_to_them_is_never_kept(app, sign_in, address):
    browser = sign_in(Role.PROCUREMENT)
    assert browser.post("/bookmarks/filters", {"at": address, "name": "x"}).status_code == 302
    assert browser.post("/bookmarks/mark", {"at": address, "title": "x"}).status_code == 302
    assert browser.post("/bookmarks/visit", {"at": address}).status_code == 204
    assert browser.get("/bookmarks/filters", query_string={"at": address}).status_code == 200
    assert db.session.query(SavedFilter).count() + db.session.query(Bookmark).count() == 0


def test_there_is_an_end_to_how_much_one_person_keeps(app, person):
    user = person(Role.PROCUREMENT)
    with unit_of_work():
        for number in range(operations.MOST_FILTERS):
            operations.save_filter(Place("/vendors/", ""), name=f"{number}", is_shared=False, by=user)
        for number in range(operations.MOST_FAVOURITES):
            operations.mark(Place(f"/vendors/{number}", ""), "x", is_favourite=True, by=user)
    with unit_of_work(), pytest.raises(Refused):
        operations.save_filter(Place("/vendors/", ""), name="one more", is_shared=False, by=user)
    with unit_of_work(), pytest.raises(Refused):
        operations.mark(Place("/vendors/999", ""), "x", is_favourite=True, by=user)
