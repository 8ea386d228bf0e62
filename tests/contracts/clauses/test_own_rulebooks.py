"""A firm adds a rulebook of its own by putting files into a folder, and by nothing else."""

import json
import shutil
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import load_workbook

from app import create_app
from contracts.clauses import jobs
from contracts.clauses.history import is_worse, verdict_changes
from contracts.clauses.models import ClauseFinding, VerdictChange
from contracts.clauses.rulebooks import available, load, shelf
from contracts.clauses.rules import Verdict
from core.audit.models import AuditEntry
from core.auth.rules import Role
from core.background.models import Work
from core.background.operations import run_next
from core.db import db
from core.settings import SettingsError, load_settings
from tests.contracts.factories import make_contract

HEAD = """
id = "house"
version = "3"
effective_on = 2026-01-01
name = {zh = "本公司自訂條款", en = "House clauses"}
source = {zh = "本公司委外作業要點", en = "House rules on outsourcing"}
"""
EXIT = """
id = "source_escrow"
name = {zh = "原始碼寄託", en = "Source escrow"}
guidance = {zh = "核心系統之原始碼應寄託第三人。", en = "The source of core systems is left with a third party."}
counts = {zh = "寄託之約定。", en = "A duty to leave the source in escrow."}
model = {zh = "乙方應將原始碼寄託於雙方同意之第三人。", en = "The Provider leaves the source with an agreed third party."}

[[signals]]
name = "source in escrow"
verdict = "present"
score = 0.9
when = "escrow & must & !#definition"

[cues]
escrow = ['寄託', '信託保管', 'escrow']
"""


def house_rules(folder: Path, head: str = HEAD, clause: str = EXIT) -> Path:
    """The firm's folder with one rulebook of one clause."""
    (folder / "house").mkdir(parents=True)
    (folder / "house" / "rulebook.toml").write_text(head, encoding="utf-8")
    (folder / "house" / "01_escrow.toml").write_text(clause, encoding="utf-8")
    return folder


def settings(instance: Path, **overrides: object):
    return load_settings({}, instance_path=instance, scheduler=False, secret_key="k" * 40, **overrides)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """House rules where the installation looks for them by itself."""
    return house_rules(tmp_path / "rulebooks")


def test_files_in_the_instance_folder_are_a_rulebook(house, app: Flask):
    assert "house" in available()
    assert load("house").clauses["source_escrow"].name.in_language("zh_Hant_TW") == "原始碼寄託"


def test_without_a_folder_there_are_those_that_ship(app: Flask):
    assert tuple(available()) == ("cc19000", "dora30")


def test_a_setting_names_another_folder(tmp_path: Path):
    folder = house_rules(tmp_path / "elsewhere")
    application = create_app(settings(tmp_path / "instance", rulebooks_path=str(folder)))
    with application.app_context():
        assert load("house").version == "3"


def test_a_folder_that_is_not_there_is_told_at_start(tmp_path: Path):
    with pytest.raises(SettingsError, match="RULEBOOKS_PATH: there is no folder"):
        settings(tmp_path, rulebooks_path=str(tmp_path / "nowhere"))


@pytest.mark.parametrize(
    ("head", "clause", "said"),
    [
        (HEAD, EXIT.replace("escrow & must", "escrow & gold"), r"house/01_escrow\.toml: signals\[0\]\.when: .*gold"),
        (HEAD, EXIT.replace("'寄託'", "'寄.*託'"), r"house/01_escrow\.toml: cues\.escrow: .*without a limit"),
        (HEAD, EXIT.replace("0.9", "nine"), r"house/01_escrow\.toml: The file is not valid TOML: .*line"),
        (HEAD.replace("version", "edition"), EXIT, r"house/rulebook\.toml: edition: There is nothing called edition"),
        (HEAD.replace('"house"', '"home"'), EXIT, r"house/rulebook\.toml: id: The id is home, but .* house"),
    ],
)
def test_a_fault_is_told_at_start_with_file_and_place(tmp_path: Path, head: str, clause: str, said: str):
    house_rules(tmp_path / "rulebooks", head, clause)
    with pytest.raises(SettingsError, match=said):
        create_app(settings(tmp_path))


