"""Large SBOMs are read and written by processes split off for it, which a hostile file ends without harm to the server."""

import os
import signal
import subprocess
from io import BytesIO

import pytest
from flask import current_app

from core import forks
from core.audit.models import AuditEntry
from core.auth.rules import Role
from core.background.models import State, Work
from core.background.operations import run_next
from core.db import db, unit_of_work
from sbom.components import files
from sbom.components.models import Component, Delivery
from sbom.disclosure import operations
from sbom.elements import jobs as elements
from sbom.pipelines import reading
from tests.sbom.documents import as_bytes, component, cyclonedx
from tests.sbom.factories import make_release


@pytest.fixture
def waiting(app, monkeypatch):
    """Every file is a large one; a work may take half a gigabyte."""
    monkeypatch.setattr(files, "READ_HERE", 4)
    monkeypatch.setattr(forks, "MEMORY", 512 << 20)
    yield app.extensions["forks"]
    for one in app.extensions["forks"]:
        one.end()


def upload(data: bytes) -> Work:
    release = make_release()
    with unit_of_work():
        work = operations.receive_sbom(release, stream=BytesIO(data), file_name="bom.json", by=None)
        number = work.id
    while run_next():
        pass
    db.session.expire_all()
    return db.session.get(Work, number)


def test_a_large_file_is_read_counted_and_written_apart_and_one_that_takes_too_much_harms_nobody(waiting, sign_in):
    done = upload(as_bytes(cyclonedx(component("a"), component("b"))))
    assert (done.state, db.session.query(Delivery).one().components) == (State.DONE, 2)
    (first,) = waiting  # it waits for the next file
    wrong = upload(b'{"bomFormat": "CycloneDX", "specVersion": "9.9"}')
    assert (wrong.state, "9.9" in wrong.result["params"]["version"]) == (State.FAILED, True)
    bomb = b'{"bomFormat":"CycloneDX","specVersion":"1.5","components":[' + b"{}," * 3_500_000 + b"{}]}"
    refused = upload(bomb)
    assert (refused.state, refused.result["msgid"]) == (State.FAILED, reading.TOO_MUCH)
    assert (waiting, first.is_alive) == ([first], True)
    assert db.session.query(Delivery).count() == 1
    assert db.session.query(Component).count() == 2
    assert [e.tag for e in db.session.query(AuditEntry)].count("sbom:delivery:refuse") == 2

    delivery = db.session.query(Delivery).one()
    counts, delivery.elements = delivery.elements, None
    db.session.commit()
    assert elements.run() == {"sboms": 1}
    db.session.expire_all()
    assert db.session.query(Delivery).one().elements == counts

    browser = sign_in(Role.IT_MANAGER)
    exported = browser.get(f"/sbom/{db.session.query(Delivery).one().id}/export/cyclonedx")
    assert [c["name"] for c in exported.json["components"]] == ["a", "b"]
    assert waiting == [first]


def test_a_work_that_somebody_else_ended_is_not_taken_for_a_hostile_file(waiting):
    fork = forks.Fork(current_app.config["SETTINGS"])
    waiting.append(fork)
    with pytest.raises(forks.Lost):
        forks.do("nothing is called so")
    assert waiting == [fork]
    os.kill(fork.number, signal.SIGTERM)
    with pytest.raises(forks.Lost):
        list(fork.work("sbom.count", {}))


@pytest.mark.parametrize(("seconds", "is_awaited"), [(60, False), (0.1, True)])
def test_a_work_ends_when_nobody_waits_for_it_any_more_or_its_time_is_over(seconds, is_awaited):
    given, asker = os.pipe()
    sleeper = subprocess.Popen(["/bin/sleep", "60"])
    if not is_awaited:
        os.close(asker)
    with os.fdopen(given, "rb") as source:
        assert forks._watched(sleeper.pid, source, seconds) == -signal.SIGKILL
    sleeper.wait()
    if is_awaited:
        os.close(asker)
