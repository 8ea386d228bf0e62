"""`flask clauses check`, as somebody at a terminal or a script uses it."""

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from openpyxl import load_workbook

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


def folder(tmp_path: Path) -> Path:
    """Five papers, one of them a picture, in a folder with a folder in it."""
    papers = sorted(PAPERS.glob("*.txt"))[:4]
    (tmp_path / "合約" / "舊").mkdir(parents=True)
    for number, paper in enumerate(papers):
        (tmp_path / "合約" / ("舊" if number % 2 else "") / paper.name).write_bytes(paper.read_bytes())
    (tmp_path / "合約" / "scan.pdf").write_bytes(b"\x89PNG\r\n\x1a\n" + b"x" * 40)
    (tmp_path / "合約" / "~$open.docx").write_bytes(b"lock")
    return tmp_path / "合約"


def test_a_folder_stands_for_all_files_in_it_and_its_folders(tmp_path):
    where = folder(tmp_path)
    result = run("--json", where)
    found = json.loads(result.stdout)
    names = [str(p.relative_to(where)) for p in where.rglob("*") if p.is_file() and not p.name.startswith("~")]
    assert sorted(found) == sorted(names)
    assert set(found["scan.pdf"]) == {"error"}
    assert result.exit_code == 1
    assert "5 files: 4 checked, 1 refused" in result.stderr
    one = sorted(PAPERS.glob("*.txt"))[1]
    assert found[f"舊/{one.name}"] == json.loads(run("--json", one).stdout)[one.name]


def test_a_zip_stands_for_the_files_in_it(tmp_path):
    where = folder(tmp_path)
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for path in sorted(where.rglob("*.txt")):
            archive.write(path, path.relative_to(where))
        archive.writestr("inner.zip", b"PK")
    found = json.loads(run("--json", tmp_path / "all.zip").stdout)
    assert "inside the archive" in found.pop("inner.zip")["error"]
    assert len(found) == 4
    assert all(len(each) == 17 for each in found.values())
    (tmp_path / "bad.zip").write_bytes(b"no zip")
    assert "not a zip" in json.loads(run("--json", tmp_path / "bad.zip").stdout)["bad.zip"]["error"]


def test_an_empty_folder_is_no_success(tmp_path):
    (tmp_path / "empty").mkdir()
    assert run("--json", tmp_path / "empty").exit_code == 1


def test_the_workbook_holds_the_matrix_the_passages_and_what_was_refused(app, tmp_path):
    out = tmp_path / "out.xlsx"
    result = app.test_cli_runner().invoke(
        clauses, ["check", str(folder(tmp_path)), "--xlsx", str(out), "--lang", "zh_Hant_TW"]
    )
    assert result.exit_code == 1
    assert not result.stdout
    matrix, totals, passages, refused = load_workbook(out).worksheets
    rows = list(matrix.values)
    assert rows[0][:2] == ("檔案", "缺漏")
    assert "對資訊服務供應商之稽核權條款" in rows[0]
    assert [row[1] for row in rows[1:]] == sorted((row[1] for row in rows[1:]), reverse=True)
    assert {cell for row in rows[1:] for cell in row[2:]} <= {"✗ 缺漏", "◐ 不完整", "✓ 已載明"}
    assert all(sum(row[1:]) == 4 for row in list(totals.values)[1:])
    assert {row[0] for row in list(passages.values)[1:]} == {row[0] for row in rows[1:]}
    assert [row[0] for row in list(refused.values)[1:]] == ["scan.pdf"]
    assert "影像" in list(refused.values)[1][1]


def test_a_workbook_that_cannot_be_written_is_told(app, tmp_path):
    paper = str(PAPERS / "cloud_form.txt")
    result = app.test_cli_runner().invoke(clauses, ["check", paper, "--xlsx", str(tmp_path / "no" / "out.xlsx")])
    assert result.exit_code == 1
    assert "No such file" in result.output


KEPT = "第一條 稽核\n甲方得隨時派員查核乙方之作業紀錄，乙方應予配合。\n"
OLD = (
    KEPT
    + "第二條 資安事件\n乙方應於知悉資安事件後四小時內通報甲方並配合調查。\n第三條 保固\n乙方保固一年，免費修復瑕疵。\n"
)
NEW = "前言\n" + KEPT + "第二條 資安事件\n乙方應於知悉資安事件後二十四小時內通報甲方並配合調查。\n"


@pytest.fixture
def versions(tmp_path):
    (tmp_path / "old.txt").write_text(OLD, encoding="utf-8")
    (tmp_path / "new.txt").write_text(NEW, encoding="utf-8")
    return tmp_path / "old.txt", tmp_path / "new.txt"


def test_two_versions_are_compared_clause_by_clause(versions):
    found = {each["clause"]: each for each in json.loads(run(*versions, "--json", command="compare").stdout)}
    assert len(found) == 17
    assert (found["warranty"]["before"], found["warranty"]["after"]) == ("present", "absent")
    assert [each["text"] for each in found["warranty"]["gone"]] == ["乙方保固一年，免費修復瑕疵。"]
    assert "四小時" in found["incident"]["gone"][0]["text"]
    assert "二十四小時" in found["incident"]["new"][0]["text"]
    assert found["audit"]["gone"] == found["audit"]["new"] == []


def test_only_the_clauses_that_differ_are_listed(versions):
    result = run(*versions, command="compare")
    assert "present -> absent" in result.stdout
    assert "audit" not in result.stdout
    same = run(versions[0], versions[0], command="compare")
    assert (same.exit_code, same.stdout, "0 of 17" in same.stderr) == (0, "", True)


def test_a_version_that_cannot_be_read_is_named(versions, tmp_path):
    result = run(versions[0], tmp_path / "gone.txt", command="compare")
    assert result.exit_code == 1
    assert "gone.txt" in result.stderr
