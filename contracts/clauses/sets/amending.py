"""A contract, its amendments and annexes as one text: what a later paper replaces or strikes in an earlier one no longer
counts, and what an amendment only says about its own doing binds nobody. Pure: papers in, what counts of them out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from contracts.clauses.sets import annexes
from contracts.clauses.sets.articles import Article, articles, located
from contracts.clauses.sets.in_force import InForce, Spliced
from contracts.clauses.sets.instructions import Instruction, Span, instructions
from contracts.clauses.sets.items import item_within
from contracts.clauses.sets.outcome import Change, Consolidated, Heading, Paper, Superseded, Unchanged
from contracts.clauses.sets.references import Deed, Reference, Swap, Whither
from contracts.documents.headings import HEADING_TRIM, inline_title, number_of
from contracts.documents.reading.text import DocumentText, Kind, Paragraph
from contracts.documents.rules import DocumentKind
from contracts.documents.structure import Passage

MOST_EDITS = 100
"""Words that one set may change word for word; far beyond any."""
MOST_WORK = 4_000_000
"""Places × letters of a paper, of one change of words."""


def consolidated(papers: Sequence[Paper]) -> Consolidated:
    """The papers, in the order in which they are read, with what still counts of each.

    Amendments act in the order of their days (an undated one last), each on what is earlier than itself; withdrawn papers
    and amendments that do not take effect yet are left out by the caller.
    """
    work = _Set(papers)
    acting = [i for i, paper in enumerate(papers) if paper.kind in (DocumentKind.CONTRACT, DocumentKind.AMENDMENT)]
    for index in sorted(acting, key=lambda i: (papers[i].dated_on or date.max, i)) if len(papers) > 1 else ():
        work.apply(index)
    spliced = [Spliced.of(paper.text, work.in_force[index].edits) for index, paper in enumerate(papers)]
    counted = tuple(
        cut(each.document, [(each.to(a), each.to(b)) for a, b in work.cuts[index]])
        for index, each in enumerate(spliced)
    )
    headings = [replace(h, start=spliced[h.paper].to(h.start), end=spliced[h.paper].to(h.end)) for h in work.headings]
    referred = [
        Heading(*found, is_fallback=True) for found in annexes.read_under(counted, [paper.kind for paper in papers])
    ]
    return Consolidated(
        tuple(papers),
        counted,
        tuple(work.superseded),
        tuple(work.changes),
        (*headings, *referred),
        tuple(edit for each in work.in_force for edit in each.edits),
    )


def read_under(passages: Iterable[Passage], headings: Sequence[Heading]) -> Iterator[Passage]:
    """The passages, those that stand in place of an article or in its annex under that article's heading too."""
    for passage in passages:
        above = [heading.heading for heading in headings if heading.covers(passage)]
        joined = " / ".join(part for part in (*above, passage.heading) if part)
        yield replace(passage, heading=joined[-200:]) if above else passage


