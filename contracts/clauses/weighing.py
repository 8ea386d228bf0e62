"""What a clause comes to, once the rulebook's signals and what was learnt of other contracts have both been heard.

Signals say in words why a passage counts, and know law and look-alikes that somebody wrote down; what was learnt knows many
more ways of saying a thing, and how look-alikes read. Each was wrong where the other was right: on papers kept aside the
two together are right more often than either (bench/results.md). So a signal's word stands unless its passage reads unlike
the clause; and where no signal holds, a passage must read much like the clause to count, the more so in a long paper.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from contracts.clauses.expressions import Expression
from contracts.clauses.learnt import NOTHING, Reads
from contracts.clauses.matching import Hit, alike, holds
from contracts.clauses.reading import Reading
from contracts.clauses.rulebook import Clause

LEAST_SURE, MOST_SURE = 0.4, 0.95
"""Bounds of the likelihood from which a passage makes a clause present though no signal holds."""
AMONG = 50
"""Passages of a paper in which one must be as likely as not: among more of them one is sooner taken for what it is not."""
SURE_BESIDE_PARTIAL = 0.8
"""The least such likelihood where a signal says that the clause is there in part."""
STRONG = 0.9
"""Rank from which a signal is believed as long as its passage is not quite unlike the clause."""
SHORT = (0.1, 0.9)
"""Likelihoods of being present below, and of being spoken of above, which a signal is believed but in part."""
OF_TWO_MINDS = 0.4
"""Likelihood of being present below which a clause is there in part, where signals say both."""
SHOWN = 0.1
"""Likelihood from which a passage is shown for a clause though no signal holds for it."""
MAX_SHOWN = 5
NEAR = 0.35
"""How much less a passage may be worth than the best one and still be shown."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Likelihoods that differ by the papers' language: signals know Chinese better, what was learnt knows English better."""

    unlike: float
    """Below which no signal's passage is taken for the clause, however strong the signal: its words mean something else."""
    doubt: float
    """Of being present, that some passage must reach before a weaker signal that says so is believed."""
    spoken: float
    """Of being spoken of, from which a clause is partial though no signal holds."""
    mentioned: float
    """The same where a signal says present and is not believed."""
    in_part: float
    """The same where a signal says that it is there in part."""


CHINESE = Bounds(unlike=0.003, doubt=0.03, spoken=0.8, mentioned=0.1, in_part=0.03)
ENGLISH = Bounds(unlike=0.1, doubt=0.1, spoken=0.6, mentioned=0.3, in_part=0.3)


@dataclass(frozen=True, slots=True)
class Weighed:
    """`verdict` is "present", "partial" or "absent"; `hits` bear it, best first; `score` says how sure it is, 0..1."""

    verdict: str
    hits: Sequence[Hit]
    score: float


def least_heard(reading: Reading) -> float:
    """Likelihood of being spoken of below which no signal's passage is taken for the clause: none needs to be tried."""
    return _bounds(reading).unlike


def _bounds(reading: Reading) -> Bounds:
    return CHINESE if any(reading.languages) else ENGLISH


def weigh(clause: Clause, found: Sequence[Hit], reading: Reading) -> Weighed | None:
    """The verdict on a clause from its signals' hits and from how every passage reads; None where nothing was learnt."""
    reads = {
        order: _in_part(read) if _holds(clause.in_part, clause, order, reading) else read
        for order in range(len(reading.passages))
        if (read := reading.reads(clause.id, order)) is not None and not _binds_otherwise(clause, order, reading)
    }
    if not reads:
        return None
    present = max(read.present for read in reads.values())
    spoken = max(read.any for read in reads.values())
    bounds = _bounds(reading)
    is_strong = any(hit.rank >= STRONG for hit in found)
    found = [hit for hit in found if reads.get(hit.order, NOTHING).any >= bounds.unlike]
    said = {hit.signal.verdict for hit in found}
    is_short = (present < SHORT[0] and spoken > SHORT[1]) or ("partial" in said and present < OF_TWO_MINDS)
    if "present" in said and present >= (bounds.unlike if is_strong else bounds.doubt) and not is_short:
        return _with(clause, "present", [h for h in found if h.signal.verdict == "present"], reads, reading)
    sure = min(MOST_SURE, max(LEAST_SURE, len(reads) / (len(reads) + AMONG)))
    if present >= (max(sure, SURE_BESIDE_PARTIAL) if "partial" in said else sure):
        return _with(clause, "present", [], reads, reading)
    if spoken >= (bounds.in_part if "partial" in said else bounds.mentioned if said else bounds.spoken):
        return _with(clause, "partial", [h for h in found if h.signal.verdict == "partial"] or found, reads, reading)
    return Weighed("absent", (), 0.0)


def _binds_otherwise(clause: Clause, order: int, reading: Reading) -> bool:
    """Whether a passage cannot bear the clause however alike it reads: it bears none at all, or is what the rulebook says
    never counts."""
    return reading.bears_nothing(order) or _holds(clause.never, clause, order, reading)


def _holds(condition: Expression | None, clause: Clause, order: int, reading: Reading) -> bool:
    return condition is not None and holds(condition, order, reading, clause)


def _in_part(read: Reads) -> Reads:
    """A passage that can make the clause partial at most."""
    return Reads(0.0, read.any)


def _with(clause: Clause, verdict: str, found: Sequence[Hit], reads: Mapping[int, Reads], reading: Reading) -> Weighed:
    """The passages that bear a verdict: a signal's word counts half, the likelihood the other half."""
    outcome: Callable[[Reads], float] = (lambda r: r.present) if verdict == "present" else (lambda r: r.any)
    worth = {order: 0.5 * outcome(read) for order, read in reads.items() if outcome(read) >= SHOWN}
    by_order = {hit.order: hit for hit in found}
    for hit in found:
        worth[hit.order] = 0.5 * outcome(reads.get(hit.order, NOTHING)) + 0.5 * hit.rank
    best = max(worth.values(), default=0.0)
    shown = sorted((order for order, each in worth.items() if each >= best - NEAR * best), key=lambda o: (-worth[o], o))
    hits = [by_order.get(order) or alike(clause, order, reading, verdict) for order in shown[:MAX_SHOWN]]
    return Weighed(verdict, [replace(hit, rank=worth[hit.order]) for hit in hits], round(min(best, 1.0), 3))
