"""Which article of which paper a sentence names."""

from dataclasses import dataclass, replace
from enum import StrEnum

from contracts.clauses.sets.numbers import Path


class Deed(StrEnum):
    """What an amendment does to an article."""

    REPLACED = "replaced"
    DELETED = "deleted"
    ADDED = "added"
    REWORDED = "reworded"
    """Some of its words were changed; the rest of it stands."""


_UNITS = {"条": "條", "项": "項", "款": "款", "目": "目"}


def _named(part: str, unit: str) -> str:
    number, _, added = part.partition("-")
    return f"第{number}{_UNITS[unit]}" + (f"之{added}" if added else "")


@dataclass(frozen=True, slots=True)
class Reference:
    """An article as it is named: `shape` of its number (markers.style), `annex` its annex's label, folded.

    `units` says of what the parts are: 条, 项, 款 or 目, "" in English. `of_amendment` tells that an earlier amendment's own
    article is meant, not the contract's. A reference to nothing in particular is to the whole of the earlier papers.
    """

    path: Path = ()
    shape: str = ""
    annex: str = ""
    units: str = ""
    of_amendment: bool = False

    @property
    def label(self) -> str:
        """As people name it: 第8條第2項, Section 8.2, 附件一."""
        if self.units:
            parts = (_named(part, unit) for part, unit in zip(self.path, self.units, strict=False))
            return self.annex.replace("录", "錄") + "".join(parts)
        named = f"{self.shape or 'section'} {'.'.join(self.path)}".capitalize() if self.path else ""
        return f"{named} ({self.annex})" if named and self.annex else named or self.annex

    @property
    def is_whole(self) -> bool:
        """Whether the earlier papers as such are meant."""
        return not self.path and not self.annex


class Whither(StrEnum):
    """Where new words go."""

    INSTEAD = "instead"
    AFTER = "after"
    BEFORE = "before"


@dataclass(frozen=True, slots=True)
class Swap:
    """Words changed word for word: where the old ones are quoted, and the new ones (None: the old ones are struck).

    `everywhere` tells that they are changed as often as they stand there, not once.
    """

    old: tuple[int, int]
    new: tuple[int, int] | None
    whither: Whither = Whither.INSTEAD
    everywhere: bool = False

    def shifted(self, by: int) -> "Swap":
        """The same swap, its places counted from elsewhere."""
        new = (self.new[0] + by, self.new[1] + by) if self.new else None
        return replace(self, old=(self.old[0] + by, self.old[1] + by), new=new)


@dataclass(frozen=True, slots=True)
class Mention:
    """`folded[start:end]` does `deed` to what is referred to; `swaps` where it does so word for word."""

    deed: Deed
    references: tuple[Reference, ...]
    start: int
    end: int
    swaps: tuple[Swap, ...] = ()
