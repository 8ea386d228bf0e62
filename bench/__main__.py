import os
import platform
import sqlite3
from pathlib import Path

from bench import clauses, concentration, firms, papers

HEAD = """# Measured

Written by `make bench`: one run, on one machine, one thing after the other. Times are processor time, medians of
several runs where a thing can be run again; what matters is how they grow. Machine: {machine}.

| what | size | time | growth | |
|---|---:|---:|---|---|
"""


def main() -> None:
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    lines = [row for one in [*papers.measure(), *firms.measure(), *concentration.measure()] for row in one.rows()]
    text = HEAD.format(machine=machine) + "\n".join(lines) + "\n" + "".join(clauses.measure())
    (Path(__file__).parent / "results.md").write_text(text, encoding="utf-8")
    print(text)


main()
