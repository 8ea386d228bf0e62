"""Many files checked side by side: the same findings as one by one, and no file that stops the others."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from contracts.clauses import crew
from contracts.clauses.crew import Checked, File, check_all
from contracts.clauses.crew_member import checked
from contracts.clauses.rulebooks import load
from core.errors import Unreadable
from core.settings import ROOT

PAPERS = sorted((Path(__file__).parent / "papers").glob("*.txt"))
RULEBOOK = load("cc19000")


def file_of(path: Path) -> File[str]:
    return File(path.name, path.name, path.read_bytes)


def test_it_finds_what_is_found_one_by_one_and_each_file_once():
    found = list(check_all([file_of(path) for path in PAPERS], RULEBOOK))
    assert sorted(one.key for one in found) == [path.name for path in PAPERS]
    for one in found:
        alone = checked(one.data, one.key, RULEBOOK)
        assert (one.words, one.findings) == (alone["words"], alone["findings"])


def test_files_that_cannot_be_read_are_told_and_the_others_are_checked():
    def gone() -> bytes:
        raise Unreadable("The file is damaged inside the zip; pack it again.")

    files = [File("a", "a.txt", gone), File("b", "b.pdf", lambda: b"%PDF-1.4 nonsense"), file_of(PAPERS[0])]
    found = {one.key: one for one in check_all(files, RULEBOOK)}
    assert "damaged" in str(found["a"].failure)
    assert found["b"].failure
    assert found[PAPERS[0].name].findings


def test_a_file_that_takes_too_long_is_given_up_and_the_next_is_checked(monkeypatch):
    class Slow(crew._Member):
        def ask(self, name, data, seconds):
            return super().ask(name, data, 0.001 if name == "slow.txt" else seconds)

    monkeypatch.setattr(crew, "_Member", Slow)
    files = [File("slow", "slow.txt", PAPERS[0].read_bytes), file_of(PAPERS[1])]
    found = {one.key: one for one in check_all(files, RULEBOOK, hands=1)}
    assert "memory or time" in str(found["slow"].failure)
    assert found[PAPERS[1].name].findings


def test_a_file_that_takes_too_much_memory_ends_its_process_and_not_the_others(monkeypatch):
    monkeypatch.setattr(crew, "MEMORY", 200 << 20)
    huge = File("huge", "huge.txt", lambda: "第一條 保密\n".encode() * 3_000_000)
    found = {one.key: one for one in check_all([huge, file_of(PAPERS[0])], RULEBOOK, hands=1)}
    assert found["huge"].failure
    assert isinstance(found[PAPERS[0].name], Checked)


def test_a_fault_of_our_own_is_raised_and_does_not_hang():
    def broken() -> bytes:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(check_all([File("x", "x.txt", broken)], RULEBOOK))


def children() -> set[int]:
    pid = os.getpid()
    return {int(p.name) for p in Path("/proc").iterdir() if p.name.isdigit() and _parent(p) == pid}


def _parent(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


@pytest.mark.skipif(not Path("/proc").exists(), reason="looks for processes in /proc")
def test_leaving_early_leaves_no_process_behind():
    before = children()
    found = check_all([file_of(path) for path in PAPERS], RULEBOOK)
    next(found)
    assert children() - before
    found.close()
    assert not children() - before


def test_when_whoever_asked_is_killed_its_processes_end():
    script = (
        "import sys, time; from contracts.clauses.crew import *; from contracts.clauses.rulebooks import load\n"
        "f = lambda: (print('up', flush=True), time.sleep(60))[0]\n"
        "list(check_all([File('a', 'a.txt', lambda: b'x'), File('b', 'b.txt', f)], load('cc19000'), hands=1))"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE)
    assert parent.stdout
    with parent:
        assert parent.stdout.readline()
        ours = [int(p.name) for p in Path("/proc").iterdir() if p.name.isdigit() and _parent(p) == parent.pid]
        assert ours
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 20
    while any(Path(f"/proc/{pid}").exists() and not _is_zombie(pid) for pid in ours) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not [pid for pid in ours if Path(f"/proc/{pid}").exists() and not _is_zombie(pid)]


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def test_hands_are_as_many_as_pay():
    assert 1 <= crew.HANDS <= multiprocessing.cpu_count()
