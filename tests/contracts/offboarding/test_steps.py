"""What the end of a contract asks for beside accounts and assets: the firm's list, its order, exceptions, the closing report."""

from datetime import date, datetime, timedelta
from io import BytesIO

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.assets.rules import MustEnd, Sanitization
from contracts.offboarding import catalogue, operations
from contracts.offboarding.jobs import keep_plans
from contracts.offboarding.models import OffboardingTask
from contracts.offboarding.rules import Ending, TaskKind, TaskState
from contracts.offboarding.step_operations import drop_own_step, save_step
from contracts.offboarding.steps import Step, check_step, most_critical, wanted_steps
from contracts.register.agreed import Amendment, Termination
from core import clock
from core.auth.rules import Role
from core.calendar import calendar
from core.days import taiwan_calendar
from core.db import db, unit_of_work
from core.errors import Refused
from core.phrases import Wording
from tests.contracts.factories import add_event, make_asset, make_contract, make_grant
from tests.contracts.facts.pages import attach, take
from tests.vendors.factories import make_function, make_service, make_vendor
from vendors.services.models import service_function
from vendors.services.rules import Criticality, ServiceKind

TODAY = datetime(2026, 6, 2, 10)
END = date(2026, 8, 31)


@pytest.fixture(autouse=True)
def _on_a_day(app):
    with clock.at(TODAY):
        yield


def contract_over(kind=ServiceKind.CLOUD, criticality=Criticality.IMPORTANT, ends_on=END, **fields):
    """A contract over one service of a kind, for a function of a criticality; it ends."""
    vendor = make_vendor()
    service, function = make_service(vendor, kind=kind), make_function(criticality=criticality)
    service_id, function_id = service.id, function.id
    with unit_of_work():
        db.session.execute(service_function.insert().values(service_id=service_id, function_id=function_id))
    contract = make_contract(vendor, service_ids=[service_id], ends_on=ends_on, **fields)
    keep_plans()
    return contract


def steps_of(contract):
    db.session.expire_all()
    found = db.session.query(OffboardingTask).filter_by(contract_id=contract.id, kind=TaskKind.STEP)
    return {task.key.rpartition(":")[2]: task for task in found}


def wanted(contract):
    return {key: task for key, task in steps_of(contract).items() if task.state is not TaskState.WITHDRAWN}


def text_of(answer):
    return answer.get_data(as_text=True)


# --- which steps, when ----------------------------------------------------------------------------------------------


def test_a_cloud_contract_for_an_important_function_asks_for_its_steps_in_their_days():
    found = wanted(contract_over())
    assert {key: task.due_on.isoformat() for key, task in found.items()} == {
        "exit_meeting": "2026-07-02",
        "knowledge_transfer": "2026-07-31",  # 1 August is a Saturday
        "data_export": "2026-08-17",
        "keys_rotated": "2026-08-31",
        "destruction_certificate": "2026-09-10",
        "last_payment": "2026-09-15",
    }


def test_the_kind_of_service_and_its_criticality_decide():
    assert set(wanted(contract_over(ServiceKind.SOFTWARE_LICENCE, Criticality.ORDINARY))) == set()
    assert set(wanted(contract_over(ServiceKind.DEVELOPMENT, Criticality.ORDINARY))) == {
        "source_handover",
        "keys_rotated",
    }
    assert "replacement" in wanted(contract_over(ServiceKind.MARKET_DATA, Criticality.CORE))


def test_closing_comes_after_the_last_step():
    contract = contract_over()
    (closing,) = db.session.query(OffboardingTask).filter_by(contract_id=contract.id, kind=TaskKind.CLOSING)
    assert closing.due_on > max(task.due_on for task in wanted(contract).values())


