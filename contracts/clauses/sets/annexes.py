"""Annexes: what a paper is called, where an annex stands inside one, and which are spoken of but not there."""

import re
from collections.abc import Iterator, Sequence

from contracts.clauses.sets.articles import annex_headings, annex_label, articles
from contracts.clauses.sets.numbers import FIGURE, path
from contracts.documents.folding import fold
from contracts.documents.reading.text import DocumentText, Kind
from contracts.documents.rules import DocumentKind

Span = tuple[int, int]
NAMED = (
    rf"(?:附[件录表约]|别[表纸])\s?(?:{FIGURE}{{1,3}}(?![0-9年月日])|[甲乙丙丁戊]|[a-z](?![a-z]))?|(?:annex(?:ure)?|appendix|exhibit|schedule|"
    r"attachment)\s{1,2}(?:(?!of|to|or|is|as|in|on|by|at|no)[a-z]{1,2}|\d{1,2}|[ivx]{1,4})(?:-\d{1,2})?(?![a-z0-9]|\.\d)"
)
"""How an annex is named in a sentence (folded)."""
_NAMED = re.compile(NAMED)


def key(label: str) -> str:
    """One spelling for one annex: 附件1, 附件一 and 附件壹 are the same, as are "Exhibit B" and "exhibitb"."""
    bare = "".join(fold(label).split())
    word = re.match(r"附[件录表约图]|别[表纸]|annex(?:ure)?|appendix|exhibit|schedule|attachment", bare)
    if word is None:
        return bare
    return word.group().replace("annexure", "annex") + "-".join(path(bare[word.end() :]) or (bare[word.end() :],))


def label_of(document: DocumentText) -> str:
    """The key of the annex that a paper of its own is: by its first lines, else by its name; "" when it has none."""
    opening = [p for p in document.paragraphs if p.kind is not Kind.RUNNING and not p.is_contents][:3]
    for paragraph in opening:
        if label := annex_label(document.words(paragraph)):
            return key(label)
    named = _NAMED.search(fold(document.name))
    return key(named.group()) if named else ""


def sections(document: DocumentText) -> dict[str, Span]:
    """The annexes that stand inside a paper, by key; each goes on to the next."""
    starts = [(key(label), paragraph.start) for label, paragraph in annex_headings(document)]
    end = max((p.end for p in document.paragraphs if p.kind is not Kind.RUNNING), default=0)
    found: dict[str, Span] = {}
    for (label, start), following in zip(starts, [*(s for _, s in starts[1:]), end], strict=False):
        found.setdefault(label, (start, following))
    return found


def spoken_of(document: DocumentText) -> Iterator[tuple[str, Span]]:
    """Every place where the paper names an annex: its key and where."""
    for paragraph in document.paragraphs:
        if not paragraph.is_contents and paragraph.kind is not Kind.RUNNING:
            words = document.words(paragraph)
            for match in _NAMED.finditer(fold(words)):
                # "a schedule of fees" names no annex: its letter would be a capital.
                if not words[match.end() - 1].islower():
                    yield key(match.group()), (paragraph.start + match.start(), paragraph.start + match.end())


_DEFERS = re.compile(
    r"(?:详|依|如|见|载于|载明于|列于|订于|约定于|规定于|参照|参阅|悉依|按|以)[^,。;:]{0,16}$|"
    r"(?:set forth|set out|specified|described|listed|contained|provided|detailed|stated|see|in accordance with|per|according to)"
    r"[^.;]{0,24}$"
)
_MOST = 3


def read_under(documents: Sequence[DocumentText], kinds: Sequence[DocumentKind]) -> Iterator[tuple[int, int, int, str]]:
    """(paper, start, end, heading) of annexes that are there and that an article leaves its matter to: what such an annex
    holds is read under that article's heading. One that many articles name is no single article's annex."""
    places = _places(documents, kinds)
    headings: dict[str, list[str]] = {label: [] for label in places}
    for document, kind in zip(documents, kinds, strict=True):
        if kind in (DocumentKind.CONTRACT, DocumentKind.AMENDMENT):
            for label, title in _deferrals(document):
                if label in headings and title not in headings[label]:
                    headings[label].append(title)
    for label, titles in headings.items():
        if 0 < len(titles) <= _MOST:
            yield from ((*place, " / ".join(titles)) for place in places[label])


def _places(documents: Sequence[DocumentText], kinds: Sequence[DocumentKind]) -> dict[str, list[tuple[int, int, int]]]:
    found: dict[str, list[tuple[int, int, int]]] = {}
    for index, (document, kind) in enumerate(zip(documents, kinds, strict=True)):
        if kind in (DocumentKind.ANNEX, DocumentKind.OTHER) and (label := label_of(document)):
            found.setdefault(label, []).append((index, 0, len(document.text)))
            continue
        for label, (start, end) in sections(document).items():
            found.setdefault(label, []).append((index, start, end))
    return found


def _deferrals(document: DocumentText) -> Iterator[tuple[str, str]]:
    """(annex, title) of articles that say their matter stands in an annex."""
    titled = [article for article in articles(document) if article.title and not article.annex]
    for label, (start, _) in spoken_of(document):
        if _DEFERS.search(fold(document.text[max(0, start - 40) : start])):
            title = next((a.title for a in titled if a.start <= start < a.end), "")
            if title:
                yield label, title


def missing(documents: Sequence[DocumentText], names: Sequence[str]) -> list[tuple[str, int, Span]]:
    """Annexes that the papers name and that are not among them: (as written, paper, where first)."""
    there = {label for document in documents for label in sections(document)} | {label_of(d) for d in documents}
    there |= {key(match.group()) for name in names for match in _NAMED.finditer(fold(name))}
    found: dict[str, tuple[str, int, Span]] = {}
    for index, document in enumerate(documents):
        for label, (start, end) in spoken_of(document):
            if label not in there and label[2:]:
                found.setdefault(label, (document.text[start:end].strip(), index, (start, end)))
    return list(found.values())
