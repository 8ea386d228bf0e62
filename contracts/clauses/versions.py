"""Two versions of a paper, clause by clause: what each verdict became, the words that went and those that came. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import zip_longest
from typing import Any

from contracts.clauses.basis import Ground, bare
from contracts.clauses.counterparts import Counterparts
from contracts.clauses.redline import Wording, redline
from contracts.clauses.rules import Verdict
from contracts.documents.reading import DocumentText
from core.phrases import N_

Place = Mapping[str, Any]
"""A passage: its `text`, its `page` and, in a version of several papers, the number of the `document`."""
Findings = Mapping[str, Mapping[str, Any]]
"""By clause, as the check keeps them: `verdict`, `evidence` (places), `lacks` (sentences)."""

_RANK = {Verdict.ABSENT: 0, Verdict.PARTIAL: 1, Verdict.PRESENT: 2}


class Became(StrEnum):
    """What became of a clause, the worst first."""

    LOST = "lost"
    WEAKENED = "weakened"
    REWORDED = "reworded"
    """The verdict is the same, the words are not: only a person can say which are the better ones."""
    IMPROVED = "improved"
    SAME = "same"


BECAME_NAMES = {
    Became.LOST: N_("Lost"),
    Became.WEAKENED: N_("Weakened"),
    Became.REWORDED: N_("Other words"),
    Became.IMPROVED: N_("Improved"),
    Became.SAME: N_("Unchanged"),
}
TONES = {
    Became.LOST: "bad", Became.WEAKENED: "warn", Became.REWORDED: "info", Became.IMPROVED: "good", Became.SAME: "muted",
}  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """A passage before and the one that took its place; None where there is none."""

    before: Place | None
    after: Place | None

    @cached_property
    def wordings(self) -> tuple[Wording, Wording]:
        """Both cut where they differ."""
        return redline(self.before["text"] if self.before else "", self.after["text"] if self.after else "")

    @property
    def gone(self) -> list[str]:
        """The words that went."""
        return [each.words.strip() for each in self.wordings[0] if each.is_changed]

    @property
    def came(self) -> list[str]:
        """The words that came."""
        return [each.words.strip() for each in self.wordings[1] if each.is_changed]


@dataclass(frozen=True)
class Difference:
    """What became of a clause; `gone` are passages of the old version that the new one does not hold, `new` the reverse,
    `pairs` both beside what took their place. `lacking` is what it lacks now and did not, `supplied` the reverse."""

    clause: str
    before: str
    after: str
    gone: Sequence[Place]
    new: Sequence[Place]
    pairs: Sequence[Pair] = ()
    lacking: Sequence[Mapping[str, Any]] = ()
    supplied: Sequence[Mapping[str, Any]] = field(default=())

    @property
    def is_changed(self) -> bool:
        return self.before != self.after or bool(self.gone or self.new)

    @property
    def became(self) -> Became:
        """The verdict's change; where it is the same, what a clause that is there in part came to lack."""
        was, now = _RANK[Verdict(self.before)], _RANK[Verdict(self.after)]
        if now < was:
            return Became.WEAKENED if now else Became.LOST
        if now > was:
            return Became.IMPROVED
        if self.lacking or self.supplied:
            return Became.WEAKENED if self.lacking else Became.IMPROVED
        return Became.REWORDED if self.is_changed else Became.SAME


def differences(
    old: DocumentText | Sequence[DocumentText],
    before: Findings,
    new: DocumentText | Sequence[DocumentText],
    after: Findings,
) -> Iterator[Difference]:
    """Each clause of the rulebook that judged both, in its order. Words that only moved are no difference."""
    one, other = (_Version([each] if isinstance(each, DocumentText) else each) for each in (old, new))
    for clause, found in before.items():
        if clause in after:
            yield _difference(clause, found, after[clause], one, other)


def worst_first(found: Sequence[Difference]) -> list[Difference]:
    """What was lost, then what was weakened, and so on; of one kind in the rulebook's order."""
    return sorted(found, key=lambda each: list(Became).index(each.became))


class _Version:
    def __init__(self, papers: Sequence[DocumentText]) -> None:
        self._papers = papers
        self.ground = Ground.of(papers)

    @cached_property
    def passages(self) -> Counterparts:
        return Counterparts.of(self._papers)


def _difference(
    clause: str, before: Mapping[str, Any], after: Mapping[str, Any], old: _Version, new: _Version
) -> Difference:
    gone = [each for each in before["evidence"] if not new.ground.holds(each["text"])]
    came = [each for each in after["evidence"] if not old.ground.holds(each["text"])]
    was, now = list(before.get("lacks", ())), list(after.get("lacks", ()))
    return Difference(
        clause,
        str(before["verdict"]),
        str(after["verdict"]),
        gone,
        came,
        tuple(_pairs(gone, came, old, new)),
        [each for each in now if each not in was] if _both_partial(before, after) else now,
        [each for each in was if each not in now] if _both_partial(before, after) else (),
    )


def _both_partial(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    return {str(before["verdict"]), str(after["verdict"])} == {"partial"}


def _pairs(gone: Sequence[Place], came: Sequence[Place], old: _Version, new: _Version) -> Iterator[Pair]:
    """Each passage that went beside its new wording, wherever that stands, and each that came beside its old one; what has
    no such counterpart beside what the other version says on the clause instead."""
    paired = [Pair(each, _nearest(each, came) or new.passages.nearest(each["text"])) for each in gone]
    shown = [bare(each.after["text"]) for each in paired if each.after]
    rest = [
        each for each in came if not any(bare(each["text"]) in known or known in bare(each["text"]) for known in shown)
    ]
    paired += [Pair(old.passages.nearest(each["text"]), each) for each in rest]
    yield from (each for each in paired if each.before and each.after)
    went, instead = ([each for each in paired if not getattr(each, side)] for side in ("after", "before"))
    for one, other in zip_longest(went, instead):
        yield Pair(one.before if one else None, other.after if other else None)


def _nearest(passage: Place, among: Sequence[Place]) -> Place | None:
    """Of the passages that came the one that is the other's new wording: evidence comes before any other passage."""
    return Counterparts.among(among).nearest(passage["text"]) if among else None
