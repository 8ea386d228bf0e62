"""Advisories and SBOMs together: what is found, how, and what becomes of it when either changes."""

from typing import Any

import pytest
from sqlalchemy import event

from core.audit.models import AuditEntry
from core.db import db, unit_of_work
from core.phrases import Phrase, from_kept, kept
from sbom.products import operations as products
from sbom.products.models import Product
from sbom.vulnerabilities import operations, osv
from sbom.vulnerabilities.jobs import match_all
from sbom.vulnerabilities.keeping import keep_advisories
from sbom.vulnerabilities.models import Finding, FindingEvent
from sbom.vulnerabilities.recording import apply
from sbom.vulnerabilities.rematching import plan, stale
from sbom.vulnerabilities.rules import Match, State
from tests.sbom.documents import component
from tests.sbom.factories import deliver, make_delivery, make_release
from tests.sbom.vulnerabilities.advisories import bring_in, npm, osv_record


def findings() -> list[Finding]:
    db.session.expire_all()
    return db.session.query(Finding).order_by(Finding.id).all()


def test_a_package_in_range_is_found_with_the_reason_and_the_fix(app):
    make_delivery(None, npm(), npm("other"), npm("widget", "2.0.0"))
    bring_in(osv_record())
    (found,) = findings()
    assert (found.component, found.package_version, found.match, found.fixed_in) == (
        "widget",
        "1.0.0",
        Match.RANGE,
        "2.0.0",
    )
    assert str(from_kept(found.why)) == "Version 1.0.0 is before 2.0.0, where it is fixed."
    assert found.position == 0


def test_the_same_package_version_many_times_is_one_finding(app):
    make_delivery(None, npm(), npm(), component("app", components=[npm()]))
    bring_in(osv_record())
    assert findings()[0].times == 3


def test_a_component_without_package_url_is_only_possible(app):
    make_delivery(
        None,
        component("log4j-core", version="2.14.1", group="org.apache.logging.log4j"),
        component("log4j-core", version="2.14.0", group="com.somebody.else"),
    )
    bring_in(osv_record("GHSA-l", "org.apache.logging.log4j:log4j-core", ecosystem="Maven", kind="ECOSYSTEM",
                        events=[{"introduced": "2.0"}, {"fixed": "2.15.0"}]))  # fmt: skip
    (found,) = findings()
    assert (found.package_version, found.match) == ("2.14.1", Match.NAME)
    assert "It has no package URL" in str(from_kept(found.why))


def test_a_distributions_advisory_is_for_its_own_release(app):
    def openssl(release: str) -> dict:
        return component("openssl", version="1.1.1n-0+deb11u3",
                         purl=f"pkg:deb/debian/openssl@1.1.1n-0%2Bdeb11u3?distro=debian-{release}")  # fmt: skip

    make_delivery(None, openssl("11"))
    bring_in(
        osv_record("DSA-11", "openssl", ecosystem="Debian:11", kind="ECOSYSTEM",
                   events=[{"introduced": "0"}, {"fixed": "1.1.1n-0+deb11u4"}]),
        osv_record("DSA-12", "openssl", ecosystem="Debian:12", kind="ECOSYSTEM",
                   events=[{"introduced": "0"}, {"fixed": "3.0.9-1"}]),
    )  # fmt: skip
    assert [f.vulnerability.name for f in findings()] == ["DSA-11"]


def test_the_second_time_nothing_happens(app):
    make_delivery(None, npm())
    bring_in(osv_record())
    entries = db.session.query(AuditEntry).count()
    assert match_all() == {"products": 0, "found": 0, "found_again": 0, "gone": 0}
    assert db.session.query(AuditEntry).count() == entries


def test_a_new_sbom_is_matched_by_the_job(app):
    bring_in(osv_record())
    release = make_release()
    make_delivery(release, npm())
    assert match_all()["found"] == 1
    deliver(release, npm(version="1.5.0"), name="second.json")
    assert match_all() == {"products": 1, "found": 1, "found_again": 0, "gone": 1}
    old, new = findings()
    assert old.closed_at is not None
    assert "not in the current SBOM any more" in str(from_kept(old.closed_why))
    assert new.closed_at is None


def test_what_is_gone_and_comes_back_is_the_same_finding_judged_anew_if_it_was_resolved(app):
    bring_in(osv_record())
    release = make_release()
    make_delivery(release, npm())
    match_all()
    (found,) = findings()
    found.state, found.reason = State.RESOLVED, "patched"
    db.session.commit()
    deliver(release, npm(version="2.0.0"), name="fixed.json")
    match_all()
    deliver(release, npm(), component("x"), name="back.json")
    assert match_all()["found_again"] == 1
    (found,) = findings()
    assert (found.closed_at, found.state) == (None, State.IN_TRIAGE)
    said = [e.what.msgid.split(" %")[0] for e in db.session.query(FindingEvent).order_by(FindingEvent.id)]
    assert said[0] == "Found in release"
    assert said[-1] == "Found again in release"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"withdrawn": "2026-02-01T00:00:00Z"}, "withdrawn"),
        ({"events": [{"introduced": "3.0.0"}]}, "No advisory names this version any more"),
    ],
)
def test_an_advisory_that_takes_its_word_back_closes_what_it_opened(app, change, why):
    make_delivery(None, npm())
    bring_in(osv_record())
    bring_in(osv_record(**change) | {"modified": "2026-02-01T00:00:00Z"})
    (found,) = findings()
    assert found.closed_at is not None
    assert why in str(from_kept(found.closed_why))


def test_a_product_that_ends_has_no_open_findings(app):
    delivery = make_delivery(None, npm())
    bring_in(osv_record())
    with unit_of_work():
        products.edit_product(db.session.get_one(Product, delivery.release.product_id), is_ended=True, by=None)
    assert match_all()["gone"] == 1
    assert match_all()["products"] == 0


def test_a_judgement_stays_with_the_product_through_its_releases(app):
    bring_in(osv_record())
    product_id = make_delivery(make_release(number="1.0"), npm()).release.product_id
    match_all()
    (found,) = findings()
    found.state, found.reason = State.NOT_AFFECTED, "never called"
    db.session.commit()
    make_delivery(make_release(db.session.get_one(Product, product_id), number="1.1"), npm())
    assert match_all()["found"] == 0
    (found,) = findings()
    assert (found.state, found.release.number) == (State.NOT_AFFECTED, "1.1")


def test_many_packages_cost_hardly_more_statements_than_few(app):
    def statements(count: int) -> int:
        seen: list[str] = []
        make_delivery(None, *(npm(f"p{count}-{i}") for i in range(count)))
        with unit_of_work():
            run = operations.begin_import("records.json", by=None)
            keep_advisories(
                [osv.advisory_of(osv_record(f"GHSA-{count}-{i}", f"p{count}-{i}")) for i in range(count)], run.id
            )
        scope = stale()[-1]

        def note(*args: Any) -> None:
            seen.append(args[2])

        event.listen(db.engine, "before_cursor_execute", note)
        made = plan(scope)
        with unit_of_work():
            assert apply(made).found == count
        event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    assert statements(300) <= statements(10) + 3


def test_a_kept_sentence_is_a_sentence_again():
    inner = Phrase("inner %(x)s", {"x": "1"})
    assert str(from_kept(kept(Phrase("%(doubt)s %(why)s", {"doubt": inner, "why": "w"})))) == "inner 1 w"
