"""Continuity as people keep it: what was promised and proved, the plan, the scenarios; judged as duties, told as work."""

import io
from datetime import timedelta

import openpyxl
import pytest

from core import clock
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.errors import Conflict, Refused
from core.my_work.registry import EVERYBODY
from core.obligations import State
from core.obligations.registry import obligations
from tests.vendors.factories import make_function, make_service, make_vendor
from vendors.continuity import operations, queries, work
from vendors.continuity.models import RecoveryTest
from vendors.continuity.policies import policy
from vendors.continuity.rules import DrillKind, DrillResult, PromiseSource
from vendors.register.rules import VendorStatus
from vendors.services.rules import Criticality

LINES = ("CC-11000-4", "CC-20000-8", "CC-20000-14", "CC-20000-15")
PLAN = {
    "contacts": "02-2700-0000", "roles": "值班工程師", "alternate_site": "桃園", "substitute": "備援商", "workaround": "人工",
    "contract_suits": True, "contract_why": "第十二條",
}  # fmt: skip


@pytest.fixture
def service(app, person):
    vendor = make_vendor(name_zh="復原商", status=VendorStatus.ACTIVE, owner_id=person(Role.IT_MANAGER).id)
    function = make_function(
        name="下單", criticality=Criticality.CORE, mtpd_minutes=480, rto_minutes=240, rpo_minutes=15
    )
    made = make_service(vendor, name="主機維護")
    with unit_of_work():
        made.functions.append(function)
    return made


def states() -> dict[str, State]:
    return {f"{o.rule_id} {o.aspect}".strip(): o.state for o in obligations(clock.today()) if o.rule_id in LINES}


def fill(service):
    today = clock.today()
    with unit_of_work():
        operations.add_promise(
            service, rto_minutes=240, rpo_minutes=15, promised_on=today, source=PromiseSource.CONTRACT, reference="§12",
            by=None,
        )  # fmt: skip
        operations.add_test(
            service, title="演練", kind=DrillKind.FULL, result=DrillResult.PASSED, tested_on=today, rto_minutes=200,
            rpo_minutes=0, by=None,
        )  # fmt: skip
        operations.keep_plan(service, reviewed_on=today, by=None, **PLAN)
        for scenario in policy().scenarios:
            operations.respond(service, scenario, response="切換備援", by=None)


def test_the_smallest_firm_that_meets_each_line_and_the_one_that_has_only_the_service(service):
    lines = {"CC-11000-4", "CC-11000-4 promise", "CC-20000-8 plan", "CC-20000-14 scenarios", "CC-20000-15 proof"}
    before = states()
    assert {key for key, state in before.items() if state is State.NOT_MET} == lines - {"CC-11000-4"}
    fill(service)
    assert states() == dict.fromkeys(lines, State.MET)
    assert not list(work.due(clock.today(), EVERYBODY))
    with clock.at(clock.now() + timedelta(days=400)):
        assert {k for k, s in states().items() if s is State.NOT_MET} == {"CC-20000-8 plan", "CC-20000-15 proof"}
        assert {t.key.rpartition(":")[2] for t in work.due(clock.today(), EVERYBODY)} == {"proved_old", "plan_old"}


def test_a_core_function_without_its_times_is_not_met_and_an_ended_service_asks_nothing(service):
    with unit_of_work():
        service.functions[0].rpo_minutes = None
        service.is_ended = True
    assert states() == {"CC-11000-4": State.NOT_MET}


def test_what_cannot_be_is_refused(service):
    with unit_of_work():
        for wrong in ({"rto_minutes": None}, {"reference": " "}, {"promised_on": clock.today() + timedelta(days=1)}):
            with pytest.raises(Refused):
                operations.add_promise(
                    service, by=None,
                    **{"rto_minutes": 1, "promised_on": clock.today(), "source": PromiseSource.CONTRACT, "reference": "x"} | wrong,
                )  # fmt: skip
        given = {
            "title": "演練",
            "kind": DrillKind.FULL,
            "result": DrillResult.PASSED,
            "tested_on": clock.today(),
            "rto_minutes": 5,
        }
        for wrong in ({"rto_minutes": None}, {"kind": DrillKind.TABLE_TOP}, {"title": ""}):
            with pytest.raises(Refused):
                operations.add_test(service, by=None, **given | wrong)
        with pytest.raises(Refused):
            operations.keep_plan(service, reviewed_on=clock.today(), contract_suits=True, contract_why="", by=None)
        with pytest.raises(Refused):
            operations.respond(service, "", response="x", by=None)


