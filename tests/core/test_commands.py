"""Commands on the machine itself: the first one on a new installation finds the database ready; stdout is one document."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def flask(instance: Path, *arguments: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    env = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {"INSTANCE_PATH": str(instance)} | environ
    command = [sys.executable, "-m", "flask", *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, check=False)


def test_the_first_command_makes_the_database_and_prints_one_document_and_refuses_the_same_account_twice(tmp_path):
    done = flask(tmp_path, "people", "add", "chen", "--role", "auditor", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["roles"] == ["auditor"]
    again = flask(tmp_path, "people", "add", "CHEN", "--role", "board")
    assert again.returncode == 1
    assert "already an account" in again.stderr
    verified = flask(tmp_path, "audit", "verify", "--json")
    assert json.loads(verified.stdout)["sound"]
    board = flask(tmp_path, "report", "board", "--out", str(tmp_path / "board.xlsx"), "--json")
    assert json.loads(board.stdout)["file"].endswith("board.xlsx")


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}, "the database cannot be used"),
        ({"PORT": "abc"}, "PORT"),
    ],
)
def test_what_cannot_work_is_said_in_a_line_without_a_trace(tmp_path, environ, said):
    done = flask(tmp_path, "audit", "verify", **environ)
    assert done.returncode != 0
    assert said in done.stderr
    assert "Traceback" not in done.stderr