def test_steps_move_with_the_end_and_go_when_it_does_not_end():
    contract = contract_over()
    add_event(contract, Amendment(date(2026, 6, 1), date(2026, 6, 1), True, date(2026, 9, 30)))
    assert wanted(contract)["exit_meeting"].due_on == date(2026, 7, 31)
    add_event(contract, Amendment(date(2026, 6, 1), date(2026, 6, 1), True, None))
    assert wanted(contract) == {}


def test_at_short_notice_nobody_is_late_at_once():
    contract = contract_over(ends_on=date(2028, 1, 1))
    assert not wanted(contract)
    add_event(contract, Termination(date(2026, 6, 1), date(2026, 6, 10)))
    assert wanted(contract)["exit_meeting"].due_on == date(2026, 6, 2)
    with clock.at(TODAY + timedelta(days=3)):
        assert keep_plans() == {}, "and the day does not move on by itself"


def test_a_step_added_to_the_list_reaches_open_plans_but_not_closed_or_long_past_ones(person):
    running, over = contract_over(), contract_over(ends_on=date(2026, 3, 31), signed_on=date(2025, 12, 1))
    it = person(Role.IT_MANAGER)
    with unit_of_work():
        save_step("", name_zh="通知投資人", name_en="Tell investors", days=-5, kinds=[], least=Criticality.ORDINARY,
                  after=[], is_off=False, by=it)  # fmt: skip
    keep_plans()
    assert [t.label_en for key, t in wanted(running).items() if key.startswith("own_")] == ["Tell investors"]
    assert not wanted(over)
    assert keep_plans() == {}


def test_a_step_that_is_switched_off_is_withdrawn_where_it_is_open_and_stays_where_it_is_done(person):
    one, two, it = contract_over(), contract_over(), person(Role.IT_MANAGER)
    with unit_of_work():
        operations.complete_task(steps_of(one)["exit_meeting"], done_on=date(2026, 6, 1), note="會議紀錄", by=it)
    step = next(step for step in catalogue.steps() if step.key == "exit_meeting")
    with unit_of_work():
        save_step("exit_meeting", name_zh=step.name.zh, name_en=step.name.en, days=-60, kinds=[],
                  least=Criticality.IMPORTANT, after=[], is_off=True, by=it)  # fmt: skip
    keep_plans()
    assert steps_of(one)["exit_meeting"].state is TaskState.DONE
    assert steps_of(two)["exit_meeting"].state is TaskState.WITHDRAWN
    assert "list of steps" in str(steps_of(two)["exit_meeting"].why_withdrawn)
    with unit_of_work():
        drop_own_step(catalogue.own_steps()["exit_meeting"], by=it)
    keep_plans()
    assert steps_of(two)["exit_meeting"].state is TaskState.OPEN


def test_a_step_is_told_in_the_readers_language(sign_in):
    contract = contract_over()
    browser = sign_in(Role.IT_MANAGER)
    assert "Hold the exit meeting" in text_of(browser.get(f"/contracts/{contract.id}/offboarding"))
    browser.post("/language", {"language": "zh_Hant_TW"}, form_at="/")
    shown = text_of(browser.get(f"/contracts/{contract.id}/offboarding"))
    assert "召開終止協調會議並留存紀錄" in shown
    assert "Hold the exit meeting" not in shown


days = st.integers(-90, 180)


@given(st.dates(date(2024, 1, 1), date(2027, 12, 31)), days, st.integers(-400, 400))
def test_a_step_before_the_end_never_falls_after_it_unless_asked_for_too_late(ends_on, offset, ago):
    firm, today = taiwan_calendar(), ends_on - timedelta(days=ago)
    step = Step("s", Wording("步驟", "step"), offset)
    (found,) = wanted_steps(Ending(1, "C", "V", ends_on), [step], firm, today, {})
    assert found.due_on >= today
    assert firm.is_business_day(found.due_on) or found.due_on >= today
    if offset <= 0 and found.due_on > ends_on:
        assert today + timedelta(days=12) > ends_on, "only where the end was near or past"
    (again,) = wanted_steps(Ending(1, "C", "V", ends_on), [step], firm, today + timedelta(days=9), {found.key: today})
    assert again.due_on == found.due_on


