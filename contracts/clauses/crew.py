"""Many files read and checked side by side, each in a process of its own that has its limits and outlives no one."""

import contextlib
import json
import os
import pickle
import queue
import resource
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from contracts.clauses.rulebook import Rulebook
from contracts.documents.rules import phrase_of
from core.errors import Unreadable
from core.phrases import N_, Phrase, phrase
from core.settings import ROOT

HANDS = min(2, os.cpu_count() or 1)
MEMORY = 4 << 30
"""Bytes a process may take; reading a PDF has narrower limits of its own."""
SECONDS = 900
"""How long one file may take: a scan of 100 pages that has to be recognised takes minutes."""
FILES_A_PROCESS = 100
"""Then a new one begins: what a library did not give back is given back so."""
PULSE = 20.0
"""Seconds without a result after which `idle` is called."""

Key = TypeVar("Key")


@dataclass(frozen=True)
class File(Generic[Key]):
    """A file to check: who asks, its name, and how to get its bytes (called when its turn comes; may raise Unreadable)."""

    key: Key
    name: str
    load: Callable[[], bytes]


@dataclass(frozen=True)
class Checked(Generic[Key]):
    """What came of a file. `words` as `documents.rules.packed` gives them; `findings` by clause with verdict, score,
    evidence, reasons and lacks as they are kept. Both are empty where `failure` says why."""

    key: Key
    data: bytes
    words: Mapping[str, Any] = field(default_factory=dict)
    findings: Mapping[str, Any] = field(default_factory=dict)
    failure: Phrase | None = None


def check_all(
    files: Iterable[File[Key]],
    rulebook: Rulebook,
    *,
    hands: int = HANDS,
    seconds: float = SECONDS,
    idle: Callable[[], None] = lambda: None,
) -> Iterator[Checked[Key]]:
    """Every file's outcome, as they come. No more than `hands` files are held at once; closing the iterator ends the
    processes. `idle` is called when nothing has come for a while."""
    crew = _Crew(iter(files), pickle.dumps(rulebook), seconds, hands)
    try:
        yield from crew.results(idle)
    finally:
        crew.stop()


class _Crew(Generic[Key]):
    def __init__(self, files: Iterator[File[Key]], rulebook: bytes, seconds: float, hands: int) -> None:
        self._files, self._rulebook, self._seconds = files, rulebook, seconds
        self._lock, self._stopping = threading.Lock(), threading.Event()
        self._found: queue.Queue[Checked[Key] | BaseException | None] = queue.Queue(maxsize=1)
        self._hands = [threading.Thread(target=self._work, daemon=True, name=f"hand-{n}") for n in range(hands)]
        self._members: set[_Member] = set()
        for hand in self._hands:
            hand.start()

    def results(self, idle: Callable[[], None]) -> Iterator[Checked[Key]]:
        working = len(self._hands)
        while working:
            try:
                found = self._found.get(timeout=PULSE)
            except queue.Empty:
                idle()
                continue
            if found is None:
                working -= 1
            elif isinstance(found, BaseException):
                raise found
            else:
                yield found

    def stop(self) -> None:
        self._stopping.set()
        for member in list(self._members):
            member.end()
        while any(hand.is_alive() for hand in self._hands):
            with contextlib.suppress(queue.Empty):
                self._found.get(timeout=0.1)

    def _work(self) -> None:
        """One hand: takes the next file until there is none."""
        member, count = None, 0
        try:
            while not self._stopping.is_set() and (file := self._next()) is not None:
                if member is None or not member.is_alive or count % FILES_A_PROCESS == 0:
                    member = self._begin(member)
                count += 1
                self._found.put(self._outcome(file, member))
        except BaseException as error:  # told to whoever waits for results, which must not wait for ever
            self._found.put(error)
        finally:
            self._dismiss(member)
            self._found.put(None)

    def _next(self) -> File[Key] | None:
        with self._lock:
            return next(self._files, None)

    def _begin(self, before: "_Member | None") -> "_Member":
        self._dismiss(before)
        member = _Member(self._rulebook)
        self._members.add(member)
        return member

    def _dismiss(self, member: "_Member | None") -> None:
        if member is not None:
            member.end()
            self._members.discard(member)

    def _outcome(self, file: File[Key], member: "_Member") -> Checked[Key]:
        try:
            data = file.load()
        except Unreadable as error:
            return Checked(file.key, b"", failure=error.phrase)
        answer = member.ask(file.name, data, self._seconds)
        if answer is None:
            return Checked(file.key, data, failure=phrase(_TOO_MUCH))
        if "failure" in answer:
            return Checked(file.key, data, failure=phrase_of(answer["failure"]))
        return Checked(file.key, data, answer["words"], answer["findings"])


_TOO_MUCH = N_("Reading the file takes more memory or time than any contract needs; save it again and send that.")


class _Member:
    """A process of the crew."""

    def __init__(self, rulebook: bytes) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_THREAD_LIMIT": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "contracts.clauses.crew_member"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=ROOT,
        )
        for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CORE, 0)):
            with contextlib.suppress(ProcessLookupError):
                resource.prlimit(self._process.pid, what, (most, most))
        with contextlib.suppress(OSError):
            self._send(rulebook)

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, name: str, data: bytes, seconds: float) -> dict[str, Any] | None:
        """What the process found in a file; None when it died over it or took too long."""
        watch = threading.Timer(seconds, self._process.kill)
        watch.start()
        try:
            self._send(name.encode("utf-8", "replace") or b"file")
            self._send(data)
            assert self._process.stdout
            line = self._process.stdout.readline()
            answer: dict[str, Any] = json.loads(line)
        except (OSError, ValueError):
            self.end()
            return None
        finally:
            watch.cancel()
        return answer

    def _send(self, data: bytes) -> None:
        assert self._process.stdin
        self._process.stdin.write(struct.pack("<Q", len(data)))
        self._process.stdin.write(data)
        self._process.stdin.flush()

    def end(self) -> None:
        """End it, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                with contextlib.suppress(OSError):
                    stream.close()
