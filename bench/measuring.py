"""How a thing is timed here: the median of several runs, and how it grows when the input does."""

import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass
class Series:
    """One thing measured at growing sizes."""

    what: str
    unit: str
    points: list[tuple[int, float]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def rows(self) -> Sequence[str]:
        first_size, first = self.points[0]
        lines = []
        for number, (size, seconds) in enumerate(self.points):
            growth = f"×{size / first_size:.1f} size, ×{seconds / first:.1f} time" if number else ""
            note = self.notes[number] if number < len(self.notes) else ""
            what = "" if number else self.what
            lines.append(f"| {what} | {size:,} {self.unit} | {_shown(seconds)} | {growth} | {note} |")
        return lines


def _shown(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"


def _used() -> float:
    """Processor time so far, also of processes that were started and have ended (files are read in such)."""
    times = os.times()
    return time.process_time() + times.children_user + times.children_system


def once(run: Callable[[], object]) -> float:
    """Processor time of one run in seconds, so that a busy machine does not count: for what cannot be run twice."""
    start = _used()
    run()
    return _used() - start


def median_of(run: Callable[[], object], *, runs: int = 5, warm: int = 1) -> float:
    """Median processor time of `run` in seconds, after `warm` runs that do not count."""
    for _ in range(warm):
        run()
    return statistics.median(once(run) for _ in range(runs))
