from io import BytesIO

from openpyxl import load_workbook

from core.auth.rules import Role
from core.db import db, unit_of_work
from sbom.components.models import Delivery
from sbom.elements import jobs
from tests.sbom.documents import as_bytes, component, cyclonedx, full_json
from tests.sbom.factories import make_delivery


def test_an_sbom_is_shown_against_each_standard_with_the_reasons(sign_in):
    delivery = make_delivery(data=as_bytes(full_json("1.6")))
    browser = sign_in(Role.AUDITOR)
    page = browser.get(f"/sbom/elements/{delivery.id}").get_data(as_text=True)
    assert "No SHA-512 of the file as it is deployed." in page
    assert "1 of 2" in page
    sheet = load_workbook(BytesIO(browser.get(f"/sbom/elements/{delivery.id}?format=xlsx").data)).active
    assert sheet.max_row == 1 + 7 + 12 + 23


def test_vendors_stand_side_by_side(sign_in):
    make_delivery(data=as_bytes(cyclonedx(component("bare"))))
    full = make_delivery(data=as_bytes(full_json("1.6"))).release.product.vendor_id
    page = sign_in(Role.IT_MANAGER).get("/sbom/elements/?sort=-ntia").get_data(as_text=True)
    first = page.index("/vendors/")
    assert page.index(f"/vendors/{full}#software") - first < page.rindex("#software") - first


def test_what_came_before_is_counted_from_the_bytes_once(app):
    delivery_id = make_delivery(data=as_bytes(full_json("1.6"))).id
    known = db.session.get_one(Delivery, delivery_id).elements
    with unit_of_work():
        db.session.get_one(Delivery, delivery_id).elements = None
    assert jobs.run() == {"sboms": 1}
    assert db.session.get_one(Delivery, delivery_id).elements == known
    assert jobs.run() == {"sboms": 0}
