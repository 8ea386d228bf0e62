"""A tick is killed at random moments, then four run at once: all made once, the chain whole. The full runs are
`python -m bench faults`."""

import json
import subprocess
import sys

import pytest


@pytest.mark.parametrize(("run", "size"), [("ticks", ["--kills", "4"]), ("together", ["--contracts", "120"])])
def test_whatever_dies_everything_is_made_once(run, size):
    command = [sys.executable, "-m", "bench.faults", "--run", run, *size]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert found["faults"] == []
    assert found["tasks"] > 0
    assert found["reminders"] > 0
