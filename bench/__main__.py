"""`python -m bench [PART…]`: measure all, or only some parts, and write bench/results.md; other parts stay as they were."""

import os
import platform
import re
import sqlite3
import sys
from pathlib import Path

from bench import clauses, concentration, duties, ends, faults, firms, ingest, lives, mutations, papers, store

RESULTS = Path(__file__).parent / "results.md"
HEAD = """# Measured

Written by `make bench`: one run, on one machine, one thing after the other. Times are processor time, medians of
several runs where a thing can be run again; what matters is how they grow. Machine: {machine}.

| what | size | time | growth | |
|---|---:|---:|---|---|
"""


def measured() -> str:
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    lines = [row for one in [*papers.measure(), *firms.measure()] for row in one.rows()]
    return HEAD.format(machine=machine) + "\n".join(lines) + "\n"


CONCENTRATION = """# Concentration and stress tests

Five levels of subcontractors below {vendors} vendors; the size to design for is 2,000 vendors and 20,000 contracts. The firm of
200 vendors is copied side by side, then chained together anew. Processor time.

| what | size | time | growth | |
|---|---:|---:|---|---|
"""


def concentrated() -> str:
    lines = [row for one in concentration.measure() for row in one.rows()]
    vendors = ", ".join(f"{concentration.FIRM.vendors * times:,}" for times in concentration.TIMES)
    return CONCENTRATION.format(vendors=vendors) + "\n".join(lines) + "\n"


PARTS = {
    "papers-and-firms": measured,
    "concentration": concentrated,
    "duties": lambda: "".join(duties.measure()),
    "clauses": lambda: "".join(clauses.measure()),
    "ingest": lambda: "".join(ingest.measure()),
    "store": lambda: "".join(store.measure()),
    "mutations": lambda: "".join(mutations.measure()),
    "ends": lambda: "".join(ends.measure()),
    "lives": lambda: "".join(lives.measure()),
    "faults": lambda: "".join(faults.measure()),
}

BY_HAND = {"faults", "lives"}
"""Half an hour of processes that die, and thousands of random lives: when asked for."""


def main() -> None:
    asked = sys.argv[1:] or [part for part in PARTS if part not in BY_HAND]
    if unknown := set(asked) - set(PARTS):
        sys.exit(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    written = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    sections = {
        part.splitlines()[0]: part.strip() for part in re.split(r"^(?=# )", written, flags=re.M) if part.strip()
    }
    for part in asked:
        text = PARTS[part]().strip()
        sections[text.splitlines()[0]] = text
        RESULTS.write_text("\n\n".join(sections.values()) + "\n", encoding="utf-8")
        print(text)


main()
