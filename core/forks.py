"""Work on large files by a process of its own, with memory and time that end that process and not the server.

The first such work starts the application once more, without its threads: it waits, holding what every work needs, and for
each work splits off a process that does this one thing and is gone. So a work begins at once, has the application and the
database at hand, and gives all memory back. What is under way ends with whoever asked for it.
"""

import contextlib
import ctypes
import gc
import json
import logging
import os
import pickle
import resource
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from flask import Flask, current_app

from core.db import db
from core.errors import Refused
from core.phrases import N_, kept, phrase
from core.settings import ROOT, Settings

log = logging.getLogger(__name__)
MEMORY = 2 << 30
"""Bytes of address space a work may take: an SBOM of 100 MB with 100,000 components needs half of it."""
SECONDS = 90
"""Processor time of one work; the largest that are done take a fifth of it."""
WALL_SECONDS = 900
WAITING = 4
"""Processes that wait for work at most; more are started while more is asked for at once, and end with their work."""
PIECE = 1 << 18
"""Bytes that are worth giving at once."""
TOO_MUCH = N_("This takes more memory or time than is given to one file.")

Give = Callable[[bytes], None]
Task = Callable[[Mapping[str, Any], Give], Any]
"""What a work does: parameters and a way to give bytes as they come, then a result that JSON can hold. Raises Refused."""

_ENTRY = "import sys; from app import create_app; from core import forks; forks.serve(create_app, sys.stdin.buffer)"
_DATA, _ANSWER, _ENDED = b"D", b"A", b"E"
_OUT_OF_MEMORY = 12
_STOPPED = frozenset({_OUT_OF_MEMORY, -6, -7, -9, -11, -24})
"""Out of memory, aborted, bus error, killed, segmentation fault, out of time: how a work ends that runs against a limit."""
_DIES_WITH_PARENT = 1


class Lost(RuntimeError):
    """The process ended for another reason than its limits: what it did is done anew."""


class TooMuch(Refused):
    """The work ran against the limits of memory or time."""


def init_app(app: Flask) -> None:
    app.extensions["forks"] = []  # None in a process that was split off
    app.extensions["fork_tasks"] = {}
    app.extensions["fork_preparations"] = []


def register_task(app: Flask, name: str, task: Task, prepare: Callable[[], object] | None = None) -> None:
    """`prepare` loads once what every such work needs, so that none of them has to."""
    app.extensions["fork_tasks"][name] = task
    if prepare:
        app.extensions["fork_preparations"].append(prepare)


# --- whoever asks ------------------------------------------------------------------------------------------------------

_lock = threading.Lock()


def do(task: str, **params: Any) -> Any:
    """The result of a work. Raises Refused as it does, TooMuch, Lost."""
    pieces = streamed(task, **params)
    while True:
        try:
            next(pieces)
        except StopIteration as end:
            return end.value


def streamed(task: str, **params: Any) -> Generator[bytes, None, Any]:
    """The bytes that a work gives, as they come; its result is what the generator returns. Raises as `do` does.

    What a work asks for in its turn is done where it is, within its own limits.
    """
    waiting: list[Fork] | None = current_app.extensions["forks"]
    if waiting is None:
        given: list[bytes] = []
        result = current_app.extensions["fork_tasks"][task](params, given.append)
        yield from given
        return result
    with _lock:
        fork = waiting.pop() if waiting else None
    if fork is None or not fork.is_alive:
        fork = Fork(current_app.config["SETTINGS"])
    db.session.rollback()  # nothing is held of the database while the other process writes
    try:
        return (yield from fork.work(task, params))
    finally:
        with _lock:
            if fork.is_idle and len(waiting) < WAITING:
                waiting.append(fork)
            else:
                fork.end()