def test_the_most_critical_function_decides():
    assert most_critical([Criticality.ORDINARY, Criticality.CORE, Criticality.IMPORTANT]) is Criticality.CORE
    assert most_critical([]) is Criticality.ORDINARY


def test_the_list_that_ships_is_sound():
    shipped = catalogue.shipped()
    for step in shipped:
        check_step(step, [other for other in shipped if other.key != step.key])
    assert len({step.key for step in shipped}) == len(shipped)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"after": ["nowhere"]}, "after"), ({"after": ["last_payment"]}, "after"), ({"days": -91}, "days")],
)
def test_a_list_that_cannot_be_is_refused_where_it_is_wrong(person, changes, field):
    values = {
        "name_zh": "會議",
        "name_en": "",
        "days": -60,
        "kinds": [],
        "least": Criticality.ORDINARY,
        "after": [],
        "is_off": False,
    }
    by = person(Role.IT_MANAGER)
    with pytest.raises(Refused) as refusal, unit_of_work():
        save_step("exit_meeting", **values | changes, by=by)  # the last payment waits, through others, for the meeting
    assert refusal.value.field == field


# --- order, exceptions, closing -------------------------------------------------------------------------------------


def test_what_comes_first_is_done_first(person):
    contract, it = contract_over(), person(Role.IT_MANAGER)
    found = steps_of(contract)
    with pytest.raises(Refused, match="comes first: Export the firm's data"), unit_of_work():
        operations.complete_task(found["destruction_certificate"], done_on=date(2026, 6, 1), note="證明", by=it)
    with unit_of_work():
        operations.complete_task(steps_of(contract)["data_export"], done_on=date(2026, 6, 1), note="已驗證", by=it)
    with unit_of_work():
        operations.complete_task(
            steps_of(contract)["destruction_certificate"], done_on=date(2026, 6, 1), note="證明", by=it
        )
    assert steps_of(contract)["destruction_certificate"].state is TaskState.DONE


def close(contract, by):
    (closing,) = db.session.query(OffboardingTask).filter_by(contract_id=contract.id, kind=TaskKind.CLOSING)
    with unit_of_work():
        operations.complete_task(closing, done_on=date(2026, 6, 1), note="結案", by=by)


def work_through(contract, first, second, *, but=()):
    for task_id, key in [(t.id, t.key) for t in db.session.query(OffboardingTask).filter_by(contract_id=contract.id)
                         .order_by(OffboardingTask.due_on, OffboardingTask.id)]:  # fmt: skip
        if key.rpartition(":")[2] in (*but, "closing"):
            continue
        with unit_of_work():
            operations.complete_task(
                db.session.get(OffboardingTask, task_id), done_on=date(2026, 6, 1), note="完成", by=first
            )
        with unit_of_work():
            operations.verify_task(db.session.get(OffboardingTask, task_id), by=second)


def test_closing_is_refused_while_a_step_is_open_and_allowed_once_it_is_excepted(person, sign_in):
    it, compliance = person(Role.IT_MANAGER), person(Role.COMPLIANCE)
    contract = contract_over()
    work_through(contract, it, compliance, but=("last_payment",))
    with pytest.raises(Refused, match="Closing comes last; other tasks not verified yet: 1"):
        close(contract, it)
    step = steps_of(contract)["last_payment"]
    answer = sign_in(Role.COMPLIANCE).post(
        f"/contracts/offboarding/{step.id}/except", {"reason": "爭議款項由訴訟處理", "version": step.version}
    )
    assert answer.status_code == 302
    assert steps_of(contract)["last_payment"].state is TaskState.EXCEPTED
    close(contract, it)
    assert keep_plans() == {}, "what is excepted is not planned again"


