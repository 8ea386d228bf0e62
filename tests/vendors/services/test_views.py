"""Services and business functions as their users meet them."""

import re

import pytest

from core.audit.models import AuditEntry
from core.auth.rules import Role
from core.db import db
from tests.vendors.factories import make_function, make_service, make_vendor
from vendors.register.rules import VendorStatus
from vendors.services.models import BusinessFunction, Service
from vendors.services.rules import Criticality, ServiceKind

FUNCTION = {
    "name": "網路下單",
    "criticality": "core",
    "mtpd_minutes": "2 小時",
    "rto_minutes": "1h",
    "rpo_minutes": "5",
}
SERVICE = {
    "name": "下單平台維護",
    "kind": "maintenance",
    "data_class": "personal",
    "substitutability": "difficult",
    "processing_country": "TW",
    "storage_country": "",
}


def last(tag):
    return db.session.query(AuditEntry).filter_by(tag=tag).order_by(AuditEntry.seq.desc()).first()


def test_a_function_takes_hours_and_minutes_as_people_write_them(sign_in):
    answer = sign_in(Role.IT_MANAGER).post("/vendors/services/functions/new", FUNCTION, follow_redirects=True)
    assert answer.status_code == 200
    found = db.session.query(BusinessFunction).one()
    assert (found.mtpd_minutes, found.rto_minutes, found.rpo_minutes) == (120, 60, 5)
    assert last("vendors:function:add").changes["mtpd_minutes"] == 120


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"rto_minutes": "3h"}, "rto_minutes"),
        ({"mtpd_minutes": "soon"}, "mtpd_minutes"),
        ({"name": " "}, "name"),
        ({"criticality": "huge"}, "criticality"),
    ],
)
def test_what_is_wrong_with_a_function_is_said_at_its_field_and_nothing_is_saved(sign_in, wrong, field):
    page = sign_in(Role.IT_MANAGER).post("/vendors/services/functions/new", FUNCTION | wrong).get_data(as_text=True)
    assert f'id="{field}-error"' in page
    assert 'value="5 min"' in page or 'value="5"' in page
    assert db.session.query(BusinessFunction).count() == 0


def test_two_functions_cannot_share_a_name(sign_in):
    make_function(name="網路下單")
    page = sign_in(Role.PROCUREMENT).post("/vendors/services/functions/new", FUNCTION).get_data(as_text=True)
    assert "There is already a function named 網路下單." in page


def test_a_core_function_without_times_is_listed_as_something_to_put_right(sign_in):
    make_function(name="交割", criticality=Criticality.CORE)
    page = sign_in(Role.AUDITOR).get("/vendors/services/functions").get_data(as_text=True)
    assert "A core function states its MTPD (CC-11000-4)." in page


def test_a_service_is_registered_with_its_functions_and_shown_on_the_vendors_page(sign_in):
    vendor, function = make_vendor(name_zh="青嵐資訊"), make_function(name="網路下單")
    browser = sign_in(Role.PROCUREMENT)
    answer = browser.post(
        f"/vendors/services/new/{vendor.id}",
        SERVICE | {"functions": [str(function.id)], "is_internet_facing": "y", "restore_minutes": "4h"},
    )
    assert answer.status_code == 302
    service = db.session.query(Service).one()
    assert [f.name for f in service.functions] == ["網路下單"]
    assert service.is_internet_facing
    assert service.restore_minutes == 240
    assert "下單平台維護" in browser.get(f"/vendors/{vendor.id}").get_data(as_text=True)
    assert last("vendors:service:add").changes["functions"] == "網路下單"


def test_changing_a_service_keeps_its_functions_and_notes_old_and_new(sign_in):
    function, other = make_function(name="網路下單"), make_function(name="帳務")
    service = make_service(name="平台維護", functions=[function])
    browser, url = sign_in(Role.IT_MANAGER), f"/vendors/services/{service.id}/edit"
    page = browser.get(url).get_data(as_text=True)
    assert re.search(rf'<input checked[^>]*value="{function.id}"', page)
    browser.post(url, SERVICE | {"functions": [str(function.id), str(other.id)], "version": service.version})
    db.session.expire_all()
    assert {f.name for f in db.session.get(Service, service.id).functions} == {"網路下單", "帳務"}
    assert last("vendors:service:edit").changes["name"] == ["平台維護", "下單平台維護"]


