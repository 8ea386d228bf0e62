"""The audit pack: made in pieces, checked without the database, and any change to it found."""

import io
import json
import zipfile

import pytest

from core import clock
from core.audit.models import AuditEntry
from core.audit.pack import MANIFEST, TRAIL, verify_pack
from core.auth.rules import Role
from core.background.operations import run_next
from core.db import db, unit_of_work
from core.files import path_of
from core.obligations import packing
from core.obligations.models import Pack
from tests.vendors.factories import make_service, make_vendor
from vendors.diligence import operations
from vendors.diligence.rules import EvidenceKind, Verdict
from vendors.register.rules import VendorStatus


@pytest.fixture
def firm(app):
    service = make_service(make_vendor(name_zh="甲商", status=VendorStatus.ACTIVE), name="主機維護")
    with unit_of_work():
        operations.add_evidence(
            service, kind=EvidenceKind.VULNERABILITY_SCAN, title="弱掃報告", tested_on=clock.today(),
            verdict=Verdict.PASSED, file=(io.BytesIO(b"%PDF the report"), "弱掃.pdf"), by=None,
        )  # fmt: skip
    return service


@pytest.fixture
def pack(firm) -> bytes:
    packing.make(clock.today(), by_id=None, tell=lambda *_: None)
    return path_of(db.session.query(Pack).one().sha256).read_bytes()


def test_a_pack_holds_everything_and_is_sound(pack):
    report = verify_pack(io.BytesIO(pack))
    assert report.faults == []
    with zipfile.ZipFile(io.BytesIO(pack)) as found:
        duties = [json.loads(line) for line in found.read("obligations.jsonl").splitlines()]
        held = [json.loads(line) for line in found.read("evidence.jsonl").splitlines()]
        assert {d["rule"] for d in duties} >= {"CC-19000-4-3"}
        (paper,) = (h for h in held if h["record"] == "evidence")
        assert paper["name"] == "弱掃.pdf"
        assert found.read(f"evidence/{paper['sha256']}") == b"%PDF the report"
    made = db.session.query(AuditEntry).filter_by(tag="obligations:pack:make").one()
    assert made.changes["sha256"] == db.session.query(Pack).one().digest
    assert report.entries == made.seq - 1


def rewritten(pack: bytes, change) -> bytes:
    """The pack with its files passed through `change(name, data)`: other data, None to leave out, or more files."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(pack)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            for path, data in change(name, old.read(name)).items():
                new.writestr(path, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda n, d: {n: d.replace(b"report", b"forged")} if n.startswith("evidence/") else {n: d}, "changed after"),
        (lambda n, d: {} if n.startswith("evidence/") else {n: d}, "is missing"),
        (lambda n, d: {n: d, "extra.txt": b"x"} if n == TRAIL else {n: d}, "not in its manifest"),
        (lambda n, d: {n: d[: len(d) // 2]} if n == TRAIL else {n: d}, "changed after"),
        (lambda n, d: {} if n == MANIFEST else {n: d}, "no manifest"),
        (lambda n, d: {n: b"[" * 100_000} if n == MANIFEST else {n: d}, "not one of an audit pack"),
        (lambda n, d: {n: d + b"\n" * 99} if n == "README.txt" else {n: d}, "longer than"),
    ],
)
def test_what_somebody_did_to_a_pack_is_found(pack, change, says):
    assert any(says in fault for fault in verify_pack(io.BytesIO(rewritten(pack, change))).faults)


def test_a_forged_trail_is_found_though_its_manifest_was_forged_too(pack):
    """Who rewrites an entry and every hash of the manifest still breaks the chain."""
    import hashlib

    forged: dict[str, bytes] = {}

    def forge(name: str, data: bytes) -> dict[str, bytes]:
        if name == TRAIL:
            forged[name] = data = data.replace("甲商".encode(), "乙商".encode())
        if name == MANIFEST:
            content = json.loads(data)
            content["files"][TRAIL] = {"sha256": hashlib.sha256(forged[TRAIL]).hexdigest(), "size": len(forged[TRAIL])}
            data = json.dumps(content).encode()
        return {name: data}

    faults = verify_pack(io.BytesIO(rewritten(pack, forge))).faults
    assert any("its content was changed after it was written" in fault for fault in faults)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"hello" * 99])
def test_what_is_no_pack_is_told_not_thrown(data):
    assert not verify_pack(io.BytesIO(data)).is_sound


def test_an_auditor_has_one_made_downloads_it_and_checks_it_by_the_command(firm, sign_in, app, tmp_path):
    browser = sign_in(Role.AUDITOR)
    assert browser.post("/obligations/packs", {"as_of": "2199-01-01"}, form_at="/obligations/packs").status_code == 302
    answer = browser.post("/obligations/packs", {"as_of": ""}, form_at="/obligations/packs")
    assert "/background/" in answer.location
    while run_next():
        pass
    made = db.session.query(Pack).one()
    file = tmp_path / "pack.zip"
    file.write_bytes(browser.get(f"/obligations/packs/{made.id}").data)
    assert made.digest in browser.get("/obligations/packs").get_data(as_text=True)
    run = app.test_cli_runner().invoke(args=["audit", "verify-pack", str(file), "--sha256", made.digest, "--json"])
    assert run.exit_code == 0, run.output
    assert json.loads(run.output)["sound"]
    run = app.test_cli_runner().invoke(args=["audit", "verify-pack", str(file), "--sha256", "0" * 64])
    assert run.exit_code == 1
    assert sign_in(Role.PROCUREMENT).get(f"/obligations/packs/{made.id}").status_code == 403


def test_only_the_newest_packs_keep_their_bytes(firm):
    for number in range(packing.KEPT_PACKS + 1):
        packing.make(clock.today(), by_id=None, tell=lambda *_: None)
        assert db.session.query(Pack).count() == number + 1
    kept = [p.sha256 is not None for p in db.session.query(Pack).order_by(Pack.id)]
    assert kept == [False] + [True] * packing.KEPT_PACKS
    oldest = db.session.query(Pack).order_by(Pack.id).first()
    assert not path_of(oldest.digest).exists()
