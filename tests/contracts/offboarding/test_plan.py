"""Contracts end in order: tasks appear by themselves, follow the contract, and need evidence and a second person."""

from datetime import date, datetime
from io import BytesIO
from threading import Barrier, Thread

import docx
import pytest

from contracts.access.models import AccessGrant
from contracts.assets.models import Asset
from contracts.offboarding.jobs import keep_plans
from contracts.offboarding.models import OffboardingTask
from contracts.offboarding.report import sheet
from contracts.offboarding.rules import TaskKind, TaskState
from contracts.register.agreed import Amendment, Renewal, Renewed, Termination, TerminationCancelled
from core import clock
from core.audit.models import AuditEntry
from core.auth.rules import Role
from core.db import db
from core.obligations import State
from core.obligations.registry import obligations
from core.scheduler.jobs import tick
from tests.contracts.factories import add_event, make_asset, make_contract, make_grant

TODAY = datetime(2026, 6, 1, 10)


@pytest.fixture(autouse=True)
def _on_a_day(app):
    with clock.at(TODAY):
        yield


def tasks(**where):
    db.session.expire_all()
    return db.session.query(OffboardingTask).filter_by(**where).order_by(OffboardingTask.id).all()


def dues(**where):
    return {task.kind.value: task.due_on.isoformat() for task in tasks(**where)}


def text_of(answer):
    return answer.get_data(as_text=True)


def ending_contract(**fields):
    """Runs through 2026 and is terminated for 31 August, a Monday."""
    contract = make_contract(**fields)
    make_grant(contract)
    make_asset(contract)
    add_event(contract, Termination(date(2026, 6, 1), date(2026, 8, 31)))
    return contract


# --- appearing and following -----------------------------------------------------------------------------------------


def test_a_termination_brings_its_tasks_at_once():
    contract = ending_contract()
    assert dues(contract_id=contract.id) == {
        "revoke_access": "2026-08-31", "return_asset": "2026-08-31", "confidentiality_reminder": "2026-08-31",
        "closing": "2026-09-01",
    }  # fmt: skip


def test_a_contract_that_just_runs_out_gets_its_tasks_from_the_scheduler_90_days_before():
    contract = make_contract(ends_on=date(2026, 9, 30))
    make_grant(contract)
    assert keep_plans() == {}
    with clock.at(datetime(2026, 7, 2, 1)):
        assert keep_plans() == {"created": 3}
        assert keep_plans() == {}


def test_after_weeks_of_standstill_nothing_is_left_out():
    contracts = [make_contract(ends_on=date(2026, 7, day)) for day in (3, 10, 31)]
    for contract in contracts:
        make_grant(contract)
    db.session.query(OffboardingTask).delete()
    db.session.commit()
    with clock.at(datetime(2026, 9, 1, 9)):
        assert {outcome.job: outcome.did for outcome in tick()}["offboarding.plan"] == {"created": 9}
        assert {outcome.job: outcome.did for outcome in tick()}["offboarding.plan"] == {}
    assert {task.due_on.isoformat() for task in tasks(kind=TaskKind.REVOKE_ACCESS)} == {
        "2026-07-03", "2026-07-10", "2026-07-31",
    }  # fmt: skip


def test_a_contract_that_renews_itself_has_no_tasks_until_it_is_terminated():
    contract = make_contract(ends_on=date(2026, 7, 31), renewal=Renewal.AUTOMATIC, renewal_months=12)
    make_grant(contract)
    keep_plans()
    assert tasks() == []
    add_event(contract, Termination(date(2026, 6, 1), date(2026, 7, 31)))
    assert len(tasks(state=TaskState.OPEN)) == 3