def test_an_older_copy_of_a_service_is_not_merged_over(sign_in):
    service = make_service(name="平台維護")
    browser, url, opened = sign_in(Role.IT_MANAGER), f"/vendors/services/{service.id}/edit", service.version
    browser.post(url, SERVICE | {"version": opened})
    late = browser.post(url, SERVICE | {"name": "遲到", "version": opened})
    assert "Somebody else changed this record" in late.get_data(as_text=True)
    db.session.expire_all()
    assert db.session.get(Service, service.id).name == "下單平台維護"


def test_a_service_ends_stays_readable_and_can_be_resumed(sign_in):
    service = make_service(name="舊機房")
    browser = sign_in(Role.PROCUREMENT)
    browser.post(f"/vendors/services/{service.id}/end")
    assert "舊機房" not in browser.get("/vendors/services/").get_data(as_text=True)
    assert "舊機房" in browser.get("/vendors/services/?state=ended").get_data(as_text=True)
    assert "field-error" in browser.post(f"/vendors/services/{service.id}/resume").get_data(as_text=True)
    browser.post(f"/vendors/services/{service.id}/resume", {"reason": "重新供應"})
    assert "重新供應" in browser.get(f"/vendors/services/{service.id}").get_data(as_text=True)
    db.session.expire_all()
    assert not db.session.get(Service, service.id).is_ended


def test_alternatives_are_named_and_removed(sign_in):
    service, other = make_service(), make_vendor(name_zh="備援資訊")
    browser, url = sign_in(Role.IT_MANAGER), f"/vendors/services/{service.id}/alternatives"
    browser.post(url, {"vendor_id": str(other.id)})
    assert "備援資訊" in browser.get(f"/vendors/services/{service.id}").get_data(as_text=True)
    assert browser.post(url, {"vendor_id": str(service.vendor_id)}).status_code == 200
    assert browser.post(url, {"vendor_id": "999999"}).status_code == 200
    browser.post(f"{url}/{other.id}/drop")
    db.session.expire_all()
    assert db.session.get(Service, service.id).alternatives == []
    assert last("vendors:alternative:drop").changes == {"alternative": "備援資訊"}


def test_a_vendor_whose_relation_has_ended_supplies_nothing_new(sign_in):
    vendor = make_vendor(status=VendorStatus.ENDED)
    page = sign_in(Role.PROCUREMENT).post(f"/vendors/services/new/{vendor.id}", SERVICE).get_data(as_text=True)
    assert "it supplies nothing new" in page
    assert db.session.query(Service).count() == 0


def test_the_list_filters_sorts_and_exports(sign_in):
    core = make_function(criticality=Criticality.CORE)
    make_service(name="核心維護", functions=[core])
    make_service(name="印表機", kind=ServiceKind.HARDWARE)
    browser = sign_in(Role.AUDITOR)
    page = browser.get("/vendors/services/?core=yes").get_data(as_text=True)
    assert "核心維護" in page
    assert "印表機" not in page
    assert "印表機" in browser.get("/vendors/services/?kind=hardware&sort=-vendor").get_data(as_text=True)
    assert browser.get("/vendors/services/?format=xlsx").mimetype.endswith("spreadsheetml.sheet")
    assert browser.get("/vendors/services/functions?format=xlsx").mimetype.endswith("spreadsheetml.sheet")
    assert browser.get("/vendors/services/?kind=%00&core=maybe&sort=%27").status_code == 200


def test_a_list_with_nothing_in_it_says_what_to_do_and_one_that_hides_something_does_not(app, sign_in):
    browser = sign_in(Role.IT_MANAGER)
    assert "Open a vendor and add what it supplies" in browser.get("/vendors/services/").text
    make_service(make_vendor(), is_ended=True)
    assert "Nothing matches" in browser.get("/vendors/services/").text
