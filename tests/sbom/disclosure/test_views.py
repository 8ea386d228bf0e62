"""The pages as their readers meet them."""

import gzip
from io import BytesIO

import pytest

from core.auth.rules import Role
from core.background.operations import run_next
from core.db import db
from sbom.components.models import Delivery
from sbom.disclosure import reading
from sbom.products.models import Product, Release
from tests.sbom.documents import as_bytes, component, cyclonedx, full_json
from tests.sbom.factories import DISCLOSED, make_delivery, make_product, make_release
from tests.vendors.factories import make_vendor

GOOD = as_bytes(cyclonedx(component("colours", **DISCLOSED), component("shapes")))


def upload(browser, data: bytes, **fields):
    form = {"number": "1.0", "file": (BytesIO(data), "bom.json"), **fields}
    return browser.post("/sbom/upload", form, content_type="multipart/form-data")


def test_an_sbom_is_uploaded_for_a_new_product_and_read(sign_in):
    vendor = make_vendor()
    browser = sign_in(Role.PROCUREMENT)
    answer = upload(browser, GOOD, vendor_id=vendor.id, product_name="下單系統")
    assert answer.status_code == 302
    while run_next():
        pass
    assert "Show the result" in browser.get(answer.location).get_data(as_text=True)
    delivery = db.session.query(Delivery).one()
    page = browser.get(f"/sbom/{delivery.id}").get_data(as_text=True)
    assert "50.0%" in page
    assert "the address of its source code" in page
    assert browser.get(f"/sbom/{delivery.id}/original").data == GOOD
    assert browser.get(f"/sbom/{delivery.id}?missing=licence&sort=-origin&q=shapes").status_code == 200