def test_an_extension_moves_open_tasks_and_leaves_done_ones(sign_in, person):
    contract = make_contract(ends_on=date(2026, 7, 31))
    make_grant(contract)
    make_asset(contract)
    revoke = tasks(kind=TaskKind.REVOKE_ACCESS)[0]
    sign_in(Role.IT_MANAGER).post(
        f"/contracts/offboarding/{revoke.id}/complete", {"done_on": "2026-06-01", "note": "已停用", "version": "1"}
    )
    add_event(contract, Renewed(date(2026, 6, 1), date(2026, 8, 1), date(2027, 7, 31)))
    assert dues(state=TaskState.OPEN) == {
        "return_asset": "2027-08-02",
        "confidentiality_reminder": "2027-07-30",
        "closing": "2027-08-03",
    }  # fmt: skip  31 July 2027 is a Saturday
    assert dues(state=TaskState.DONE) == {"revoke_access": "2026-07-31"}
    assert keep_plans() == {}
    (moved,) = tasks(kind=TaskKind.RETURN_ASSET)
    shown = text_of(sign_in(Role.AUDITOR).get(f"/contracts/offboarding/{moved.id}"))
    assert "Task moved" in shown, "the history says what moved"
    assert "<del>2026-07-31</del>" in shown
    assert "<ins>2027-08-02</ins>" in shown
    assert "The contract ends on 2027-07-31." in shown
    assert not db.session.query(AuditEntry).filter_by(tag="contracts:offboarding:move", subject_id=str(revoke.id)).all()


def test_a_cancelled_termination_withdraws_the_tasks_with_the_reason():
    contract = ending_contract(renewal=Renewal.AUTOMATIC, renewal_months=12)
    add_event(contract, TerminationCancelled(date(2026, 6, 1)))
    assert {task.state for task in tasks()} == {TaskState.WITHDRAWN}
    assert str(tasks()[0].why_withdrawn) == "The contract no longer ends."
    add_event(contract, Termination(date(2026, 6, 1), date(2026, 7, 31)))
    assert {(task.state, task.due_on.month) for task in tasks() if task.kind is not TaskKind.CLOSING} == {
        (TaskState.OPEN, 7)
    }


def test_an_open_ended_amendment_takes_the_end_away():
    contract = make_contract(ends_on=date(2026, 7, 31))
    make_grant(contract)
    add_event(contract, Amendment(date(2026, 6, 1), date(2026, 6, 1), changes_end=True))
    assert {task.state for task in tasks()} == {TaskState.WITHDRAWN}


def test_access_that_another_contract_needs_waits_for_that_one(sign_in):
    first = make_contract(number="C-FIRST", ends_on=date(2026, 7, 31))
    second = make_contract(number="C-SECOND", vendor=first.vendor, ends_on=date(2026, 12, 31))
    make_grant(first, also_for=[second.id], account="ext-both")
    assert tasks(kind=TaskKind.REVOKE_ACCESS) == []
    browser = sign_in(Role.AUDITOR)
    for page in ("offboarding", "offboarding/report"):
        shown = text_of(browser.get(f"/contracts/{first.id}/{page}"))
        assert "VPN · ext-both: Contract C-SECOND still needs it until 2026-12-31." in shown
    assert "ext-both" in "".join(
        p.text
        for p in docx.Document(
            BytesIO(browser.get(f"/contracts/{first.id}/offboarding/report?format=docx").data)
        ).paragraphs
    )
    add_event(second, Termination(date(2026, 6, 1), date(2026, 8, 14)))
    (task,) = tasks(kind=TaskKind.REVOKE_ACCESS)
    assert (task.contract_id, task.due_on) == (second.id, date(2026, 8, 14))
    add_event(second, TerminationCancelled(date(2026, 6, 1)))
    add_event(second, Termination(date(2026, 6, 1), date(2026, 6, 30)))
    opened = tasks(kind=TaskKind.REVOKE_ACCESS, state=TaskState.OPEN)
    assert [(task.contract_id, task.due_on) for task in opened] == [(first.id, date(2026, 7, 31))]


def test_a_contract_that_was_over_when_it_was_registered_gets_tasks_only_for_what_is_left():
    old = {"signed_on": date(2019, 12, 1), "starts_on": date(2020, 1, 1), "ends_on": date(2020, 12, 31)}
    make_contract(**old)
    assert tasks() == []
    left = make_contract(**old)
    make_grant(left)
    assert len(tasks(contract_id=left.id)) == 3


