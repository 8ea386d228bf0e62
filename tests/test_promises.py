"""The promises of the design, each held against the product as it stands."""

import ast
import dataclasses
import re
import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from core import schema
from core.audit import record
from core.audit.chain import verify
from core.audit.models import AuditEntry
from core.audit.shown import _fields, _tags
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.i18n import messages
from core.i18n.catalogues import PACKAGES
from core.scheduler.jobs import tick
from core.settings import Settings
from tests.vendors.factories import make_vendor
from vendors.register import operations as register
from vendors.register.models import Vendor

ROOT = Path(__file__).resolve().parent.parent


# 1. Nothing entered is lost.


def test_a_change_that_fails_half_way_leaves_everything_as_before(app):
    vendor = make_vendor(name_zh="照舊股份有限公司")
    entries = db.session.query(AuditEntry).count()

    def half_way() -> None:
        with unit_of_work():
            register.edit_vendor(vendor, name_zh="半途", by=None)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_way()
    db.session.expire_all()
    assert db.session.get(Vendor, vendor.id).name_zh == "照舊股份有限公司"
    assert db.session.query(AuditEntry).count() == entries


def test_many_people_saving_at_once_lose_nothing(app):
    """Eight threads write at the same moment: every record and every audit entry is there, the chain is whole."""
    faults: list[BaseException] = []

    def work(number: int) -> None:
        with app.app_context():
            try:
                for step in range(5):
                    with unit_of_work():
                        register.register_vendor(name_zh=f"同時 {number}-{step}", by=None)
            except BaseException as fault:
                faults.append(fault)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert db.session.query(Vendor).filter(Vendor.name_zh.like("同時%")).count() == 40
    report = verify(db.session())
    assert report.is_sound
    assert report.entries == 40


# 2. Every verdict can be traced; the trail is append-only and a broken chain is found.


def test_the_database_itself_refuses_to_change_or_remove_an_entry(app):
    make_vendor()
    for statement in ("UPDATE audit_entry SET actor_name = 'x'", "DELETE FROM audit_entry"):
        with pytest.raises(DatabaseError, match="append-only"):
            db.session.execute(text(statement))
        db.session.rollback()


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit_entry SET actor_name = 'somebody else' WHERE seq = 2",
        'UPDATE audit_entry SET changes = \'{"name_zh": "forged"}\' WHERE seq = 2',
        "DELETE FROM audit_entry WHERE seq = 2",
        "DELETE FROM audit_entry WHERE seq = 3",
    ],
)
def test_verify_finds_what_somebody_did_behind_the_products_back(app, tampering):
    for _ in range(3):
        make_vendor()
    assert verify(db.session()).is_sound
    if db.engine.dialect.name == "sqlite":
        db.session.execute(text("DROP TRIGGER audit_entry_no_update"))
        db.session.execute(text("DROP TRIGGER audit_entry_no_delete"))
    else:
        db.session.execute(text("DROP TRIGGER audit_entry_no_change ON audit_entry"))
    db.session.execute(text(tampering))
    db.session.commit()
    assert not verify(db.session()).is_sound


def test_an_act_cannot_be_recorded_outside_its_transaction(app):
    with pytest.raises(RuntimeError, match="outside a unit of work"):
        record("test:nothing:do", "nowhere", by=None)


def recorded_tags() -> set[str]:
    """Every tag that some operation records, read from the code."""
    found: set[str] = set()
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record" and node.args:
                    first = node.args[0]
                    if isinstance(first, ast.Constant) and isinstance(first.value, str):
                        found.add(first.value)
    return found


def test_every_recorded_act_has_words(app):
    missing = recorded_tags() - _tags.keys()
    assert not missing, f"no words in labels.py for: {sorted(missing)}"
    assert all(tag.count(":") >= 1 for tag in recorded_tags())


def recorded_fields() -> set[str]:
    """Every field that some operation names in an entry, read from the code."""
    return {
        word.arg
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record" and len(node.args) == 2
        for word in node.keywords
        if word.arg and word.arg != "by"
    }


def test_every_field_of_an_entry_has_words(app):
    assert not recorded_fields() - _fields.keys(), "no words in labels.py"


# 4. Each task is made once: a tick that follows a tick does nothing.


def test_every_job_run_twice_does_nothing_the_second_time(app):
    make_vendor()
    assert not [outcome for outcome in tick() if outcome.error]
    assert all(not outcome.did and not outcome.error for outcome in tick())


# 6. and 7. Closed by default; errors speak to the person and keep the details to the log.


def test_a_fault_shows_a_code_and_no_details(app, sign_in, monkeypatch):
    from vendors.register import queries

    def broken() -> None:
        raise RuntimeError("the secret inside")

    monkeypatch.setattr(queries, "vendors", broken)
    answer = sign_in(Role.PROCUREMENT).get("/vendors/")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 500
    assert re.search(r"VR-[0-9A-F]{8}", page)
    assert "secret inside" not in page
    assert "Traceback" not in page


def test_every_answer_carries_the_security_headers(app, sign_in):
    for address in ("/", "/sign-in", "/nowhere", "/static/app.css"):
        headers = sign_in(Role.PROCUREMENT).get(address).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"


# Both languages, always complete; every setting documented; the schema is the models'.


@pytest.mark.parametrize("package", PACKAGES)
def test_traditional_chinese_lacks_no_text_and_keeps_every_placeholder(package):
    assert not list(messages.faults(package))


def test_no_text_has_two_translations():
    assert not list(messages.contradictions())


MAINLAND = (
    "信息",
    "軟件",
    "硬件",
    "用戶",
    "默認",
    "視頻",
    "網絡",
    "數據庫",
    "文件夾",
    "服務器",
    "登陸",
    "導出",
    "導入",
)


@pytest.mark.parametrize("package", PACKAGES)
def test_the_chinese_is_taiwans(package):
    path = messages.po_path(package)
    chinese = path.read_text(encoding="utf-8") if path.exists() else ""
    assert not [word for word in MAINLAND if word in chinese]


def test_every_setting_is_documented():
    page = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    for one in dataclasses.fields(Settings):
        assert f"`{one.name.upper()}`" in page, f"{one.name.upper()} is not in docs/operating.md"


def test_the_migrated_schema_is_what_the_models_say(app):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from sqlalchemy import Enum, String

    def same_type(_context, _inspected, _column, inspected_type, metadata_type):
        if isinstance(metadata_type, Enum) and isinstance(inspected_type, String):
            return inspected_type.length != metadata_type.length
        return None

    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": same_type, "include_name": schema.is_modelled}
        )
        assert compare_metadata(context, db.metadata) == []
