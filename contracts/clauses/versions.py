"""Two versions of a paper, clause by clause: the verdicts before and after, the words that went and those that came. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.clauses.basis import Ground
from contracts.documents.reading import DocumentText

Findings = Mapping[str, Mapping[str, Any]]
"""By clause, as the check keeps them: `verdict`, and `evidence` with its `text` and `page`."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of a clause; `gone` are passages of the old version that the new one does not hold, `new` the reverse."""

    clause: str
    before: str
    after: str
    gone: Sequence[Mapping[str, Any]]
    new: Sequence[Mapping[str, Any]]

    @property
    def is_changed(self) -> bool:
        return self.before != self.after or bool(self.gone or self.new)


def differences(old: DocumentText, before: Findings, new: DocumentText, after: Findings) -> Iterator[Difference]:
    """Each clause of the rulebook that judged both, in its order. Words that only moved are no difference."""
    was, now = Ground.of((old,)), Ground.of((new,))
    for clause, found in before.items():
        gone = [each for each in found["evidence"] if not now.holds(each["text"])]
        came = [each for each in after[clause]["evidence"] if not was.holds(each["text"])]
        yield Difference(clause, str(found["verdict"]), str(after[clause]["verdict"]), gone, came)
