"""Trying a clause's signals on every passage, each cue looked for at most once a passage."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from contracts.clauses.expressions import Expression, parse
from contracts.clauses.reading import Reading
from contracts.clauses.rulebook import Clause, Cue, Signal
from contracts.documents.structure import Passage

WINDOW = 2
"""How many passages before and after, in the same article, are a passage's neighbours."""

_ALIKE = Signal("reads like passages marked for the clause", "present", 0.01, parse("#has_content"))
_SPOKEN = Signal(
    "reads like passages that fall short of the clause", "partial", 0.01, parse("#has_content"), "settling"
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that counts; `words` are the words that made it count, as they stand folded.

    `rank` orders the evidence: the signal's score, a little more under the clause's own heading and with more cues.
    `is_alike` when no signal holds, but the passage reads like those that hold the clause."""

    passage: Passage
    signal: Signal
    order: int
    words: tuple[str, ...]
    patterns: tuple[Cue, ...]
    rank: float
    is_alike: bool = False
    is_titled: bool = False
    """Whether the passage stands under a heading of the clause."""


def settled(clauses: Iterable[Clause], found: Mapping[str, list[Hit]]) -> dict[str, list[Hit]]:
    """The hits that each clause keeps: a passage about one matter that merely sounds like another goes to the first."""
    claims = {(name, hit.order): hit for name, hits_of in found.items() for hit in hits_of}
    yielding = {clause.id: clause.yields_to for clause in clauses}
    return {
        name: [
            hit
            for hit in found[name]
            if not any(
                _takes(claims.get((other, hit.order)), hit, is_mutual=name in yielding[other]) for other in others
            )
        ]
        for name, others in yielding.items()
    }


def _takes(claim: Hit | None, hit: Hit, *, is_mutual: bool) -> bool:
    """Whether another clause's claim on a passage is the better one."""
    if claim is None or hit.is_titled or hit.passage.is_latin:
        return False
    if claim.signal.verdict == "partial" and (hit.signal.verdict == "present" or not claim.is_titled):
        return False
    lead = claim.signal.score - hit.signal.score + (0.1 if claim.is_titled else 0.0)
    return lead > 0 if is_mutual else lead >= 0


def hits(clause: Clause, reading: Reading, least: float = 0.0) -> list[Hit]:
    """The passages that a signal holds for, in reading order; of several the surest present one, else the surest.

    A passage that speaks of the clause with less likelihood than `least`, by what was learnt, is not tried."""
    found = []
    ranked = sorted(clause.signals, key=lambda s: (s.verdict != "present", -s.score))
    spoken = {
        is_chinese: [s for s in ranked if not s.needs("#english" if is_chinese else "#chinese")]
        for is_chinese in set(reading.languages)
    }
    for order in range(len(reading.passages)):
        read = reading.reads(clause.id, order)
        if (read is not None and read.any < least) or reading.is_inert(order):
            continue
        probe = _Probe(order, reading, clause)
        for signal in spoken[reading.is_chinese(order)]:
            if probe.fits(signal):
                found.append(_hit(signal, order, probe, clause, reading))
                break
    return found


def holds(condition: Expression, order: int, reading: Reading, clause: Clause) -> bool:
    """Whether a passage answers a condition of the clause."""
    return condition.holds(_Probe(order, reading, clause).holds)


def alike(clause: Clause, order: int, reading: Reading, verdict: str) -> Hit:
    """A passage that no signal holds for, but that reads like those that hold the clause, or speak of it."""
    words = reading.telling(clause.id, order)
    signal = _ALIKE if verdict == "present" else _SPOKEN
    return Hit(reading.passages[order], signal, order, words, _cues(words), 0.0, is_alike=True)


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
    return Hit(passage, signal, order, tuple(words), tuple(patterns), rank, is_titled=is_titled)


def _cues(words: Sequence[str]) -> tuple[Cue, ...]:
    patterns = [re.compile(re.escape(word)) for word in words]
    return tuple(Cue(pattern, pattern) for pattern in patterns)


class _Probe:
    """Answers what a condition asks of one passage."""

    def __init__(self, order: int, reading: Reading, clause: Clause) -> None:
        self._order, self._reading, self._clause = order, reading, clause
        self._rest: str | None = None
        """What is left of the passage once the parts about something else are set aside; None when that is all of it."""
        self._answers: dict[str, bool] = {}
        """What was asked of the whole passage: a clause's signals ask the same again and again."""

    def pattern(self, name: str) -> Cue | None:
        return self._clause.cues.get(name) or self._reading.cue(name)

    def fits(self, signal: Signal) -> bool:
        """Whether the signal holds for the passage, or for what is left of it."""
        self._rest = None
        for name in signal.aside:
            pattern = self.pattern(name)
            if pattern and self._reading.found(self._order, pattern):
                self._rest = _without(
                    self._reading.passages[self._order].folded if self._rest is None else self._rest, pattern
                )
        return self._rest != "" and signal.when.holds(self.holds)

    def holds(self, word: str) -> bool:
        """Whether one operand of a condition holds."""
        if self._rest is not None:
            return self._holds(word)
        answer = self._answers.get(word)
        if answer is None:
            answer = self._answers[word] = self._holds(word)
        return answer

    def _holds(self, word: str) -> bool:
        prefix, name = (word[0], word[1:]) if word[0] in _PREFIXES else ("", word)
        if prefix == "#":
            return self._reading.has_property(self._order, name)
        if prefix == ".":
            return False
        pattern = self.pattern(name)
        if pattern is None:
            return False
        if prefix == "~":
            return any(self._reading.found(index, pattern) for index in self._reading.neighbours(self._order, WINDOW))
        if prefix in ("^", "/") and self._reading.found(self._order, pattern, in_heading=True):
            return True
        if prefix == "^":
            return False
        if prefix in (">", "<"):
            return self._reading.acts(self._order, pattern, ("vendor", "both") if prefix == ">" else ("client",))
        if self._rest is not None:
            return bool(pattern.search(self._rest))
        return self._reading.found(self._order, pattern)


_PREFIXES = "^~#/.><"
_PART = re.compile(r"[^,;:。]{1,2000}[,;:。]?")


def _without(folded: str, pattern: Cue) -> str:
    return "".join(part for part in _PART.findall(folded) if not pattern.search(part))
