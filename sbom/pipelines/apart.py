"""Large SBOMs are read by a process of its own, with memory and time that end that process and not the server.

The process is the application once more, without its threads: it reads, judges and writes as the server would, so nothing
large passes between the two. It stays for the next file while it is small, and ends when whoever started it is gone.
"""

import contextlib
import json
import logging
import os
import pickle
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from flask import Flask, current_app

from core.audit.chain import acting_as
from core.auth.models import User
from core.background import Progress
from core.db import db
from core.errors import Refused
from core.phrases import N_, Phrase, kept, phrase
from core.settings import ROOT, Settings

log = logging.getLogger(__name__)
MEMORY = 2 << 30
"""Bytes of address space a process may take: 100 MB with 100,000 components need half of it."""
SECONDS = 90
"""Processor time one file may take; the largest that is read takes a tenth of it."""
WALL_SECONDS = 900
STAYS_BELOW = 400 << 20
"""Bytes that a process may have held and still wait for the next file: what it took is not given back."""
FILES_A_PROCESS = 50
TOO_MUCH = N_("Reading the file takes more memory or time than any SBOM needs. Ask for one SBOM per product.")

_ENTRY = "import sys; from app import create_app; from sbom.pipelines import apart; apart.serve(create_app, sys.stdin.buffer)"
_STOPPED = frozenset({-6, -7, -9, -11, -24})
"""Aborted, bus error, killed, segmentation fault, out of time: what running against a limit looks like from outside."""


# --- whoever asks ------------------------------------------------------------------------------------------------------


class Lost(RuntimeError):
    """The process ended for another reason than its limits: what it did is done anew."""


class Reader:
    """A process that reads one file after another."""

    def __init__(self, settings: Settings, *, memory: int = MEMORY) -> None:
        self.files, self._used = 0, 0.0
        self._process = subprocess.Popen(  # noqa: S603 - a program of ours; nothing from outside is in the command
            [sys.executable, "-c", _ENTRY],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
        )
        for what, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0)):
            with contextlib.suppress(ProcessLookupError):
                resource.prlimit(self._process.pid, what, (most, most))
        self._send(pickle.dumps(settings))

    def read(self, params: dict[str, Any], by_id: int | None, work_id: int) -> dict[str, Any]:
        """What `pipelines.reading` gives for a file. Raises Refused as it does, and where the process ran against its limits."""
        self.files += 1
        self._allow(self._used + SECONDS)
        watch = threading.Timer(WALL_SECONDS, self._process.kill)
        watch.start()
        try:
            self._send(json.dumps({"params": params, "by_id": by_id, "work_id": work_id}).encode())
            assert self._process.stdout
            line = self._process.stdout.readline()
        finally:
            watch.cancel()
        answer = json.loads(line) if line else {}
        self._used = answer.get("seconds", 0.0)
        if answer.get("peak", MEMORY) > STAYS_BELOW or self.files >= FILES_A_PROCESS:
            self.end()
        if "result" in answer:
            result: dict[str, Any] = answer["result"]
            return result
        if "refused" in answer:
            msgid, said = answer["refused"]["msgid"], answer["refused"]["params"]
            raise Refused(msgid, **said)
        self._process.wait()
        if answer.get("too_much") or self._process.returncode in _STOPPED:
            raise TooMuch(TOO_MUCH)
        raise Lost(f"the process that reads SBOMs ended with {self._process.returncode}")

    def _allow(self, seconds: float) -> None:
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(self._process.pid, resource.RLIMIT_CPU, (int(seconds) + 1, resource.RLIM_INFINITY))

    def _send(self, data: bytes) -> None:
        assert self._process.stdin
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(len(data).to_bytes(8, "little") + data)
            self._process.stdin.flush()

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def __del__(self) -> None:
        self.end()

    def end(self) -> None:
        """End it, whatever it is doing."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                with contextlib.suppress(OSError):
                    stream.close()
        self._process.kill()
        self._process.wait()


class TooMuch(Refused):
    """The file ran against the limits of memory or time."""


_lock = threading.Lock()


def read_apart(params: dict[str, Any], by: User | None, progress: Progress) -> dict[str, Any]:
    """Read an SBOM in a process of its own. Raises Refused, TooMuch."""
    waiting: list[Reader] = current_app.extensions.setdefault("sbom_readers", [])
    with _lock:
        reader = waiting.pop() if waiting else None
    if reader is None or not reader.is_alive:
        reader = Reader(current_app.config["SETTINGS"])
    by_id = by.id if by else None
    db.session.rollback()  # nothing is held of the database while the other process writes
    try:
        return reader.read(params, by_id, progress.work_id)
    finally:
        if reader.is_alive:
            with _lock:
                waiting.append(reader)


# --- the process itself ------------------------------------------------------------------------------------------------


def serve(create_app: Callable[[Settings], Flask], source: IO[bytes]) -> None:
    """Read what is asked for until nobody asks any more; each answer is one line of JSON."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that a library prints gets between the answers
    app = create_app(pickle.loads(_frame(source)))  # noqa: S301 - sent by our own process, never by a file
    while asked := _frame(source):
        with app.app_context():
            answer = _answer(json.loads(asked))
        answer |= {"seconds": time.process_time(), "peak": _most_held()}
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()


def _most_held() -> int:
    """The most bytes of memory this process has held. `ru_maxrss` also counts what the server held that started it."""
    try:
        with Path("/proc/self/status").open(encoding="ascii") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _frame(source: IO[bytes]) -> bytes:
    head = source.read(8)
    return source.read(int.from_bytes(head, "little")) if len(head) == 8 else b""


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    from sbom.pipelines.reading import read_here

    try:
        by = db.session.get(User, asked["by_id"]) if asked["by_id"] else None
        with acting_as("work:sbom.read"):
            return {"result": read_here(asked["params"], by, Progress(asked["work_id"]))}
    except Refused as error:
        return {"refused": _sentence(error.phrase)}
    except MemoryError:
        return {"too_much": True}
    except Exception:
        log.exception("an SBOM could not be read apart")
        return {"failed": True}
    finally:
        with contextlib.suppress(Exception):
            db.session.remove()


def _sentence(said: Phrase) -> dict[str, Any]:
    found: dict[str, Any] = kept(phrase(said.msgid, **{k: str(v) for k, v in said.params.items()}))
    return found
