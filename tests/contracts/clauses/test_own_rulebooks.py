"""A firm adds a rulebook of its own by putting files into a folder, and by nothing else."""

from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from contracts.clauses.rulebooks import available, load
from core.settings import SettingsError, load_settings

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
