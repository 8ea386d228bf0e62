"""What the papers of a set come to together: what still counts of each, what changed it, what a person should look at."""

from dataclasses import dataclass
from datetime import date

from contracts.clauses.sets.in_force import Edit, Spliced
from contracts.clauses.sets.instructions import Span
from contracts.clauses.sets.references import Deed
from contracts.documents.reading.text import DocumentText, Kind
from contracts.documents.rules import DocumentKind
from contracts.documents.structure import Passage
from core.phrases import N_, Phrase, phrase


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of a set: its text, what it is to the contract, and the day from which it speaks."""

    text: DocumentText
    kind: DocumentKind = DocumentKind.CONTRACT
    dated_on: date | None = None


@dataclass(frozen=True, slots=True)
class Superseded:
    """`text[start:end]` of paper number `paper` no longer counts: paper `by` replaced or struck it, at `words`."""

    paper: int
    start: int
    end: int
    by: int
    deed: Deed
    words: Span


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands in `text[start:end]` of a paper is read under a heading of another one.

    `is_fallback`: only what has no heading of its own there, or is a row of a table.
    """

    paper: int
    start: int
    end: int
    heading: str
    is_fallback: bool = False

    def covers(self, passage: Passage) -> bool:
        """Whether the passage is read under it."""
        if passage.document != self.paper or not self.start <= passage.start < self.end:
            return False
        return not (self.is_fallback and passage.heading and passage.kind is not Kind.TABLE_ROW)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing an amendment does, as told to people: `label` names the article, `found` whether it was found."""

    by: int
    deed: Deed
    label: str
    words: Span
    found: bool
    unchanged: tuple["Unchanged", ...] = ()
    """Words that it would have changed, and that were left as they are."""


@dataclass(frozen=True, slots=True)
class Unchanged:
    """Words that an amendment names and that were left as they stand: they are not there, or `times` over."""

    words: str
    times: int


@dataclass(frozen=True, slots=True)
class Consolidated:
    """The papers of a set with what still counts of each (paragraphs cut, texts and offsets untouched)."""

    papers: tuple[Paper, ...]
    counted: tuple[DocumentText, ...]
    superseded: tuple[Superseded, ...] = ()
    changes: tuple[Change, ...] = ()
    headings: tuple[Heading, ...] = ()
    edits: tuple[Edit, ...] = ()
    """What stands in place of which words of the papers; in `counted` it does so already."""

    def placed(self, paper: int, start: int, end: int) -> Span:
        """Where `counted[paper].text[start:end]` stands in the paper itself."""
        return Spliced(self.papers[paper].text, [e for e in self.edits if e.paper == paper]).back(start, end)

    @property
    def remarks(self) -> tuple[Phrase, ...]:
        """What a person should look at: changes of articles that are not there, and of words that are not, or not once."""
        return (*self._not_found, *self._left_as_they_are)

    @property
    def _left_as_they_are(self) -> tuple[Phrase, ...]:
        return tuple(
            phrase(
                _MORE_THAN_ONCE if each.times else _NOT_THERE,
                name=self.papers[change.by].text.name,
                label=change.label or "—",
                words=each.words[:80],
                times=each.times,
            )
            for change in self.changes
            for each in change.unchanged
        )

    @property
    def _not_found(self) -> tuple[Phrase, ...]:
        return tuple(
            phrase(
                N_(
                    "“%(name)s” changes %(label)s, which was not found in the earlier papers: compare the two yourself."
                ),
                name=self.papers[change.by].text.name,
                label=change.label,
            )
            for change in self.changes
            if not change.found and not change.unchanged
        )


_NOT_THERE = N_(
    "“%(name)s” changes the words “%(words)s” of %(label)s, which do not stand there: nothing was changed, compare the two yourself."
)
_MORE_THAN_ONCE = N_(
    "“%(name)s” changes the words “%(words)s” of %(label)s, which stand there %(times)s times: nothing was changed, compare the two yourself."
)
