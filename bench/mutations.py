"""10,000 SBOMs spoilt by hypothesis in every way that files get spoilt: read or refused, within bounds, nothing resolved.

`python -m bench mutations` writes the figures of our own valid documents of every format; `python -m bench.mutations FILE…`
tries others as well and prints them. One that fails is shown as small as it can be made.
"""

import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings

from tests.sbom.ingest.mutations import check, mutations, seeds

MANY = 10_000


def run(of: list[bytes], many: int = MANY) -> tuple[Counter[str], float]:
    """What came of so many mutations, and the processor time in seconds of the slowest. Raises where one breaks a promise."""
    found: Counter[str] = Counter()
    slowest = 0.0

    @settings(
        max_examples=many,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(mutations(of))
    def one(data: bytes) -> None:
        nonlocal slowest
        began = time.process_time()
        sbom = check(data)
        slowest = max(slowest, time.process_time() - began)
        found["refused" if sbom is None else "valid" if sbom.valid else "not valid"] += 1

    one()
    return found, slowest


def measure() -> Iterator[str]:
    """The section of bench/results.md."""
    found, slowest = run(seeds())
    yield "# Spoilt SBOMs\n\nBy `python -m bench mutations`: valid documents of every format and version, changed by hypothesis in bytes, "
    yield "values, structure, entities and packing; each is read, graded and made into rows, or refused with a sentence.\n\n"
    yield "| mutations | still valid | read, with faults | refused | crashed, past a limit, entity resolved | slowest |\n"
    yield "|---:|---:|---:|---:|---:|---:|\n"
    cells = (found.total(), found["valid"], found["not valid"], found["refused"])
    yield "| " + " | ".join(f"{n:,}" for n in cells) + f" | 0 | {slowest:.2f} s |\n"


if __name__ == "__main__":
    print(*run([Path(name).read_bytes() for name in sys.argv[1:]] or seeds()))
