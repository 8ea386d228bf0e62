"""What became of a passage in another version of the paper: the passage there that still says most of it. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contracts.clauses.basis import bare
from contracts.documents.reading.text import DocumentText
from contracts.documents.structure import passages

LEAST = 0.5
"""The share of two passages' pairs of characters that both must have to be two wordings of one thing."""
SHORTEST = 6
"""Passages of fewer characters are alike by chance."""


@dataclass
class Counterparts:
    """The passages of a version, found again by their pairs of characters."""

    places: Sequence[Mapping[str, Any]]
    _pairs: Sequence[Counter[str]]
    _with: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, version: Sequence[DocumentText]) -> "Counterparts":
        """Of all that the papers say that make up a version."""
        return cls.among(
            [
                {
                    "document": each.document,
                    "page": each.page,
                    "start": each.start,
                    "end": each.end,
                    "text": version[each.document].text[each.start : each.end],
                }
                for each in passages(version)
            ]
        )

    @classmethod
    def among(cls, places: Sequence[Mapping[str, Any]]) -> "Counterparts":
        """Of these passages (`text`, and whatever else is to be given back with it)."""
        found = cls(places, [_pairs(each["text"]) for each in places])
        for index, counted in enumerate(found._pairs):
            for pair in counted:
                found._with.setdefault(pair, []).append(index)
        return found

    def nearest(self, passage: str) -> Mapping[str, Any] | None:
        """The passage that says most of it; None where nothing says as much as half."""
        wanted = _pairs(passage)
        if sum(wanted.values()) < SHORTEST:
            return None
        common: Counter[int] = Counter()
        for pair, times in wanted.items():
            for index in self._with.get(pair, ()):
                common[index] += min(times, self._pairs[index][pair])
        best = max(common, key=lambda i: (self._share(common[i], i, wanted), -i), default=None)
        return None if best is None or self._share(common[best], best, wanted) < LEAST else self.places[best]

    def _share(self, common: int, index: int, wanted: Counter[str]) -> float:
        return 2 * common / ((sum(wanted.values()) + sum(self._pairs[index].values())) or 1)


def _pairs(text: str) -> Counter[str]:
    words = bare(text)
    return Counter(words[i : i + 2] for i in range(len(words) - 1))