def test_who_answers_for_a_task_does_not_except_it_and_no_account_is_ever_excepted(person):
    compliance, it = person(Role.COMPLIANCE), person(Role.IT_MANAGER)
    contract = contract_over(owner_id=compliance.id)
    make_grant(contract)
    make_asset(contract)
    step = steps_of(contract)["exit_meeting"]
    with pytest.raises(Refused, match="somebody else does"), unit_of_work():
        operations.except_task(step, reason="不需要", by=compliance)
    with pytest.raises(Refused, match="Say why"), unit_of_work():
        operations.except_task(steps_of(contract)["exit_meeting"], reason=" ", by=it)
    for kind, says in ((TaskKind.REVOKE_ACCESS, "never excepted"), (TaskKind.CLOSING, "not excepted")):
        (task,) = db.session.query(OffboardingTask).filter_by(contract_id=contract.id, kind=kind)
        with pytest.raises(Refused, match=says), unit_of_work():
            operations.except_task(task, reason="急", by=it)


def test_an_exception_that_was_a_mistake_is_opened_again(person):
    contract, it = contract_over(), person(Role.IT_MANAGER)
    with unit_of_work():
        operations.except_task(steps_of(contract)["exit_meeting"], reason="已遠端開會", by=it)
    with unit_of_work():
        operations.reopen_task(steps_of(contract)["exit_meeting"], reason="仍須會議", by=it)
    assert steps_of(contract)["exit_meeting"].state is TaskState.OPEN


def test_the_closing_report_says_who_did_what_and_what_was_accepted(person, sign_in):
    it, compliance = person(Role.IT_MANAGER), person(Role.COMPLIANCE)
    contract = contract_over(number="C-88")
    browser = sign_in(Role.AUDITOR)
    address = f"/contracts/{contract.id}/offboarding/report"
    assert "Not closed" in text_of(browser.get(address))
    work_through(contract, it, compliance, but=("last_payment",))
    with unit_of_work():
        operations.except_task(steps_of(contract)["last_payment"], reason="爭議款項 \x0b<b>", by=compliance)
    shown = text_of(browser.get(address))
    assert "Not closed: 1 of" in shown
    assert "Settle the last payment" in shown
    assert "&lt;b&gt;" in shown
    close(contract, it)
    (closing,) = db.session.query(OffboardingTask).filter_by(contract_id=contract.id, kind=TaskKind.CLOSING)
    with unit_of_work():
        operations.verify_task(closing, by=compliance)
    assert "excepted: 1." in text_of(browser.get(address))
    answer = browser.get(f"{address}?format=docx")
    words = docx.Document(BytesIO(answer.data))
    text = "\n".join(p.text for p in words.paragraphs)
    assert "Closing report" in text
    assert "C-88" in text
    assert "爭議款項" in text
    table = words.tables[0]
    assert len(table.rows) == 1 + len(wanted(contract)) + 2
    assert any(
        "Export the firm's data" in row.cells[0].text and "It Manager" in row.cells[3].text for row in table.rows
    )


def test_the_closing_report_says_how_things_ended_and_how_long_confidentiality_goes_on(person, sign_in):
    it, browser = person(Role.IT_MANAGER), sign_in(Role.PROCUREMENT)
    contract = contract_over(number="C-89")
    make_asset(contract, label="資料庫備份", must_end=MustEnd.DESTROY)
    (task,) = db.session.query(OffboardingTask).filter_by(contract_id=contract.id, kind=TaskKind.DESTROY_ASSET)
    with unit_of_work():
        operations.complete_task(
            task, done_on=clock.today(), note="已銷毀", uploads=[("證明.txt", BytesIO("證明".encode()))],
            ending={"method": Sanitization.PURGE, "certificate": "D-7"}, by=it,
        )  # fmt: skip
    report = f"/contracts/{contract.id}/offboarding/report"
    (reminder,) = db.session.query(OffboardingTask).filter_by(
        contract_id=contract.id, kind=TaskKind.CONFIDENTIALITY_REMINDER
    )
    assert "No paper of this contract says how long" in text_of(browser.get(report))
    paper = "保密條款\n第八條 保密義務：乙方於本合約終止後五年內仍負保密義務。"
    attach(browser, contract, paper)
    shown = text_of(browser.get(report))
    assert ": 1 on 2026-06-02" in shown
    assert "Purge: kept from recovery in a laboratory" in shown
    assert "Certificate of destruction: D-7" in shown
    for page in (shown, text_of(browser.get(f"/contracts/offboarding/{reminder.id}"))):
        assert "5 years, as read in 合約.txt on page 1; nobody confirmed it yet" in page
    take(browser, contract, "survival")
    assert "5 years, as confirmed from the contract" in text_of(browser.get(report))


