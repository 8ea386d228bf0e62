"""The papers beside a clause: their text line by line, its passages marked, what a later paper replaced struck."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from contracts.clauses import operations
from contracts.clauses.basis import bare
from contracts.clauses.models import ClauseDecision, ClauseFinding
from contracts.clauses.rulebook import Rulebook
from contracts.clauses.rules import check
from contracts.clauses.sets import Change, Consolidated, Deed, superseded_texts
from contracts.clauses.sets.annexes import missing
from contracts.documents.highlighting import Mark, Piece, pieces
from contracts.documents.models import Document
from contracts.documents.reading import DocumentText
from contracts.documents.reading.text import Paragraph
from core.phrases import N_, Phrase, phrase

DEED_NAMES: Mapping[Deed, str] = {
    Deed.REPLACED: N_("replaces"),
    Deed.DELETED: N_("strikes"),
    Deed.ADDED: N_("adds"),
    Deed.REWORDED: N_("rewords"),
}


@dataclass(frozen=True)
class Passage:
    """Words that a verdict or a decision rests on, where they stand, and why they count."""

    number: int
    document: Document
    page: int
    start: int
    end: int
    text: str
    why: Phrase | None
    is_reviewers: bool = False
    amended: Sequence["Strike"] = ()
    """The changes of words that `text` holds already."""


@dataclass(frozen=True)
class Strike:
    """What of a paper was superseded: by which paper, doing what to which article; `words` stand in its place."""

    number: int
    by: Document
    label: str
    deed: Deed
    words: str = ""


@dataclass(frozen=True)
class Line:
    """A paragraph in pieces; `page` is its page's number where a page begins with it, else 0."""

    id: str
    kind: str
    page: int
    pieces: Sequence[Piece]


@dataclass(frozen=True)
class Sheet:
    """One paper of the set as it is shown."""

    document: Document
    words: DocumentText
    passages: Sequence[Passage]
    strikes: Mapping[int, Strike]
    struck: Sequence[Mark]
    changes: Sequence[Change] = ()
    """What it does itself to earlier papers, where it is an amendment."""

    def passage(self, number: int) -> Passage:
        return next(each for each in self.passages if each.number == number)

    def lines(self, only: set[str] | None = None) -> Iterator[Line]:
        """All lines, or those with these ids."""
        page, many = 0, len(self.words.pages) > 1
        for index, (paragraph, parts) in enumerate(self._cut):
            begins = paragraph.page != page
            page = paragraph.page
            line_id = f"t{self.document.id}-{index}"
            if only is None or line_id in only:
                yield Line(line_id, paragraph.kind.replace(" ", "-"), page if begins and many else 0, parts)

    @cached_property
    def _cut(self) -> list[tuple[Paragraph, list[Piece]]]:
        marks = [Mark(each.number, each.start, each.end) for each in self.passages]
        return pieces(self.words, marks, self.struck)

    def marked(self, spans: Sequence[tuple[int, int]]) -> set[str]:
        """Ids of the lines that hold something of these ranges."""
        return {
            f"t{self.document.id}-{index}"
            for index, p in enumerate(self.words.paragraphs)
            if any(start < p.end and p.start < end for start, end in spans)
        }


@dataclass(frozen=True)
class Beside:
    """All papers that count, and what a person should know about the set."""

    sheets: Sequence[Sheet]
    passages: Sequence[Passage]
    together: Consolidated | None = None
    waiting: Sequence[Document] = field(default_factory=list)
    """Papers that take effect only later."""

    @property
    def remarks(self) -> list[Phrase]:
        """Changes of articles that are not there, annexes that are spoken of but not attached."""
        found = list(self.together.remarks) if self.together else []
        documents = [sheet.words for sheet in self.sheets]
        absent = [as_written for as_written, _, _ in missing(documents, [s.document.name for s in self.sheets])]
        if absent:
            names = ", ".join(absent[:8])
            found.append(
                phrase(
                    N_("The papers speak of %(names)s, which is not attached: what stands there was not judged."),
                    names=names,
                )
            )
        return found


