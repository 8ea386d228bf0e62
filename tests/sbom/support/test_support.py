"""The table brought in, laid beside the SBOMs, and changed by people."""

import io
import json
from datetime import date, timedelta
from typing import Any

import pytest

from core import clock
from core.audit.models import AuditEntry
from core.auth.rules import Role
from core.background.operations import run_next
from core.db import db
from core.obligations.rules import State as Duty
from sbom.support.models import ComponentSupport, SupportMapping, SupportProduct
from sbom.support.obligations import judge
from sbom.vulnerabilities.jobs import match_all
from tests.sbom.documents import component
from tests.sbom.factories import deliver, make_delivery, make_release

PAGE = "/sbom/support/"
SPRING = component("spring-boot", version="2.7.18", group="org.springframework.boot",
                   purl="pkg:maven/org.springframework.boot/spring-boot@2.7.18")  # fmt: skip


def table(*releases: dict[str, Any]) -> bytes:
    product = {"name": "spring-boot", "label": "Spring Boot", "releases": list(releases),
               "identifiers": [{"type": "purl", "id": "pkg:maven/org.springframework.boot/spring-boot"}]}  # fmt: skip
    return json.dumps({"schema_version": "1.2.0", "result": [product]}).encode()


OUT = table(
    {"name": "2.7", "isEol": True, "eolFrom": "2023-11-24"}, {"name": "3.4", "isEol": False, "eolFrom": "2030-12-31"}
)


def bring(sign_in, data: bytes, name: str = "full.json") -> None:
    browser, address = sign_in(Role.IT_MANAGER), "/sbom/vulnerabilities/advisories/import"
    form = {"file": (io.BytesIO(data), name), "product_id": ""}
    assert browser.post(address, form, form_at=address, content_type="multipart/form-data").status_code == 302
    while run_next():
        pass
    db.session.expire_all()


def page(browser, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def test_what_is_out_of_support_is_shown_where_it_is_used(app, sign_in):
    delivery = make_delivery(None, SPRING)
    product, vendor = delivery.release.product_id, delivery.release.product.vendor_id
    bring(sign_in, OUT)
    browser = sign_in(Role.AUDITOR)
    for address in (PAGE, PAGE + "?state=out", f"/sbom/products/{product}", f"/vendors/{vendor}"):
        assert "Out of support" in page(browser, address), address
    assert "spring-boot" not in page(browser, PAGE + "?state=supported").split("<tbody")[-1].split("</form>")[-1]
    assert browser.get(PAGE + "?format=xlsx").data[:2] == b"PK"
    assert [o.state for o in judge(clock.today())] == [Duty.NOT_MET]


def test_the_same_table_again_changes_nothing(app, sign_in):
    make_delivery(None, SPRING)
    bring(sign_in, OUT)
    bring(sign_in, OUT)
    assert db.session.query(SupportProduct).count() == 1
    assert db.session.query(SupportMapping).count() == 1
    assert db.session.query(ComponentSupport).count() == 1


@pytest.mark.parametrize(("days", "duty"), [(-1, Duty.NOT_MET), (30, Duty.DUE_SOON), (900, Duty.MET)])
def test_the_obligation_follows_the_day(app, sign_in, days, duty):
    make_delivery(None, SPRING)
    bring(sign_in, table({"name": "2.7", "eolFrom": (clock.today() + timedelta(days=days)).isoformat()}))
    assert [o.state for o in judge(clock.today())] == [duty]


def test_a_newer_sbom_closes_what_it_no_longer_holds(app, sign_in):
    release = make_release()
    make_delivery(release, SPRING)
    bring(sign_in, OUT)
    deliver(release, component("other"), name="new.json")
    match_all()
    assert db.session.query(ComponentSupport).one().gone_at is not None
    assert list(judge(clock.today())) == []


def test_a_bare_list_of_cycles_is_named_by_its_file_and_mapped_by_people(app, sign_in):
    make_delivery(None, component("tradelib", version="4.1.2"))
    bring(sign_in, json.dumps([{"cycle": "4.1", "eol": "2020-01-01"}]).encode(), "tradelib.json")
    held = db.session.query(SupportProduct).one()
    browser, address = sign_in(Role.IT_MANAGER), PAGE + "packages/new"
    form = {"package": "TradeLib", "support_id": str(held.id), "reason": "the same library"}
    assert browser.post(address, form, form_at=address).status_code == 302
    found = db.session.query(ComponentSupport).one()
    assert (found.cycle, found.ends_on) == ("4.1", date(2020, 1, 1))
    mapping = db.session.query(SupportMapping).one()
    assert "the same library" in page(browser, PAGE + "packages/")
    assert browser.post(f"{PAGE}packages/{mapping.id}/end", form_at=f"{PAGE}packages/{mapping.id}").status_code == 302
    db.session.expire_all()
    assert db.session.query(ComponentSupport).one().gone_at is not None
    assert "Ended on" in page(browser, f"{PAGE}packages/{mapping.id}")
    assert {e.tag for e in db.session.query(AuditEntry)} >= {"sbom:support:map", "sbom:support:unmap"}


def test_what_people_ended_is_not_brought_back_by_the_table(app, sign_in):
    make_delivery(None, SPRING)
    bring(sign_in, OUT)
    mapping = db.session.query(SupportMapping).one()
    sign_in(Role.IT_MANAGER).post(f"{PAGE}packages/{mapping.id}/end", form_at=f"{PAGE}packages/{mapping.id}")
    bring(sign_in, OUT)
    assert db.session.query(SupportMapping).filter(SupportMapping.ended_at.is_(None)).count() == 0


@pytest.mark.parametrize("fields", [{"package": " "}, {"support_id": ""}, {"support_id": "99"}, {"reason": ""}])
def test_a_mapping_without_its_parts_is_refused(app, sign_in, fields):
    bring(sign_in, OUT)
    held = db.session.query(SupportProduct).one()
    form = {"package": "x", "support_id": str(held.id), "reason": "why", **fields}
    answer = sign_in(Role.IT_MANAGER).post(PAGE + "packages/new", form, form_at=PAGE + "packages/new")
    assert answer.status_code == 200
    assert db.session.query(SupportMapping).count() == 1