class _Set:
    """The papers while amendments are applied to them, one after the other."""

    def __init__(self, papers: Sequence[Paper]) -> None:
        self._papers = papers
        self._articles: dict[int, list[Article]] = {}
        self._done: dict[int, list[Instruction]] = {}
        self.cuts: list[list[Span]] = [[] for _ in papers]
        self.superseded: list[Superseded] = []
        self.changes: list[Change] = []
        self.headings: list[Heading] = []
        self.in_force = [InForce(index, paper.text) for index, paper in enumerate(papers)]
        self._swaps_left = MOST_EDITS

    def apply(self, by: int) -> None:
        """Do what the paper says."""
        found = instructions(self._papers[by].text)
        if self._papers[by].kind is DocumentKind.CONTRACT:
            # A contract of the same set that restates the earlier one; what it says of its own articles is its business.
            found = [i for i in found if i.references and all(r.is_whole for r in i.references)]
        self._done[by] = found
        for instruction in found:
            if instruction.swaps:
                self._reword(by, instruction)
                continue
            self.cuts[by] += instruction.unread
            for reference in instruction.references:
                self._apply(by, instruction, reference)

    def _apply(self, by: int, instruction: Instruction, reference: Reference) -> None:
        words = (instruction.start, instruction.end)
        targets = [] if instruction.deed is Deed.ADDED else list(self._targets(by, reference))
        is_found = bool(targets) or instruction.deed is Deed.ADDED
        self.changes.append(Change(by, instruction.deed, reference.label, words, is_found))
        if instruction.deed is Deed.REWORDED:
            return
        for index, span, title in targets:
            if not any(known[0] <= span[0] and span[1] <= known[1] for known in self.cuts[index]):
                self.superseded.append(Superseded(index, *span, by, instruction.deed, words))
                self.cuts[index].append(span)
            if title and instruction.body and not _has_title(self._papers[by].text, instruction.body):
                self.headings.append(Heading(by, *instruction.body, title))

    def _reword(self, by: int, instruction: Instruction) -> None:
        """Change words where they stand exactly once (or wherever they stand, if that is what the paper says)."""
        spans = [(i, span) for ref in instruction.references for i, span, _ in self._targets(by, ref)]
        wider = [replace(r, path=r.path[:1], units=r.units[:1]) for r in instruction.references if len(r.path) > 1]
        spans = spans or [(i, span) for ref in wider for i, span, _ in self._targets(by, ref)]
        unchanged = []
        tried = min(self._swaps_left, len(instruction.swaps))
        self._swaps_left -= tried
        for swap in instruction.swaps[:tried]:
            times = self._swap(by, swap, spans, (instruction.start, instruction.end))
            if times is not None:
                unchanged.append(Unchanged(self._papers[by].text.text[slice(*swap.old)], times))
        for swap in instruction.swaps[tried:]:  # too many for one set: told, and left to be read here
            unchanged.append(Unchanged(self._papers[by].text.text[slice(*swap.old)], 0))
        words = (instruction.start, instruction.end)
        label = ", ".join(reference.label for reference in instruction.references if reference.label)
        self.changes.append(Change(by, instruction.deed, label, words, not unchanged, tuple(unchanged)))
        if not unchanged and len(instruction.swaps) <= MOST_EDITS:
            # What it says now stands in the earlier paper; where it does not, it goes on to be read here.
            self.cuts[by].append(words)

    def _swap(self, by: int, swap: Swap, spans: Sequence[tuple[int, Span]], at: Span) -> int | None:
        """Make one change; how often its words stand there when it cannot be made, None when it was."""
        text = self._papers[by].text.text
        old, new = text[slice(*swap.old)], text[slice(*swap.new)] if swap.new else ""
        found = [
            (paper, *place)
            for paper in dict.fromkeys(paper for paper, _ in spans)
            for place in self.in_force[paper].places(old, [s for i, s in spans if i == paper], self.cuts[paper])
        ]
        if len(found) * len(self.in_force[found[0][0]].document.text if found else "") > MOST_WORK:
            return len(found)  # a change at so many places of so long a paper is left to a person
        touched = [letter.edit for _, *place in found for letter in place if letter.edit]
        if not found or (len(found) > 1 and (not swap.everywhere or touched)):
            return len(found)
        for paper, first, last in reversed(found):
            put = new
            if swap.whither is not Whither.INSTEAD:
                kept = self.in_force[paper].between(first, last)
                gap = " " if kept.isascii() and new[:1].isalnum() and new.isascii() else ""
                put = kept + gap + new if swap.whither is Whither.AFTER else new + gap + kept
            self.in_force[paper].put(first, last, put, by, at)
        return None

    def _targets(self, by: int, reference: Reference) -> Iterator[tuple[int, Span, str]]:
        """(paper, range, title) of what is meant, in every earlier paper that has it."""
        for index, paper in enumerate(self._papers):
            if index == by or not self._is_earlier(index, by):
                continue
            if paper.kind is DocumentKind.AMENDMENT and not (reference.of_amendment or reference.is_whole):
                yield from ((index, span, "") for span in self._in_bodies(index, reference))
            elif reference.is_whole:
                if paper.kind in (DocumentKind.CONTRACT, DocumentKind.AMENDMENT):
                    yield index, (0, len(paper.text.text)), ""
            elif reference.of_amendment == (paper.kind is DocumentKind.AMENDMENT):
                yield from self._in_paper(index, reference)

    def _is_earlier(self, index: int, by: int) -> bool:
        one, other = self._papers[index], self._papers[by]
        if one.dated_on and other.dated_on and one.dated_on != other.dated_on:
            return one.dated_on < other.dated_on
        return index < by or one.kind not in (DocumentKind.CONTRACT, DocumentKind.AMENDMENT)

    def _in_bodies(self, index: int, reference: Reference) -> Iterator[Span]:
        """Where an earlier amendment put the same article, or the article that it is part of, in its own words."""
        for instruction in self._done.get(index, []):
            for done in instruction.references:
                depth = len(done.path)
                if instruction.body and done.annex == reference.annex and done.path == reference.path[:depth] and depth:
                    rest, units = reference.path[depth:], reference.units[depth:]
                    if span := item_within(self._papers[index].text, instruction.body, rest, units):
                        yield span

    def _in_paper(self, index: int, reference: Reference) -> Iterator[tuple[int, Span, str]]:
        document, annex = self._papers[index].text, reference.annex
        is_annex = self._papers[index].kind is not DocumentKind.CONTRACT
        inside = annexes.sections(document) if annex else {}
        if annex and is_annex and annexes.label_of(document) == annexes.key(annex):
            span: Span | None = (0, len(document.text))
            label = next((a.annex for a in self._all(index)), "")
        elif annex:
            span, label = inside.get(annexes.key(annex)), self._label(index, annex)
        else:
            span, label = (None if is_annex and not reference.of_amendment else (0, len(document.text))), ""
        if span is None:
            return
        if not reference.path:
            yield index, span, ""
        elif found := self._article(index, reference, label):
            yield index, found[0], found[1]

    def _label(self, index: int, annex: str) -> str:
        wanted = annexes.key(annex)
        return next((a.annex for a in self._all(index) if a.annex and annexes.key(a.annex) == wanted), annex)

    def _article(self, index: int, reference: Reference, label: str) -> tuple[Span, str] | None:
        """The article, or the item within it, with the article's title."""
        document = self._papers[index].text
        for depth in range(len(reference.path), 0, -1):
            article = located(self._all(index), reference.path[:depth], shape=reference.shape, annex=label)
            if article:
                rest, units = reference.path[depth:], reference.units[depth:]
                span = item_within(document, (article.start, article.end), rest, units)
                return (span, article.title) if span else None
        return None

    def _all(self, index: int) -> list[Article]:
        if index not in self._articles:
            self._articles[index] = articles(self._papers[index].text)
        return self._articles[index]