def beside(
    papers: operations.Papers,
    finding: ClauseFinding | None,
    decision: ClauseDecision | None,
    waiting: Sequence[Document] = (),
) -> Beside:
    """The papers with the passages of one clause marked."""
    together = operations.together(papers) if len(papers) > 1 else None
    documents = [document for document, _ in papers]
    gone = _gone(together, documents) if together else {}
    passages = _passages(papers, finding, decision, gone)
    sheets = []
    for index, (document, words) in enumerate(papers):
        sheets.append(
            Sheet(
                document,
                words,
                [each for each in passages if each.document is document],
                {strike.number: strike for strike, _ in gone.get(index, ())},
                [Mark(strike.number, *span) for strike, span in gone.get(index, ())],
                [c for c in together.changes if c.by == index] if together else [],
            )
        )
    return Beside(sheets, passages, together, waiting)


Gone = Mapping[int, Sequence[tuple[Strike, tuple[int, int]]]]
"""By paper what was superseded in it, and where."""


def _gone(together: Consolidated, documents: Sequence[Document]) -> Gone:
    """Whole articles first: of two strikes the first one is shown, and words within a struck article are struck with it."""
    found: dict[int, list[tuple[Strike, tuple[int, int]]]] = {}
    for gone in together.superseded:
        here = found.setdefault(gone.paper, [])
        label = _label(together, gone.by, gone.words)
        here.append((Strike(len(here) + 1, documents[gone.by], label, gone.deed), (gone.start, gone.end)))
    for edit in together.edits:
        here = found.setdefault(edit.paper, [])
        if any(a < edit.end and edit.start < b for _, (a, b) in here):
            continue
        strike = Strike(
            len(here) + 1, documents[edit.by], _label(together, edit.by, edit.at), Deed.REWORDED, edit.words
        )
        here.append((strike, (edit.start, edit.end)))
    return found


def _label(together: Consolidated, by: int, words: tuple[int, int]) -> str:
    """The article that a change names."""
    return next((c.label for c in together.changes if (c.by, c.words) == (by, words)), "")


def former(
    papers: operations.Papers, together: Consolidated | None, rulebook: Rulebook, clause_id: str
) -> list[Passage]:
    """Passages on a clause in what was superseded."""
    if together is None or not together.superseded:
        return []
    found = check(superseded_texts(together), rulebook)[clause_id]
    documents = [document for document, _ in papers]
    return [
        Passage(n, documents[e.document], e.page, e.start, e.end, e.text, None) for n, e in enumerate(found.evidence, 1)
    ]


def _passages(
    papers: operations.Papers, finding: ClauseFinding | None, decision: ClauseDecision | None, gone: Gone
) -> list[Passage]:
    """In the order in which they are read, numbered from 1; the reviewer's own passage among them."""
    if finding is None:
        return []
    order = {document.id: index for index, (document, _) in enumerate(papers)}
    why = finding.why
    found = [
        (
            order[each["document_id"]],
            each["start"],
            each["end"],
            each["text"],
            why[at] if at < len(why) else None,
            False,
        )
        for at, each in enumerate(finding.evidence)
        if each["document_id"] in order
    ]
    if decision and decision.quote:
        found += [(*place, decision.quote, None, True) for place in _places(decision.quote, papers)[:1]]
    found.sort(key=lambda each: each[:3])
    return [
        Passage(
            n, papers[i][0], papers[i][1].page_at(start), start, end, text, reason, own, _within(gone, i, start, end)
        )
        for n, (i, start, end, text, reason, own) in enumerate(found, 1)
    ]


def _within(gone: Gone, paper: int, start: int, end: int) -> list[Strike]:
    """The changes of words in a range."""
    return [s for s, (a, b) in gone.get(paper, ()) if s.deed is Deed.REWORDED and a < end and start < b]


def _places(quote: str, papers: operations.Papers) -> list[tuple[int, int, int]]:
    """(paper, start, end) of the words that a reviewer copied, whatever their line ends."""
    wanted, found = bare(quote), []
    for index, (_, words) in enumerate(papers):
        at = [i for i, c in enumerate(words.text) if not c.isspace()]
        begin = bare(words.text).find(wanted)
        if begin >= 0 and wanted:
            found.append((index, at[begin], at[begin + len(wanted) - 1] + 1))
    return found
