"""What a reviewer's decision rests on, and whether that still stands. Pure.

Words are compared without their spaces, line ends, width and letter case: moving them to another page or uploading the
same paper again changes nothing; changing, striking or superseding one word does.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from contracts.clauses.rules import Verdict
from contracts.documents.folding import fold
from contracts.documents.reading.text import DocumentText

_UNITS = re.compile(r"[。；;！？!?.]")


def bare(text: str) -> str:
    """The words alone, as they are compared."""
    return "".join(fold(text).split())


@dataclass(frozen=True, slots=True)
class Ground:
    """All words of a contract's papers that count, as one string without spaces; `mark` is the same for the same
    sentences, whatever their order, pages and lines."""

    words: str
    mark: str

    @classmethod
    def of(cls, counted: Sequence[DocumentText]) -> "Ground":
        """From what counts of each paper (contracts.clauses.sets)."""
        words = "".join(bare(document.words(p)) for document in counted for p in document.paragraphs)
        sentences = sorted({part for part in _UNITS.split(words) if part})
        return cls(words, hashlib.sha256("\n".join(sentences).encode()).hexdigest())

    def holds(self, passage: str) -> bool:
        """Whether the passage stands among the words."""
        return bare(passage) in self.words


def evidence_mark(verdict: Verdict, passages: Iterable[str]) -> str:
    """A verdict and the words it rests on, as a fingerprint that survives their moving."""
    words = sorted({bare(passage) for passage in passages})
    return hashlib.sha256("\n".join([str(verdict), *words]).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision as it was made: on which verdict of the machine, and on which passages.

    `passages` is None for a decision whose passages were not kept; `ground` is the mark of all words at that time.
    """

    verdict: Verdict
    machine: Verdict
    passages: Sequence[str] | None
    ground: str = ""


def is_stale(decided: Decided, verdict: Verdict, passages: Sequence[str], ground: Ground) -> bool:
    """Whether the text under a decision changed: `verdict` and `passages` are what the check finds now.

    A passage that is gone makes any decision stale. One who overruled the check has also to see what it found since; and
    where neither had a passage to show, the decision rests on the whole text.
    """
    if decided.passages is None:
        return True
    if verdict not in (decided.machine, decided.verdict):
        return True
    if not all(ground.holds(passage) for passage in decided.passages):
        return True
    if decided.verdict is verdict:
        return False
    known = {bare(passage) for passage in decided.passages}
    if any(bare(passage) not in known for passage in passages):
        return True
    return not decided.passages and decided.ground != ground.mark
