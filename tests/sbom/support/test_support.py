"""The table brought in, laid beside the SBOMs, and changed by people."""

import io
import json
from datetime import date, timedelta
from typing import Any

import pytest

from core import clock
from core.audit.models import AuditEntry
from core.auth.models import User
from core.auth.rules import Role
from core.background.operations import run_next
from core.db import db
from core.my_work.registry import Owners
from core.obligations.rules import State as Duty
from sbom.support.cards import out_of_support
from sbom.support.models import ComponentSupport, SupportEvent, SupportMapping, SupportProduct
from sbom.support.obligations import judge
from sbom.support.report import sheet
from sbom.support.rules import Course
from sbom.support.work import versions_without_support
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


# what is done about it

FORM = {
    "course": "retire",
    "target": "3.4",
    "plan": "move to 3.4",
    "reason": "",
    "owner_id": "",
    "due": "",
    "with_line": "",
}


def line_of_two(sign_in) -> tuple[ComponentSupport, ComponentSupport]:
    """A product with two packages of a line that is out of support."""
    other = {**SPRING, "name": "spring-boot-web", "bom-ref": "web", "version": "2.7.1"}
    make_delivery(None, SPRING, other)
    bring(sign_in, OUT)
    one, two = db.session.query(ComponentSupport).order_by(ComponentSupport.id)
    return one, two


def post(browser, row: ComponentSupport, **fields: Any):
    return browser.post(f"{PAGE}{row.id}/decide", {**FORM, **fields}, form_at=f"{PAGE}{row.id}")


def tasks_of(user: User | None) -> list[tuple[str, date | None]]:
    owners = Owners([user.id]) if user else Owners()
    return [(str(t.what), t.due_on) for t in versions_without_support(clock.today(), owners)]


def test_a_plan_to_retire_is_made_kept_and_followed(app, sign_in, person):
    one, _two = line_of_two(sign_in)
    manager = person(Role.IT_MANAGER)
    browser, day = sign_in(Role.COMPLIANCE), clock.today() + timedelta(days=60)
    assert tasks_of(None) == [(f"Decide on 2 components without support in {one.product.name}", one.due_on)]
    assert judged() == [Duty.NOT_MET]
    fields = {"owner_id": str(manager.id), "due": day.isoformat(), "with_line": "y"}
    assert post(browser, one, **fields).status_code == 302
    db.session.expire_all()
    rows = db.session.query(ComponentSupport).all()
    assert {(r.course, r.target, r.owner_id, r.due_on) for r in rows} == {(Course.RETIRE, "3.4", manager.id, day)}
    assert tasks_of(manager) == [("Retire Spring Boot 2.7 (2 components)", day)]
    assert judged() == [Duty.DUE_SOON]
    found = page(browser, f"{PAGE}{one.id}")
    assert "Being retired" in found
    assert "move to 3.4" in found
    assert [e.tag for e in db.session.query(AuditEntry)].count("sbom:support:decide") == 2
    with clock.at(clock.now() + timedelta(days=61)):
        assert judged() == [Duty.NOT_MET]
    make_mapping_end(sign_in)
    assert "Not found any more" in page(browser, f"{PAGE}{one.id}")
    assert post(browser, one, **fields).status_code == 200


def judged() -> list[Duty]:
    return [o.state for o in judge(clock.today()) if o.rule_id == "CC-17010-1-10"]


def make_mapping_end(sign_in) -> None:
    mapping = db.session.query(SupportMapping).one()
    sign_in(Role.IT_MANAGER).post(f"{PAGE}packages/{mapping.id}/end", form_at=f"{PAGE}packages/{mapping.id}")
    db.session.expire_all()


def test_what_is_accepted_for_a_time_comes_back_when_it_is_over(app, sign_in, person):
    one, _two = line_of_two(sign_in)
    manager, day = person(Role.IT_MANAGER), clock.today() + timedelta(days=90)
    fields = {"course": "accepted", "reason": "behind the firewall", "owner_id": str(manager.id), "with_line": "y"}
    assert post(sign_in(Role.IT_MANAGER), one, due=day.isoformat(), **fields).status_code == 302
    db.session.expire_all()
    assert (judged(), tasks_of(manager)) == ([Duty.MET], [])
    with clock.at(clock.now() + timedelta(days=70)):
        assert judged() == [Duty.MET]
        assert tasks_of(manager) == [("Look again at the acceptance of Spring Boot 2.7 (2 components)", day)]
    with clock.at(clock.now() + timedelta(days=91)):
        assert judged() == [Duty.NOT_MET]
        assert "Accepted for a time, overdue" in page(sign_in(Role.AUDITOR), PAGE + "?show=overdue")


WRONG = [
    {"plan": " "},
    {"owner_id": ""},
    {"owner_id": "999"},
    {"due": ""},
    {"due": "2020-01-01"},
    {"due": "soon"},
    {"due": "2999-12-31"},
    {"course": "accepted", "reason": "for good", "due": (date.today() + timedelta(days=400)).isoformat()},
    {"course": "accepted", "reason": ""},
    {"course": "covered", "reason": "bought", "due": ""},
    {"course": "not_concerned"},
    {"course": "gone"},
    {"version": "99"},
    {"target": "x" * 201},
]


