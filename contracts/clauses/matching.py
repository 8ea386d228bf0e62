"""Trying a clause's signals on every passage, each cue looked for at most once a passage."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from contracts.clauses.expressions import parse
from contracts.clauses.reading import Reading
from contracts.clauses.rulebook import Clause, Cue, Signal
from contracts.documents.structure import Passage

WINDOW = 2
"""How many passages before and after, in the same article, are a passage's neighbours."""

LIKE = 0.0
"""Likeness from which a passage counts as like those marked for a clause."""
UNLIKE = -5.0
"""Likeness below which it counts as unlike them."""
ECHO = -3.0
"""Likeness from which a passage may be shown beside the others, though no signal holds for it."""
_ALIKE = Signal("reads like passages marked for the clause", "present", 0.01, parse("#like"))


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that counts; `words` are the words that made it count, as they stand folded.

    `rank` orders the evidence: the signal's score, a little more under the clause's own heading and with more cues.
    `likeness` is to passages marked for the clause, None where that was not learnt; `is_alike` when it is the reason."""

    passage: Passage
    signal: Signal
    order: int
    words: tuple[str, ...]
    patterns: tuple[Cue, ...]
    rank: float
    likeness: float | None = None
    is_alike: bool = False


def hits(clause: Clause, reading: Reading) -> list[Hit]:
    """The passages that a signal holds for, in reading order; of several the surest present one, else the surest."""
    found = []
    ranked = sorted(clause.signals, key=lambda s: (s.verdict != "present", -s.score))
    spoken = {
        is_chinese: [s for s in ranked if not s.needs("#english" if is_chinese else "#chinese")]
        for is_chinese in set(reading.languages)
    }
    for order in range(len(reading.passages)):
        probe = _Probe(order, reading, clause)
        for signal in spoken[reading.is_chinese(order)]:
            if signal.when.holds(probe.holds):
                found.append(_hit(signal, order, probe, clause, reading))
                break
    return found


def echoes(clause: Clause, reading: Reading, beside: Collection[Hit]) -> list[Hit]:
    """Passages that no signal holds for, but that read much like those marked for the clause."""
    known = {hit.order for hit in beside}
    found = []
    for order, passage in enumerate(reading.passages):
        likeness = reading.likeness_to(clause.id, order)
        if likeness is not None and likeness >= ECHO and order not in known and not passage.is_definition:
            words = _telling(clause, order, reading)
            if words:
                found.append(Hit(passage, _ALIKE, order, words, _cues(words), 0.0, likeness, is_alike=True))
    return found


def _hit(signal: Signal, order: int, probe: "_Probe", clause: Clause, reading: Reading) -> Hit:
    passage = reading.passages[order]
    patterns: list[Cue] = []
    words: list[str] = []
    for word in signal.when.asserted():
        pattern = probe.pattern(word) if word[0].isalpha() else None
        match = pattern.search(passage.folded) if pattern else None
        if pattern and match and match.group().strip():
            patterns.append(pattern)
            if len(words) < 4 and match.group() not in words:
                words.append(match.group().strip()[:40])
    is_titled = "heading" in clause.cues and bool(clause.cues["heading"].search(passage.heading))
    rank = signal.score + 0.06 * is_titled + 0.01 * min(len(patterns), 4)
    likeness = reading.likeness_to(clause.id, order)
    if is_alike := signal.needs("#like"):
        words = list(_telling(clause, order, reading)) or words
        patterns = [*_cues(words), *patterns]
    return Hit(passage, signal, order, tuple(words), tuple(patterns), rank, likeness, is_alike)


def _telling(clause: Clause, order: int, reading: Reading) -> tuple[str, ...]:
    """The words by which a passage reads like those marked for the clause."""
    learnt = reading.learnt(order)
    return learnt.words(clause.id, reading.passages[order].folded) if learnt else ()


def _cues(words: Sequence[str]) -> tuple[Cue, ...]:
    patterns = [re.compile(re.escape(word)) for word in words]
    return tuple(Cue(pattern, pattern) for pattern in patterns)


class _Probe:
    """Answers what a condition asks of one passage."""

    def __init__(self, order: int, reading: Reading, clause: Clause) -> None:
        self._order, self._reading, self._clause = order, reading, clause

    def pattern(self, name: str) -> Cue | None:
        return self._clause.cues.get(name) or self._reading.cue(name)

    def holds(self, word: str) -> bool:
        prefix, name = (word[0], word[1:]) if word[0] in "^~#" else ("", word)
        if word == "#like":
            return self._likeness(LIKE - 1) >= LIKE
        if word == "#unlike":
            return self._likeness(UNLIKE) < UNLIKE
        if prefix == "#":
            return self._reading.has_property(self._order, name)
        pattern = self.pattern(name)
        if pattern is None:
            return False
        if prefix == "~":
            return any(self._reading.found(index, pattern) for index in self._reading.neighbours(self._order, WINDOW))
        return self._reading.found(self._order, pattern, in_heading=prefix == "^")

    def _likeness(self, unknown: float) -> float:
        likeness = self._reading.likeness_to(self._clause.id, self._order)
        return unknown if likeness is None else likeness