class Fork:
    """The process that splits off others; one work at a time."""

    def __init__(self, settings: Settings) -> None:
        self._is_at_work = False
        self.used: dict[str, float] = {}
        """Of the last work: processor time in seconds, and by how many bytes its memory grew at most."""
        self._process = subprocess.Popen(  # noqa: S603 - a program of ours; nothing from outside is in the command
            [sys.executable, "-c", _ENTRY],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
        )
        self._send(pickle.dumps(settings))

    def work(self, task: str, params: Mapping[str, Any]) -> Generator[bytes, None, Any]:
        """The bytes it gives, and its result. Raises Refused, TooMuch, Lost."""
        asked = {"task": task, "params": params, "memory": MEMORY, "seconds": SECONDS, "wall": WALL_SECONDS}
        self._is_at_work = True
        self._send(json.dumps(asked).encode())
        answer: dict[str, Any] = {}
        for kind, data in self._frames():
            if kind == _DATA:
                yield data
            elif kind == _ANSWER:
                answer = json.loads(data)
            else:
                self._is_at_work = False
                return self._result(answer, int(data))
        raise Lost(f"the process that works on files ended with {self._process.wait()}")

    def _result(self, answer: dict[str, Any], code: int) -> Any:
        self.used = answer.get("used", {})
        if "result" in answer:
            return answer["result"]
        if "refused" in answer:
            msgid, said = answer["refused"]["msgid"], answer["refused"]["params"]
            raise Refused(msgid, **said)
        if code in _STOPPED:
            raise TooMuch(TOO_MUCH)
        raise Lost(f"a work on a file ended with {code}")

    def _frames(self) -> Iterator[tuple[bytes, bytes]]:
        assert self._process.stdout
        while len(head := self._process.stdout.read(9)) == 9:
            yield head[:1], self._process.stdout.read(int.from_bytes(head[1:], "little"))

    def _send(self, data: bytes) -> None:
        assert self._process.stdin
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(len(data).to_bytes(8, "little") + data)
            self._process.stdin.flush()

    @property
    def number(self) -> int:
        """The process's own."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    @property
    def is_idle(self) -> bool:
        """Whether it waits for its next work."""
        return self.is_alive and not self._is_at_work

    def __del__(self) -> None:
        self.end()

    def end(self) -> None:
        """End it, whatever it is doing."""
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                with contextlib.suppress(OSError):
                    stream.close()
        self._process.wait()


# --- the process itself ------------------------------------------------------------------------------------------------


def serve(create_app: Callable[[Settings], Flask], source: IO[bytes]) -> None:
    """Do what is asked for until nobody asks any more."""
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # nothing that a library prints gets between the answers
    app = create_app(pickle.loads(_frame(source)))  # noqa: S301 - sent by our own process, never by a file
    with app.app_context():
        for prepare in app.extensions["fork_preparations"]:
            prepare()
        db.engine.dispose()  # each work opens its own: no connection is shared by two processes
    gc.collect()
    gc.freeze()
    while data := _frame(source):
        asked = json.loads(data)
        number = os.fork()
        if not number:
            _work(app, asked, answers)
        code = _watched(number, source, asked["wall"])
        _write(answers, _ENDED, str(code).encode())


def _watched(number: int, source: IO[bytes], seconds: float) -> int:
    """How a split-off process ended: by itself, or ended by us when its time is over or nobody waits for it any more."""
    handle = os.pidfd_open(number)
    try:
        either = select.poll()
        either.register(handle, select.POLLIN)
        either.register(source.fileno(), 0)  # that the other end is closed is always told
        if handle not in {ready for ready, _ in either.poll(seconds * 1000)}:
            os.kill(number, 9)
        return os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])
    finally:
        os.close(handle)


def _work(app: Flask, asked: Mapping[str, Any], answers: IO[bytes]) -> None:
    """Do one work, in the process that was split off for it, and end."""
    app.extensions["forks"] = None
    code = 1
    try:
        ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, 9)
        for what, most in (
            (resource.RLIMIT_AS, asked["memory"]),
            (resource.RLIMIT_CPU, asked["seconds"]),
            (resource.RLIMIT_CORE, 0),
        ):
            resource.setrlimit(what, (most, most))
        held = _held("VmRSS")
        with app.app_context():
            answer = _answer(app.extensions["fork_tasks"][asked["task"]], asked["params"], answers)
        answer["used"] = {"seconds": time.process_time(), "bytes": _held("VmHWM") - held}
        _write(answers, _ANSWER, json.dumps(answer).encode())
        code = 0
    except MemoryError:
        code = _OUT_OF_MEMORY
    except Exception:
        log.exception("a work on a file could not be answered")
    finally:
        os._exit(code)


def _answer(task: Task, params: Mapping[str, Any], answers: IO[bytes]) -> dict[str, Any]:
    try:
        return {"result": task(params, lambda data: _write(answers, _DATA, data))}
    except Refused as error:
        said = {name: str(value) for name, value in error.phrase.params.items()}
        return {"refused": kept(phrase(error.phrase.msgid, **said))}
    except Exception as error:
        if _is_out_of_memory(error):
            raise MemoryError from error
        log.exception("a work on a file failed")
        return {"failed": True}
    finally:
        with contextlib.suppress(Exception):
            db.session.remove()


def _is_out_of_memory(error: BaseException | None) -> bool:
    """Also where a library made another error of it."""
    while error is not None and not isinstance(error, MemoryError):
        error = error.__cause__ or error.__context__
    return error is not None


def _held(what: str) -> int:
    """Bytes of memory this process holds (VmRSS), or has held at most (VmHWM)."""
    with Path("/proc/self/status").open(encoding="ascii") as status:
        return next((int(line.split()[1]) * 1024 for line in status if line.startswith(what + ":")), 0)


def _frame(source: IO[bytes]) -> bytes:
    head = source.read(8)
    return source.read(int.from_bytes(head, "little")) if len(head) == 8 else b""


def _write(answers: IO[bytes], kind: bytes, data: bytes) -> None:
    left = memoryview(kind + len(data).to_bytes(8, "little") + data)
    while left:
        left = left[answers.write(left) :]
