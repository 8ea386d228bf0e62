"""`flask clauses check`, as somebody at a terminal or a script uses it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from contracts.clauses.cli import clauses

PAPERS = Path(__file__).parent / "papers"


def run(*arguments: str | Path, command: str = "check") -> Result:
    app = Flask("check")
    app.cli.add_command(clauses)
    return app.test_cli_runner().invoke(clauses, [command, *map(str, arguments)])


def test_json_holds_every_clause_with_its_evidence():
    result = run("--json", PAPERS / "backup_vault.txt")
    found = json.loads(result.stdout)["backup_vault.txt"]
    assert result.exit_code == 0
    assert len(found) == 17
    for cell in found.values():
        assert set(cell) == {"present", "verdict", "score", "evidence"}
        assert cell["present"] == (cell["verdict"] == "present")
        assert all(set(piece) == {"text", "page", "start", "end"} for piece in cell["evidence"])


def test_a_file_that_cannot_be_read_is_told_and_the_others_are_checked(tmp_path):
    (tmp_path / "empty.pdf").write_bytes(b"")
    result = run("--json", tmp_path / "empty.pdf", tmp_path / "gone.txt", PAPERS / "cloud_form.txt")
    found = json.loads(result.stdout)
    assert result.exit_code == 1
    assert set(found["empty.pdf"]) == set(found["gone.txt"]) == {"error"}
    assert len(found["cloud_form.txt"]) == 17


def test_two_files_of_one_name_are_both_there(tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.txt").write_text("第一條 保固\n乙方保固一年，免費修復瑕疵。", encoding="utf-8")
    twice = tmp_path / "a" / "x.txt"
    assert len(json.loads(run("--json", twice, tmp_path / "b" / "x.txt", twice).stdout)) == 3


def test_another_rulebook_can_be_asked_for_and_an_unknown_one_is_refused():
    assert (
        "data_return"
        in json.loads(run("--json", "--rulebook", "dora30", PAPERS / "cloud_form.txt").stdout)["cloud_form.txt"]
    )
    result = run("--rulebook", "none", PAPERS / "cloud_form.txt")
    assert result.exit_code == 2
    assert "cc19000" in result.output


def test_the_rulebooks_at_hand_are_listed():
    listed = {each["id"]: each for each in json.loads(run("--json", command="rulebooks").stdout)}
    assert len(listed["cc19000"]["clauses"]) == 17
    assert run(command="rulebooks").stdout.count("\n") == len(listed) >= 2


@pytest.mark.parametrize("name", ["backup_vault.txt", "telecom_slip.txt"])
def test_without_json_it_prints_a_line_a_clause(name):
    result = run(PAPERS / name)
    assert result.exit_code == 0
    assert result.output.count("\n") == 18


def test_a_runner_without_an_app_needs_no_database():
    assert CliRunner().invoke(clauses, ["--help"]).exit_code == 0
