"""What several vendors ship, the critical functions on it, and what concentration makes of it."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from core.auth.rules import Role
from core.db import db, unit_of_work
from sbom.spread.queries import Of, shared
from tests.sbom.documents import component
from tests.sbom.factories import make_delivery, make_product, make_release
from tests.vendors.factories import make_function, make_service, make_vendor
from vendors.concentration.underlying import underlying, underlying_kinds
from vendors.register.rules import VendorStatus
from vendors.services.models import BusinessFunction, Service
from vendors.services.rules import Criticality


def log4j(version: str) -> dict:
    supplier = {"name": "Apache Software Foundation"}
    purl = f"pkg:maven/org.apache/log4j-core@{version}"
    return component("log4j-core", group="org.apache", version=version, purl=purl, supplier=supplier)


@pytest.fixture
def firm(app) -> None:
    """Two vendors ship log4j in different versions; one of them carries the order function. A third ships it no more."""
    vendor = make_vendor(name_zh="晨曦資訊股份有限公司", status=VendorStatus.ACTIVE)
    service, function = make_service(vendor), make_function(name="電子下單", criticality=Criticality.CORE)
    with unit_of_work():
        db.session.get_one(Service, service.id).functions.append(db.session.get_one(BusinessFunction, function.id))
    product = make_product(vendor_id=vendor.id, service_id=service.id)
    make_delivery(make_release(product), log4j("2.14.1"), component("alone"), component("glue"))
    make_delivery(None, log4j("2.17.1"), log4j("2.17.1"), component("glue"))
    release = make_release()
    make_delivery(release, log4j("1.2.17"), component("gone"))
    make_delivery(release, component("glue"))


def test_what_two_vendors_ship_is_one_whatever_its_version(firm):
    found = {each.name: each for each in shared(Of.COMPONENT)}
    assert set(found) == {"org.apache/log4j-core", "glue"}
    assert (len(found["org.apache/log4j-core"].vendors), found["org.apache/log4j-core"].products) == (2, 2)
    assert found["org.apache/log4j-core"].functions == ("電子下單",)
    assert len(found["glue"].vendors) == 3


def test_a_supplier_is_one_whatever_it_supplies(firm):
    assert [(each.name, len(each.vendors)) for each in shared(Of.SUPPLIER)] == [("Apache Software Foundation", 2)]


def test_the_page_and_its_workbook_say_the_same(firm, sign_in):
    browser = sign_in(Role.IT_MANAGER)
    page = browser.get("/sbom/spread").get_data(as_text=True)
    assert "org.apache/log4j-core" in page
    assert "電子下單" in page
    assert "/sbom/find?q=pkg:maven/org.apache/log4j-core" in page
    assert "alone" not in page
    sheet = load_workbook(BytesIO(browser.get("/sbom/spread?format=xlsx").data)).active
    assert {row[0].value for row in sheet.iter_rows(min_row=2)} == {"org.apache/log4j-core", "glue"}
    assert "Apache Software Foundation" in browser.get("/sbom/spread?of=supplier").get_data(as_text=True)


def test_concentration_is_told_of_components_and_suppliers(firm, sign_in):
    kinds = {kind.name: kind for kind in underlying_kinds()}
    told = {each.name: each for each in underlying(kinds["component"], date(2026, 9, 1))}
    shared = told["org.apache/log4j-core"]
    assert (len(shared.service_ids), len(shared.vendor_ids)) == (1, 1)
    page = (
        sign_in(Role.IT_MANAGER)
        .get("/vendors/concentration/?by=component&basis=critical_functions")
        .get_data(as_text=True)
    )
    assert "org.apache/log4j-core" in page
    assert 'href="/sbom/find?q=pkg:maven/org.apache/log4j-core' in page


def test_nothing_shared_is_said(sign_in):
    make_delivery(None, component("alone"))
    assert "Nothing is shared yet" in sign_in(Role.AUDITOR).get("/sbom/spread").get_data(as_text=True)
