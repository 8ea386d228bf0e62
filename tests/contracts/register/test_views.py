"""The register of contracts as its users meet it."""

from datetime import datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook

from contracts.register.agreed import NoticeUnit, Renewal
from contracts.register.models import Contract
from core import clock
from core.audit.models import AuditEntry
from core.auth.rules import Role
from core.db import db
from tests.contracts.factories import make_contract
from tests.vendors.factories import make_service, make_vendor

FORM = {
    "number": "資訊-115-001", "title": "交易系統維護", "signed_on": "114/12/15", "starts_on": "民國115年1月1日",
    "ends_on": "2026-12-31", "renewal": "automatic", "renewal_months": "12", "notice_amount": "60",
    "notice_unit": "days", "value": "1,200,000", "currency": "twd",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _on_a_day():
    with clock.at(datetime(2026, 9, 1, 10)):
        yield


def text_of(answer):
    return answer.get_data(as_text=True)


def test_procurement_registers_a_contract_for_a_vendors_service(sign_in):
    service = make_service()
    browser = sign_in(Role.PROCUREMENT)
    url = f"/contracts/new?vendor={service.vendor_id}"
    answer = browser.post(url, FORM | {"service_ids": [str(service.id)]}, follow_redirects=True)
    page = text_of(answer)
    contract = db.session.query(Contract).one()
    assert (contract.value_minor, contract.currency, contract.renewal) == (120_000_000, "TWD", Renewal.AUTOMATIC)
    assert (contract.notice_amount, contract.notice_unit) == (60, NoticeUnit.DAYS)
    assert "Renewal to be decided" in page
    assert service.name in page
    assert "TWD 1,200,000" in page
    assert (
        db.session.query(AuditEntry).filter_by(tag="contracts:contract:add").one().changes["number"] == FORM["number"]
    )


def test_a_contract_begins_with_its_vendor(sign_in):
    vendor = make_vendor(name_zh="先選我股份有限公司")
    browser = sign_in(Role.PROCUREMENT)
    assert "先選我股份有限公司" in text_of(browser.get("/contracts/new"))
    assert browser.get(f"/contracts/new?vendor={vendor.id}").status_code == 200
    assert browser.get("/contracts/new?vendor=999").status_code == 404
    assert browser.get("/contracts/new?vendor=%00x").status_code == 404


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"number": "c-TAKEN"}, "number"),
        ({"ends_on": "2025-12-31"}, "ends_on"),
        ({"ends_on": ""}, "ends_on"),
        ({"ends_on": "114/2/29"}, "ends_on"),
        ({"renewal_months": ""}, "renewal_months"),
        ({"notice_amount": "121", "notice_unit": "months"}, "notice_amount"),
        ({"currency": "NTD"}, "currency"),
        ({"value": "很多"}, "value"),
    ],
)
def test_what_does_not_fit_is_shown_at_its_field_and_nothing_is_lost(sign_in, typed, field):
    vendor = make_contract(number="C-Taken").vendor
    answer = sign_in(Role.PROCUREMENT).post(f"/contracts/new?vendor={vendor.id}", FORM | {"note": "keep me"} | typed)
    assert f'id="{field}-error"' in text_of(answer)
    assert "keep me" in text_of(answer)
    assert db.session.query(Contract).count() == 1


def test_services_of_another_vendor_cannot_be_covered(sign_in):
    vendor, other = make_vendor(), make_service()
    url = f"/contracts/new?vendor={vendor.id}"
    sign_in(Role.PROCUREMENT).post(url, FORM | {"service_ids": [str(other.id)]})
    assert db.session.query(Contract).count() == 0


def test_a_correction_is_recorded_and_a_late_one_refused(sign_in):
    contract = make_contract(title="打錯字", value_minor=5_00)
    url, opened = f"/contracts/{contract.id}/edit", contract.version
    browser = sign_in(Role.IT_MANAGER)
    assert 'value="5.00"' in text_of(browser.get(url))
    browser.post(url, FORM | {"title": "改好了", "version": opened})
    late = browser.post(url, FORM | {"title": "太晚", "version": opened})
    assert "Somebody else changed" in text_of(late)
    entry = db.session.query(AuditEntry).filter_by(tag="contracts:contract:edit").one()
    assert entry.changes["title"] == ["打錯字", "改好了"]


def test_the_list_finds_filters_and_sorts_by_what_is_derived(sign_in):
    make_contract(number="A-RUN")
    make_contract(number="B-SOON", ends_on=datetime(2026, 9, 30).date())
    make_contract(number="C-OVER", ends_on=datetime(2026, 3, 31).date())
    make_contract(number="D-OPEN", ends_on=None)
    browser = sign_in(Role.AUDITOR)

    def numbers(query):
        page = text_of(browser.get(f"/contracts/{query}"))
        found = {n: page.find(n) for n in ("A-RUN", "B-SOON", "C-OVER", "D-OPEN") if n in page}
        return sorted(found, key=found.get)

    assert numbers("") == ["A-RUN", "B-SOON", "C-OVER", "D-OPEN"]
    assert numbers("?status=expiring") == ["B-SOON"]
    assert numbers("?status=in_force") == ["A-RUN", "D-OPEN"]
    assert numbers("?sort=ends_on") == ["C-OVER", "B-SOON", "A-RUN", "D-OPEN"]
    assert numbers("?sort=-ends_on") == ["A-RUN", "B-SOON", "C-OVER", "D-OPEN"]
    assert numbers("?sort=-number&status=in_force") == ["D-OPEN", "A-RUN"]
    assert numbers("?q=over") == ["C-OVER"]
    assert numbers("?status=nonsense&sort=x&owner=none")[0] == "A-RUN"


def test_the_export_is_the_list(sign_in):
    make_contract(number="B-SOON", ends_on=datetime(2026, 9, 30).date())
    make_contract(number="C-OVER", ends_on=datetime(2026, 3, 31).date())
    answer = sign_in(Role.AUDITOR).get("/contracts/?format=xlsx&status=expiring")
    rows = list(load_workbook(BytesIO(answer.data)).active.iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == ["B-SOON"]
    assert rows[1][5] == datetime(2026, 9, 30)


def test_the_list_follows_the_day_and_every_change(sign_in):
    contract = make_contract(number="A-RUN")
    browser = sign_in(Role.PROCUREMENT)
    assert "In force" in text_of(browser.get("/contracts/?status=in_force"))
    browser.post(
        f"/contracts/{contract.id}/edit", FORM | {"number": "A-RUN", "renewal": "none", "ends_on": "2026-09-20"}
    )
    assert "A-RUN" in text_of(browser.get("/contracts/?status=expiring"))
    with clock.at(datetime(2026, 9, 21, 0, 30)):
        assert "A-RUN" in text_of(browser.get("/contracts/?status=ended"))


def test_a_vendors_page_shows_its_contracts(sign_in):
    contract = make_contract(number="V-001")
    page = text_of(sign_in(Role.PROCUREMENT).get(f"/vendors/{contract.vendor_id}"))
    assert f"/contracts/{contract.id}" in page
    assert f"/contracts/new?vendor={contract.vendor_id}" in page


def test_an_auditor_reads_and_the_board_does_not(sign_in):
    contract = make_contract()
    auditor = sign_in(Role.AUDITOR)
    assert auditor.get(f"/contracts/{contract.id}").status_code == 200
    assert auditor.post(f"/contracts/{contract.id}/edit", FORM).status_code == 403
    assert sign_in(Role.BOARD).get("/contracts/").status_code == 403
    assert sign_in(Role.ADMINISTRATOR).get("/contracts/").status_code == 403
