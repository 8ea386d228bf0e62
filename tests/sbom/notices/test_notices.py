"""A notice from its registration to its end, and the notices that did not come."""

import zipfile
from datetime import datetime, timedelta
from io import BytesIO

import pytest

from contracts.letters.models import Letter
from contracts.letters.rules import LetterKind
from core import clock
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.files import open_file
from core.my_work.registry import EVERYBODY
from core.obligations import State
from core.obligations.registry import obligations
from sbom.components.models import Delivery
from sbom.notices import jobs, operations, work
from sbom.notices.known import Source, register_known
from sbom.notices.models import Measure, Notice
from sbom.notices.queries import owed
from sbom.notices.rules import Channel, Duty, Kind, Known, Severity
from sbom.products.models import Product, Release
from tests.contracts.factories import make_contract
from tests.sbom.documents import component
from tests.sbom.factories import DISCLOSED, make_delivery, make_product, make_release
from tests.sbom.find.test_views import confirm
from tests.sbom.vulnerabilities.advisories import bring_in, npm, osv_record
from vendors.register.models import Vendor

LOG4J = component("log4j-core", purl="pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1", **DISCLOSED) | {
    "version": "2.14.1"
}


@pytest.fixture
def browser(sign_in):
    return sign_in(Role.IT_MANAGER)


def vendor_of(delivery: Delivery) -> int:
    return db.session.get_one(Product, db.session.get_one(Release, delivery.release_id).product_id).vendor_id


def register(browser, vendor_id: int, **fields) -> Notice:
    form = {
        "vendor_id": vendor_id, "kind": "vulnerability", "title": "Log4Shell", "references": "CVE-2021-44228",
        "severity": "critical", "channel": "email", "told_at": "2026-11-10 09:30", "known_at": "2026-11-09 09:00",
        "sought": "log4j-core <2.17.1",
    }  # fmt: skip
    answer = browser.post("/sbom/notices/new", form | fields, content_type="multipart/form-data")
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return db.session.query(Notice).order_by(Notice.id.desc()).first()


def test_a_notice_finds_the_releases_it_touches_and_when_it_was_due(browser):
    delivery = make_delivery(None, LOG4J, component("other"))
    vendor_id, release_id = vendor_of(delivery), delivery.release_id
    other = make_delivery(make_release(), LOG4J)
    notice = register(browser, vendor_id, file=(BytesIO(b"the mail"), "mail.eml"))
    assert [(t.release_id, t.components) for t in notice.touched] == [(release_id, ["log4j-core 2.14.1"])]
    assert notice.due_at == notice.known_at + timedelta(hours=72)
    page = browser.get(f"/sbom/notices/{notice.id}").get_data(as_text=True)
    assert "the default, because no confirmed clause says so" in page
    assert "Other vendors ship it too" in page
    assert db.session.get_one(Product, db.session.get_one(Release, other.release_id).product_id).name in page
    assert browser.get(f"/sbom/notices/{notice.id}/file").data == b"the mail"


