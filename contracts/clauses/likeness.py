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
_HAN = re.compile(r"[\u2e80-\u9fff]")
_FIGURES = re.compile(r"[0-9]+")
_BLANK = re.compile(r"[\s*#]")
MOST_WORDS, MOST_CHARACTERS = 150, 400
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
            if named == clause and weight > 0 and len(feature) > 1 and feature in folded
        )
        kept: list[str] = []
        for _, feature in speaking:
            if not any(feature in word or word in feature for word in kept):
                kept.append(feature)
        return tuple(kept[:most])


def features(folded: str, heading: str) -> set[str]:
    """Words and pairs of neighbours, figures all alike, and apart from them the words of the headings above.

    Of Chinese, which has no spaces: one to three neighbouring characters, and pairs of the headings'."""
    if _HAN.search(folded):
        text = _FIGURES.sub("0", folded)[:MOST_CHARACTERS]
        grams = {text[i : i + n] for n in (1, 2, 3) for i in range(len(text) - n + 1)}
        return {gram for gram in grams if not _BLANK.search(gram)} | {f"^{a}{b}" for a, b in pairwise(heading)}
    words = list(_words(folded))[:MOST_WORDS]
    return {*words, *(f"{a} {b}" for a, b in pairwise(words)), *(f"^{word}" for word in _words(heading))}


def _words(folded: str) -> Iterator[str]:
    for match in _WORD.finditer(folded):
        yield "0" if match.group()[0].isdigit() else match.group()


def read(source: str) -> Likeness:
    """From lines of a feature, a tab and `clause:weight` for each clause it speaks for; the feature * is the offset.

    Raises ValueError with the line that cannot be read."""
    offsets: dict[str, float] = {}
    weights: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for number, line in enumerate(source.splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        feature, _, listed = line.partition("\t")
        for clause, weight in _entries(listed, number):
            if feature == "*":
                offsets[clause] = weight
            else:
                weights[feature].append((clause, weight))
    known = {clause for listed in weights.values() for clause, _ in listed}
    if missing := sorted(known - set(offsets)):
        raise ValueError(f"the line * names no offset for {missing[0]}")
    return Likeness(offsets, {feature: tuple(listed) for feature, listed in weights.items()})


def _entries(listed: str, number: int) -> Iterator[tuple[str, float]]:
    for entry in listed.split():
        clause, _, weight = entry.partition(":")
        try:
            yield clause, float(weight)
        except ValueError:
            raise ValueError(f"line {number}: {entry[:40]!r} is not clause:weight") from None
