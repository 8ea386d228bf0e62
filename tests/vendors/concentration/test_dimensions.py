"""Every dimension on real records: clouds, places of storage, chains of subcontractors, components, common owners."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from core import clock
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.errors import Refused
from tests.vendors.factories import make_function, make_service, make_vendor
from vendors.concentration import queries
from vendors.concentration.bases import basis_named
from vendors.concentration.dimensions import Dimension
from vendors.concentration.rules import Measure
from vendors.concentration.underlying import Underlying, UnderlyingKind, register_underlying
from vendors.concentration.within import Below
from vendors.register import operations as register
from vendors.register.models import Ownership
from vendors.register.rules import VendorStatus, connected
from vendors.services.rules import Criticality, ServiceKind, Substitutability

TODAY = date(2026, 6, 30)


def active(name, **fields):
    return make_vendor(name_zh=name, status=VendorStatus.ACTIVE, **fields)


def core_function(name, **fields):
    return make_function(name=name, criticality=Criticality.CORE, **fields)


def own(vendor, owner, share):
    with unit_of_work():
        return register.add_owner(
            vendor, owner_name=owner, share=Decimal(share), known_on=date(2026, 1, 1), source="商業登記", by=None
        )


def subcontract(above, below):
    with unit_of_work():
        register.add_subcontractor(above, subcontractor_id=below.id, by=None)


def shares(by, basis="critical_functions"):
    figures = queries.figures(TODAY, by, basis_named(basis))
    return {line.name: line.share for line in figures.lines}


@pytest.fixture
def firm(app):
    one, two, three = active("甲"), active("乙"), active("丙")
    orders, quotes = core_function("下單"), core_function("行情")
    make_service(one, functions=[orders], kind=ServiceKind.CLOUD, cloud_provider="Nimbora", cloud_region="ap-1",
                 storage_country="SG", users=300)  # fmt: skip
    make_service(
        two, functions=[quotes], cloud_provider="NIMBORA", cloud_region="ap-2", storage_country="TW", users=100
    )
    make_service(three, functions=[quotes], storage_country="")
    return one, two, three


def test_a_cloud_is_one_however_it_is_spelt_and_what_runs_in_none_is_not_asked(firm):
    assert shares(Dimension.CLOUD) == {"Nimbora": 1}
    assert shares(Dimension.REGION) == {"Nimbora · ap-1": Fraction(2, 3), "Nimbora · ap-2": Fraction(1, 3)}
    figures = queries.figures(TODAY, Dimension.CLOUD, basis_named("critical_functions"))
    assert (figures.found.known, figures.found.counted) == (2, 2)


def test_a_cloud_service_without_its_cloud_is_not_known(firm):
    make_service(firm[2], functions=[core_function("交割")], kind=ServiceKind.CLOUD)
    figures = queries.figures(TODAY, Dimension.CLOUD, basis_named("critical_functions"))
    assert (figures.found.known, figures.found.counted) == (2, 3)
    assert "cloud or region" in str(figures.missing[0].why)


def test_data_lies_where_it_is_stored(firm):
    assert shares(Dimension.STORAGE) == {"Singapore": Fraction(2, 3), "Taiwan": Fraction(1, 3)}


def test_users_weigh_and_who_is_not_counted_is_not_known(firm):
    figures = queries.figures(TODAY, Dimension.VENDOR, basis_named("users"))
    assert {line.name: line.share for line in figures.lines} == {"甲": Fraction(3, 4), "乙": Fraction(1, 4)}
    assert figures.found.coverage == Fraction(2, 3)


def test_a_fourth_party_bears_each_function_once_and_rings_end(firm):
    one, two, three = firm
    room, power = active("機房"), active("電力")
    for each in (one, two, three):
        subcontract(each, room)
    subcontract(room, power)
    subcontract(power, room)
    assert shares(Dimension.FOURTH_PARTY) == {"機房": 1, "電力": 1}
    assert shares(Dimension.FOURTH_PARTY, "users") == {"機房": 1, "電力": 1}
    figures = queries.figures(TODAY, Dimension.FOURTH_PARTY, basis_named("critical_functions"))
    assert figures.found.hhi is figures.found.cr(3) is None
    assert figures.found.cr(1) == 1


def test_what_two_of_three_vendors_hold_bears_what_rests_on_them(app, firm, monkeypatch):
    one, two, _ = firm
    monkeypatch.setitem(app.extensions, "concentration_underlying", {})
    things = [Underlying("log4j", "log4j 2.14", frozenset({one.id})), Underlying("lib", "lib 1", frozenset({two.id}))]
    register_underlying(app, UnderlyingKind("supplier", "Supplier", "x", lambda _day: things))
    assert shares(Dimension.SUPPLIER) == {"log4j 2.14": Fraction(1, 2), "lib 1": Fraction(1, 2)}
    more = make_service(one, name="別的服務", users=100)
    things[0] = Underlying("log4j", "log4j 2.14", frozenset(), service_ids=frozenset({more.id}))
    assert shares(Dimension.SUPPLIER) == {"lib 1": Fraction(1, 2)}
    assert shares(Dimension.SUPPLIER, "users")["log4j 2.14"] == Fraction(100, 500)


def test_vendors_of_one_owner_are_one_party_from_a_quarter_on(firm):
    one, two, _ = firm
    own(one, "共同投資控股股份有限公司", "25")
    own(two, "共同投資控股（股）公司", "24.99")
    assert set(shares(Dimension.GROUP)) == {"甲", "乙", "丙"}
    with unit_of_work():
        register.end_owner(db.session.get(Ownership, 2), two, by=None)
    own(two, "共同投資控股有限公司", "30")
    assert shares(Dimension.GROUP) == {"共同投資控股股份有限公司": Fraction(3, 4), "丙": Fraction(1, 4)}


def test_an_owner_joins_a_vendor_to_anothers_group():
    found = connected(
        [("group:1", "owner:x"), ("vendor:7", "owner:x"), ("vendor:9", "owner:y"), ("vendor:8", "owner:y")]
    )
    assert found["vendor:7"] == found["owner:x"] == "group:1"
    assert found["vendor:9"] == found["vendor:8"] == "owner:y"


@pytest.mark.parametrize("share", ["0", "-1", "100.01"])
def test_a_share_that_cannot_be_is_refused(firm, share):
    with pytest.raises(Refused):
        own(firm[0], "甲控股", share)


def test_owners_together_hold_no_more_than_all(firm):
    own(firm[0], "甲控股", "60")
    with pytest.raises(Refused):
        own(firm[0], "乙控股", "40.01")
    with pytest.raises(Refused):
        own(firm[0], "甲控股股份有限公司", "1")


def test_the_owner_stands_on_the_vendors_page_with_whom_it_connects(firm, sign_in):
    browser = sign_in(Role.PROCUREMENT)
    fields = {"owner_name": "母公司", "share": "51", "known_on": str(clock.today()), "source": "年報"}
    for each in firm[:2]:
        assert browser.post(f"/vendors/{each.id}/owners/new", fields).status_code == 302
    page = browser.get(f"/vendors/{firm[0].id}").get_data(as_text=True)
    assert "母公司" in page
    assert "Connected by this owner" in page
    browser.post(f"/vendors/{firm[0].id}/owners/1/end", form_at=f"/vendors/{firm[0].id}")
    assert "Connected by this owner" not in browser.get(f"/vendors/{firm[0].id}").get_data(as_text=True)


def test_what_nobody_judged_counts_as_locked_in(firm):
    figures = queries.figures(TODAY, Dimension.GROUP, basis_named("critical_functions"))
    assert figures.told[Measure.LOCKED_IN] == 1
    make_service(firm[2], functions=[core_function("交割")], substitutability=Substitutability.EASY)
    figures = queries.figures(TODAY, Dimension.GROUP, basis_named("critical_functions"))
    assert figures.told[Measure.LOCKED_IN] == Fraction(2, 3)


def test_a_way_out_that_nobody_knows_is_a_gap(app):
    slow = core_function("帳務", mtpd_minutes=60)
    fast = core_function("交割", mtpd_minutes=60)
    vendor = active("甲")
    make_service(vendor, functions=[slow], restore_minutes=90)
    make_service(vendor, functions=[fast], restore_minutes=60, substitutability=Substitutability.EASY)
    make_service(vendor, functions=[core_function("下單")])
    figures = queries.figures(TODAY, Dimension.GROUP, basis_named("critical_functions"))
    assert {each.function: each.gap for each in figures.leaving} == {"帳務": 30, "交割": 0, "下單": None}
    assert figures.told[Measure.EXIT_GAPS] == 2
    settled = next(each for each in figures.leaving if each.function == "交割")
    assert [str(says) for _, says in settled.missing] == [
        "No alternative vendor is named.",
        "The exit plan has never been tested.",
    ]


def test_a_function_is_shared_by_groups_and_one_that_nobody_weighs_has_no_share(firm):
    one, two, three = active("己"), active("庚"), active("辛")
    own(one, "共同股東", "30")
    own(two, "共同股東", "25")
    book, empty = core_function("帳務"), core_function("無人用")
    make_service(one, functions=[book], users=100)
    make_service(two, functions=[book], users=200)
    make_service(three, functions=[book, empty], users=200)
    make_service(three, functions=[empty])
    figures = queries.figures(TODAY, Dimension.FUNCTION, basis_named("users"))
    shared = {each.name: each for each in figures.within}
    assert {shared["帳務"].names[p]: s for p, s in shared["帳務"].found.shares.items()} == {
        "共同股東": Fraction(3, 4), "辛": Fraction(1, 4)
    }  # fmt: skip
    assert shared["帳務"].found.hhi == 6250
    assert shared["無人用"].found.coverage == Fraction(1, 2)


def test_a_fourth_party_says_whom_it_works_for_and_who_reaches_it_through_others(app):
    top, side, room, power = active("上包"), active("旁包"), active("機房"), active("電力")
    both = core_function("下單")
    service = make_service(top, functions=[both])
    make_service(side, functions=[both])
    with unit_of_work():
        register.add_subcontractor(top, subcontractor_id=room.id, service_id=service.id, by=None)
    subcontract(room, power)
    subcontract(power, room)
    subcontract(side, power)
    below = queries.figures(TODAY, Dimension.FOURTH_PARTY, basis_named("critical_functions")).below
    assert below[f"vendor:{room.id}"] == Below(("上包",), ("旁包",))
    assert below[f"vendor:{power.id}"] == Below(("旁包",), ("上包",))