def _has_title(document: DocumentText, body: Span) -> bool:
    """Whether new wording begins with a heading of its own."""
    line = document.text[body[0] : body[1]].lstrip().split("\n", 1)[0][:80]
    number = number_of(line)[1]
    rest = line[number:].strip(HEADING_TRIM)
    return bool(number) and (
        bool(inline_title(line, number)[1]) or (0 < len(rest) <= 30 and rest[-1] not in "。.;；,，")
    )


def superseded_texts(together: Consolidated) -> list[DocumentText]:
    """Of each paper only what was superseded; texts and offsets untouched."""
    found = []
    for index, paper in enumerate(together.papers):
        gone = sorted((s.start, s.end) for s in together.superseded if s.paper == index)
        edges = [0, *(edge for span in gone for edge in span), len(paper.text.text)]
        stays = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]
        found.append(cut(paper.text, stays))
    return found


def cut(document: DocumentText, spans: Sequence[Span]) -> DocumentText:
    """The document without those ranges: its paragraphs cut, its text and every offset as before."""
    if not spans:
        return document
    ordered = sorted(spans)
    kept = [piece for paragraph in document.paragraphs for piece in _pieces(document, paragraph, ordered)]
    return replace(document, paragraphs=tuple(kept))


def _pieces(document: DocumentText, paragraph: Paragraph, spans: Sequence[Span]) -> Iterator[Paragraph]:
    touching = [span for span in spans if span[0] < paragraph.end and paragraph.start < span[1]]
    if not touching:
        yield paragraph
        return
    position = paragraph.start
    for start, end in [*touching, (paragraph.end, paragraph.end)]:
        if any(c.isalnum() for c in document.text[position:start]):
            kind = Kind.BODY if paragraph.kind is Kind.TABLE_ROW else paragraph.kind
            yield replace(paragraph, start=position, end=start, page=document.page_at(position), kind=kind, table=0)
        position = max(position, end)