def test_two_people_do_not_write_over_each_other_and_what_is_withdrawn_comes_back(service):
    fill(service)
    with unit_of_work():
        operations.keep_plan(service, reviewed_on=clock.today(), by=None, **PLAN | {"workaround": "電話"})
    with pytest.raises(Conflict), unit_of_work():
        operations.keep_plan(service, reviewed_on=clock.today(), version=1, by=None, **PLAN)
    (test,) = queries.tests_of(service.id)
    with unit_of_work():
        operations.withdraw_test(test, reason="報告有誤", by=None)
    assert states()["CC-20000-15 proof"] is State.NOT_MET
    with unit_of_work():
        operations.restore_test(test, by=None)
    assert states()["CC-20000-15 proof"] is State.MET


def test_what_somebody_wrote_while_the_form_was_open_is_not_written_over(service, sign_in):
    browser, base = sign_in(Role.IT_MANAGER), f"/vendors/continuity/{service.id}"
    fill(service)
    scenario = next(iter(policy().scenarios))
    plan = {"contacts": "舊", "contract_suits": "", "contract_why": "", "reviewed_on": clock.today().isoformat()}
    for address, values in (("plan", plan), ("response", {"scenario": scenario, "response": "舊"})):
        page = browser.post(f"{base}/{address}", values).get_data(as_text=True)
        assert "Somebody else changed" in page, "the form was opened before there was anything"
    db.session.expire_all()
    assert queries.plan_of(service.id).contacts == PLAN["contacts"]
    held = queries.response_of(service.id, scenario)
    assert held.response == "切換備援"
    again = {"scenario": scenario, "response": "改由備援商", "version": held.version}
    assert browser.post(f"{base}/response", again).status_code == 302


def test_a_day_in_the_browser(service, sign_in):
    browser, base = sign_in(Role.IT_MANAGER), f"/vendors/continuity/{service.id}"
    values = {"rto_minutes": "8 小時", "promised_on": "115/1/5", "source": "contract", "reference": "第十二條"}
    assert "not a length of time" in browser.post(f"{base}/promise", values | {"rto_minutes": "soon"}).get_data(
        as_text=True
    )
    assert browser.post(f"{base}/promise", values).status_code == 302
    report = (io.BytesIO(b"%PDF report"), "報告.pdf")
    values = {
        "title": "切換演練",
        "kind": "full",
        "tested_on": "2026-06-01",
        "result": "partly",
        "rto_minutes": "5 h",
        "file": report,
    }
    assert browser.post(f"{base}/test", values).status_code == 302
    test = db.session.query(RecoveryTest).one()
    assert browser.get(f"/vendors/continuity/tests/{test.id}/file").data == b"%PDF report"
    owner = str(service.vendor.owner_id)
    measure = {"what": "增加備援線路", "owner_id": owner, "due_on": clock.today().isoformat()}
    assert browser.post(f"/vendors/continuity/tests/{test.id}/actions", measure).status_code == 302
    assert "增加備援線路" in browser.get(f"/vendors/continuity/tests/{test.id}").get_data(as_text=True)
    plan = {
        "contacts": "值班",
        "contract_suits": "no",
        "contract_why": "未約定",
        "reviewed_on": clock.today().isoformat(),
    }
    assert browser.post(f"{base}/plan", plan).status_code == 302
    assert "Somebody else changed" in browser.post(f"{base}/plan", plan).get_data(
        as_text=True
    )  # opened before it was written
    assert (
        browser.post(
            f"{base}/response?scenario=network", {"scenario": "network", "response": "改走備援線路"}
        ).status_code
        == 302
    )
    assert browser.post(f"{base}/response", {"title": "火山爆發", "response": "撤離"}).status_code == 302
    assert browser.get(f"{base}/response?scenario=unknown").status_code == 404
    page = browser.get(base).get_data(as_text=True)
    for words in ("Promised later than tolerable", "改走備援線路", "火山爆發", "Contract does not support the plan"):
        assert words in page
    assert "Continuity" in browser.get(f"/vendors/services/{service.id}").get_data(as_text=True)
    book = openpyxl.load_workbook(io.BytesIO(browser.get("/vendors/continuity/?format=xlsx&gap=promise_late").data))
    assert [row[0].value for row in book.active.iter_rows(min_row=2)] == ["主機維護"]
    assert browser.get("/vendors/continuity/tests?format=xlsx").data.startswith(b"PK")
    viewer = sign_in(Role.AUDITOR)
    assert viewer.get(base).status_code == 200
    assert viewer.post(f"{base}/plan", plan).status_code == 403
