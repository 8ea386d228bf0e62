"""A check survives what happens to machines: killed midway, the rest is checked, and nothing twice."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from io import BytesIO

import pytest

from contracts.bulk import checking, operations
from contracts.bulk.models import BulkCheck, BulkFile, BulkFinding
from contracts.bulk.rules import FileState
from contracts.clauses.rulebooks import load
from contracts.documents.archives import Archive
from core import clock
from core.audit.models import AuditEntry
from core.background import Progress
from core.background.models import Work
from core.background.operations import run_next
from core.db import db, unit_of_work
from core.settings import ROOT
from tests.contracts.bulk.zips import FORM, SLIP, VAULT, zipped

COUNT = 12
FILES = {f"{n:02d}.txt": (SLIP, VAULT, FORM)[n % 3] + f"\n第{n}份".encode() for n in range(COUNT)}
WORKER = """
from app import create_app
from core.background.operations import run_next
from core.settings import load_settings
import sys
app = create_app(load_settings({}, instance_path=sys.argv[1], database_url=sys.argv[2], scheduler=False,
                               secret_key="tests-only-secret-key-of-at-least-32"))
with app.app_context():
    run_next()
"""


@pytest.fixture
def begun(app) -> int:
    data = zipped(**FILES)
    with unit_of_work():
        members = Archive(BytesIO(data)).members
        return operations.begin_check(BytesIO(data), members, name="x.zip", rulebook=load("cc19000"), by=None).id


def through() -> dict[int, object]:
    db.session.rollback()
    rows = db.session.query(BulkFile.id, BulkFile.checked_at).filter(BulkFile.state != FileState.WAITING)
    return dict(rows.all())


def work_off() -> int:
    pieces = 0
    while run_next():
        pieces += 1
    db.session.expire_all()
    return pieces


def assert_all_checked_once() -> None:
    assert {row[0] for row in db.session.query(BulkFile.state)} == {FileState.CHECKED}
    assert db.session.query(BulkFinding).count() == COUNT * 17
    assert db.session.query(BulkCheck).one().finished_at is not None
    assert db.session.query(AuditEntry).filter_by(tag="contracts:bulk:finish").count() == 1


def test_killed_midway_the_remaining_files_are_checked_and_none_twice(app, begun, tmp_path):
    settings = app.config["SETTINGS"]
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(settings.instance_path), settings.database_url], cwd=ROOT, env=os.environ
    )
    deadline = time.monotonic() + 90
    while not 2 <= len(through()) < COUNT and worker.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    before = through()
    assert 2 <= len(before) < COUNT
    assert not run_next()  # its lease still runs: nobody takes over too early
    with clock.at(clock.now() + timedelta(minutes=4)):
        work_off()
    assert_all_checked_once()
    after = through()
    assert all(after[key] == at for key, at in before.items())
    assert db.session.query(Work).order_by(Work.id).first().attempts == 2


def test_a_long_check_lets_other_work_have_its_turn(begun, monkeypatch):
    monkeypatch.setattr(checking, "SLICE_SECONDS", 0.0)
    seen = []
    taken = iter(range(10_000))

    def ticking() -> float:
        seen.append(1)
        return next(taken) / 3  # every third look at the clock a second has passed

    monkeypatch.setattr(checking.time, "monotonic", ticking)
    monkeypatch.setattr(checking, "SLICE_SECONDS", 1.0)
    assert work_off() > 2
    assert_all_checked_once()


def test_a_piece_of_work_that_was_replaced_does_nothing(begun):
    old = db.session.query(Work.id).scalar()
    with unit_of_work():
        operations.queue_next(db.session.get(BulkCheck, begun), by=None)
    assert checking.check_in_background({"check_id": begun}, None, Progress(old)) == {}
    assert not through()
    work_off()
    assert_all_checked_once()


def test_run_again_after_its_end_it_does_nothing(begun):
    work_id = db.session.query(Work.id).scalar()
    work_off()
    checking.check_in_background({"check_id": begun}, None, Progress(work_id))
    checking.check_in_background({"check_id": 10**6}, None, Progress(work_id))
    assert_all_checked_once()