def test_an_upload_for_a_known_release_adds_none(sign_in):
    release = make_release(number="1.0")
    upload(sign_in(Role.IT_MANAGER), GOOD, product_id=release.product_id)
    assert db.session.query(Product).count() == db.session.query(Release).count() == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Choose the product, or the vendor of a new one."),
        ({"number": ""}, "Please fill this in."),
        ({"file": None}, "Choose the file."),
        ({"product_id": "999"}, "Not a valid choice"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(sign_in, fields, words):
    form = {"number": "7.7", "product_name": "新產品", "file": (BytesIO(GOOD), "bom.json")} | fields
    form = {k: v for k, v in form.items() if v is not None}
    answer = sign_in(Role.PROCUREMENT).post("/sbom/upload", form, content_type="multipart/form-data")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert words in page
    assert "新產品" in page
    assert db.session.query(Product).count() == 0


def test_an_empty_file_is_refused_at_once_and_registers_nothing(sign_in):
    vendor = make_vendor()
    answer = upload(sign_in(Role.PROCUREMENT), b"", vendor_id=vendor.id, product_name="x")
    assert "The file is empty." in answer.get_data(as_text=True)
    assert db.session.query(Product).count() == 0


def test_an_unreadable_file_tells_its_reason_and_nothing_is_made_for_it(sign_in):
    vendor = make_vendor()
    answer = upload(sign_in(Role.PROCUREMENT), b"%PDF-1.7", vendor_id=vendor.id, product_name="下單系統")
    assert "This is a PDF" in answer.get_data(as_text=True)
    assert db.session.query(Product).count() == 0


def test_what_is_wrong_with_a_large_file_is_said_where_it_is_read(sign_in, monkeypatch):
    monkeypatch.setattr(reading, "AT_ONCE", 4)
    release = make_release(number="1.0")
    browser = sign_in(Role.PROCUREMENT)
    answer = upload(browser, GOOD[:-9], product_id=release.product_id)
    while run_next():
        pass
    assert "ends too early" in browser.get(answer.location).get_data(as_text=True)


def test_for_a_large_file_a_product_is_made_once_it_could_be_read(sign_in, monkeypatch):
    monkeypatch.setattr(reading, "AT_ONCE", 4)
    vendor_id = make_vendor().id
    browser = sign_in(Role.PROCUREMENT)
    answer = upload(browser, GOOD[:-9], vendor_id=vendor_id, product_name="下單系統")
    while run_next():
        pass
    assert "ends too early" in browser.get(answer.location).get_data(as_text=True)
    assert db.session.query(Product).count() == 0
    answer = upload(browser, GOOD, vendor_id=vendor_id, product_name="下單系統")
    assert db.session.query(Product).count() == 0
    while run_next():
        pass
    assert "Show the result" in browser.get(answer.location).get_data(as_text=True)
    assert db.session.query(Delivery).one().release.product.name == "下單系統"
    upload(browser, GOOD + b" ", vendor_id=vendor_id, product_name="下單系統")
    while run_next():
        pass
    assert db.session.query(Product).count() == db.session.query(Release).count() == 1


def test_a_small_archive_of_a_large_file_is_a_large_file(sign_in, monkeypatch):
    monkeypatch.setattr(reading, "AT_ONCE", len(gzip.compress(GOOD)) + 1)
    vendor = make_vendor()
    upload(sign_in(Role.PROCUREMENT), gzip.compress(GOOD), vendor_id=vendor.id, product_name="下單系統")
    assert db.session.query(Product).count() == 0


def test_one_component_shows_everything_it_says(sign_in):
    delivery = make_delivery(data=as_bytes(full_json("1.6")))
    page = sign_in(Role.AUDITOR).get(f"/sbom/{delivery.id}/components/0").get_data(as_text=True)
    for words in (
        "org.example/parser",
        "Permission is granted",
        "https://example.org/parser.git",
        "PO-1",
        "old-parser",
    ):
        assert words in page


def test_hostile_names_are_text_on_every_page(sign_in):
    release = make_release()
    evil = component(
        "<script>alert(1)</script>", version="=1+1", externalReferences=[{"type": "vcs", "url": "javascript:alert(1)"}]
    )
    delivery = make_delivery(release, evil)
    browser = sign_in(Role.AUDITOR)
    for url in (f"/sbom/{delivery.id}", f"/sbom/{delivery.id}/components/0", "/sbom/find?q=script"):
        page = browser.get(url).get_data(as_text=True)
        assert "<script>alert" not in page
        assert 'href="javascript' not in page
        assert "alert(1)" in page


def test_a_component_is_found_across_vendors(sign_in):
    for _ in range(2):
        make_delivery(None, component("log4j-core", group="org.apache"))
    page = sign_in(Role.IT_MANAGER).get("/sbom/find?q=LOG4J").get_data(as_text=True)
    assert page.count("org.apache/log4j-core") == 2


def test_every_page_and_export_answers(sign_in):
    delivery = make_delivery()
    product = delivery.release.product
    browser = sign_in(Role.PROCUREMENT)
    for url in (
        "/sbom/",
        "/sbom/?format=xlsx",
        "/sbom/?disclosure=gaps&valid=no&sort=-source",
        "/sbom/find?q=a&format=xlsx",
        f"/sbom/{delivery.id}?format=xlsx",
        "/sbom/products/",
        "/sbom/products/?format=xlsx",
        "/sbom/products/new",
        f"/sbom/products/{product.id}",
        f"/sbom/products/{product.id}/edit",
        f"/sbom/products/{product.id}/releases/new",
        f"/sbom/products/{product.id}/releases/{delivery.release_id}",
        f"/sbom/upload?product={product.id}&release=2",
        f"/vendors/{product.vendor_id}",
        "/obligations/",
        "/",
    ):
        assert browser.get(url).status_code == 200, url
    for url in ("/sbom/999", "/sbom/999/original", f"/sbom/{delivery.id}/components/99", "/sbom/products/999"):
        assert browser.get(url).status_code == 404, url


def test_product_and_release_forms_save_and_refuse(sign_in):
    vendor, product = make_vendor(), make_product(name="先有的")
    browser = sign_in(Role.PROCUREMENT)
    browser.post("/sbom/products/new", {"vendor_id": vendor.id, "name": "新系統"})
    made = db.session.query(Product).filter_by(name="新系統").one()
    assert made.vendor_id == vendor.id
    taken = browser.post("/sbom/products/new", {"vendor_id": product.vendor_id, "name": "先有的"})
    assert "already" in taken.get_data(as_text=True)
    for _ in range(2):
        answer = browser.post(f"/sbom/products/{made.id}/releases/new", {"number": "3.0", "is_current": "y"})
    assert "registered already" in answer.get_data(as_text=True)
    release = db.session.query(Release).one()
    last = browser.post(f"/sbom/products/{made.id}/releases/{release.id}", {"number": "3.0"})
    assert "always the current one" in last.get_data(as_text=True)


def test_the_board_sees_nothing_and_an_auditor_changes_nothing(sign_in):
    delivery = make_delivery()
    assert sign_in(Role.BOARD).get(f"/sbom/{delivery.id}").status_code == 403
    assert sign_in(Role.AUDITOR).get("/sbom/upload").status_code == 403
