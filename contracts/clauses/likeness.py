"""How much a passage reads like those that readers of many contracts marked for a clause.

A linear model over words and pairs of words, learnt by `bench/training.py`: each word that speaks for or against a
clause has a weight, and their sum is the likeness. Above 0 the passage reads more like a marked one than not. It only
ranks evidence and gives signals an operand (`#like`); what it goes by can be read in its file, word by word.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

_WORD = re.compile(r"[a-z]+|[0-9]+|[%$]")
MOST_WORDS = 150
"""Of a passage; what a sentence is about is said by then."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """`offsets` by clause; `weights` by feature, then by clause."""

    offsets: Mapping[str, float]
    weights: Mapping[str, tuple[tuple[str, float], ...]]

    def of(self, folded: str, heading: str) -> Mapping[str, float]:
        """The likeness of a passage to those of every clause that was learnt."""
        sums = dict(self.offsets)
        for feature in features(folded, heading):
            for clause, weight in self.weights.get(feature, ()):
                sums[clause] += weight
        return sums

    def words(self, clause: str, folded: str, most: int = 3) -> tuple[str, ...]:
        """The words of the passage that speak most for the clause, longest weight first, none inside another."""
        speaking = sorted(
            (-weight, feature)
            for feature in features(folded, "")
            for named, weight in self.weights.get(feature, ())
            if named == clause and weight > 0 and feature in folded
        )
        kept: list[str] = []
        for _, feature in speaking:
            if not any(feature in word or word in feature for word in kept):
                kept.append(feature)
        return tuple(kept[:most])


def features(folded: str, heading: str) -> set[str]:
    """Words and pairs of neighbours, figures all alike, and apart from them the words of the headings above."""
    words = list(_words(folded))[:MOST_WORDS]
    return {*words, *(f"{a} {b}" for a, b in pairwise(words)), *(f"^{word}" for word in _words(heading))}


def _words(folded: str) -> Iterator[str]:
    for match in _WORD.finditer(folded):
        yield "0" if match.group()[0].isdigit() else match.group()


def read(source: str) -> Likeness:
    """From lines of a feature, a tab and `clause:weight` for each clause it speaks for; the feature * is the offset."""
    offsets: dict[str, float] = {}
    weights: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for line in source.splitlines():
        if not line or line.startswith("#"):
            continue
        feature, _, listed = line.partition("\t")
        for entry in listed.split():
            clause, _, weight = entry.partition(":")
            if feature == "*":
                offsets[clause] = float(weight)
            else:
                weights[feature].append((clause, float(weight)))
    return Likeness(offsets, {feature: tuple(listed) for feature, listed in weights.items()})
