"""Does the paper say what the rule requires? Pure: documents and a rulebook in, a finding for each clause out.

Every passage is tried against the signals of every clause. A signal combines what the passage speaks of, whether it
binds, whom, and what would make it a look-alike; the best signals give the verdict, their passages are its evidence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from contracts.clauses.excerpts import as_written, tight
from contracts.clauses.matching import Hit, echoes, hits, settled
from contracts.clauses.reading import Reading
from contracts.clauses.rulebook import Clause, Rulebook
from contracts.clauses.sets import Paper, consolidated, read_under
from contracts.clauses.vocabulary import LACKS
from contracts.documents.reading.text import DocumentText
from core.phrases import N_, Phrase, Wording, phrase

MAX_EVIDENCE = 5


class Verdict(StrEnum):
    """Of one clause in one set of documents."""

    PRESENT = "present"
    PARTIAL = "partial"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words that bear a verdict: `text` is exactly `documents[document].text[start:end]`, beginning on `page`."""

    document: int
    text: str
    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """What the documents say on one clause.

    `score` 0..1 is how sure the check is that the clause is there; `evidence` holds at most five passages, best first;
    `reasons` say why in sentences that can be checked against the passages; `lacks` what a partial clause is short of.
    """

    clause_id: str
    verdict: Verdict
    score: float
    evidence: tuple[Evidence, ...]
    reasons: tuple[Phrase, ...]
    lacks: tuple[Phrase, ...] = ()


def check(documents: DocumentText | Sequence[DocumentText | Paper], rulebook: Rulebook) -> Mapping[str, Finding]:
    """A finding for every clause of the rulebook, from one document or several that belong together.

    Papers are judged as one (contracts.clauses.sets): what an amendment replaces or strikes bears no verdict.
    """
    given = (documents,) if isinstance(documents, DocumentText) else documents
    together = consolidated([each if isinstance(each, Paper) else Paper(each) for each in given])
    papers = together.counted
    reading = Reading.of(papers, rulebook)
    reading.passages = list(read_under(reading.passages, together.headings))
    clauses = rulebook.clauses.values()
    found = settled(clauses, {clause.id: hits(clause, reading) for clause in clauses})
    return {clause.id: _finding(clause, found[clause.id], reading, papers, rulebook.lacks) for clause in clauses}


def _finding(
    clause: Clause,
    found: Sequence[Hit],
    reading: Reading,
    papers: Sequence[DocumentText],
    own_lacks: Mapping[str, Wording],
) -> Finding:
    present = [hit for hit in found if hit.signal.verdict == "present"]
    chosen = present or found
    if not chosen:
        return Finding(
            clause.id,
            Verdict.ABSENT,
            0.0,
            (),
            (phrase(N_("No passage was found that says anything binding on this.")),),
        )
    best = max(hit.signal.score for hit in chosen)
    kept = _best_first(chosen, echoes(clause, reading, found) if present else ())
    return Finding(
        clause_id=clause.id,
        verdict=Verdict.PRESENT if present else Verdict.PARTIAL,
        score=best if present else round(best / 2, 3),
        evidence=tuple(_evidence(hit, papers) for hit in kept),
        reasons=tuple(_reason(clause, hit, reading, papers) for hit in kept),
        lacks=()
        if present
        else tuple(_lack(key, own_lacks) for key in dict.fromkeys(hit.signal.lacks for hit in kept)),
    )


def _best_first(found: Sequence[Hit], beside: Sequence[Hit]) -> list[Hit]:
    """The passages worth showing: the surest, none much weaker than the best.

    Where it was learnt how marked passages read, those that read most alike, be they `beside`, and the surest."""
    best = max(hit.rank for hit in found)
    surest = [hit for hit in sorted(found, key=lambda h: (-h.rank, h.order)) if hit.rank >= best - 0.12]
    if all(hit.likeness is None for hit in found):
        return surest[:MAX_EVIDENCE]
    alike = sorted((*found, *beside), key=lambda h: (-_worth(h), h.order))
    kept = [hit for hit in alike if _worth(hit) >= _worth(alike[0]) - 1.5][: MAX_EVIDENCE - 1]
    others = [hit for hit in surest if hit not in kept]
    return [*kept, *sorted(others, key=lambda h: (-_worth(h), h.order))[:1]]


def _worth(hit: Hit) -> float:
    """A sure signal weighs as much as being some seven times likelier marked; past a point, more alike is no better."""
    return 2 * hit.rank + min(hit.likeness or 0.0, 4.0)


def _evidence(hit: Hit, papers: Sequence[DocumentText]) -> Evidence:
    passage, text = hit.passage, papers[hit.passage.document].text
    start, end = tight(text, passage.start, passage.end, hit.patterns)
    return Evidence(passage.document, text[start:end], papers[passage.document].page_at(start), start, end)


def _lack(key: str, own: Mapping[str, Wording]) -> Phrase:
    return phrase("%(what)s", what=own[key]) if key in own else phrase(LACKS[key])


def _reason(clause: Clause, hit: Hit, reading: Reading, papers: Sequence[DocumentText]) -> Phrase:
    """Why the passage counts, in a sentence for somebody who has read neither the rulebook nor the code."""
    passage, about = hit.passage, clause.name
    text = papers[passage.document].text[passage.start : passage.end]
    found = [as_written(text, word) for word in hit.words]
    words = Wording(zh="".join(f"「{word}」" for word in found), en=", ".join(f"“{word}”" for word in found))
    if hit.is_alike:
        return phrase(N_("It reads like passages marked for this in other contracts: %(words)s."), words=words)
    if not found:
        return phrase(
            N_("It stands under “%(heading)s” and speaks of %(clause)s."), heading=passage.heading, clause=about
        )
    if hit.signal.says:
        return phrase("%(says)s (%(words)s)", says=hit.signal.says, words=words)
    if hit.signal.verdict != "present":
        return phrase(N_("It speaks of %(clause)s, but not enough of it: %(words)s."), clause=about, words=words)
    bound = _bound(reading, hit.order)
    if bound is None:
        return phrase(N_("It lays down something on %(clause)s: %(words)s."), clause=about, words=words)
    return phrase(N_("It binds %(who)s on %(clause)s: %(words)s."), who=phrase(bound), clause=about, words=words)


def _bound(reading: Reading, order: int) -> str | None:
    """Whom the passage has do or let something."""
    vendor, client = (reading.has_property(order, name) for name in ("by_vendor", "by_client"))
    if reading.has_property(order, "by_both") or (vendor and client):
        return N_("both parties")
    if vendor:
        return N_("the vendor")
    return N_("the client") if client else None
