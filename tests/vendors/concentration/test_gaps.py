"""What the figures lack: at which vendor, whose job, where it is filled in."""

import re
from datetime import date

import pytest

from core import clock
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.my_work.registry import Owners
from tests.contracts.factories import make_contract
from tests.vendors.factories import make_function, make_service, make_vendor
from vendors.concentration import gaps
from vendors.concentration.gaps import About
from vendors.register.rules import VendorStatus
from vendors.services.models import Service
from vendors.services.rules import Criticality, ServiceKind, Substitutability


@pytest.fixture
def firm(app, person):
    """A cloud service of which little is known with somebody responsible, and a complete one with nobody."""
    owner = person(Role.IT_MANAGER)
    vague = make_vendor(name_zh="未詳雲端", status=VendorStatus.ACTIVE, owner_id=owner.id)
    whole = make_vendor(name_zh="周全資訊", status=VendorStatus.ACTIVE)
    service = make_service(vague, name="雲端主機", kind=ServiceKind.CLOUD)
    full = make_service(
        whole, name="維護", processing_country="TW", storage_country="TW", users=5,
        substitutability=Substitutability.EASY, restore_minutes=60, exit_months=3, subcontractors_declared=True,
    )  # fmt: skip
    function = make_function(name="網路下單", criticality=Criticality.CORE, mtpd_minutes=60)
    with unit_of_work():
        for each in (service, full):
            db.session.get_one(Service, each.id).functions = [function]
        db.session.get_one(Service, full.id).alternatives = [vague]
    return owner, vague, whole


def found(**wanted):
    every = gaps.gaps(clock.today())
    return [gap for gap in every if all(getattr(gap, name) == value for name, value in wanted.items())]


def test_each_gap_names_its_vendor_whose_job_it_is_and_the_form(firm):
    owner, vague, whole = firm
    mine = found(vendor_id=vague.id)
    assert {gap.about for gap in mine} == set(About) - {About.RESPONSIBLE}
    assert {(gap.owner_id, gap.owner) for gap in mine} == {(owner.id, owner.name)}
    assert all("/vendors/services/" in gap.url() for gap in mine)
    (left,) = found(vendor_id=whole.id)
    assert (left.about, left.owner_id, left.url()) == (About.RESPONSIBLE, None, f"/vendors/{whole.id}/edit#owner_id")
    assert {gap.url().partition("#")[2] for gap in mine if gap.about is About.WAYS_OUT} == {
        "restore_minutes",
        "exit_months",
    }
    assert all("edit" not in gap.url(lambda _permission: False) for gap in mine)


def test_a_contract_leads_to_its_form_and_a_missing_rate_to_the_rates(firm):
    _, vague, _ = firm
    make_contract(vague, number="無金額")
    make_contract(vague, number="無匯率", value_minor=100, currency="CHF", is_yearly=True)
    leads = {str(gap.what).split()[0]: (gap.url(), gap.needs) for gap in found(basis="spend")}
    assert leads["無匯率"] == ("/vendors/concentration/rates/new", "rates.edit")
    assert (leads["無金額"][0].endswith("/edit"), leads["無金額"][1]) == (True, "contracts.edit")


def test_the_counts_beside_the_figures_are_of_the_basis_shown(firm):
    users = gaps.tallies(gaps.gaps(clock.today()), "users")
    assert (users[About.WEIGHT].entries, users[About.WEIGHT].vendors, users[About.WEIGHT].unowned) == (1, 1, 0)
    assert About.WEIGHT not in gaps.tallies(gaps.gaps(clock.today()), "critical_functions")
    assert users[About.RESPONSIBLE].unowned == 1


def test_it_is_one_piece_of_work_a_vendor_for_whoever_answers(firm, person):
    owner, vague, whole = firm
    (mine, nobodys) = sorted(gaps.work(clock.today(), Owners({owner.id})), key=lambda task: task.owner_id is None)
    assert (mine.about, mine.owner_id, mine.values) == (vague.name, owner.id, {"vendor": vague.id})
    assert (nobodys.about, nobodys.owner_id) == (whole.name, None)
    other = person(Role.PROCUREMENT)
    assert [task.owner_id for task in gaps.work(clock.today(), Owners({other.id}))] == [None]


def test_the_page_and_the_workbook_show_them_and_odd_questions_find_nothing(firm, sign_in):
    owner, _, _ = firm
    browser = sign_in(Role.AUDITOR)
    for role, leads_to_a_form in ((Role.AUDITOR, False), (Role.PROCUREMENT, True)):
        page = sign_in(role).get("/vendors/concentration/gaps").get_data(as_text=True)
        assert (re.search(r'href="/vendors/(services/)?\d+/edit[#"]', page) is not None) == leads_to_a_form, role
    page = browser.get("/vendors/concentration/?basis=critical_functions").get_data(as_text=True)
    assert "entries missing at 1 vendor<" in page
    assert f"/vendors/concentration/gaps?about={About.WAYS_OUT.value}" in page
    page = browser.get(f"/vendors/concentration/gaps?owner={owner.id}&about=country").get_data(as_text=True)
    assert page.count("Where it processes data is not recorded.") == 1
    for odd in ("about=x", "owner=-1", "vendor=1e9", "basis=x&about=weight", "as_of=never"):
        assert browser.get(f"/vendors/concentration/gaps?{odd}").status_code == 200
    assert browser.get("/vendors/concentration/gaps?format=xlsx").data.startswith(b"PK")


def test_a_vendor_outside_the_rule_lacks_nothing(app):
    make_service(make_vendor(name_zh="交易所", status=VendorStatus.ACTIVE, out_of_scope_reason="市場機構"))
    assert gaps.gaps(date(2026, 1, 1)) == ()
