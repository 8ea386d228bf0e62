"""What was learnt of how clauses read: from many labelled passages, for every clause, how likely a passage is to hold it.

A linear model over short runs of characters (Chinese) or words (English), learnt by `bench/learning.py` from papers and
passages that people labelled. Two readings a clause: that the passage makes it present, and that it speaks of it at all,
be it deficiently. The parties' names are replaced by who they are, and figures by one, so that what is learnt is how
duties are worded and not whose they were. The weights can be read in the file, run by run.
"""

import math
import re
import struct
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

import orjson

Mention = tuple[int, int, str]
"""(start, end, "client" | "vendor" | "both") of a party's name in a folded passage, as in actors.py."""
OUTCOMES = ("present", "any")
MARKS = {"client": "\u24b6", "vendor": "\u24b7", "both": "\u24b8"}
"""What stands for a party's name."""
MOST_CHARACTERS = 1_200
"""Of a passage; what it is about is said by then."""
_FIGURE = re.compile(r"[0-9]+")
_BLANK = re.compile(r"_{2,}|\.{4,}|\u2026{2,}")
_WORD = re.compile(r"[a-z\u24b6-\u24b8]+|[0%$_\u2610\u25a1]")


@dataclass(frozen=True, slots=True)
class Reads:
    """How a passage reads for one clause: the likelihoods (0..1) that it makes it present, and that it speaks of it."""

    present: float
    any: float


NOTHING = Reads(0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Learnt:
    """`offsets` and, by feature, columns and weights in turn, weights in tenths; a column is a clause and an outcome, two
    for each clause."""

    clauses: Sequence[str]
    offsets: Sequence[float]
    weights: Mapping[str, Sequence[int]]
    _lanes: dict[str, int] = field(default_factory=dict, init=False, repr=False, compare=False)
    """By feature that was met, its weights side by side in one number, a lane of 32 bits a column: adding numbers adds up
    all columns at once, exactly, many times quicker than one by one."""

    def of(self, found: Collection[str]) -> Mapping[str, Reads]:
        """How a passage with these features reads, for every clause that was learnt."""
        columns = len(self.offsets)
        total = sum(map(self._lane, self.weights.keys() & found), _middle(columns))
        sums = struct.unpack(f"<{columns}I", total.to_bytes(_LANE * columns // 8, "little"))
        scale = 0.1 / math.sqrt(max(len(found), 1))
        likely = [_likelihood(o + (each - _HALF) * scale) for o, each in zip(self.offsets, sums, strict=True)]
        return {clause: Reads(likely[2 * at], likely[2 * at + 1]) for at, clause in enumerate(self.clauses)}

    def _lane(self, feature: str) -> int:
        lane = self._lanes.get(feature)
        if lane is None:
            pairs = iter(self.weights[feature])
            lane = sum(_bounded(weight) << _LANE * column for column, weight in zip(pairs, pairs, strict=True))
            self._lanes[feature] = lane
        return lane

    def telling(self, clause: str, found: Iterable[str], folded: str, most: int = 3) -> tuple[str, ...]:
        """The passage's own words that speak most for the clause, as they stand folded; none inside another."""
        column = 2 * list(self.clauses).index(clause)
        speaking = sorted(
            (-weight, feature)
            for feature in found
            if len(feature) > 1 and feature in folded
            for weight in self._weights_at(column, feature)
            if weight > 0
        )
        kept: list[str] = []
        for _, feature in speaking:
            if not any(feature in word or word in feature for word in kept):
                kept.append(feature)
            if len(kept) == most:
                break
        return tuple(kept)

    def _weights_at(self, column: int, feature: str) -> list[int]:
        pairs = iter(self.weights.get(feature, ()))
        return [weight for at, weight in zip(pairs, pairs, strict=True) if at == column]


_LANE = 32
_HALF = 1 << (_LANE - 1)
"""What a lane stands at before anything is added, so that its sum is never below zero."""
_MOST = 100_000
"""Tenths that one feature can weigh: of the at most ten thousand features of a passage the sum still fits its lane."""


def _bounded(weight: int) -> int:
    return max(-_MOST, min(_MOST, weight))


@cache
def _middle(columns: int) -> int:
    return sum(_HALF << _LANE * column for column in range(columns))


def _likelihood(score: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def features(
    folded: str, heading: str, named: Sequence[Mention] = (), actors: Collection[str] = (), *, is_chinese: bool
) -> set[str]:
    """What is looked at of a passage: runs of one to three characters or words, its heading's (^), who acts in it (#)."""
    text = _FIGURE.sub("0", _impersonal(folded[:MOST_CHARACTERS], named, apart="" if is_chinese else " "))
    found = {f"#{who}" for who in actors}
    if is_chinese:
        bare, title = "".join(text.split()), "".join(heading.split())
        found.update(bare[at : at + n] for n in (1, 2, 3) for at in range(len(bare) - n + 1))
        found.update("^" + title[at : at + n] for n in (1, 2, 3) for at in range(len(title) - n + 1))
        if not text.isascii() and any("\u3400" <= c <= "\u9fff" for c in text):
            return found
    words = _WORD.findall(_BLANK.sub("_", text))
    found.update(words)
    found.update(f"{a} {b}" for a, b in pairwise(words))
    found.update(f"{a} {b} {c}" for a, b, c in zip(words, words[1:], words[2:], strict=False))
    found.update(f"~{word[:5]}" for word in words if len(word) > 5)
    found.update(f"~{a[:5]} {b[:5]}" for a, b in pairwise(words))
    if not is_chinese:
        found.update(f"^{word}" for word in _WORD.findall(heading))
    return found


def _impersonal(folded: str, named: Sequence[Mention], apart: str) -> str:
    """The text with each party's name replaced by who it is."""
    parts, at = [], 0
    for start, end, who in sorted(named):
        if start >= at and end <= len(folded):
            parts += [folded[at:start], apart, MARKS.get(who, ""), apart]
            at = end
    return "".join([*parts, folded[at:]])


def read(data: bytes) -> Learnt:
    """From a file's JSON: {"about", "clauses", "offsets", "weights": {feature: [column, tenths, column, tenths, …]}}.

    Raises ValueError for anything else."""
    kept = orjson.loads(data)
    try:
        clauses, offsets, weights = tuple(kept["clauses"]), tuple(kept["offsets"]), kept["weights"]
    except (KeyError, TypeError) as error:
        raise ValueError(f"{error} is missing") from error
    if not clauses or len(offsets) != len(OUTCOMES) * len(clauses) or not isinstance(weights, dict):
        raise ValueError("it wants clauses, and an offset for each of their outcomes")
    return Learnt(clauses, offsets, weights)


def write(learnt: Learnt, about: str) -> bytes:
    """The JSON that `read` reads; `about` says where it comes from."""
    weights = {feature: learnt.weights[feature] for feature in sorted(learnt.weights)}
    offsets = [round(each, 3) for each in learnt.offsets]
    kept = {"about": about, "clauses": learnt.clauses, "offsets": offsets, "weights": weights}
    return orjson.dumps(kept, option=orjson.OPT_APPEND_NEWLINE)
