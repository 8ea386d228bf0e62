"""The sample firm's vendors: believable, the same for the same seed, gone without a trace."""

from datetime import date

import pytest

from core.db import db, unit_of_work
from core.demo import operations as demo
from core.errors import Refused
from tests.vendors.factories import make_function, make_service, make_vendor
from vendors.concentration.models import ExchangeRate
from vendors.demo import Vendors
from vendors.proposals.models import Proposal
from vendors.register import operations as register
from vendors.register.models import Contact, Group, Subcontracting, Vendor
from vendors.register.rules import business_number, lei
from vendors.services.models import BusinessFunction, Service, service_alternative, service_function
from vendors.services.queries import function_findings

TABLES = (Vendor, Group, Contact, Subcontracting, Service, BusinessFunction, ExchangeRate, Proposal)


def load(vendors=24, seed=19000):
    with unit_of_work():
        return demo.load(
            sizes=demo.Sizes(vendors, 3, 0), seed=seed, today=date(2026, 6, 30), by=None, tell=lambda *_: None
        )


def remove():
    with unit_of_work():
        return demo.remove(by=None)


def counts():
    tables = [db.session.query(table).count() for table in TABLES]
    return tables + [db.session.query(t).count() for t in (service_alternative, service_function)]


def picture():
    return [
        (v.name, v.business_number, v.lei, v.status, v.country) for v in db.session.query(Vendor).order_by(Vendor.id)
    ]


def test_every_number_passes_its_check_and_no_name_comes_twice(app):
    load(300)
    vendors = db.session.query(Vendor).all()
    assert len(vendors) == 300
    for vendor in vendors:
        assert vendor.business_number is None or business_number(vendor.business_number) == vendor.business_number
        assert vendor.lei is None or lei(vendor.lei) == vendor.lei
        assert vendor.is_sample
    assert len({v.name for v in vendors}) == 300


def test_what_others_build_on_is_handed_over(app):
    made = load()
    assert len(made["vendors"]) == 24
    assert {type(s) for s in made["services"]} == {Service}
    assert {type(f) for f in made["functions"]} == {BusinessFunction}
    assert all(record.id for kind in ("vendors", "services", "functions") for record in made[kind])


def test_core_functions_of_the_sample_state_their_times(app):
    for function in load()["functions"]:
        assert not function_findings(function)


def test_the_same_seed_makes_the_same_firm_and_another_another(app):
    load(seed=7)
    first = picture()
    remove()
    load(seed=7)
    assert picture() == first
    remove()
    load(seed=8)
    assert picture() != first


@pytest.mark.parametrize("size", [3, 4, 7, 12, 25])
def test_any_size_loads_and_is_removed_whole(app, size):
    load(size)
    assert db.session.query(Vendor).count() == size
    assert Vendors().exists()
    remove()
    assert not any(counts())
    assert not Vendors().exists()


def test_removing_takes_what_people_added_to_sample_vendors_and_leaves_real_records(app):
    made = load()
    sample, function, group = made["vendors"][0], made["functions"][0], db.session.query(Group).first()
    with unit_of_work():
        register.add_contact(sample, name="後來加的人", by=None)
    real = make_vendor(name_zh="真實資訊股份有限公司", group_id=group.id)
    own = make_function(name="真實業務")
    service = make_service(real, name="真實服務", functions=[function, own], alternatives=[sample])
    make_service(sample, name="加在範例上的服務")
    with unit_of_work():
        register.add_subcontractor(real, subcontractor_id=sample.id, by=None)
    real_id, service_id = real.id, service.id
    remove()
    assert [v.id for v in db.session.query(Vendor)] == [real_id]
    assert db.session.get(Vendor, real_id).group_id is None
    kept = db.session.get(Service, service_id)
    assert [f.name for f in kept.functions] == ["真實業務"]
    assert kept.alternatives == []
    assert db.session.query(Contact).count() == db.session.query(Subcontracting).count() == 0
    assert Vendors().has_real_data()


def test_a_sample_firm_is_not_loaded_among_real_records(app):
    make_vendor()
    with pytest.raises(Refused, match="real records"):
        load()
