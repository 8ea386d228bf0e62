"""Work on bytes from outside in a process of its own, with memory and time that end that process and not the server."""

import contextlib
import os
import resource
import subprocess
import sys
from collections.abc import Mapping, Sequence

MEMORY = 2 << 30
SECONDS = 20


def run_apart(script: str, data: bytes, *args: str) -> tuple[bytes, int]:
    """Run a Python file that reads stdin and writes stdout; what it wrote, and its exit code.

    The code is negative when it had to be ended: more than 2 GiB, more than 20 seconds, or a crash. The file is run
    without the application on its path, so that it starts in the blink of an eye.
    """
    return run_limited([sys.executable, "-I", script, *args], data)


def run_limited(
    command: Sequence[str],
    data: bytes,
    *,
    memory: int = MEMORY,
    seconds: int = SECONDS,
    environment: Mapping[str, str] | None = None,
) -> tuple[bytes, int]:
    """Run a command that reads stdin and writes stdout, within `memory` bytes and `seconds` of processor time (and
    three times as many by the clock); what it wrote, and its exit code, negative when it had to be ended."""
    process = subprocess.Popen(  # noqa: S603 - a program of ours; nothing from outside is in the command
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **(environment or {})},
    )
    with process:
        # It is waiting for its input still: the limits stand before the first byte is read.
        for what, most in (
            (resource.RLIMIT_AS, memory),
            (resource.RLIMIT_CPU, seconds),
            (resource.RLIMIT_CORE, 0),
        ):
            with contextlib.suppress(ProcessLookupError):
                resource.prlimit(process.pid, what, (most, most))
        try:
            written, _ = process.communicate(data, timeout=3 * seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return b"", -1
    return written, process.returncode