def test_a_notice_that_came_too_late_says_so(browser):
    vendor_id = vendor_of(make_delivery(None, LOG4J))
    notice = register(browser, vendor_id, told_at="2026-11-13 09:00", known_at="2026-11-09 09:00")
    assert notice.is_late
    assert "it was due by" in browser.get(f"/sbom/notices/{notice.id}").get_data(as_text=True)
    assert "Too late" in browser.get("/sbom/notices/?late=yes").get_data(as_text=True)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"vendor_id": ""}, "Please fill this in."),
        ({"told_at": "2099-01-01"}, "cannot lie ahead"),
        ({"told_at": "yesterday"}, "is not a date"),
        ({"told_at": "2026-11-10 25:99"}, "is no time"),
        ({"known_at": "2026-11-11 10:00"}, "before we were told"),
        ({"sought": "licence:MIT"}, "names no component"),
        ({"title": " "}, "Please fill this in."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(browser, fields, words):
    form = {
        "vendor_id": vendor_of(make_delivery(None, LOG4J)), "kind": "vulnerability", "title": "x", "severity": "high",
        "channel": "email", "told_at": "2026-11-10 09:30",
    }  # fmt: skip
    answer = browser.post("/sbom/notices/new", form | fields, content_type="multipart/form-data")
    assert answer.status_code == 200
    assert words in answer.get_data(as_text=True)
    assert db.session.query(Notice).count() == 0


def test_countermeasures_are_done_with_evidence_before_a_notice_is_closed(browser):
    notice_id = register(browser, vendor_of(make_delivery(None, LOG4J))).id
    page = f"/sbom/notices/{notice_id}"
    assert browser.post(f"{page}/measures/new", {"title": "Update", "due_on": "2026-11-01"}).status_code == 302
    measure = db.session.query(Measure).one()
    assert [task.key for task in work.measures(clock.today(), EVERYBODY)] == [f"measure:{measure.id}"]
    refused = browser.post(f"{page}/close", {"note": ""}).get_data(as_text=True)
    assert "still open" in refused
    bare = browser.post(f"{page}/measures/{measure.id}", {"done_on": "2026-11-02", "note": ""})
    assert "attach what shows it" in bare.get_data(as_text=True)
    evidence = {"done_on": "2026-11-02", "note": "", "file": (BytesIO(b"log"), "update.txt")}
    answer = browser.post(f"{page}/measures/{measure.id}", evidence, content_type="multipart/form-data")
    assert answer.status_code == 302
    assert browser.get(f"{page}/measures/{measure.id}/file").data == b"log"
    assert browser.post(f"{page}/close", {"note": ""}).status_code == 302
    db.session.expire_all()
    assert db.session.get_one(Notice, notice_id).closed_at
    browser.post(f"{page}/reopen")
    db.session.expire_all()
    assert db.session.get_one(Notice, notice_id).closed_at is None


def test_a_release_that_comes_later_is_found_by_the_job_once(browser):
    product_id = make_product().id
    vendor_id = db.session.get_one(Product, product_id).vendor_id
    notice_id = register(browser, vendor_id).id
    assert db.session.get_one(Notice, notice_id).touched == []
    make_delivery(make_release(db.session.get_one(Product, product_id)), LOG4J)
    assert jobs.run() == {"notices": 1}
    assert jobs.run() == {"notices": 0}
    assert len(db.session.get_one(Notice, notice_id).touched) == 1


def knows(app, delivery: Delivery, days: int = 10, name: str = "CVE-2021-44228", severity=Severity.CRITICAL) -> None:
    release = db.session.get_one(Release, delivery.release_id)
    one = Known(
        name, frozenset({name}), vendor_of(delivery), release.product_id, release.id, "log4j-core 2.14.1", severity,
        clock.now() - timedelta(days=days),
    )  # fmt: skip
    register_known(app, Source(lambda _as_of: [one], lambda: True))


def duty(vendor_id: int) -> State:
    found = [o for o in obligations(clock.today()) if o.rule_id == "CC-19000-4-9" and o.subject_type == "vendor"]
    return next(o.state for o in found if o.vendor_id == vendor_id)


def test_a_known_vulnerability_without_notice_is_a_breach_and_a_letter_asks_why(app, browser):
    delivery = make_delivery(None, LOG4J)
    vendor_id = vendor_of(delivery)
    knows(app, delivery)
    knows(app, delivery, name="CVE-2026-2", severity=Severity.LOW)
    assert duty(vendor_id) is State.NOT_MET
    page = browser.get("/sbom/notices/missing/").get_data(as_text=True)
    assert "No notice by its due time" in page
    assert "CVE-2026-2" not in page
    assert browser.get("/sbom/notices/missing/?format=xlsx").data.startswith(b"PK")
    url = f"/sbom/notices/missing/letter/{vendor_id}"
    shown = browser.get(url).get_data(as_text=True)
    product_id = db.session.get_one(Release, delivery.release_id).product_id
    due = clock.today() + timedelta(days=14)
    while due.weekday() > 4:
        due += timedelta(days=1)
    form = {
        "language": "en", "dated_on": clock.today(), "reply_by": due, "era": "iso", "act": "keep",
        "chosen": f"{product_id}.CVE-2021-44228",
    }  # fmt: skip
    assert "CVE-2021-44228" in shown
    assert browser.post(url, form).status_code == 302
    letter = db.session.query(Letter).one()
    assert letter.kind is LetterKind.NOTICE
    with open_file(letter.sha256) as handle, zipfile.ZipFile(handle) as archive:
        words = archive.read("word/document.xml").decode()
    assert "CVE-2021-44228" in words
    assert "72 hours: the default" in words
    assert letter.reference in browser.get("/sbom/notices/missing/").get_data(as_text=True)
    none = browser.post(url, {k: v for k, v in form.items() if k != "chosen"})
    assert "Choose at least one vulnerability" in none.get_data(as_text=True)


def test_what_advisories_find_is_owed_from_its_publication_or_the_delivery(app, browser):
    delivery = make_delivery(None, npm())
    vendor_id, delivered_at = vendor_of(delivery), delivery.delivered_at
    bring_in(osv_record(database_specific={"severity": "CRITICAL"}, aliases=["CVE-2026-7"]))
    (one,) = owed(clock.today(), vendor_id)
    assert one.known.names == {"GHSA-AAAA-BBBB-CCCC", "CVE-2026-7"}
    assert one.known.known_at == delivered_at
    assert one.duty is Duty.WAITING
    with clock.at(clock.now() + timedelta(days=4)):
        assert [o.duty for o in owed(clock.today())] == [Duty.MISSING]
        with unit_of_work():
            operations.register_notice(
                vendor_id=vendor_id, kind=Kind.VULNERABILITY, title="CVE-2026-7", severity=Severity.CRITICAL,
                channel=Channel.EMAIL, told_at=clock.now(), by=None,
            )  # fmt: skip
        assert [o.duty for o in owed(clock.today())] == [Duty.LATE]


def test_a_notice_in_time_meets_the_duty_once_it_is_dealt_with(app, browser):
    delivery = make_delivery(None, LOG4J)
    vendor_id = vendor_of(delivery)
    knows(app, delivery)
    told_at = clock.now() - timedelta(days=9)
    with unit_of_work():
        notice = operations.register_notice(
            vendor_id=vendor_id, kind=Kind.VULNERABILITY, title="Log4Shell", references="cve-2021-44228",
            severity=Severity.CRITICAL, channel=Channel.EMAIL, told_at=told_at, by=None,
        )  # fmt: skip
        notice_id = notice.id
    assert duty(vendor_id) is State.DUE_SOON
    assert "Told in time" in browser.get("/sbom/notices/missing/").get_data(as_text=True)
    with unit_of_work():
        operations.close_notice(db.session.get_one(Notice, notice_id), note="not reachable", by=None)
    assert duty(vendor_id) is State.MET


def test_without_notices_and_advisories_nothing_is_known_and_never_met(app):
    assert duty(vendor_of(make_delivery(None, LOG4J))) is State.NOT_ASSESSED


def test_before_its_time_nothing_is_missing(app, browser):
    delivery = make_delivery(None, LOG4J)
    knows(app, delivery, days=1)
    assert duty(vendor_of(delivery)) is State.MET
    assert "Not due yet" in browser.get("/sbom/notices/missing/").get_data(as_text=True)


def test_without_a_time_of_day_the_vendor_has_until_its_end(browser):
    notice = register(browser, vendor_of(make_delivery(None, LOG4J)), known_at="2026-11-09")
    assert notice.known_at == datetime(2026, 11, 9, 23, 59, tzinfo=clock.zone())
    assert notice.due_from == {"amount": "72", "unit": "hours"}


def test_the_contracts_own_time_counts_before_the_default(browser):
    vendor_id = vendor_of(make_delivery(None, LOG4J))
    contract_id = make_contract(db.session.get_one(Vendor, vendor_id), number="C-1").id
    confirm(contract_id, 4)
    notice = register(browser, vendor_id)
    assert notice.due_at == notice.known_at + timedelta(hours=4)
    assert "4 hours by contract C-1" in browser.get(f"/sbom/notices/{notice.id}").get_data(as_text=True)


def test_who_may_only_read_changes_nothing(sign_in, browser):
    notice = register(browser, vendor_of(make_delivery(None, LOG4J)))
    auditor = sign_in(Role.AUDITOR)
    assert auditor.get(f"/sbom/notices/{notice.id}").status_code == 200
    assert auditor.get("/sbom/notices/new").status_code == 403
    assert auditor.get(f"/sbom/notices/{notice.id}/close").status_code == 403