def test_one_of_the_same_id_stands_in_the_place_of_the_one_that_ships_if_its_version_differs(tmp_path: Path):
    folder = tmp_path / "rulebooks"
    house_rules(folder, HEAD.replace('"house"', '"dora30"'))
    (folder / "house").rename(folder / "dora30")
    application = create_app(settings(tmp_path))
    with application.app_context():
        assert list(load("dora30").clauses) == ["source_escrow"]
        shipped = load("cc19000").version
    head = HEAD.replace('"house"', '"cc19000"').replace('"3"', f'"{shipped}"')
    (folder / "cc19000").mkdir()
    (folder / "cc19000" / "rulebook.toml").write_text(head, encoding="utf-8")
    (folder / "cc19000" / "01.toml").write_text(EXIT, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"cc19000/rulebook\.toml: version: .*a version of its own"):
        create_app(settings(tmp_path))


def attach(browser, contract, text: str, name: str = "合約.txt") -> None:
    data = {"files": [(BytesIO(text.encode()), name)], "kind": "contract"}
    browser.post(f"/contracts/{contract.id}/documents/add", data, content_type="multipart/form-data")


PAPER = "服務合約\n甲方：白鷺證券\n乙方：鐵杉資訊\n第一條 原始碼\n乙方應將原始碼寄託於雙方同意之第三人。\n第二條 保密\n乙方應對甲方資料保密。\n"


@pytest.fixture
def judged(house, sign_in):
    """A contract that is judged by the firm's own rulebook too."""
    contract, browser = make_contract(), sign_in(Role.COMPLIANCE)
    attach(browser, contract, PAPER)
    browser.post(f"/contracts/{contract.id}/clauses/rulebooks/choose", {"rulebook_id": "house"})
    return contract


def text_of(answer) -> str:
    return answer.get_data(as_text=True)


def test_a_third_rulebook_is_data_and_nothing_else(judged, app: Flask, sign_in, tmp_path: Path):
    """It shows on the rulebook's page, the contract's, the matrix, its workbook and at the command line."""
    browser = sign_in(Role.COMPLIANCE)
    assert "Source escrow" in text_of(browser.get("/contracts/clauses/rulebooks/house"))
    page = text_of(browser.get(f"/contracts/{judged.id}/clauses?rulebook=house"))
    assert "Source escrow" in page
    assert "乙方應將原始碼寄託於雙方同意之第三人" in page
    matrix = browser.get("/contracts/clauses/?rulebook=house&format=xlsx").data
    values = [list(row) for row in load_workbook(BytesIO(matrix)).worksheets[0].values]
    assert any("Source escrow" in map(str, row) for row in values)
    assert any(judged.number in map(str, row) for row in values)
    file = tmp_path / "c.txt"
    file.write_text(PAPER, encoding="utf-8")
    shown = app.test_cli_runner().invoke(args=["clauses", "check", "--rulebook", "house", "--json", str(file)])
    assert json.loads(shown.stdout)["c.txt"]["source_escrow"]["verdict"] == "present"


STRICTER = EXIT.replace("'寄託', '信託保管', 'escrow'", "'信託保管'")


def renew(app: Flask, folder: Path, clause: str = STRICTER, version: str = "4") -> None:
    """The firm puts a newer version in the folder, and the product is started again."""
    (folder / "house" / "rulebook.toml").write_text(HEAD.replace('"3"', f'"{version}"'), encoding="utf-8")
    (folder / "house" / "01_escrow.toml").write_text(clause, encoding="utf-8")
    shelf.init_app(app)


def finding() -> ClauseFinding:
    db.session.expire_all()
    return db.session.query(ClauseFinding).filter_by(rulebook_id="house").one()


