"""What happens by itself: queued work, scheduled jobs, and what is left when a process dies."""

from datetime import UTC, datetime, timedelta

import pytest

from core import clock
from core.auth.rules import Role
from core.background import handles, submit
from core.background.models import State, Work
from core.background.operations import run_next
from core.db import db, unit_of_work
from core.errors import Refused
from core.phrases import N_, phrase
from core.scheduler.jobs import Job, last_runs, register_job, tick


@pytest.fixture
def queue(app):
    done: list[int] = []

    def handler(params, by, progress):
        progress(1, 2)
        if params.get("refuse"):
            raise Refused(N_("Nothing in the file could be read: %(why)s"), why=phrase(N_("The file is empty.")))
        if params.get("break"):
            raise RuntimeError("inside")
        done.append(params["n"])
        return {"url": "/"}

    handles("test.work", handler)
    return done


def put(**params):
    with unit_of_work():
        return submit("test.work", params, by=None).id


def test_work_is_done_in_order_and_says_where_to_go(queue):
    first, second = put(n=1), put(n=2)
    while run_next():
        pass
    assert queue == [1, 2]
    assert {db.session.get(Work, i).state for i in (first, second)} == {State.DONE}
    assert db.session.get(Work, first).result == {"url": "/"}


def test_a_refusal_is_kept_in_words_and_a_fault_as_a_code(queue):
    refused, broken = put(n=1, refuse=True), put(n=2, **{"break": True})
    while run_next():
        pass
    failure = db.session.get(Work, refused).failure
    assert failure == phrase("Nothing in the file could be read: %(why)s", why=phrase("The file is empty."))
    assert db.session.get(Work, broken).result == {"code": f"VR-W{broken}"}


def test_work_whose_worker_died_is_taken_over_and_given_up_after_three_times(queue):
    number = put(n=7)
    with unit_of_work():
        work = db.session.get(Work, number)
        work.state, work.heartbeat_at, work.attempts = State.RUNNING, datetime.now(UTC) - timedelta(minutes=10), 1
    assert run_next()
    assert queue == [7]
    doomed = put(n=8)
    with unit_of_work():
        work = db.session.get(Work, doomed)
        work.state, work.heartbeat_at, work.attempts = State.RUNNING, datetime.now(UTC) - timedelta(minutes=10), 3
    assert not run_next()
    assert db.session.get(Work, doomed).state is State.FAILED


def test_progress_is_shown_to_its_owner_only(queue, sign_in, person):
    owner = person(Role.PROCUREMENT)
    with unit_of_work():
        number = submit("test.work", {"n": 1}, by=owner).id
    assert sign_in(Role.PROCUREMENT).get(f"/background/{number}/bar").status_code == 200
    assert sign_in(Role.AUDITOR).get(f"/background/{number}").status_code == 404


def test_a_job_that_fails_is_noted_and_does_not_stop_the_others(app):
    ran = []

    def broken() -> dict[str, int]:
        raise RuntimeError("no")

    register_job(app, Job("test.broken", N_("Broken"), broken))
    register_job(app, Job("test.fine", N_("Fine"), lambda: ran.append(1) or {"made": 1}))
    outcomes = {o.job: o for o in tick()}
    assert outcomes["test.broken"].error == "RuntimeError"
    assert outcomes["test.fine"].did == {"made": 1}
    assert last_runs()["test.broken"].error == "RuntimeError"


def test_the_clock_can_be_set_and_reads_naive_times_in_the_firms_zone(app):
    with clock.at(datetime(2026, 1, 1, 0, 30)):
        assert clock.today().isoformat() == "2026-01-01"
        assert clock.now() == datetime(2025, 12, 31, 16, 30, tzinfo=UTC)
