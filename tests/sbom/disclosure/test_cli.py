import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from sbom.disclosure.cli import commands
from tests.sbom.documents import as_bytes, component, cyclonedx

GOOD = as_bytes(
    cyclonedx(
        component(
            "a",
            licenses=[{"license": {"id": "MIT"}}],
            externalReferences=[{"type": "vcs", "url": "https://example.org/a"}],
        ),
        component("b"),
    )
)


def run(*args: Any) -> Result:
    return CliRunner().invoke(commands, ["inspect", *map(str, args)])


def write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return path


def test_one_file_is_counted(tmp_path: Path):
    result = run(write(tmp_path / "good.json", GOOD), "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "good.json": {
            "valid": True,
            "format": "CycloneDX JSON",
            "spec_version": "1.6",
            "components": 2,
            "source_disclosed": 1,
            "licence_proven": 1,
            "errors": [],
        }
    }


def test_invalid_unreadable_and_absent_files_have_entries_too(tmp_path: Path):
    bad = write(tmp_path / "bad.json", as_bytes(cyclonedx({"name": "x"})))
    broken = write(tmp_path / "broken.json", b"{")
    result = run(write(tmp_path / "good.json", GOOD), bad, broken, tmp_path / "absent.json", tmp_path, "--json")
    entries = json.loads(result.stdout)
    assert result.exit_code == 1
    assert {name: e["valid"] for name, e in entries.items()} == {
        "good.json": True, "bad.json": False, "broken.json": False, "absent.json": False, tmp_path.name: False,
    }  # fmt: skip
    assert entries["bad.json"]["components"] == 1
    assert entries["bad.json"]["errors"][0]["where"] == "/components/0"
    assert entries["broken.json"]["errors"][0]["where"] == "line 1"
    assert "no file" in entries["absent.json"]["errors"][0]["what"]


def test_files_of_one_name_do_not_cover_each_other(tmp_path: Path):
    one, two = write(tmp_path / "one" / "bom.json", GOOD), write(tmp_path / "two" / "bom.json", b"{")
    entries = json.loads(run(one, two, one, "--json").stdout)
    assert {name: e["valid"] for name, e in entries.items()} == {str(one): True, str(two): False}


def test_errors_are_short(tmp_path: Path):
    long = write(
        tmp_path / "long.json", as_bytes(cyclonedx(*({"type": "x" * 5_000, "name": f"n{i}"} for i in range(300))))
    )
    errors = json.loads(run(long, "--json").stdout)["long.json"]["errors"]
    assert len(errors) == 100
    assert max(len(e["what"]) for e in errors) <= 300


def test_without_json_it_reads_as_text(tmp_path: Path):
    result = run(write(tmp_path / "good.json", GOOD))
    assert "CycloneDX JSON 1.6, valid" in result.stdout
    assert "50.0%" in result.stdout