def test_a_newer_version_is_offered_and_run_for_all_in_the_background(judged, house, app: Flask, sign_in):
    browser, number = sign_in(Role.COMPLIANCE), judged.number
    browser.post(f"/contracts/{judged.id}/clauses/source_escrow/decide?rulebook=house", {"verdict": "present"})
    assert "Rulebooks renewed" not in text_of(browser.get("/"))
    renew(app, house)
    assert "Rulebooks renewed" in text_of(browser.get("/"))
    assert "Another version of the rulebook judged" in text_of(
        browser.get(f"/contracts/{judged.id}/clauses?rulebook=house")
    )
    assert number in text_of(browser.get("/contracts/clauses/?rulebook=house&state=outdated"))
    assert finding().verdict is Verdict.PRESENT
    started = browser.post("/contracts/clauses/rulebooks/house/recheck", form_at="/")
    while run_next():
        pass
    work = db.session.query(Work).order_by(Work.id.desc()).first()
    assert (work.done, work.total, str(work.id)) == (1, 1, started.location.rsplit("/", 1)[1])
    found = finding()
    assert (found.rulebook_version, found.verdict, found.decided) == ("4", Verdict.ABSENT, Verdict.PRESENT)
    changes = text_of(browser.get(work.result["url"]))
    assert number in changes
    assert "3 → 4" in changes
    assert "Rulebooks renewed" not in text_of(browser.get("/"))
    assert "contracts:clauses:recheck" in {entry.tag for entry in db.session.query(AuditEntry)}


def test_one_contract_can_be_checked_anew_and_says_what_changed(judged, house, app: Flask, sign_in):
    browser = sign_in(Role.COMPLIANCE)
    renew(app, house)
    url = f"/contracts/{judged.id}/clauses/recheck?rulebook=house"
    page = text_of(browser.post(url, form_at=f"/contracts/{judged.id}/clauses", follow_redirects=True))
    assert "one verdict changed" in page
    assert "The last check changed one verdict" in page
    assert "Another version of the rulebook" not in page


def test_a_change_without_a_new_version_is_noticed_too(judged, house, app: Flask, sign_in):
    renew(app, house, version="3")
    assert "Rulebooks renewed" in text_of(sign_in(Role.COMPLIANCE).get("/"))


def test_a_rulebook_that_was_taken_away_leaves_the_contract_readable(judged, house, app: Flask, sign_in):
    browser = sign_in(Role.COMPLIANCE)
    grant = {"exception_reason": "定型化", "expires_on": "2099-01-01"}
    browser.post(f"/contracts/{judged.id}/clauses/source_escrow/decide?rulebook=house", {"verdict": "present"} | grant)
    shutil.rmtree(house)
    app.extensions.pop("rulebooks")
    assert browser.get(f"/contracts/{judged.id}/clauses?rulebook=house").status_code == 200
    assert browser.get("/contracts/clauses/?rulebook=house").status_code == 200
    attach(browser, judged, PAPER + "第三條 保固\n乙方保固一年，免費修復瑕疵。\n", "新.txt")
    assert jobs.run()["in_effect"] == 0
    assert "Rulebooks renewed" not in text_of(browser.get("/"))


def test_the_list_of_changes_knows_worse_from_better(judged, house, app: Flask, sign_in):
    browser = sign_in(Role.COMPLIANCE)
    for clause, version in ((STRICTER, "4"), (EXIT, "5")):
        renew(app, house, clause, version)
        browser.post(f"/contracts/{judged.id}/clauses/recheck?rulebook=house", form_at="/")
    every = db.session.query(VerdictChange).all()
    for direction, wanted in (("worse", True), ("better", False)):
        rows = verdict_changes().page({"direction": direction}).rows
        assert [row.id for row in rows] == [c.id for c in every if is_worse(c) is wanted]
        assert len(rows) == 1
    assert browser.get("/contracts/clauses/changes?format=xlsx").status_code == 200
