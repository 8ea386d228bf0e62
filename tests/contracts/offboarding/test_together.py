"""Several tasks reported or assigned at once: all of one kind, with one proof, all of them or none."""

from datetime import date, datetime
from io import BytesIO

import pytest

from contracts.access.models import AccessGrant
from contracts.assets.rules import MustEnd
from contracts.offboarding.models import OffboardingTask, TaskEvidence
from contracts.offboarding.rules import TaskKind, TaskState
from contracts.register.agreed import Termination
from core import clock
from core.audit.models import AuditEntry
from core.auth.rules import Role
from core.db import db
from tests.contracts.factories import add_event, make_asset, make_contract, make_grant

COMPLETE, ASSIGN = "/contracts/offboarding/together/complete", "/contracts/offboarding/together/assign"


@pytest.fixture(autouse=True)
def _on_a_day(app):
    with clock.at(datetime(2026, 6, 1, 10)):
        yield


@pytest.fixture
def browser(sign_in):
    return sign_in(Role.IT_MANAGER)


def text_of(answer):
    return answer.get_data(as_text=True)


def ending(accounts: int = 3):
    contract = make_contract()
    for n in range(accounts):
        make_grant(contract, account=f"ext-{n}")
    make_asset(contract, must_end=MustEnd.DESTROY)
    add_event(contract, Termination(date(2026, 6, 1), date(2026, 8, 31)))
    return contract


def tasks(**where):
    db.session.expire_all()
    return db.session.query(OffboardingTask).filter_by(**where).order_by(OffboardingTask.id).all()


def sent(found, **more):
    return {"line": [f"{task.id}.{task.version}" for task in found], "task": [task.id for task in found]} | more


def entries(tag):
    return [entry.subject_id for entry in db.session.query(AuditEntry).filter_by(tag=tag).order_by(AuditEntry.seq)]


DONE = {"done_on": "2026-06-01", "note": "三個帳號同時停用，畫面如附"}


def test_tasks_that_are_ticked_are_reported_with_one_proof_each_with_its_entry(browser):
    ending()
    accounts = tasks(kind=TaskKind.REVOKE_ACCESS)
    page = text_of(browser.get("/my-work/"))
    assert all(f'name="task" value="{task.id}"' in page for task in accounts)
    asked = text_of(browser.get(COMPLETE + "?" + "&".join(f"task={task.id}" for task in accounts)))
    assert asked.count(" checked") == 3
    form = sent(accounts, **DONE, evidence=(BytesIO(b"a picture"), "停用.png"))
    assert browser.post(COMPLETE, form, content_type="multipart/form-data").status_code == 302
    assert {task.state for task in tasks(kind=TaskKind.REVOKE_ACCESS)} == {TaskState.DONE}
    assert [grant.revoked_on for grant in db.session.query(AccessGrant)] == [date(2026, 6, 1)] * 3
    proofs = db.session.query(TaskEvidence).all()
    assert len({proof.task_id for proof in proofs}) == 3
    assert len({proof.sha256 for proof in proofs}) == 1
    assert entries("contracts:offboarding:complete") == [str(task.id) for task in accounts]


def test_one_that_cannot_be_reported_holds_all_of_them_and_says_why(browser, person):
    ending()
    accounts = tasks(kind=TaskKind.REVOKE_ACCESS)
    stale = sent(accounts)
    browser.post(
        f"/contracts/offboarding/{accounts[1].id}/assign",
        {"owner_id": person(Role.IT_MANAGER).id, "version": accounts[1].version},
    )
    page = text_of(browser.post(COMPLETE, stale | DONE))
    assert "1 of 3 cannot" in page
    assert f'id="why-{accounts[1].id}"' in page
    assert f'id="why-{accounts[0].id}"' not in page
    assert "Somebody else changed" in page
    assert page.count(" checked") == 3, "what was ticked stays so"
    assert "三個帳號同時停用" in page
    assert {task.state for task in tasks(kind=TaskKind.REVOKE_ACCESS)} == {TaskState.OPEN}
    assert entries("contracts:offboarding:complete") == []
    assert browser.post(COMPLETE, sent(tasks(kind=TaskKind.REVOKE_ACCESS)) | DONE).status_code == 302


def test_what_one_proof_cannot_show_is_reported_by_itself(browser):
    ending()
    everything = tasks()
    page = text_of(browser.get(COMPLETE + "?" + "&".join(f"task={task.id}" for task in everything)))
    assert page.count(" checked") == 3, "the accounts: most are of that kind"
    refused = text_of(browser.post(COMPLETE, sent(everything) | DONE))
    assert "its method and its certificate" in refused
    assert "nothing of this contract is left" in refused
    assert "Of another kind" in refused
    assert {task.state for task in tasks()} == {TaskState.OPEN}


@pytest.mark.parametrize(
    ("form", "says"),
    [({"done_on": "2026-06-01"}, "Add the evidence first"), ({"done_on": "2026-06-02", "note": "x"}, "lies in the future"),
     ({"done_on": "", "note": "x"}, "Please fill this in")],
)  # fmt: skip
def test_what_is_wrong_with_all_of_them_is_said_once(browser, form, says):
    ending()
    page = text_of(browser.post(COMPLETE, sent(tasks(kind=TaskKind.REVOKE_ACCESS)) | form))
    assert page.count(says) == 1
    assert {task.state for task in tasks()} == {TaskState.OPEN}


def test_nobodys_work_is_taken_over_together(browser, person):
    ending()
    mine = person(Role.IT_MANAGER)
    assert browser.post(ASSIGN, sent(tasks(), owner_id=mine.id)).status_code == 302
    assert {task.owner_id for task in tasks()} == {mine.id}
    assert len(entries("contracts:offboarding:assign")) == len(tasks())


def test_hostile_ticks_and_readers_change_nothing(browser, sign_in):
    ending()
    found = tasks()
    for line in (
        ["1"],
        ["x.y"],
        ["999999999.1"],
        [f"{found[0].id}.999"],
        [f"{n}.1" for n in range(1, 61)],
        ["9" * 30 + ".1"],
    ):
        assert browser.post(COMPLETE, DONE | {"line": line}).status_code == 200
    assert browser.get(COMPLETE + "?task=x&task=&task=%00&task=" + "9" * 40).status_code == 200
    assert browser.post(ASSIGN, sent(found, owner_id=987654)).status_code == 200
    auditor = sign_in(Role.AUDITOR)
    assert auditor.post(COMPLETE, sent(found) | DONE, form_at="/my-work/absence").status_code == 403
    assert {task.state for task in tasks()} == {TaskState.OPEN}
    assert entries("contracts:offboarding:complete") == []
