"""Processes that may die at any moment: each is a fork of one that has loaded the product and touched no database. Linux only."""

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app import create_app
from core.settings import load_settings


@dataclass
class Place:
    """Where a firm lives: its instance folder and database."""

    folder: Path
    database_url: str = ""
    port: int = 0

    def app(self, **more: Any) -> Any:
        values: dict[str, Any] = {
            "instance_path": self.folder, "database_url": self.database_url, "scheduler": False, "log_level": "ERROR",
            "secret_key": "only-for-measuring-never-for-a-firm-0123", "sign_in_rate": "100000 per minute",
            "smtp_host": "127.0.0.1", "smtp_port": 9, "smtp_security": "none", "mail_from": "risk@example.com",
            "public_url": "http://127.0.0.1", "language": "en",
        }  # fmt: skip
        return create_app(load_settings({}, **(values | more)))


@dataclass
class Found:
    """What one run showed: figures for the report; `faults` must be empty."""

    what: str
    figures: dict[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def fork(work: Callable[[], Any]) -> tuple[int, int]:
    """Run `work` in a process of its own; its id, and the end of a pipe on which it says when it begins (and what it found)."""
    read, write = os.pipe()
    pid = os.fork()
    if pid:
        os.close(write)
        return pid, read
    code = 1
    try:
        os.close(read)
        os.dup2(write, 3)
        result = work()
        if result is not None:
            os.write(3, json.dumps(result).encode())
        code = 0
    except BaseException as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
    finally:
        sys.stderr.flush()
        os._exit(code)


def begin() -> None:
    """Told to the parent: from here on this process may die."""
    os.write(3, b"!")


def answered(work: Callable[[], Any]) -> Any:
    """What `work` returns, from a process of its own."""
    pid, pipe = fork(work)
    with os.fdopen(pipe, "rb") as handle:
        data = handle.read()
    _, status = os.waitpid(pid, 0)
    if status:
        raise RuntimeError(f"a process failed: {status}")
    return json.loads(data.lstrip(b"!")) if data.strip(b"!") else None


def killed_within(work: Callable[[], Any], seconds: float) -> bool:
    """Let `work` begin, and kill it after so long; whether it died before it had finished."""
    pid, pipe = fork(work)
    os.read(pipe, 1)
    time.sleep(seconds)
    os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    os.close(pipe)
    return os.WIFSIGNALED(status)


def say(words: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {words}", file=sys.stderr, flush=True)
