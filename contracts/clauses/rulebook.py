"""What a rulebook is: which clauses a contract must hold, and how each is recognised. Data; the check is elsewhere."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from contracts.clauses.expressions import Expression
from contracts.clauses.learnt import Learnt
from core.phrases import Wording

__all__ = ["Clause", "Cue", "Rulebook", "Signal", "Wording"]


@dataclass(frozen=True, slots=True)
class Cue:
    """Words looked for in folded text; `latin` are those that can stand in a passage without Chinese (quicker)."""

    pattern: re.Pattern[str]
    latin: re.Pattern[str] | None

    def search(self, folded: str, *, is_latin: bool = False) -> re.Match[str] | None:
        """The first place where one of the words stands."""
        if not is_latin:
            return self.pattern.search(folded)
        return self.latin.search(folded) if self.latin else None


@dataclass(frozen=True, slots=True)
class Signal:
    """One way in which a passage counts for a clause.

    `verdict` is "present" or "partial"; `score` 0..1 says how sure the way is; `lacks` names what a partial passage is
    short of (a key of `vocabulary.LACKS` or of the rulebook's own); `says` tells a reader what such a passage says.
    """

    name: str
    verdict: str
    score: float
    when: Expression
    lacks: str = ""
    says: Wording | None = None
    aside: tuple[str, ...] = ()
    """Cues whose parts of a passage are set aside before the condition is tried."""

    def needs(self, word: str) -> bool:
        """Whether nothing can hold without this operand: it is one of those joined by & at the top."""
        parts = self.when.operands if self.when.operator == "&" else (self.when,)
        return any(part.operator == "word" and part.word == word for part in parts)


@dataclass(frozen=True, slots=True)
class Clause:
    """One line of the rule: what it asks, in words for people, and the signals by which a passage answers it."""

    id: str
    name: Wording
    guidance: Wording
    counts: Wording
    model: Wording
    cues: Mapping[str, Cue]
    signals: tuple[Signal, ...]
    yields_to: tuple[str, ...] = ()
    """Clauses that take a passage from this one: by their own heading, or by a signal that is as sure."""
    never: Expression | None = None
    """Of a passage that cannot bear the clause, however much it reads like it: it refuses what is asked, or turns it round."""
    in_part: Expression | None = None
    """Of a passage that cannot make the clause more than partial, however much it reads like it: what counts is left blank."""


@dataclass(frozen=True, slots=True)
class Rulebook:
    """`id` as in commands and data; `effective_on` is the day from which the rule applies.

    `digest` is of all its words: two that differ in anything have different ones. `lacks` are sentences of its own on what
    a passage can be short of, beside `vocabulary.LACKS`; `learnt` by language ("en", "zh") is what was learnt of how
    passages read that hold its clauses: a rulebook may have none.
    """

    id: str
    name: Wording
    version: str
    effective_on: date
    source: Wording
    clauses: Mapping[str, Clause]
    lexicon: Mapping[str, Cue] = field(default_factory=dict)
    learnt: Mapping[str, Learnt] = field(default_factory=dict)
    lacks: Mapping[str, Wording] = field(default_factory=dict)
    digest: str = ""