def test_the_timeline_shows_the_last_day_and_today(sign_in):
    contract = contract_over()
    browser = sign_in(Role.IT_MANAGER)
    shown = text_of(browser.get(f"/contracts/{contract.id}/offboarding?view=timeline"))
    assert shown.index("2026-07-02") < shown.index("Last day of the contract") < shown.index("2026-09-15")
    with clock.at(datetime(2026, 7, 20, 9)):
        assert ">today<" in text_of(browser.get(f"/contracts/{contract.id}/offboarding?view=timeline"))
    plain = make_contract(ends_on=None)
    assert browser.get(f"/contracts/{plain.id}/offboarding?view=timeline").status_code == 200
    assert "Nothing was planned" in text_of(browser.get(f"/contracts/{plain.id}/offboarding/report"))


# --- the pages of the list ------------------------------------------------------------------------------------------


def test_the_list_is_changed_on_its_pages_and_the_trail_says_what(sign_in):
    browser = sign_in(Role.IT_MANAGER)
    values = {"name_zh": "召開會議", "name_en": "Meet", "days": "-45", "kinds": ["cloud"], "least": "core", "after": []}
    assert browser.post("/contracts/offboarding/steps/exit_meeting", values).status_code == 302
    shown = text_of(browser.get("/contracts/offboarding/steps/"))
    assert "45 days before the end" in shown
    assert "changed by the firm" in shown
    history = text_of(browser.get("/contracts/offboarding/steps/exit_meeting"))
    assert "Days from the end" in history
    assert (
        browser.post("/contracts/offboarding/steps/new", values | {"name_zh": "另一步", "days": "3"}).status_code == 302
    )
    assert len(catalogue.steps()) == len(catalogue.shipped()) + 1
    assert browser.post("/contracts/offboarding/steps/exit_meeting/drop").status_code == 302
    assert "60 days before the end" in text_of(browser.get("/contracts/offboarding/steps/"))


def test_who_only_reads_sees_the_list_and_changes_nothing(sign_in):
    browser = sign_in(Role.AUDITOR)
    assert browser.get("/contracts/offboarding/steps/").status_code == 200
    assert browser.get("/contracts/offboarding/steps/?format=xlsx").data.startswith(b"PK")
    assert browser.get("/contracts/offboarding/steps/new").status_code == 403


def test_a_step_nobody_has_and_one_changed_meanwhile(sign_in):
    browser = sign_in(Role.IT_MANAGER)
    assert browser.get("/contracts/offboarding/steps/nowhere").status_code == 404
    assert browser.post("/contracts/offboarding/steps/nowhere/drop").status_code == 404
    values = {"name_zh": "會議", "name_en": "", "days": "-45", "least": "core"}
    for days in ("-45", "-46"):
        browser.post("/contracts/offboarding/steps/exit_meeting", values | {"days": days})
    stale = browser.post("/contracts/offboarding/steps/exit_meeting", values | {"version": "1", "days": "-44"})
    assert "Somebody else changed this record" in text_of(stale)
    wrong = text_of(
        browser.post("/contracts/offboarding/steps/exit_meeting", values | {"days": "soon", "kinds": ["nonsense"]})
    )
    assert "Not a whole number." in wrong
    assert calendar().is_business_day(END)
