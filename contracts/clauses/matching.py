"""Trying a clause's signals on every passage, each cue looked for at most once a passage."""

from collections.abc import Mapping
from dataclasses import dataclass

from contracts.clauses.reading import Reading
from contracts.clauses.rulebook import Clause, Cue, Signal
from contracts.documents.structure import Passage

WINDOW = 2
"""How many passages before and after, in the same article, are a passage's neighbours."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a signal holds for; `words` are the words that made it hold, as they stand folded.

    `rank` orders the evidence: the signal's score, a little more under the clause's own heading and with more cues."""

    passage: Passage
    signal: Signal
    order: int
    words: tuple[str, ...]
    patterns: tuple[Cue, ...]
    rank: float


def hits(clause: Clause, reading: Reading) -> list[Hit]:
    """All of them, in reading order; of several signals on a passage the surest present one, else the surest."""
    found = []
    ranked = sorted(clause.signals, key=lambda s: (s.verdict != "present", -s.score))
    spoken = {
        is_chinese: [s for s in ranked if not s.needs("#english" if is_chinese else "#chinese")]
        for is_chinese in set(reading.languages)
    }
    for order, passage in enumerate(reading.passages):
        probe = _Probe(order, reading, clause.cues)
        for signal in spoken[reading.is_chinese(order)]:
            if signal.when.holds(probe.holds):
                found.append(_hit(passage, signal, order, probe, clause))
                break
    return found


def _hit(passage: Passage, signal: Signal, order: int, probe: "_Probe", clause: Clause) -> Hit:
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
    return Hit(passage, signal, order, tuple(words), tuple(patterns), rank)


class _Probe:
    """Answers what a condition asks of one passage."""

    def __init__(self, order: int, reading: Reading, cues: Mapping[str, Cue]) -> None:
        self._order, self._reading, self._cues = order, reading, cues

    def pattern(self, name: str) -> Cue | None:
        return self._cues.get(name) or self._reading.cue(name)

    def holds(self, word: str) -> bool:
        prefix, name = (word[0], word[1:]) if word[0] in "^~#" else ("", word)
        if prefix == "#":
            return self._reading.has_property(self._order, name)
        pattern = self.pattern(name)
        if pattern is None:
            return False
        if prefix == "~":
            return any(self._reading.found(index, pattern) for index in self._reading.neighbours(self._order, WINDOW))
        return self._reading.found(self._order, pattern, in_heading=prefix == "^")
