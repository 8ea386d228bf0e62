"""From an upload to rows: kept whole, superseded not overwritten, refused with its reason."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy import func, select
from werkzeug.exceptions import NotFound

from core import clock
from core.audit.models import AuditEntry
from core.background.models import State
from core.db import db, unit_of_work
from core.demo.operations import Context, Sizes
from core.errors import Refused
from core.obligations.rules import State as Duty
from sbom.components.models import Component, ComponentLicence, Delivery, LicenceText
from sbom.disclosure import obligations, queries, reading, sample
from sbom.ingest.reading import read_sbom
from sbom.products import operations as products
from sbom.products.models import Product
from tests.sbom.documents import APACHE, as_bytes, component, cyclonedx, full_json
from tests.sbom.factories import DISCLOSED, deliver, make_delivery, make_product, make_release
from vendors.register.operations import register_vendor
from vendors.register.rules import VendorStatus


def test_what_was_read_comes_back_as_it_was(app):
    data = as_bytes(full_json("1.6"))
    delivery = make_delivery(data=data, name="../x/\x07full.json")
    read = read_sbom(data)
    assert (delivery.components, delivery.is_valid, delivery.file_name) == (2, True, "full.json")
    for position, one in enumerate(read.components):
        page = queries.component_page(delivery.id, position)
        assert page.component == replace(one, parent="")
    assert page.parent.name == "parser"
    assert [c.name for c in queries.component_page(delivery.id, 0).children] == ["inner"]


def test_a_licence_text_is_kept_once(app):
    texts = {"licenses": [{"license": {"name": "Own", "text": {"content": APACHE}}}]}
    make_delivery(None, component("a", **texts), component("b", **texts))
    make_delivery(None, component("c", **texts))
    assert db.session.scalar(select(func.count()).select_from(LicenceText)) == 1
    assert db.session.scalar(select(func.count()).select_from(ComponentLicence)) == 3


def test_a_newer_delivery_supersedes_and_the_older_stays(app):
    release = make_release()
    first = make_delivery(release, component("a")).id
    second = make_delivery(release, component("a", **DISCLOSED))
    first = db.session.get_one(Delivery, first)
    assert (first.is_current, first.superseded_at is not None) == (False, True)
    assert (second.is_current, second.superseded_at) == (True, None)
    assert db.session.scalar(select(func.count()).select_from(Component)) == 2


def test_the_same_upload_read_twice_is_kept_once(app):
    work = deliver()
    again = reading.read_delivery(dict(work.params), None, lambda done, total: None)
    assert again == work.result
    assert db.session.scalar(select(func.count()).select_from(Delivery)) == 1


def test_an_unreadable_upload_leaves_its_reason_and_nothing_else(app):
    work = deliver(data=b'{"bomFormat": ')
    assert work.state is State.FAILED
    assert "cut off" in work.result["msgid"]
    assert db.session.scalar(select(func.count()).select_from(Delivery)) == 0
    entry = db.session.query(AuditEntry).filter_by(tag="sbom:delivery:refuse").one()
    assert entry.changes["file"] == "bom.json"


def test_an_invalid_file_is_kept_with_its_faults(app):
    delivery = make_delivery(None, {"name": "x"})
    assert (delivery.is_valid, delivery.components) == (False, 1)
    assert [(kind, where) for kind, where, _ in queries.findings_of(delivery)] == [("fault", "/components/0")]


def test_the_vendors_own_components_are_told_apart(app):
    release = make_release(make_product(own_namespace="pkg:maven/tw.example/"))
    own = component("own", purl="pkg:maven/tw.example/own@1.0.0")
    delivery = make_delivery(release, own, component("a", **DISCLOSED))
    assert (delivery.components, delivery.own, delivery.third_party, delivery.incomplete) == (2, 1, 1, 0)


def test_references_and_nesting_keep_their_order(app):
    many = [{"type": "website", "url": f"https://example.org/{i}"} for i in range(12)]
    delivery = make_delivery(None, component("a", externalReferences=many, components=[component("b")]))
    found = queries.component_page(delivery.id, 0).component.references
    assert [r.url for r in found] == [r["url"] for r in many]
    assert queries.component_page(delivery.id, 1).row.parent_position == 0


def duty(rule: str = "CC-19000-4-5"):
    (one,) = (o for o in obligations.judge(clock.today()) if o.rule_id == rule)
    return one


def test_a_product_without_sbom_is_not_assessed_and_never_met(app):
    make_release()
    assert duty().state is Duty.NOT_ASSESSED


def test_an_sbom_without_components_is_not_assessed(app):
    make_delivery(data=as_bytes(cyclonedx()))
    assert duty().state is Duty.NOT_ASSESSED


def test_disclosure_is_met_only_when_every_third_party_component_discloses_both(app):
    release = make_release(make_product(own_namespace="pkg:maven/tw.example/"))
    make_delivery(release, component("a", **DISCLOSED), component("b", licenses=DISCLOSED["licenses"]))
    assert duty().state is Duty.NOT_MET
    assert str(duty().why) == "1 of 2 third-party components lack their source or their licence."
    make_delivery(release, component("a", **DISCLOSED), component("own", purl="pkg:maven/tw.example/own@1"))
    assert duty().state is Duty.MET


def test_an_ended_product_owes_nothing(app):
    product = make_product().id
    make_delivery(make_release(db.session.get_one(Product, product)), component("a"))
    with unit_of_work():
        products.edit_product(db.session.get_one(Product, product), is_ended=True, by=None)
    assert list(obligations.judge(clock.today())) == []
    assert queries.disclosure_summary(clock.today()) == []


def test_the_summary_of_a_past_day_shows_what_was_known_then(app):
    product = make_product()
    old, new = make_release(product, number="1.0"), make_release(product, number="2.0")
    make_delivery(old, component("a"))
    make_delivery(new, component("a"), component("b"))
    (today,) = queries.disclosure_summary(clock.today())
    assert (today.release, today.delivery.components) == ("2.0", 2)
    (before,) = queries.disclosure_summary(clock.today() - timedelta(days=1))
    assert before.delivery is None


def test_one_release_is_current_at_a_time(app):
    product = make_product()
    first, second = make_release(product), make_release(product)
    db.session.expire_all()
    assert (first.is_current, second.is_current) == (False, True)
    with unit_of_work():
        products.edit_release(first, number=first.number, released_on=date(2026, 1, 2), is_current=True, by=None)
    db.session.expire_all()
    assert (first.is_current, second.is_current) == (True, False)


def test_an_interrupted_reading_shows_nothing_and_is_done_anew(app):
    work = deliver(None, component("a", **DISCLOSED), component("b"))
    delivery = db.session.query(Delivery).one()
    with unit_of_work():
        delivery.is_complete = delivery.is_current = False
        db.session.execute(ComponentLicence.__table__.delete())
    assert queries.disclosure_summary(clock.today())[0].delivery is None
    with pytest.raises(NotFound):
        queries.delivery_page(delivery.id)
    again = reading.read_delivery(dict(work.params), None, lambda done, total: None)
    (one,) = db.session.query(Delivery).all()
    assert again == {"url": f"/sbom/{one.id}"}
    assert (one.is_complete, one.is_current) == (True, True)
    assert db.session.scalar(select(func.count()).select_from(Component)) == 2
    assert db.session.scalar(select(func.count()).select_from(ComponentLicence)) == 1


def test_the_same_file_again_is_refused_as_known(app):
    delivery = make_delivery()
    with pytest.raises(Refused, match="current SBOM of release"):
        make_delivery(delivery.release)


def test_the_sample_is_the_same_for_a_seed_and_leaves_without_a_trace(app):
    with unit_of_work():
        for i in range(3):
            register_vendor(name_zh=f"範例{i}", status=VendorStatus.ACTIVE, is_sample=True, by=None)

    def load() -> list[str]:
        with unit_of_work():
            sample.load(Context(Random(7), Sizes(3, 3, 120), clock.today(), None, {}, lambda *_: None))
        return sorted(db.session.scalars(select(Component.purl)).all())

    first = load()
    assert [d.components for d in db.session.query(Delivery).order_by(Delivery.id)] == [
        59,
        60,
        60,
    ]  # one as it was before
    assert sample.exists()
    assert not sample.has_real_data()
    assert all(d.is_valid for d in db.session.query(Delivery))
    with unit_of_work():
        assert sample.remove() == {"sboms": 3, "products": 2}
    assert db.session.query(Product).count() == db.session.query(Component).count() == 0
    assert [p.partition("@")[0] for p in load()] == [p.partition("@")[0] for p in first]