@pytest.mark.parametrize("planners", [2, 4])
def test_planners_at_the_same_time_make_each_task_once(app, planners):
    contracts = [make_contract(ends_on=date(2026, 8, 28)) for _ in range(5)]
    for contract in contracts:
        make_grant(contract)
        make_asset(contract)
    db.session.query(OffboardingTask).delete()
    db.session.commit()
    db.session.remove()
    start, made, failed = Barrier(planners), [], []

    def run():
        with app.app_context(), clock.at(TODAY):
            start.wait()
            try:
                made.append(keep_plans().get("created", 0))
            except Exception as error:
                failed.append(error)
            finally:
                db.session.remove()

    threads = [Thread(target=run) for _ in range(planners)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert sum(made) == len(tasks()) == 20
    assert len({task.key for task in tasks()}) == 20


# --- working through -------------------------------------------------------------------------------------------------


def test_a_contract_ends_in_order_by_two_people(sign_in):
    contract = ending_contract()
    keep, second = sign_in(Role.IT_MANAGER), sign_in(Role.COMPLIANCE)
    revoke, hand_back, reminder, closing = tasks(contract_id=contract.id)
    url = f"/contracts/offboarding/{revoke.id}"
    assert "Add the evidence first" in text_of(keep.post(f"{url}/complete", {"done_on": "2026-06-01"}))
    with clock.at(datetime(2026, 8, 31, 18)):
        files = {"evidence": (BytesIO(b"account disabled"), "AD 停用.txt")}
        keep.post(f"{url}/complete", {"done_on": "115/8/31", **files}, content_type="multipart/form-data")
        db.session.expire_all()
        assert db.session.query(AccessGrant).one().revoked_on == date(2026, 8, 31)
        page = text_of(keep.get(url))
        assert "a second person verifies it" in page
        assert "AD 停用.txt" in page
        keep.post(f"{url}/verify")
        assert tasks(id=revoke.id)[0].state is TaskState.DONE
        second.post(f"{url}/verify")
        assert tasks(id=revoke.id)[0].verified_by.name == "Compliance"
        early = keep.post(f"/contracts/offboarding/{closing.id}/complete", {"done_on": "2026-08-31", "note": "結案"})
        assert "other tasks not verified yet: 2" in text_of(early)
        for task in (hand_back, reminder, closing):
            keep.post(f"/contracts/offboarding/{task.id}/complete", {"done_on": "2026-08-31", "note": "簽收單"})
            second.post(f"/contracts/offboarding/{task.id}/verify")
        assert db.session.query(Asset).one().ended_on == date(2026, 8, 31)
        assert "The contract is closed" in text_of(keep.get(f"/contracts/{contract.id}/offboarding"))
        states = {
            o.rule_id: o.state for o in obligations(date(2026, 9, 1)) if o.rule_id in ("CC-19000-4-4", "CC-19000-4-8")
        }
        assert set(states.values()) == {State.MET}
    evidence = second.get(f"{url}/evidence/1")
    assert evidence.data == b"account disabled"
    assert evidence.headers["Content-Disposition"].startswith("attachment")


def test_reopening_makes_the_access_live_again_and_keeps_the_evidence(sign_in):
    ending_contract()
    revoke = tasks(kind=TaskKind.REVOKE_ACCESS)[0]
    browser = sign_in(Role.IT_MANAGER)
    browser.post(f"/contracts/offboarding/{revoke.id}/complete", {"done_on": "2026-06-01", "note": "停用"})
    empty = browser.post(f"/contracts/offboarding/{revoke.id}/reopen", {"reason": " "})
    assert 'id="reason-error"' in text_of(empty)
    browser.post(f"/contracts/offboarding/{revoke.id}/reopen", {"reason": "帳號仍可登入"})
    (task,) = tasks(kind=TaskKind.REVOKE_ACCESS)
    assert (task.state, task.completion_note) == (TaskState.OPEN, "停用")
    assert db.session.query(AccessGrant).one().revoked_on is None
    entry = db.session.query(AuditEntry).filter_by(tag="contracts:offboarding:reopen").one()
    assert entry.changes["reason"] == "帳號仍可登入"


def test_while_a_task_ends_it_access_is_not_revoked_beside_it(sign_in):
    ending_contract()
    grant = db.session.query(AccessGrant).one()
    asset = db.session.query(Asset).one()
    browser = sign_in(Role.IT_MANAGER)
    page = text_of(browser.post(f"/contracts/access/{grant.id}/revoke", {"revoked_on": "2026-06-01", "note": "x"}))
    assert "complete that task, with its evidence" in page
    page = text_of(
        browser.post(
            f"/contracts/assets/{asset.id}/end",
            {"how": "return", "quantity": "1", "ended_on": "2026-06-01", "ended_how": "x"},
        )
    )
    assert "complete that task, with its evidence" in page


def test_a_day_that_does_not_fit_is_said_at_the_field_and_nothing_is_done(sign_in):
    ending_contract()
    revoke = tasks(kind=TaskKind.REVOKE_ACCESS)[0]
    browser = sign_in(Role.IT_MANAGER)
    for odd in ("2026-06-02", "2025-01-01", "x"):
        page = text_of(browser.post(f"/contracts/offboarding/{revoke.id}/complete", {"done_on": odd, "note": "停用"}))
        assert 'id="done_on-error"' in page
    assert tasks(id=revoke.id)[0].state is TaskState.OPEN


def test_overdue_tasks_wait_on_the_responsible_persons_first_page(sign_in, person):
    owner = person(Role.IT_MANAGER)
    contract = ending_contract(owner_id=owner.id)
    with clock.at(datetime(2026, 9, 10, 9)):
        mine = text_of(sign_in(Role.IT_MANAGER).get("/"))
        assert "End-of-contract tasks" in mine
        assert contract.number in mine
        assert contract.number not in text_of(sign_in(Role.PROCUREMENT).get("/"))
        states = {o.rule_id: o.state for o in obligations(clock.today())}
        assert states["CC-19000-4-4"] is State.NOT_MET
        assert states["CC-19000-4-8"] is State.NOT_MET


def test_completed_tasks_wait_for_somebody_else(sign_in):
    ending_contract()
    revoke = tasks(kind=TaskKind.REVOKE_ACCESS)[0]
    browser = sign_in(Role.IT_MANAGER)
    browser.post(f"/contracts/offboarding/{revoke.id}/complete", {"done_on": "2026-06-01", "note": "停用"})
    assert "Waiting for a second person" not in text_of(browser.get("/"))
    assert "Waiting for a second person" in text_of(sign_in(Role.COMPLIANCE).get("/"))


def test_the_list_of_tasks_is_narrowed_and_exported(sign_in, person):
    owner = person(Role.IT_MANAGER)
    contract = ending_contract(owner_id=owner.id)
    browser = sign_in(Role.IT_MANAGER)
    assert contract.number in text_of(browser.get("/contracts/offboarding/?whose=me"))
    assert contract.number not in text_of(browser.get("/contracts/offboarding/?show=overdue"))
    assert contract.number not in text_of(browser.get("/contracts/offboarding/?whose=none"))
    with clock.at(datetime(2026, 9, 10, 9)):
        assert contract.number in text_of(browser.get("/contracts/offboarding/?show=overdue"))
    assert browser.get("/contracts/offboarding/?format=xlsx&show=open").status_code == 200
    assert browser.get("/contracts/offboarding/?show=nonsense&whose=999&kind=%00").status_code == 200


def test_a_task_is_handed_to_somebody_else(sign_in, person):
    other = person(Role.PROCUREMENT)
    ending_contract()
    revoke = tasks(kind=TaskKind.REVOKE_ACCESS)[0]
    sign_in(Role.IT_MANAGER).post(f"/contracts/offboarding/{revoke.id}/assign", {"owner_id": str(other.id)})
    assert tasks(id=revoke.id)[0].owner_id == other.id


def test_the_board_reads_the_same_figures_as_the_pages(sign_in):
    contract = ending_contract(number="C-BOARD")
    with clock.at(datetime(2026, 9, 10, 9)):
        found = sheet(clock.today())
        figures = {figure.key: figure.value for figure in found.figures}
        assert figures == {
            "offboarding.overdue": 4, "offboarding.to_verify": 0, "access.outliving": 1, "assets.outliving": 1,
        }  # fmt: skip
        assert [len(table.rows) for table in found.tables] == [4, 1, 1]
        assert contract.number in text_of(sign_in(Role.AUDITOR).get("/contracts/offboarding/?show=overdue"))
