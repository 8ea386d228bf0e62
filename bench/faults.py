"""Processes that die: `kill -9` at random moments of `flask jobs tick` and of the running server, and four processes that
tick at once. After it every task and every reminder was made once, nothing that was answered is lost, the audit chain is
whole.

`python -m bench faults` runs all of it and writes the figures; `python -m bench.faults --help` runs a part. Linux only: a
firm is made once, and each process that is to die is a fork of one that has loaded the product and touched no database.
"""

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from bench.ending_firm import BASE, CONTRACTS_A_DAY, faults_of, make_in_child, ticking
from bench.processes import Found, Place, answered, fork, killed_within, say
from bench.servers import kill_servers


def kill_ticks(place: Place, kills: int, seed: int) -> Found:
    """A day at a time some contracts come near their end; the day's tick is killed, and on the next day the next one."""
    rng, found = random.Random(seed), Found("kill -9 of `flask jobs tick`")
    make_in_child(place, (kills + min(90, 5 * kills)) * CONTRACTS_A_DAY, BASE + timedelta(days=10))
    day, died, lasted = BASE, 0, 0.6
    for n in range(kills):
        died += killed_within(ticking(place, day), rng.uniform(0, lasted * 1.1))
        day += timedelta(days=1)
        if n % 20 == 19 or n == kills - 1:
            began = time.monotonic()
            answered(ticking(place, day))
            lasted = max(0.15, time.monotonic() - began - 0.4)
            seen = answered(partial(faults_of, place, day))
            found.faults += seen.pop("faults")
            found.figures = seen | {"kills": n + 1, "died at work": died}
            say(f"{found.what}: {found.figures} {found.faults or 'sound'}")
    again = answered(ticking(place, day))
    after = answered(partial(faults_of, place, day))
    if again["errors"] or after["tasks"] != found.figures["tasks"] or after["reminders"] != found.figures["reminders"]:
        found.faults.append(f"a tick more changed something: {again} {after}")
    return found


def tick_together(place: Place, contracts: int, processes: int = 4) -> Found:
    """So many processes tick at once over contracts that all come near their end on one day."""
    found = Found(f"{processes} processes tick at once")
    make_in_child(place, contracts, BASE + timedelta(days=20), max(1, contracts // 60))
    began = time.monotonic()
    running = [fork(ticking(place, BASE)) for _ in range(processes)]
    errors = []
    for pid, pipe in running:
        with os.fdopen(pipe, "rb") as handle:
            errors += json.loads(handle.read().lstrip(b"!") or b'{"errors": ["died"]}')["errors"]
        os.waitpid(pid, 0)
    lasted = time.monotonic() - began
    for _ in range(3):  # one that waited in vain for the writer comes again with its next tick
        answered(ticking(place, BASE, 11))
    seen = answered(lambda: faults_of(place, BASE))
    found.faults = seen.pop("faults")
    found.figures = seen | {"contracts": contracts, "jobs that came again": len(errors), "seconds": round(lasted, 1)}
    if not seen["reminders"]:
        found.faults.append("nobody was reminded")
    say(f"{found.what}: {found.figures} {found.faults or 'sound'}")
    return found


@contextmanager
def places(kind: str) -> Iterator[Callable[[], Place]]:
    """Fresh firms on SQLite or on a PostgreSQL server of our own."""
    root = Path(tempfile.mkdtemp(prefix="vr-faults-"))
    root.chmod(0o755)
    Place(root).app()  # loads what a first application loads; it touches no database
    server = None
    if kind == "postgres":
        from tests.support.postgres import Postgres

        server = Postgres.start()
        if server is None:
            raise SystemExit("no PostgreSQL: install it, or set TEST_POSTGRES_URL")
    number = iter(range(100))

    def fresh() -> Place:
        folder = root / str(next(number))
        folder.mkdir()
        return Place(folder, _empty_database(server) if server else "")

    try:
        yield fresh
    finally:
        if server:
            server.stop()
        shutil.rmtree(root, ignore_errors=True)


def _empty_database(server: Any) -> str:
    name = f"vr_faults_{random.randrange(10**9)}"
    server._sql(f'CREATE DATABASE "{name}"')
    return f"{server.url}/{name}"


RUNS: dict[str, Callable[[Place, int, int, int], Found]] = {
    "ticks": lambda place, kills, contracts, seed: kill_ticks(place, kills, seed),
    "servers": lambda place, kills, contracts, seed: kill_servers(place, kills, seed),
    "together": lambda place, kills, contracts, seed: tick_together(place, contracts),
}


def run(kinds: list[str], runs: list[str], kills: int, contracts: int, seed: int) -> Iterator[tuple[str, Found]]:
    for kind in kinds:
        with places(kind) as fresh:
            for name in runs:
                yield kind, RUNS[name](fresh(), kills, contracts, seed)


def measure() -> Iterator[str]:
    """The section of bench/results.md."""
    yield "# Processes that die\n\nBy `python -m bench faults`: each firm's tick and server killed with `kill -9` at random "
    yield "moments, then four processes ticking at once; afterwards every task and reminder counted, every answer looked up, "
    yield "the audit chain recomputed.\n\n| database | what | figures | found |\n|---|---|---|---|\n"
    for kind, found in run(["sqlite", "postgres"], list(RUNS), 200, 10_000, 1):
        shown = ", ".join(f"{key} {value:,}" for key, value in found.figures.items())
        yield f"| {kind} | {found.what} | {shown} | {'; '.join(found.faults) or 'all once, nothing lost, chain whole'} |\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgres"), action="append")
    parser.add_argument("--run", choices=tuple(RUNS), action="append")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--contracts", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    bad = 0
    for kind, found in run(
        asked.database or ["sqlite"], asked.run or list(RUNS), asked.kills, asked.contracts, asked.seed
    ):
        bad += len(found.faults)
        print(
            json.dumps(
                {"database": kind, "what": found.what, **found.figures, "faults": found.faults}, ensure_ascii=False
            )
        )
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
