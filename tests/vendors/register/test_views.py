"""The register as its users meet it: pages and forms."""

from core.audit.models import AuditEntry
from core.auth.rules import Role
from core.db import db
from tests.vendors.factories import make_vendor
from vendors.register.models import Vendor

FORM = {"name_zh": "青松資訊股份有限公司", "country": "TW", "status": "prospect"}


def test_procurement_registers_a_vendor_and_sees_its_page(sign_in):
    browser = sign_in(Role.PROCUREMENT)
    answer = browser.post("/vendors/new", FORM | {"business_number": "04595252"}, follow_redirects=True)
    assert answer.status_code == 200
    assert "青松資訊股份有限公司" in answer.get_data(as_text=True)
    entry = db.session.query(AuditEntry).filter_by(tag="vendors:vendor:add").one()
    assert entry.actor_name == "Procurement"
    assert entry.changes["business_number"] == "04595252"


def test_a_mistyped_business_number_is_shown_at_its_field_and_nothing_is_lost(sign_in):
    answer = sign_in(Role.PROCUREMENT).post("/vendors/new", FORM | {"business_number": "12345678", "note": "keep me"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert 'id="business_number-error"' in page
    assert "keep me" in page
    assert db.session.query(Vendor).count() == 0


def test_a_business_number_that_is_taken_names_its_holder(sign_in):
    make_vendor(name_zh="先到股份有限公司", business_number="04595252")
    answer = sign_in(Role.PROCUREMENT).post("/vendors/new", FORM | {"business_number": "04595252"})
    assert "先到股份有限公司" in answer.get_data(as_text=True)


def test_a_save_from_an_older_copy_is_refused_and_says_so(sign_in):
    vendor = make_vendor(name_zh="原名股份有限公司")
    opened, url = vendor.version, f"/vendors/{vendor.id}/edit"
    browser = sign_in(Role.PROCUREMENT)
    browser.post(url, FORM | {"name_zh": "新名股份有限公司", "version": opened})
    late = browser.post(url, FORM | {"name_zh": "遲到的名字", "version": opened})
    assert "Somebody else changed this record" in late.get_data(as_text=True)
    db.session.expire_all()
    assert db.session.get(Vendor, vendor.id).name_zh == "新名股份有限公司"


def test_the_list_finds_sorts_filters_and_exports(sign_in):
    for name, country in (("甲骨雲端", "US"), ("乙太網路", "TW"), ("丙級機房", "TW")):
        make_vendor(name_zh=name, country=country)
    browser = sign_in(Role.AUDITOR)
    page = browser.get("/vendors/?q=乙太&country=TW").get_data(as_text=True)
    assert "乙太網路" in page
    assert "丙級機房" not in page
    workbook = browser.get("/vendors/?country=TW&format=xlsx")
    assert workbook.mimetype.endswith("spreadsheetml.sheet")
    assert browser.get("/vendors/?sort=nonsense&page=zz&size=-1&country=%00").status_code == 200


def test_an_auditor_reads_but_cannot_change(sign_in):
    vendor = make_vendor()
    browser = sign_in(Role.AUDITOR)
    assert browser.get(f"/vendors/{vendor.id}").status_code == 200
    assert browser.post(f"/vendors/{vendor.id}/edit", FORM).status_code == 403


def test_the_same_new_vendor_sent_twice_is_one_vendor(sign_in):
    browser = sign_in(Role.PROCUREMENT)
    browser.post("/vendors/new", FORM)
    again = browser.post("/vendors/new", FORM)
    assert "is registered already" in again.get_data(as_text=True)
    assert db.session.query(Vendor).count() == 1
