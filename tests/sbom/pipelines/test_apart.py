"""Large SBOMs are read by a process of its own, which a hostile file ends without harm to the server."""

from io import BytesIO

import pytest

from core.audit.models import AuditEntry
from core.background.models import State, Work
from core.background.operations import run_next
from core.db import db, unit_of_work
from sbom.components.models import Component, Delivery
from sbom.disclosure import operations
from sbom.pipelines import apart, reading
from tests.sbom.documents import as_bytes, component, cyclonedx
from tests.sbom.factories import make_release


@pytest.fixture
def reader(app, monkeypatch):
    """Every file is a large one; the process may take half a gigabyte, and ends with the test."""
    monkeypatch.setattr(reading, "READ_HERE", 4)
    monkeypatch.setattr(apart, "MEMORY", 512 << 20)
    readers = app.extensions["sbom_readers"] = [apart.Reader(app.config["SETTINGS"], memory=512 << 20)]
    yield readers
    for one in readers:
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


def test_a_file_is_read_apart_and_one_that_takes_too_much_ends_its_process_only(reader):
    first, held = reader[0], bytearray(apart.STAYS_BELOW)  # what the server holds is not the process's
    done = upload(as_bytes(cyclonedx(component("a"), component("b"))))
    assert (done.state, db.session.query(Delivery).one().components) == (State.DONE, 2)
    assert reader == [first]  # it stays for the next file
    assert len(held) == apart.STAYS_BELOW
    wrong = upload(b'{"bomFormat": "CycloneDX", "specVersion": "9.9"}')
    assert (wrong.state, "9.9" in wrong.result["params"]["version"]) == (State.FAILED, True)
    assert reader == [first]
    bomb = b'{"bomFormat":"CycloneDX","specVersion":"1.5","components":[' + b"{}," * 3_500_000 + b"{}]}"
    refused = upload(bomb)
    assert (refused.state, refused.result["msgid"]) == (State.FAILED, apart.TOO_MUCH)
    assert not first.is_alive
    assert db.session.query(Delivery).count() == 1
    assert db.session.query(Component).count() == 2
    assert [e.tag for e in db.session.query(AuditEntry)].count("sbom:delivery:refuse") == 2


def test_a_process_that_somebody_else_ended_is_not_taken_for_a_hostile_file(reader):
    reader[0]._process.terminate()
    with pytest.raises(apart.Lost):
        reader[0].read({}, None, 0)