def test_a_decision_without_its_parts_is_refused_and_nothing_is_kept(decidable):
    browser, row, whole = decidable
    for fields in WRONG:
        assert post(browser, row, **{**whole, **fields}).status_code == 200, fields
    db.session.expire_all()
    assert db.session.get(ComponentSupport, row.id).course is Course.UNDECIDED
    assert db.session.query(SupportEvent).count() == 0


@pytest.fixture
def decidable(app, sign_in, person):
    one, _two = line_of_two(sign_in)
    day = (clock.today() + timedelta(days=30)).isoformat()
    return sign_in(Role.IT_MANAGER), one, {"owner_id": str(person(Role.COMPLIANCE).id), "due": day}


def test_a_decision_goes_on_with_the_next_version_of_the_same_line_and_its_day_follows_the_table(decidable):
    browser, row, whole = decidable
    decided = row.package_version
    assert post(browser, row, **whole, course="accepted", reason="mended by us").status_code == 302
    newer = {**SPRING, "version": "2.7.19", "purl": SPRING["purl"].replace("2.7.18", "2.7.19")}
    deliver(db.session.get(ComponentSupport, row.id).release, newer, name="newer.json")
    match_all()
    db.session.expire_all()
    held = {r.package_version: r for r in db.session.query(ComponentSupport)}
    assert held["2.7.18"].gone_at
    assert held["2.7.19"].course is Course.ACCEPTED
    assert (held["2.7.19"].reason, held["2.7.19"].due_on) == ("mended by us", held[decided].due_on)
    assert f"Goes on from version {decided}" in page(browser, f"{PAGE}{held['2.7.19'].id}")


def test_a_decision_does_not_outlive_what_it_was_about(decidable, sign_in):
    browser, row, whole = decidable
    assert post(browser, row, **whole, course="accepted", reason="mended by us").status_code == 302
    db.session.expire_all()
    key, seen = row.id, row.version
    bring(sign_in, table({"name": "2", "isEol": True, "eolFrom": "2023-11-24"}))
    held = db.session.get(ComponentSupport, key)
    assert (held.cycle, held.course, held.reason, held.owner_id) == ("2", Course.UNDECIDED, "", None)
    assert (held.is_due_set, held.decided_at) == (False, None)
    assert "Somebody else changed" in post(browser, held, **whole, version=str(seen)).get_data(as_text=True)
    assert "was: Accepted for a time" in page(browser, f"{PAGE}{key}")
    assert judged() == [Duty.NOT_MET]


def test_a_decision_for_the_line_leaves_what_was_decided_on_one_by_itself(app, sign_in, person):
    one, two = line_of_two(sign_in)
    browser, day = sign_in(Role.IT_MANAGER), (clock.today() + timedelta(days=30)).isoformat()
    own = {"course": "accepted", "reason": "isolated", "due": day}
    assert post(browser, two, **own).status_code == 302
    assert "other components of this line" not in page(browser, f"{PAGE}{one.id}")
    for reason in ("bought", "bought for longer"):
        fields = {"course": "covered", "reason": reason, "due": day, "with_line": "y"}
        assert post(browser, one, **fields).status_code == 302
    db.session.expire_all()
    assert db.session.get(ComponentSupport, two.id).reason == "isolated"
    assert post(browser, two, **{**own, "course": "covered", "reason": "bought for longer"}).status_code == 302
    assert post(browser, one, course="accepted", reason="both", due=day, with_line="y").status_code == 302
    db.session.expire_all()
    assert db.session.get(ComponentSupport, two.id).reason == "both", "decided alike before"


def test_the_day_to_decide_by_moves_with_the_table(app, sign_in):
    make_delivery(None, SPRING)
    far, later = clock.today() + timedelta(days=100), clock.today() + timedelta(days=170)
    bring(sign_in, table({"name": "2.7", "eolFrom": far.isoformat()}))
    row = db.session.query(ComponentSupport).one()
    assert (row.due_on, tasks_of(None)[0][1]) == (far, far)
    address = f"{PAGE}{row.id}"
    bring(sign_in, table({"name": "2.7", "eolFrom": later.isoformat()}))
    assert db.session.query(ComponentSupport).one().due_on == later
    assert "that support ends on" in page(sign_in(Role.AUDITOR), address)


def test_the_board_and_the_first_page_count_what_the_list_counts(app, sign_in):
    line_of_two(sign_in)
    figures = {f.key: f.value for f in sheet(clock.today()).figures}
    assert figures == {"support.out": 2, "support.undecided": 2, "support.overdue": 0, "support.ending": 0}
    with app.test_request_context():
        card = out_of_support(None)
    assert (card.count, [i.label for i in card.items]) == (2, ["Spring Boot 2.7"])
    assert "Spring Boot 2.7" in page(sign_in(Role.IT_MANAGER), "/")


def test_only_those_who_judge_may_decide(app, sign_in):
    one, _two = line_of_two(sign_in)
    assert "Record the treatment" not in page(sign_in(Role.AUDITOR), f"{PAGE}{one.id}")
    assert sign_in(Role.PROCUREMENT).post(f"{PAGE}{one.id}/decide", FORM).status_code == 403
